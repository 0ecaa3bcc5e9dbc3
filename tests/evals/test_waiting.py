"""Processes that were read are held to theory: those of the library, and recorded ones."""

from __future__ import annotations

import json

import pytest
from evals.evaluators import processing, waiting
from evals.outcome import Outcome, played
from evals.scenario import scenarios
from evals.waiting import Answer, theory_of

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.processes import library
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.nodes.trial import Attempt

P09 = scenarios()["P09"]
STATED = {"servers": "one till", "arrivals": "40 an hour", "service": "about a minute"}


def bakery(**values: float) -> ProcessDocument:
    """The library's counter as an answer to P09, with these values in place of the right ones."""
    document = library.load("counter")
    stated = {
        name: document.parameters[name].model_copy(
            update={
                "source": "stated",
                "quote": quote,
                "why": None,
                "value": values.get(name, document.parameters[name].value),
            }
        )
        for name, quote in STATED.items()
    }
    return document.model_copy(update={"parameters": {**document.parameters, **stated}})


def scored(document: ProcessDocument | None, **fields: object) -> dict[str, float]:
    text = None if document is None else document.canonical().decode()
    outcome = Outcome.model_validate({"id": "P09", "mode": "mechanics", "document": text, "by": "model", **fields})
    told = [
        each
        for evaluator in (processing, waiting)
        for each in evaluator(outcome.model_dump(mode="json"), P09.model_dump(mode="json"))["results"]
    ]
    return {each["key"]: each["score"] for each in told}


def test_a_right_process_has_all_that_is_asked_of_it() -> None:
    expected = {"process": 1, "process_recall": 1, "process_precision": 1, "load": 1, "theory": 1}
    assert scored(bakery()) == expected


def test_other_numbers_are_lost_and_have_another_load() -> None:
    found = scored(bakery(arrivals=30))
    assert found["process_recall"] == pytest.approx(2 / 3)
    assert found["process_precision"] == pytest.approx(2 / 3)
    assert (found["load"], found["theory"]) == (0, 1)


def test_no_process_scores_nothing_unless_it_was_asked_in_another_language() -> None:
    assert scored(None, by=None) == {"process": 0}
    assert scored(None, by=None, reworded=["compile"]) == {}


def test_a_recorded_process_is_read_again() -> None:
    answers = [json.dumps({"mode": "mechanics", "confidence": 1, "reasons": ["many"], "phrases": []})]
    answers.append(json.dumps(bakery().model_dump(mode="json", by_alias=True, exclude_defaults=True)))
    told = {"scenario": "P09", "attempt": 1, "model": "m", "prompt_tokens": 1, "completion_tokens": 1}
    attempts = [
        Attempt.model_validate({**told, "node": node, "prompt": node, "answer": answer})
        for node, answer in zip(("classify", "compile"), answers, strict=True)
    ]
    outcome = played(P09, attempts)
    assert (outcome.by, outcome.missing) == ("model", ())
    assert outcome.process == bakery()


@pytest.mark.parametrize(
    ("process", "theory"),
    [
        ("counter", 4 / 3),
        ("call_centre", 0.1741),
        ("call_centre_patience", None),
        ("full_house", None),
        ("emergency_room", None),
        ("production_line", None),
    ],
)
def test_theory_speaks_only_of_what_it_is_about(process: str, theory: float | None) -> None:
    program = check_process(library.load(process))
    found = theory_of(program, scenario_arm(program.document))
    assert found == (None if theory is None else pytest.approx(theory, abs=5e-5))


def test_an_answer_is_right_within_its_runs() -> None:
    assert Answer(1.36, 0.03, 4 / 3).is_right
    assert not Answer(1.40, 0.03, 4 / 3).is_right
    assert not Answer(1.36, 0.03, None).is_right
