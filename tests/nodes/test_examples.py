"""The examples that a language model is shown: the library's nearest models, as many as there is room for."""

import json
from pathlib import Path

import pytest

from sobremesa.mechanics import library
from sobremesa.nodes.contract import Request
from sobremesa.nodes.examples import examples, nearest
from sobremesa.nodes.gateway.estimate import estimate
from sobremesa.nodes.interpreter import Route, Taken
from sobremesa.nodes.model_prompts import PEOPLE_TALK, prompts, prompts_of_form, reference
from sobremesa.nodes.reading.nearness import Texts

HERE = Path(__file__).parent
LIMIT = 8_000
"""Tokens of a prompt at three bytes a token, rather more than any model counts."""


def cases(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


def route(mode: str) -> Route:
    return Route.model_validate({"mode": mode, "confidence": 1, "reasons": ()})


def test_paraphrases_find_their_model_among_the_nearest() -> None:
    """They were written before the ranking was; at first 33 of 34 were the nearest, and the other the third."""
    ranks = [
        nearest(case["text"], route(case.get("mode", "mechanics"))).index(case["model"])
        for case in cases("paraphrases.jsonl")
    ]
    assert ranks.count(0) >= len(ranks) - 1
    assert max(ranks) <= 2


@pytest.mark.parametrize("mode", ["mechanics", "hybrid"])
def test_the_prompt_for_a_document_is_short_whatever_the_scenario(mode: str) -> None:
    for case in cases("scenarios_given.jsonl"):
        system, user = prompts(Request(scenario=case["text"]), route(mode))
        assert estimate([("system", system), ("user", user)]) < LIMIT, case["id"]
        if case["mode"] == mode:
            assert user.count("\nmodel: ") >= 2, case["id"]


def test_examples_make_room_for_a_long_scenario() -> None:
    told = "One of 3,000 students hears a rumour and passes it on.\n"
    for times in (1, 20, 60):
        system, user = prompts(Request(scenario=told * times), route("mechanics"))
        assert estimate([("system", system), ("user", user)]) < LIMIT
    assert "examples" in prompts(Request(scenario=told), route("mechanics"))[1]
    assert "examples" not in prompts(Request(scenario=told * 150), route("mechanics"))[1]


def test_examples_are_whole_documents_within_their_room() -> None:
    scenario = "A rumour spreads among colleagues."
    shown = examples(scenario, route("mechanics"), 2_000)
    assert shown.startswith("#")
    assert [len(part) for part in shown.split("\n---\n")] == [len(part.strip()) for part in shown.split("\n---\n")]
    assert examples(scenario, route("mechanics"), 100) == ""


@pytest.mark.parametrize("name", [name for name in library.documents() if library.forms(name) is not None])
def test_the_prompt_for_a_third_form_is_as_short_as_that_for_a_document(name: str) -> None:
    first, known = library.load(name), library.forms(name)
    assert known is not None
    taken = [Taken(name=known.first, document=first), Taken(name="second", document=known.forms[0].of(first))]
    asked = prompts_of_form(Request(scenario="Who gets it? " * 20), route("mechanics"), taken)
    assert estimate(list(zip(("system", "user"), asked, strict=True))) < LIMIT


def test_people_talk_in_the_first_example_exactly_where_they_talk_in_the_scenario() -> None:
    for case in cases("paraphrases.jsonl"):
        talking = nearest(case["text"], route("hybrid"))
        assert library.load(talking[0]).personas
        twins = {name for name in library.names() if library.entry(name).hybrid == talking[0]}
        assert set(talking) == set(library.documents()) - twins - {"crowd"}
        assert len(set(talking)) == len(talking)
        assert not any(library.entry(name).hybrid == talking[0] for name in talking if name in library.names())
        assert not any(library.load(name).personas for name in nearest(case["text"], route("mechanics")))


def test_the_language_is_told_whole_or_without_people() -> None:
    whole, silent = reference(talking=True), reference(talking=False)
    assert whole.startswith(silent)
    assert PEOPLE_TALK.strip() in whole
    assert "coupling:" not in silent


def test_texts_are_near_by_what_is_rare_in_them_and_not_by_their_length() -> None:
    texts = Texts({"sick": "people infect people", "rich": "people trade", "long": "people " * 50 + "infect", "x": "?"})
    nearness = texts.nearness("Infected!")
    assert nearness["sick"] > nearness["long"] > nearness["rich"] == nearness["x"] == 0
    assert texts.nearness("trade")["rich"] > texts.nearness("people")["rich"] > 0
