"""Exported programs are written as a modeller would write for Mesa 3."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

import mesa
from mesa.discrete_space import CellAgent, OrthogonalVonNeumannGrid

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.emit import source
from sobremesa.mechanics.emit.quoting import without_tuple_brackets
from sobremesa.mechanics.reading import read_document

MODEL = """
model: gathering
purpose: someone comes, and picks someone
clock: {steps: 4}
parameters: {guests: {type: int, value: 0, low: 0, high: 9}}
agents:
  guest: {count: guests, max: 50, state: {met: {type: ref, of: guest}, times: {type: int, start: 0}}}
  host: {count: 1, state: {pot: {type: int, start: 0}}}
rules:
  - {name: meet, who: guest, order: one_by_one, do: "spare = chance(0.5)\\nself.met = one_of(others(guest))"}
  - {name: invite, who: host, do: "create(guest, times=step)\\nreturn"}
measures: {guests_there: {value: "count(guest)"}, hosts: {value: "count(host)"}}
experiment: {headline: {measure: guests_there}}
"""


def alone(text: str) -> Mapping[str, Any]:
    """What an exported file defines."""
    space: dict[str, Any] = {"__name__": "exported"}
    exec(compile(text, "exported", "exec"), space)
    return space


def methods(text: str) -> dict[str, ast.FunctionDef]:
    found = (each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.ClassDef))
    return {
        f"{kind.name}.{each.name}": each for kind in found for each in kind.body if isinstance(each, ast.FunctionDef)
    }


def test_mesas_own_sets_take_turns() -> None:
    step = ast.unparse(methods(source(check(library.load("wolf_sheep"))))["WolfSheep.step"])
    order = "self.draws.order('order:sheep.graze#0')"
    assert f"self.agents_by_type[Sheep].sort({order}, ascending=True).do('graze')" in step
    step = ast.unparse(methods(source(check(library.load("interface_failure"))))["InterfaceFailure.step"])
    assert "self.agents_by_type[Person].do('repair')" in step


def test_grids_and_who_moves_on_them_are_mesas() -> None:
    space = alone(source(check(library.load("wolf_sheep"))))
    model = space["WolfSheep"](side=5, first_sheep=3, first_wolves=0)
    assert isinstance(model.grid, OrthogonalVonNeumannGrid)
    assert issubclass(space["Wolf"], CellAgent)
    assert len(model.agents_by_type[space["Wolf"]]) == 0
    assert all(agent in agent.cell.agents for agent in model.agents)
    model.step()


def test_a_set_may_start_empty_and_a_list_follows_it() -> None:
    text = source(check(read_document(MODEL)))
    space = alone(text)
    model = space["Gathering"]()
    assert issubclass(space["Guest"], mesa.Agent)
    for present in range(1, 4):
        model.step()
        assert [guest.id for guest in model.agents_by_type[space["Guest"]]] == list(range(present))
        assert model.every_guest == list(model.agents_by_type[space["Guest"]])
    assert not hasattr(model, "every_host")


def test_nothing_is_written_that_says_nothing() -> None:
    found = methods(source(check(read_document(MODEL))))
    assert not [each for each in ast.walk(found["Host.invite"]) if isinstance(each, ast.Return)]
    assert "_spare = " in ast.unparse(found["Guest.meet"])
    assert "alive" not in source(check(read_document(MODEL)))


def test_brackets_around_what_is_assigned_side_by_side_are_left_out() -> None:
    assert without_tuple_brackets("a, b = (c, d)\n") == "a, b = c, d\n"
    assert without_tuple_brackets("    return (a, b)\n") == "    return a, b\n"
    for kept in (
        "a = (b, c)\n",
        "a, b = (c, d) + (e, f)\n",
        "return (a, b)[0]\n",
        "f(a, b)\n",
        f"a, b = ({'c' * 99}, d)\n",
    ):
        assert without_tuple_brackets(kept) == kept
