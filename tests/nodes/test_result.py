"""What every door hands out: the answer within its limit, the status, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from handmade_runs import coupled, failures, talk, unmodelled
from sobremesa.nodes.contract import MAX_ANSWER_CHARACTERS
from sobremesa.nodes.interpreter import Route
from sobremesa.nodes.report import Report, Sentence
from sobremesa.nodes.result import result_of
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesize import plain_prose, report_of


def nothing() -> Evidence:
    return replace(unmodelled(), no_model=None, route=Route(mode="none", confidence=1.0, reasons=("a greeting",)))


def stopped() -> Evidence:
    return replace(talk(), stopped="the limit of calls is reached.")


def report(evidence: Evidence) -> Report:
    return report_of(evidence, plain_prose(evidence))


@pytest.mark.parametrize(
    ("run", "status", "mode"),
    [
        (failures, "done", "mechanics"),
        (talk, "done", "social"),
        (coupled, "done", "hybrid"),
        (unmodelled, "no_model", "mechanics"),
        (nothing, "needs_input", "none"),
        (stopped, "partial", "social"),
        (lambda: replace(failures(), findings=()), "failed", "mechanics"),
    ],
)
def test_status(run: Callable[[], Evidence], status: str, mode: str) -> None:
    result = result_of({"report": report(run()).model_dump(mode="json")}, "t1")
    assert (result.status, result.mode, result.thread_id) == (status, mode, "t1")
    assert 0 < len(result.answer) <= MAX_ANSWER_CHARACTERS
    assert result.next_steps
    assert result.to_dict()["status"] == status


def test_the_answer_carries_its_warning() -> None:
    result = result_of({"report": report(failures()).model_dump(mode="json")}, "t1")
    assert result.answer.startswith("Frustration does spread")
    assert result.answer.endswith("numbers were read from the text.")
    assert "No language model was used" in result.answer


def test_a_long_answer_ends_with_a_whole_sentence() -> None:
    long = report(failures()).model_copy(
        update={"answer": tuple(Sentence(text=f"{'word ' * 60}end.") for _ in range(9))}
    )
    answer = result_of({"report": long.model_dump(mode="json")}, "t1").answer
    assert 1_000 < len(answer) <= MAX_ANSWER_CHARACTERS
    assert "end. No language model" in answer
    endless = long.model_copy(update={"answer": (Sentence(text="x" * 5_000),)})
    assert len(result_of({"report": endless.model_dump(mode="json")}, "t1").answer) == MAX_ANSWER_CHARACTERS


def test_only_what_nobody_said_is_an_assumption() -> None:
    assumptions = result_of({"report": report(failures()).model_dump(mode="json")}, "t1").assumptions
    assert "friends: 6 (each sees the feelings of about six others)" in assumptions
    assert "“10% rate” is read as a share of the interfaces, not as a rate per hour" in assumptions


def test_without_a_model_the_next_step_is_the_advice() -> None:
    result = result_of({"report": report(unmodelled()).model_dump(mode="json")}, "t1")
    assert "OPENAI_API_KEY" in result.next_steps[0]
