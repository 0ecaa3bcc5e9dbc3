"""What docs/language.md says happens when, held to figures that can be worked out by hand; both engines agree."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from reference import assert_same

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document


def course(
    agents: dict[str, Any], rules: list[dict[str, Any]], measure: str, steps: int = 2, **more: Any
) -> list[float]:
    """The measure from step 0 on."""
    document = {
        "model": "small", "purpose": "What happens when?", "agents": agents,
        "rules": [{"name": f"rule_{i}", **rule} for i, rule in enumerate(rules)],
        "measures": {"seen": {"value": measure}}, "experiment": {"headline": {"measure": "seen"}},
        "clock": {"steps": steps}, **more,
    }  # fmt: skip
    program = check(read_document(json.dumps(document)))
    arm = program.document.experiment.arms[0]
    assert_same(program, arm, steps)
    engine = MesaEngine()
    _, series = engine.advance(program, engine.start(program, arm, 3, [0]), steps)
    assert not series.errors
    return [float(value) for value in series.values["seen"][0]]


def people(count: int, **state: Any) -> dict[str, Any]:
    return {"person": {"count": count, "state": state}}


def row(width: int, count: int, **more: Any) -> dict[str, Any]:
    """Agents at the left end of a single row of cells."""
    placed = {"person": {"count": count, "max": 50, "place": {"x": "self.id", "y": "0"}}}
    return {"agents": placed, "space": {"kind": "grid", "width": width, "height": 1, **more}}


TOTAL = {"globals": {"total": {"type": "int", "start": 0}}}


def test_bounds_clamp_the_own_write_and_then_what_others_add() -> None:
    """1 - 5 is clamped to 0; the four others add 8; that is clamped to 3."""
    rule = {"who": "person", "do": "self.money -= 5\nfor p in others(person):\n    p.money += 2"}
    assert course(people(5, money={"start": 1, "low": 0, "high": 3}), [rule], "sum(p.money for p in person)", 1) == [
        5,
        15,
    ]


def test_what_is_added_to_the_dead_is_lost_and_what_the_dying_add_is_not() -> None:
    rule = {"who": "person", "do": "model.total += 1\nfor p in person:\n    p.got += 1\nif self.id == 0:\n    die()"}
    agents = people(4, got={"type": "int"})
    assert course(agents, [rule], "model.total", **TOTAL) == [0, 4, 7]
    assert course(agents, [rule], "sum(p.got for p in person)", 1, **TOTAL) == [0, 12]


def test_a_rule_reads_what_was_before_it_and_its_own_new_value() -> None:
    swap = {"who": "person", "do": "self.a = mean(p.a for p in others(person))\nself.b = self.a"}
    agents = people(2, a={"start": "self.id"}, b={"start": 9})
    assert course(agents, [swap], "best_of(person, lambda p: -p.id, ties=first).b") == [9, 1, 0]


def test_a_later_rule_sees_an_earlier_one_in_the_same_step() -> None:
    rules = [{"who": "person", "do": "self.a += 1"}, {"who": "person", "do": "self.b = self.a"}]
    assert course(people(1, a={"type": "int"}, b={"type": "int"}), rules, "sum(p.b for p in person)") == [0, 1, 2]


def test_at_random_has_as_many_turns_as_there_are_agents() -> None:
    rule = {"who": "person", "order": "at_random", "do": "model.total += 1"}
    assert course(people(7), [rule], "model.total", **TOTAL) == [0, 7, 14]


def test_one_by_one_sees_every_write_at_once() -> None:
    rule = {"who": "person", "order": "one_by_one", "do": "model.total += 1\nself.place = model.total"}
    agents = people(6, place={"type": "int"})
    assert course(agents, [rule], "sum(p.place for p in person)", 1, **TOTAL) == [0, 21]


def test_who_moves_together_enters_only_cells_that_had_room_before() -> None:
    """Of two in a row the first can go only once the second has gone."""
    world = row(3, 2, capacity=1)
    rule = {"who": "person", "do": "move_to(self.x + 1, 0)"}
    assert course(world["agents"], [rule], "sum(p.x for p in person)", 3, space=world["space"]) == [1, 2, 3, 3]


def test_who_moves_one_after_another_enters_cells_that_have_just_become_free() -> None:
    world = row(4, 2, capacity=1)
    walk = {"who": "person", "order": "one_by_one", "do": "move_to(self.x + 1, 0)"}
    walked = course(world["agents"], [walk], "sum(p.x for p in person)", 8, space=world["space"])
    assert walked[-1] == 2 + 3
    assert any(later - sooner == 2 for sooner, later in pairwise(walked))


def test_the_newborn_stand_where_their_creators_have_gone_and_wait_for_the_next_rule() -> None:
    world = row(9, 1)
    rule = {"who": "person", "do": "if step == 1:\n    create(person)\nmove_to(self.x + 2, 0)"}
    assert course(world["agents"], [rule], "sum(p.x for p in person)", 2, space=world["space"]) == [0, 4, 8]


def test_a_run_that_stopped_holds_its_last_values() -> None:
    assert course(people(1), [], "step", 4, clock={"steps": 4, "stop": "step == 2"}) == [0, 1, 2, 2, 2]


def test_stop_is_tested_only_where_stop_every_divides_the_step() -> None:
    assert course(people(1), [], "step", 5, clock={"steps": 5, "stop": "step >= 1", "stop_every": 3}) == [
        0,
        1,
        2,
        3,
        3,
        3,
    ]


def test_setup_comes_before_the_first_measure() -> None:
    setup = [{"name": "first", "who": "model", "do": "model.total = count(person)"}]
    assert course(people(3), [], "model.total", 1, setup=setup, **TOTAL) == [3, 3]
