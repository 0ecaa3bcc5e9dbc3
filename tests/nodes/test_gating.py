"""A model that fails at a gate goes back once; what it still fails at is told first."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.engine import unpaused
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.library import load
from sobremesa.mechanics.limits import Limits, RanTooLongError
from sobremesa.mechanics.reading import read_document
from sobremesa.nodes.contract import Request
from sobremesa.nodes.gating import gated, gates_of
from sobremesa.nodes.interpreter import NoModel, Route, Translation
from sobremesa.nodes.working import StoppedError

ROUTE = Route(mode="mechanics", confidence=1.0, reasons=())
REQUEST = Request(scenario="400 people give each other money.")
TEXT = """
model: gifts
purpose: gifts
parameters: {people: {type: int, value: 400, low: 2}}
agents: {person: {count: people, state: {wealth: {type: int, start: 1, low: 0}}}}
rules:
  - name: give
    who: person
    order: one_by_one
    do: |
      other = one_of(others(person))
      if other is not None TEST:
          other.wealth += 1
          self.wealth -= 1
measures: {poor: {value: "mean(p.wealth == 0 for p in person)", unit: share}}
experiment: {headline: {measure: poor}}
"""
WRONG = read_document(TEXT.replace("TEST", ""))
RIGHT = read_document(TEXT.replace("TEST", "and self.wealth > 0"))


class Author:
    """Writes a document anew, as it was told to beforehand."""

    name = "author"

    def __init__(self, answer: Translation | NoModel) -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.repairs: int | None = None

    async def mend(
        self, _: Request, __: Route, ___: ModelDocument, problems: str, repairs: int
    ) -> Translation | NoModel:
        self.asked.append(problems)
        self.repairs = repairs
        return self.answer


def through(document: ModelDocument, author: Author | None, **fields: Any) -> tuple[ModelDocument, list[str]]:
    translation = Translation(document=document, **fields)
    engine = KernelEngine()
    made, gates = asyncio.run(gated(translation, REQUEST, ROUTE, author, lambda again: again, engine))  # type: ignore[arg-type]
    return made.document, [gate.code for gate in gates if gate.failed]


def test_what_fails_goes_back_once_with_its_reason() -> None:
    author = Author(Translation(document=RIGHT))
    assert through(WRONG, author) == (RIGHT, [])
    (asked,) = author.asked
    assert "[total_changes]" in asked
    assert "all of it together goes from 400" in asked


def test_a_second_version_that_is_no_better_is_not_taken() -> None:
    worse = WRONG.model_copy(update={"purpose": "other words"})
    assert through(WRONG, Author(Translation(document=worse))) == (WRONG, ["total_changes"])
    assert through(WRONG, Author(NoModel(understood=(), missing=(), advice=()))) == (WRONG, ["total_changes"])


def test_what_passes_is_not_asked_for_again_and_nobody_is_asked_where_nobody_wrote() -> None:
    author = Author(Translation(document=WRONG))
    assert through(RIGHT, author) == (RIGHT, [])
    assert not author.asked
    assert through(WRONG, None) == (WRONG, ["total_changes"])


def test_a_library_model_is_not_tested_again() -> None:
    translation = Translation(document=load("rumour"), library="rumour")
    gates = asyncio.run(gated(translation, REQUEST, ROUTE, None, lambda again: again, KernelEngine()))
    assert gates == (translation, ())


def test_a_library_model_that_was_changed_in_review_is_tested_as_any_other() -> None:
    assert through(WRONG, None, library="rumour", changes=("people was set to 400",)) == (WRONG, ["total_changes"])


@pytest.mark.parametrize(("used", "left"), [(0, 1), (1, 0), (2, None)])
def test_what_goes_back_from_gates_counts_among_the_repairs(used: int, left: int | None) -> None:
    author = Author(Translation(document=RIGHT))
    made, failed = through(WRONG, author, repairs=used)
    assert (made, failed) == ((RIGHT, []) if left is not None else (WRONG, ["total_changes"]))
    assert author.repairs == left


def test_gates_run_within_the_operators_limits_and_end_with_their_task() -> None:
    spent = KernelEngine(limits=Limits(seconds=1e-9))
    with pytest.raises(RanTooLongError):
        gates_of(WRONG, REQUEST.scenario, spent, unpaused)

    def cancelled() -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        gates_of(WRONG, REQUEST.scenario, KernelEngine(), cancelled)


def test_the_same_document_gets_the_same_gates() -> None:
    twice = [gates_of(WRONG, REQUEST.scenario, KernelEngine(), unpaused) for _ in range(2)]
    assert twice[0] == twice[1]
