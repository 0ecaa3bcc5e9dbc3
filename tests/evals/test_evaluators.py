"""Readings are scored by what was expected of them, on this machine alone."""

import socket

import pytest
from evals.evaluators import QUICK, evaluator, gating, knowing, result
from evals.experiment import EvaluationError, scored
from evals.numbers import recovered, unmatched
from evals.outcome import Outcome, unaided
from evals.scenario import Scenario, Stated, scenarios

from sobremesa.mechanics.library import load


def mark(words: str, *values: float, time: bool = False) -> Stated:
    return Stated(words=words, values=values, time=time)


def test_the_scenarios_are_those_that_the_figures_are_about() -> None:
    asked = [one for one in scenarios().values() if one.id.startswith("P") and one.of is None]
    assert len(asked) == 24
    assert sum(one.compiles for one in asked) == 13
    assert all(one.of in scenarios() for one in scenarios().values() if one.of)
    assert all(one.words in each.text for each in scenarios().values() for one in each.stated)


def test_one_figure_stands_for_one_number() -> None:
    marks = (mark("between 50", 50), mark("50 sellers", 50), mark("10 days", 10, 0.1), mark("0.1 a day", 0.1))
    assert unmatched(marks, [50, 0.1, 10], []) == ("50 sellers",)
    assert unmatched(marks, [0.1, 0.1, 50, 50], []) == ()


def test_only_numbers_about_time_may_be_the_length_of_a_run() -> None:
    assert unmatched((mark("60 days", 60, time=True), mark("60 people", 60)), [], [60, 60]) == ("60 people",)


def test_what_nobody_stated_is_found_among_what_is_called_stated() -> None:
    document = unaided(scenarios()["P01"]).model
    assert document is not None
    assert recovered(scenarios()["P01"], document).precision == 1
    contagion = document.parameters["contagion"].model_copy(update={"source": "stated", "quote": "100 people"})
    wrong = document.model_copy(update={"parameters": {**document.parameters, "contagion": contagion}})
    found = recovered(scenarios()["P01"], wrong)
    assert (found.recall, found.claimed) == (1, 3)
    assert found.unsaid == (f"parameters.contagion = {contagion.value:g}",)


def test_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    wanted = [scenarios()[one] for one in ("P01", "P13", "P23")]
    scores = scored(wanted, unaided, QUICK)
    assert list(scores) == ["P01", "P13", "P23"]
    assert scores["P01"]["routing"].score == scores["P01"]["repaired"].score == scores["P01"]["recall"].score == 1
    assert scores["P13"]["routing"].score == 1
    assert "recall" not in scores["P13"]


def test_an_evaluator_that_fails_is_no_score() -> None:
    @evaluator
    def failing(outcome: Outcome, scenario: Scenario) -> list[dict[str, object]]:
        return [result("never", 1 / len(outcome.missing))]

    with pytest.raises(EvaluationError, match="P23"):
        scored([scenarios()["P23"]], unaided, [failing])


def test_a_reading_of_the_wrong_kind_scores_nothing() -> None:
    wanted = [scenarios()["P01"]]
    scores = scored(wanted, lambda one: Outcome(id=one.id, mode="social"), QUICK)["P01"]
    assert (scores["routing"].score, scores["routing"].comment, scores["repaired"].score) == (0, "social", 0)


def test_known_answers_and_gates_are_tried_on_the_model() -> None:
    riot = load("riot").canonical().decode()
    square = scenarios()["K06"]
    scores = scored(
        [square], lambda one: Outcome(id=one.id, mode="mechanics", document=riot, by="model"), [knowing, gating]
    )
    assert scores["K06"]["known"].score == 1
    assert scores["K06"]["gates_tried"].score
    other = square.model_copy(update={"known": scenarios()["K06b"].known})
    scores = scored([other], lambda one: Outcome(id=one.id, mode="mechanics", document=riot, by="model"), [knowing])
    assert scores["K06"]["known"].score == 0
