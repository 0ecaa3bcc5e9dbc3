"""What surely has a member needs no default and no test; what may be empty in some arm does."""

import json
from typing import Any

import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.reading import read_document


def codes(do: str, people: int = 20, arms: tuple[dict[str, Any], ...] = ({"name": "today"},)) -> list[str]:
    """The diagnostics of a rule of people on a grid; none where it stands."""
    document = {
        "model": "small", "purpose": "Who is there?",
        "parameters": {"people": {"type": "int", "value": people}},
        "space": {"kind": "grid", "width": 9, "height": 9, "cells": {"grass": {"start": 1}}},
        "agents": {"person": {"count": "people", "state": {"sight": {"type": "int"}, "money": {"start": 1}}}},
        "rules": [{"name": "look", "who": "person", "do": do}],
        "measures": {"wealth": {"value": "mean(p.money for p in person)"}},
        "experiment": {"headline": {"measure": "wealth"}, "arms": list(arms)},
    }  # fmt: skip
    try:
        check(read_document(json.dumps(document)))
    except DocumentError as error:
        return [diagnostic.code for diagnostic in error.diagnostics]
    return []


ONE_OF_OTHERS = "self.money = one_of(others(person)).money"
MEAN_OF_ALL = "self.money = mean(p.money for p in person)"


@pytest.mark.parametrize(("do", "least", "code"), [
    (ONE_OF_OTHERS, 2, "may_be_none"),
    ("self.money = mean(p.money for p in others(person))", 2, "default_missing"),
    (MEAN_OF_ALL, 1, "default_missing"),
    ("self.money = best_of(person, lambda p: p.money).money", 1, "may_be_none"),
])  # fmt: skip
def test_as_many_as_are_needed_must_be_there(do: str, least: int, code: str) -> None:
    assert codes(do, people=least) == []
    assert codes(do, people=least - 1) == [code]


def test_every_arm_counts() -> None:
    assert codes(MEAN_OF_ALL, arms=({"name": "all"}, {"name": "nobody", "set": {"people": 0}})) == ["default_missing"]


@pytest.mark.parametrize("radius", ["", ", 1", ", 2"])
def test_a_cell_has_cells_around_it(radius: str) -> None:
    assert codes(f"self.money = one_of(cells_near(self{radius})).grass") == []


@pytest.mark.parametrize("radius", ["0", "self.sight"])
def test_within_a_radius_that_may_be_0_there_may_be_no_cell(radius: str) -> None:
    assert codes(f"self.money = one_of(cells_near(self, {radius})).grass") == ["may_be_none"]
