"""What stands around the answer: notices, assumptions, the question, and how it was made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from handmade_runs import coupled, failures, library_document, talk, unmodelled
from sobremesa.mechanics import library
from sobremesa.mechanics.experiments.asking import with_asked
from sobremesa.mechanics.given import Given, with_values
from sobremesa.nodes.contract import AgentRequest, Request
from sobremesa.nodes.synthesis.again import command
from sobremesa.nodes.synthesis.assumptions import ledger
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.making import mechanism, method
from sobremesa.nodes.synthesis.notices import GIVEN_DECISIONS, ONE_CONVERSATION, PLAYED, REHEARSED, WRITTEN, notices
from sobremesa.nodes.synthesis.question import question


def test_without_a_language_model_the_first_notice_says_so_and_how_to_use_one() -> None:
    for evidence in (failures(), talk(), coupled(), unmodelled()):
        first = notices(evidence)[0]
        assert first.startswith("No language model was used: ")
        assert "OPENAI_API_KEY" in first


def test_rehearsal_is_no_evidence_about_people() -> None:
    assert notices(talk())[1:] == (REHEARSED, ONE_CONVERSATION)
    assert notices(coupled())[1:] == (REHEARSED, GIVEN_DECISIONS)
    assert notices(replace(talk(), speaker="a-model", interpreter="a-model")) == (PLAYED, ONE_CONVERSATION)


def test_a_model_that_a_language_model_wrote_is_said_to_be_one() -> None:
    (notice,) = notices(replace(failures(), library=None, interpreter="a-model"))
    assert notice == WRITTEN.format(model="a-model")


def test_a_library_model_in_the_place_of_one_that_could_not_be_used_is_told_first() -> None:
    why = "The language model's answer could not be used. The library model interface_failure fits and was taken."
    told = notices(replace(failures(), interpreter="a-model", instead=why))[0]
    assert told == f"The language model a-model was to write the model, and did not. {why}"


def test_a_run_that_ended_early_says_so() -> None:
    told = notices(replace(talk(), stopped="The limit of calls is reached."))
    assert any(notice.startswith("The run ended early: The limit of calls is reached.") for notice in told)


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        ("People meet. What happens?\nAnd then?", "What happens? And then?"),
        ("People meet.", "What do failures do to communication, and does frustration cascade?"),
        ("What " + "really " * 60 + "happens?", "What do failures do to communication, and does frustration cascade?"),
    ],
)
def test_the_question_is_the_one_that_was_asked(scenario: str, expected: str) -> None:
    evidence = failures()
    assert question(replace(evidence, request=Request(scenario=scenario))) == expected


def test_the_ledger_holds_every_parameter_reading_and_lever() -> None:
    evidence = coupled()
    document = evidence.document
    assert document is not None
    entries = ledger(replace(evidence, notes=("a reading",)))
    assert [entry.source for entry in entries] == sorted(
        (entry.source for entry in entries),
        key=["stated", "given", "inferred", "literature", "assumed", "reading"].index,
    )
    whys = [entry.why for entry in entries]
    assert "a reading" in whys
    assert set(document.assumptions) <= set(whys)
    figures = {entry.name: entry.value for entry in entries if entry.value}
    assert set(figures) == {
        *(name.replace("_", " ") for name in document.parameters),
        "length of a run",
        "rounds of a talk",
    }
    assert figures["repair rate"] == "2% per hour"
    (lever,) = [entry for entry in entries if entry.name == "repair effort"]
    assert "0.05 * (1 + report.stance)" in lever.why
    assert "held between 0 and 0.1" in lever.why


def test_the_quote_is_the_reason_for_what_was_stated() -> None:
    evidence = failures()
    assert evidence.document is not None
    people = evidence.document.parameters["people"].model_copy(update={"source": "stated", "quote": ("100", "people")})
    parameters = {**evidence.document.parameters, "people": people}
    document = evidence.document.model_copy(update={"parameters": parameters})
    first = ledger(replace(evidence, document=document))[0]
    assert (first.name, first.value, first.source, first.why) == ("people", "100", "stated", "“100” and “people”")


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("interface_failure", "Who: 100 × person, on a small-world network (k = 6, p = 0.1)"),
        ("market", "Who: 100 × buyer and 50 × seller"),
        ("sir_grid", "Who: 2,500 × person, on a grid of 50 by 50 that wraps around"),
    ],
)
def test_the_mechanism_in_words(name: str, who: str) -> None:
    lines = list(mechanism(library_document(name)))
    assert lines[0] == who
    assert lines[1].startswith("Each ")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"coupled": "apart"}, "--coupled apart"),
        ({"conversations": 3}, "--conversations 3"),
        ({"exchanged": False}, "--no-exchanged"),
        ({"crowd": 500}, "--crowd 500"),
        ({"masked": True}, "--masked"),
    ],
)
def test_the_command_asks_for_what_stands_beside_a_model(asked: dict[str, Any], words: str) -> None:
    told = command(Request(scenario="A town argues.", mode="hybrid", **asked), replicated=True)
    assert told is not None
    assert f" {words}" in told


@pytest.mark.parametrize(("name", "words"), [("large", "--model large"), ("small.gguf", "--gguf small.gguf")])
def test_the_command_names_the_language_model(name: str, words: str) -> None:
    told = command(Request(scenario="A town argues."), replicated=False, language_model=name)
    assert told == f"sobremesa run 'A town argues.' --mode auto --seed 0 {words}"


def test_the_command_is_safe_to_paste() -> None:
    request = Request(
        scenario="It's 5 o'clock; rm -rf $HOME `id`", agents=(AgentRequest(role="nurse", traits="anxious, kind"),)
    )
    assert command(request, replicated=False) == (
        "sobremesa run 'It'\"'\"'s 5 o'\"'\"'clock; rm -rf $HOME `id`' --mode auto --seed 0 "
        "--persona 'nurse: anxious, kind'"
    )


def test_the_command_says_how_turns_are_taken() -> None:
    request = Request(scenario="Three friends argue.", turn_taking="urgency")
    assert command(request, replicated=False) == (
        "sobremesa run 'Three friends argue.' --mode auto --seed 0 --turn-taking urgency"
    )


CARELESS = Request(scenario="As given.", document="{}", seed=3, replicates=5)


@pytest.mark.parametrize(
    ("experiment", "told"),
    [
        ({"scale": {"values": [3, 30]}, "sweep": [], "sensitivity": None}, "scale model.yaml --size 3 --size 30"),
        ({"scale": {"parameter": "n", "values": [3, 30]}}, "scale model.yaml --parameter n --size 3 --size 30"),
        ({"sweep": [{"parameter": "a", "from": 0, "to": 1, "points": 9}]},
         "sweep model.yaml --parameter a --from 0 --to 1 --points 9"),
        ({"sensitivity": {"parameters": ["a", "b"]}}, "sensitivity model.yaml --parameter a --parameter b"),
        ({"sensitivity": {"parameters": []}}, "sensitivity model.yaml"),
        ({"calibrate": {"parameters": ["a"], "targets": [{"measure": "m", "take": "max", "value": 0.5}]}},
         "calibrate model.yaml --parameter a --target m:max=0.5"),
    ],
)  # fmt: skip
def test_the_command_explores_as_was_asked(experiment: dict[str, Any], told: str) -> None:
    asked = CARELESS.model_copy(update={"experiment": experiment})
    assert command(asked, True, "model.yaml") == f"sobremesa {told} --seed 3 --replicates 5"
    assert command(asked.model_copy(update={"document": None, "steps": 9}), True) is None


def test_the_command_of_a_run_asks_for_its_precision() -> None:
    asked = Request(scenario="Who wins?", experiment={"precision": 0.02, "sweep": []}, steps=9)
    told = "sobremesa run 'Who wins?' --mode auto --precision 0.02 --seed 0 --steps 9"
    assert command(asked, replicated=False) == told


def test_the_command_gives_ends_for_both_parameters_where_one_was_left_open() -> None:
    document = library.load("interface_failure")
    sweep = [{"parameter": "contagion", "to": 1}, {"parameter": "calming", "points": 3}]
    asked = CARELESS.model_copy(update={"experiment": {"sweep": sweep}})
    told = command(asked, True, "interface_failure", with_asked(document, asked.experiment))
    assert told is not None
    assert "--parameter contagion --from 0 --to 1 --points 11 --parameter calming --from 0 --to 1 --points 3" in told


def test_the_method_of_what_never_ran_has_no_command() -> None:
    assert method(unmodelled()).command is None
    assert method(failures()).command is not None


def test_evidence_turns_a_difference_round() -> None:
    evidence: Evidence = failures()
    there = evidence.difference("communication_success", "last", "scenario", "no failures")
    assert there is not None
    assert (there.value, there.low, there.high) == (0.1473, 0.1258, 0.1688)
    assert evidence.difference("communication_success", "last", "scenario", "nowhere") is None


@pytest.mark.parametrize(
    ("scenario", "steps", "source"),
    [
        ("They meet.", 50, "given"),
        ("They meet for 50 hours.", None, "stated"),
        ("They meet.", None, "assumed"),
        ("50 of them meet.", None, "assumed"),
    ],
)
def test_the_length_of_a_run_is_an_assumption_like_any_other(scenario: str, steps: int | None, source: str) -> None:
    entries = ledger(replace(failures(), request=Request(scenario=scenario, steps=steps)))
    (length,) = [entry for entry in entries if entry.name == "length of a run"]
    assert (length.value, length.source) == ("50 hours", source)


def test_a_network_is_told_as_it_is_built() -> None:
    document = with_values(library.load("interface_failure"), {"friends": Given(5, "stated", "5 friends")})
    assert "a small-world network (k = 4, p = 0.1)" in next(iter(mechanism(document)))
    few = with_values(document, {"people": Given(4, "stated", "4 people")})
    assert "(k = 2, p = 0.1)" in next(iter(mechanism(few)))
