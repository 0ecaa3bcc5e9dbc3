"""What is refused because of where it stands, and a few answers that only rare documents get: code, place and words."""

from __future__ import annotations

from typing import Any

import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.checking.mistakes import MOST
from sobremesa.mechanics.checking.pieces import MOST_CODE
from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.ir import Aggregate, Filtered, LocalRead, SetLocal
from sobremesa.mechanics.ir.walk import every
from sobremesa.mechanics.reading import read_document

PERSON: dict[str, Any] = {"money": {"start": 1}, "boss": {"type": "ref", "of": "person"}, "age": {"type": "int"}}
GRID = {"kind": "grid", "width": 9, "height": 9, "cells": {"sugar": {"start": 1}}}
PLANE = {"kind": "plane", "width": 9, "height": 9}
NETWORK = {"kind": "network", "generator": "ring", "k": 2, "of": "person", "links": {"trust": {"start": 1}}}


def document(**sections: Any) -> ModelDocument:
    plain: dict[str, Any] = {
        "model": "small",
        "purpose": "to be told where",
        "parameters": {"rate": {"value": 0.5, "low": 0, "high": 1}, "most": {"type": "int", "value": 3}},
        "agents": {"person": {"count": 20, "max": 99, "state": PERSON}},
        "measures": {"wealth": {"value": "mean(p.money for p in person)"}},
        "experiment": {"headline": {"measure": "wealth"}},
    }
    return ModelDocument.model_validate(plain | sections)


def told(**sections: Any) -> list[Diagnostic]:
    with pytest.raises(DocumentError) as caught:
        check(document(**sections))
    return list(caught.value.diagnostics)


def start(code: str) -> dict[str, Any]:
    return {"person": {"count": 20, "state": PERSON | {"given": {"start": code}}}}


@pytest.mark.parametrize(
    ("space", "code"),
    [
        (NETWORK, "count(links)"),
        (None, "count(person)"),
        (None, "count(others(person))"),
        (None, "by_id(person, 0).money"),
        (GRID, "count(here(person))"),
    ],
)
def test_a_start_sees_nobody_else_and_is_told_of_setup(space: dict[str, Any] | None, code: str) -> None:
    (first, *_) = told(agents=start(code), space=space)
    assert (first.code, first.place.path) == ("not_available_here", "agents.person.state.given.start")
    assert "a start" in first.message


@pytest.mark.parametrize("code", ["at(1, 1).x", "distance(at(0, 0), at(1, 1))", "count(cells_near(at(1, 1)))"])
def test_a_count_knows_no_space(code: str) -> None:
    found = told(agents={"person": {"count": code, "state": PERSON}}, space=GRID)
    assert {each.code for each in found} <= {"not_available_here", "type_mismatch"}
    assert "not_available_here" in {each.code for each in found}


def test_a_global_does_not_read_the_state_of_cells() -> None:
    found = told(space=GRID, globals={"first": {"start": "at(0, 0).sugar"}})
    assert [(each.code, each.place.path) for each in found] == [("not_available_here", "globals.first.start")]


def test_neighbours_on_a_plane_are_within_a_radius() -> None:
    rules = [{"name": "r", "who": "person", "do": "self.money = count(neighbors(self))"}]
    (only,) = told(space=PLANE, rules=rules)
    assert (only.code, only.message) == ("bad_arguments", "on a plane the radius is needed")


@pytest.mark.parametrize(
    ("space", "field", "hint"),
    [
        (None, "x", "only on a grid or a plane"),
        (NETWORK, "y", "only on a grid or a plane"),
        (PLANE, "cell", "only on a grid: `space: {kind: grid, …}`"),
    ],
)
def test_agents_have_places_where_there_is_room_for_them(space: dict[str, Any] | None, field: str, hint: str) -> None:
    (only,) = told(space=space, measures={"wealth": {"value": f"count(p for p in person if p.{field} == 1)"}})
    assert (only.code, only.hint) == ("unknown_field", hint)


def test_a_measure_has_no_name_that_levers_read_otherwise() -> None:
    lever = {"name": "help", "from": "mayor", "moves": "rate", "by": "report.stance", "low": 0, "high": 1}
    found = told(
        measures={"rate": {"value": 1}},
        experiment={"headline": {"measure": "rate"}},
        rules=[{"name": "r", "who": "person", "do": "self.money += rate"}],
        personas={"mayor": {"agent": "one_of(person)", "role": "the mayor"}},
        coupling={"every": 2, "levers": [lever]},
    )
    assert ("name_taken", "measures.rate") in {(each.code, each.place.path) for each in found}


def test_a_reference_that_may_be_none_does_not_fit_where_somebody_is_needed() -> None:
    rules = [{"name": "r", "who": "person", "do": "if self.boss.money > 1:\n    self.money += 1"}]
    (only,) = told(rules=rules)
    assert (only.code, only.hint) == ("may_be_none", "test it first: `if self.boss is not None:`")


def test_a_vector_of_references_is_refused() -> None:
    friends = {"type": "ref", "of": "person", "size": 3, "start": "none"}
    found = told(agents={"person": {"count": 20, "state": PERSON | {"friends": friends}}})
    assert ("wrong_shape", "agents.person.state.friends.size") in {(each.code, each.place.path) for each in found}


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("count([p async for p in person])", "`async` is not part of the language"),
        ("count(p for p in person for q in person)", "one `for` each: nest the second one in brackets"),
    ],
)
def test_forms_of_comprehensions_that_there_are_not(code: str, message: str) -> None:
    found = told(measures={"wealth": {"value": code}})
    assert ("not_in_language", message) in {(each.code, each.message) for each in found}


def test_no_more_mistakes_are_told_than_anyone_reads() -> None:
    lines = "\n".join(f"self.n{k} = 1" for k in range(MOST + 50))
    assert len(told(rules=[{"name": "r", "who": "person", "do": lines}])) == MOST


def test_all_code_together_has_a_limit() -> None:
    rules = [{"name": f"r{k}", "who": "person", "do": "self.age += 1\n" * 400} for k in range(3)]
    (only,) = told(rules=rules)
    assert (only.code, only.place.path) == ("code_too_long", "document")
    assert only.expected == f"at most {MOST_CODE} characters"


SWEPT = {"parameter": "rate", "from": 0, "to": 1, "points": 3}


@pytest.mark.parametrize(
    ("asked", "code", "path"),
    [
        ({"sweep": [SWEPT] * 3}, "wrong_shape", "experiment.sweep"),
        ({"sensitivity": {"parameters": ["rate"] * 200}}, "too_many", "experiment.sensitivity.parameters"),
        ({"scale": {"parameter": "size", "values": [1, 2]}}, "unknown_parameter", "experiment.scale.parameter"),
    ],
)
def test_what_is_asked_beside_the_arms_has_limits(asked: dict[str, Any], code: str, path: str) -> None:
    found = told(experiment={"headline": {"measure": "wealth"}, **asked})
    assert (code, path) in {(each.code, each.place.path) for each in found}


def test_a_network_of_a_number_that_only_a_run_knows_is_left_to_the_run() -> None:
    """Nothing is said of options where the count can't be computed."""
    agents = {"person": {"count": "sum(range(6))", "state": PERSON}}
    assert check(document(agents=agents, space=NETWORK | {"k": 50})).agents[0].name == "person"


# -------------------------------------------------------------------------------- drawn once, however often it is read


def test_whoever_is_drawn_is_drawn_once_and_dies() -> None:
    code = "for p in others(person):\n    die(p if chance(0.5) else self)"
    body = check(document(rules=[{"name": "r", "who": "person", "order": "one_by_one", "do": code}])).rules[0].body
    (kept, *_) = every(SetLocal, body)
    reads = [each for each in every(LocalRead, body) if each.name == kept.name]
    assert len(reads) >= 2


def test_whoever_is_drawn_to_be_written_is_drawn_once() -> None:
    line = "best_of(person, lambda p: p.money).money *= 2"
    body = check(document(rules=[{"name": "r", "who": "person", "order": "one_by_one", "do": line}])).rules[0].body
    (kept,) = every(SetLocal, body)
    assert len([each for each in every(LocalRead, body) if each.name == kept.name]) == 2


def test_groups_of_some_are_groups_of_those() -> None:
    value = "groups((p.money for p in person if p.money > 1), gap=0.5)"
    program = check(document(measures={"wealth": {"value": value}}))
    assert next(every(Filtered, program.measures[0].value), None) is not None
    assert next(every(Aggregate, program.measures[0].value), None) is None


# ------------------------------------------------------------------------------------------------ reading


SMALL = """
model: small
purpose: to be read
agents: {person: {count: 2}}
measures: {all: {value: 1}}
experiment: {headline: {measure: all}}
"""


def code_of(text: str) -> tuple[str, str]:
    with pytest.raises(DocumentError) as caught:
        read_document(text)
    return caught.value.diagnostics[0].code, caught.value.diagnostics[0].place.path


def test_mappings_of_more_than_anyone_writes_are_not_gone_through() -> None:
    many = "{" + ", ".join(f"k{k}: 1" for k in range(3000)) + "}"
    assert code_of(f"{SMALL}\ntables: {many}") == ("too_many", "tables")
    assert code_of("\n".join(f"k{k}: 1" for k in range(3000))) == ("too_many", "document")


def test_a_number_below_its_least_is_told_the_least() -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(SMALL.replace("{measure: all}", "{measure: all, from: -1}"))
    assert "at least 0" in str(caught.value)
