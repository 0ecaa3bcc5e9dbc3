"""What the checker refuses, construct by construct: one line of a rule, or one section, and the code it gets."""

from __future__ import annotations

from typing import Any

import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import ModelDocument

STATE = {
    "ill": {"type": "bool"},
    "age": {"type": "int"},
    "money": {"start": 1},
    "mood": {"type": "label", "of": ["calm", "angry"], "start": "calm"},
    "boss": {"type": "ref", "of": "person"},
    "views": {"type": "int", "size": 3},
}
NONE: dict[str, Any] = {"agents": {"person": {"count": 20, "state": STATE}, "wolf": {"count": 3}}}
NETWORK = NONE | {"space": {"kind": "network", "of": "person", "generator": "ring", "k": 2, "max_degree": 9}}
LAYERS = NONE | {
    "layers": {name: {"kind": "network", "of": "person", "generator": "complete"} for name in ("work", "home")}
}
GRID = NONE | {"space": {"kind": "grid", "width": 9, "height": 9}}
PLANE = NONE | {"space": {"kind": "plane", "width": 9, "height": 9}}


def document(**sections: Any) -> ModelDocument:
    plain: dict[str, Any] = {
        "model": "small",
        "purpose": "to be refused",
        "parameters": {"rate": {"value": 0.5, "low": 0, "high": 1}, "most": {"type": "int", "value": 3}},
        "tables": {"hourly": {"values": [1, 2]}},
        "globals": {"pot": {"start": 0}},
        "measures": {"wealth": {"value": "mean(p.money for p in person)"}},
        "experiment": {"headline": {"measure": "wealth"}},
    }
    return ModelDocument.model_validate(plain | NONE | sections)


def codes(**sections: Any) -> set[str]:
    with pytest.raises(DocumentError) as caught:
        check(document(**sections))
    return {diagnostic.code for diagnostic in caught.value.diagnostics}


LINES = [
    # collections
    (NONE, "x = count(links)", "no_network"),
    (LAYERS, "x = count(links)", "no_network"),
    (NETWORK, "x = count(neighbors(self, 2))", "bad_arguments"),
    (NETWORK, "x = count(neighbors(one_of(wolf)))", "type_mismatch"),
    (NETWORK, "x = count(in_neighbors(self, 2))", "bad_arguments"),
    (LAYERS, "x = count(neighbors(self, layer=3))", "unknown_layer"),
    (GRID, "x = count(neighbors(self))", "bad_arguments"),
    (GRID, "x = count(neighbors(self, 1, cow))", "unknown_type"),
    (GRID, "x = count(in_neighbors(self))", "no_network"),
    (PLANE, "x = count(neighbors(self, wolf))", "bad_arguments"),
    (NONE, "x = count(others(wolf))", "no_self"),
    (NONE, "x = count(others())", "bad_arguments"),
    (NONE, "x = count(others(money))", "unknown_type"),
    (GRID, "x = count(on(self, wolf))", "type_mismatch"),
    (GRID, "x = count(on(wolf))", "bad_arguments"),
    (GRID, "x = count(cells_near(self, 1, shape=round))", "bad_arguments"),
    (GRID, "x = count(cells_near())", "bad_arguments"),
    (NONE, "x = count(cells_near(self))", "no_grid"),
    (GRID, "x = count(cells_near(one_of(links)))", "no_network"),
    (NONE, "x = sum(range(1, 2, 3))", "bad_arguments"),
    (NONE, "x = sum(range(rate))", "type_mismatch"),
    (NONE, "x = count(top(person, 2))", "bad_arguments"),
    (NONE, "x = count(top(person, 2, money))", "bad_arguments"),
    (NONE, "x = count(sample(person, rate))", "type_mismatch"),
    (NONE, "x = count(rate)", "type_mismatch"),
    (NONE, "x = count([p.money for p in person])", "bad_arguments"),
    (NONE, "x = [p.money for p in person]", "not_in_language"),
    (NONE, "x = [p for p.money in person]", "not_in_language"),
    (NONE, "x = count(P for P in person)", "bad_name"),
    # aggregates
    (NONE, "x = mean()", "bad_arguments"),
    (NONE, "x = sum(person)", "type_mismatch"),
    (NONE, "x = any(p.money for p in person)", "type_mismatch"),
    (NONE, "x = any(self.views)", "type_mismatch"),
    (NONE, "x = count(person, default=0)", "bad_arguments"),
    (NONE, "x = one_of()", "bad_arguments"),
    (NONE, "x = one_of(person, weight=3)", "bad_arguments"),
    (NONE, "x = best_of(person)", "bad_arguments"),
    (NONE, "x = best_of(person, lambda a, b: 1)", "bad_arguments"),
    (NONE, "x = best_of(person, lambda p: p.money, ties=last)", "bad_arguments"),
    (NONE, "x = best_of(person, lambda p: p.mood)", "type_mismatch"),
    (NONE, "x = groups((p.money for p in person), gap=1)", "not_available_here"),
    # functions
    (NONE, "x = sqrt()", "bad_arguments"),
    (NONE, "x = sqrt(self.mood)", "type_mismatch"),
    (NONE, "x = person.count()", "not_in_language"),
    (NONE, "x = uniform(0)", "bad_arguments"),
    (NONE, "x = distance(self)", "bad_arguments"),
    (GRID, "x = distance(self, 3)", "type_mismatch"),
    (GRID, "x = at(1)", "bad_arguments"),
    (NONE, "x = at(1, 2)", "no_grid"),
    (NETWORK, "x = degree()", "bad_arguments"),
    (LAYERS, "x = degree(self)", "no_network"),
    (NONE, "x = by_id(3, person)", "unknown_type"),
    (NONE, "x = by_id(person)", "bad_arguments"),
    (NETWORK, "x = link(self)", "bad_arguments"),
    (NETWORK, "x = link(self, one_of(others(person))).trust", "unknown_field"),
    # values and operators
    (NONE, "x = -self.mood", "type_mismatch"),
    (NONE, "x = self.mood + 1", "type_mismatch"),
    (NONE, "x = self.mood < self.mood", "type_mismatch"),
    (NONE, "x = self.mood == self.money", "type_mismatch"),
    (NONE, "x = self.views == self.views", "type_mismatch"),
    (NONE, "x = self.boss is self", "type_mismatch"),
    (NONE, "x = self.boss == one_of(wolf)", "type_mismatch"),
    (NONE, "x = 1 if self.ill else self.boss", "type_mismatch"),
    (NONE, "x = self.money in person", "not_in_language"),
    (NONE, "x = self.mood in (1, 2)", "type_mismatch"),
    (NONE, "x = hourly", "type_mismatch"),
    (NONE, "x = sqrt", "type_mismatch"),
    (NONE, "x = model", "type_mismatch"),
    (NONE, "x = pot", "unknown_name"),
    (NONE, "x = wealth", "not_available_here"),
    (NONE, "x = report.stance", "not_available_here"),
    (NONE, "x = unchanged", "not_available_here"),
    (NONE, "x = model.rate", "unknown_field"),
    (NONE, "x = person.money", "type_mismatch"),
    (NONE, "x = self.money[0]", "type_mismatch"),
    (NONE, "x = (1, 2)", "not_in_language"),
    (NONE, "x = lambda p: 1", "not_in_language"),
    (NONE, "x = [1, 2]", "not_in_language"),
    (NONE, "x = 1j", "not_in_language"),
    (NONE, "x = f(*person)", "not_in_language"),
    (NONE, "x = sum(p.money for p in person for q in person)", "not_in_language"),
    (NONE, "x = best_of(person, lambda p=1: p)", "not_in_language"),
    (NONE, "return 1", "not_in_language"),
    (NONE, "x = 1\nx = '\\d'", "code_syntax"),
    (NONE, "for p in person:\n    x = 1\nelse:\n    x = 2", "not_in_language"),
    # writes and actions
    (NONE, "self.money **= 2", "not_in_language"),
    (NONE, "self.mood += 1", "type_mismatch"),
    (NONE, "self.money[0] = 1", "type_mismatch"),
    (NONE, "self.boss.money += 1", "may_be_none"),
    (NONE, "self.id = 3", "not_writable"),
    (NONE, "one_of(person)[0] = 3", "not_writable"),
    (NONE, "for p in person:\n    p.ill += True", "type_mismatch"),
    (NONE, "for p in person:\n    p.age += 0.5", "type_mismatch"),
    (GRID, "move_to()", "bad_arguments"),
    (PLANE, "move_to(self)", "bad_arguments"),
    (GRID, "move_to(self)", "type_mismatch"),
    (NONE, "die(1, 2)", "bad_arguments"),
    (NONE, "create()", "bad_arguments"),
    (NONE, "create(cow)", "unknown_type"),
    (NONE, "create(person, cash=3)", "unknown_field"),
    (NETWORK, "connect(self)", "bad_arguments"),
    (NETWORK, "connect(self, self)", "write_not_allowed"),
    (LAYERS, "disconnect(self, self, layer=play)", "write_not_allowed"),
    (NONE, "push(self.views)", "bad_arguments"),
    (NONE, "push(self.money, 1)", "type_mismatch"),
    (NONE, "for p in person:\n    push(p.views, 1)", "write_not_allowed"),
]  # fmt: skip


@pytest.mark.parametrize(("world", "line", "code"), LINES, ids=[line for _, line, _ in LINES])
def test_a_line_is_refused(world: dict[str, Any], line: str, code: str) -> None:
    rules = [{"name": "try_it", "who": "person", "do": line}]
    assert code in codes(**world, rules=rules)


AT_ONCE = [
    (NONE, "model", "die()", "no_self"),
    (NONE, "person", "die(self.cell)", "unknown_field"),
    (GRID, "person", "die(self.cell)", "type_mismatch"),
    (GRID, "model", "move_to(1, 1)", "no_position"),
    (GRID, "model", "create(wolf)", "no_position"),
    (GRID, "model", "x = count(here(wolf))", "no_position"),
    (NETWORK | {"space": NETWORK["space"] | {"max_degree": None}}, "person", "connect(self, self)", "max_missing"),
    (NONE, "cows", "return", "unknown_type"),
    (NONE, "cells", "return", "no_grid"),
    (LAYERS, "links", "return", "no_network"),
]


@pytest.mark.parametrize(("world", "who", "line", "code"), AT_ONCE)
def test_a_line_of_another_order_is_refused(world: dict[str, Any], who: str, line: str, code: str) -> None:
    rules = [{"name": "try_it", "who": who, "order": "one_by_one", "do": line}]
    assert code in codes(**world, rules=rules)


def person(**more: Any) -> dict[str, Any]:
    return {"agents": {"person": {"count": 20, "state": STATE} | more}}


def measure(value: Any, **more: Any) -> dict[str, Any]:
    return {"measures": {"wealth": {"value": value}}} | more


def space(**options: Any) -> dict[str, Any]:
    return person() | {"space": options}


SECTIONS = [
    (person(count=-3), "out_of_bounds"),
    (person(count="rate"), "type_mismatch"),
    (person(count="uniform(0, 1)"), "not_available_here"),
    (person(count="count(person)"), "not_available_here"),
    (person(max=3), "out_of_bounds"),
    (person(place={"x": 1}) | {"space": GRID["space"]}, "wrong_shape"),
    (person(place={"x": "self.money", "y": 1}) | {"space": PLANE["space"]}, "not_available_here"),
    (person(state=STATE | {"a": {"start": "one_of(cells_near(self)).x"}}), "no_grid"),
    (person(state=STATE | {"boss": {"type": "ref", "of": "cow"}}), "unknown_type"),
    (person(state=STATE | {"mood": {"type": "label", "of": ["calm", "angry"], "start": "happy"}}), "unknown_label"),
    (person(state=STATE | {"money": {"start": "step"}}), "not_available_here"),
    (person(state=STATE | {"money": {"low": "uniform(0, 1)"}}), "not_available_here"),
    ({"globals": {"pot": {"start": "self.money"}}}, "no_self"),
    ({"clock": {"steps": 0}}, "out_of_bounds"),
    ({"clock": {"steps": "most * 2000000"}}, "cost_limit"),
    ({"clock": {"dt": "tick"}}, "unknown_name"),
    ({"clock": {"stop": "chance(0.5)"}}, "not_available_here"),
    ({"clock": {"stop": "mean(p.age for p in person if p.ill) > 3"}}, "default_missing"),
    ({"parameters": {"rate": {"type": "bool", "value": True, "low": 0}}}, "bad_bounds"),
    ({"parameters": {"rate": {"value": 1, "low": 3, "high": 2}}}, "bad_bounds"),
    ({"parameters": {"rate": {"type": "bool", "value": 1}}}, "type_mismatch"),
    ({"parameters": {"rate": {"type": "int", "value": 2**70}}}, "number_too_large"),
    ({"parameters": {"rate": {"value": float("nan")}}}, "not_finite"),
    ({"tables": {"hourly": {"values": []}}}, "wrong_shape"),
    (space(kind="grid", width=0, height=5), "impossible_option"),
    (space(kind="grid", width=3, height=3, capacity=2), "impossible_option"),
    (space(kind="grid", width=9000, height=9000), "cost_limit"),
    (space(kind="grid", width=9), "option_missing"),
    (space(kind="grid", width=9, height=9, torus="rate"), "type_mismatch"),
    (space(kind="grid", width=9, height=9, k=4), "unknown_option"),
    (space(kind="grid", width=9, height=9, cells={"x": {}}), "name_taken"),
    (space(kind="plane", width=-1, height=9), "impossible_option"),
    (space(kind="network"), "unknown_generator"),
    (space(kind="network", generator="watts_strogatz(4, 0.1)"), "unknown_generator"),
    (space(kind="network", generator="ring", of="cow"), "unknown_type"),
    (space(kind="network", generator="erdos_renyi"), "option_missing"),
    (space(kind="network", generator="erdos_renyi", degree=30), "impossible_option"),
    (space(kind="network", generator="barabasi_albert", m=0), "impossible_option"),
    (space(kind="network", generator="lattice", width=3, height=3), "impossible_option"),
    (space(kind="network", generator="random_regular", degree=3) | person(count=21), "impossible_option"),
    (space(kind="network", generator="given", edges=[[0, 20]]), "impossible_option"),
    (space(kind="network", generator="given", edges=[[3, 3]]), "impossible_option"),
    (space(kind="network", generator="stochastic_block", by="money", p_in=1, p_out=0), "unknown_field"),
    (space(kind="network", generator="ring", k=2, links={"a": {}}), "name_taken"),
    ({"layers": {"space": {"kind": "network", "generator": "ring", "k": 2}}}, "name_taken"),
    (measure("regions(person)"), "bad_arguments"),
    (measure("regions(person, lambda a, b: True)"), "no_network"),
    (measure("regions(range(3), lambda a, b: True)"), "no_network"),
    (measure("regions(person, lambda a, b: True)", space={"kind": "plane", "width": 9, "height": 9}), "no_network"),
    (measure("groups((p.money for p in person))"), "bad_arguments"),
    (measure("groups(person, gap=1)"), "type_mismatch"),
    (measure("groups()"), "bad_arguments"),
    (measure("best_of(person, lambda p: p.money).money"), "not_available_here"),
    (measure("count(sample(person, 3))"), "not_available_here"),
    ({"experiment": {"headline": {"measure": "wealth"}, "arms": []}}, "wrong_shape"),
    ({"experiment": {"headline": {"measure": "wealth"}, "arms": [{"name": "a"}, {"name": "a"}]}}, "name_taken"),
    ({"experiment": {"headline": {"measure": "wealth"}, "arms": [{"name": "a", "space": {"k": 2}}]}}, "no_network"),
    ({"experiment": {"headline": {"measure": "wealth"}, "arms": [{"name": "a", "steps": "rate"}]}}, "type_mismatch"),
    ({"personas": {"mayor": {"agent": "3", "role": "x"}}, "coupling": {"every": 5}}, "type_mismatch"),
    ({"personas": {"mayor": {"agent": "one_of(person)", "role": "x"}}}, "key_missing"),
    ({"personas": {"mean": {"agent": "one_of(person)", "role": "x"}}, "coupling": {"every": 5}}, "name_taken"),
    ({"personas": {"mayor": {"agent": "one_of(person)", "role": "x"}}, "coupling": {"every": 0}}, "out_of_bounds"),
    (
        {"personas": {"mayor": {"agent": "one_of(person)", "role": "x"}}, "coupling": {"every": "2 - 2"}},
        "out_of_bounds",
    ),
]


@pytest.mark.parametrize(("sections", "code"), SECTIONS, ids=[str(sections)[:90] for sections, _ in SECTIONS])
def test_a_section_is_refused(sections: dict[str, Any], code: str) -> None:
    assert code in codes(**sections)


@pytest.mark.parametrize(
    ("options", "code"),
    [({"kind": "grid"}, "unknown_option"), ({"links": {}}, "unknown_option"), ({"colour": "red"}, "unknown_option")],
)
def test_an_arm_replaces_options_only(options: dict[str, Any], code: str) -> None:
    arms = [{"name": "today"}, {"name": "other", "space": options}]
    assert code in codes(**NETWORK, experiment={"headline": {"measure": "wealth"}, "arms": arms})


TALK: dict[str, Any] = {
    "personas": {
        "mayor": {"agent": "one_of(person)", "role": "the mayor"},
        "hunter": {"agent": "one_of(wolf)", "role": "a wolf"},
    },
    "rules": [{"name": "earn", "who": "person", "do": "self.money += rate"}],
}
LEVER = {"name": "help", "moves": "rate", "from": "mayor", "by": "1", "low": 0, "high": 1}


@pytest.mark.parametrize(
    ("lever", "code"),
    [
        ({"moves": "rat"}, "unknown_parameter"),
        ({"moves": "most"}, "bad_lever"),
        ({"moves": "self.cash"}, "bad_lever"),
        ({"low": 1, "high": 0}, "bad_bounds"),
        ({"from": []}, "no_personas"),
        ({"by": "report.mood"}, "unknown_field"),
        ({"by": "self.mood"}, "type_mismatch"),
        ({"by": "uniform(0, 1)"}, "not_available_here"),
    ],
)
def test_a_lever_is_refused(lever: dict[str, Any], code: str) -> None:
    assert code in codes(**TALK, coupling={"every": 5, "levers": [LEVER | lever]})


def test_a_sentence_about_self_is_read_for_each_type_of_agent() -> None:
    show = [{"to": ["mayor", "hunter"], "text": "{0}", "values": ["self.id"]}]
    program = check(document(**TALK, coupling={"every": 5, "show": show}))
    assert [sentence.to for sentence in program.shown] == [("mayor",), ("hunter",)]
    unfit = [{"to": ["mayor", "hunter"], "text": "{0}", "values": ["self.money"]}]
    assert codes(**TALK, coupling={"every": 5, "show": unfit}) == {"unknown_field"}
    nobody = [{"to": ["mayor"], "text": "{0}", "values": ["self.boss"]}]
    assert codes(**TALK, coupling={"every": 5, "show": nobody}) == {"type_mismatch"}
