"""Generated worlds in which many are born, move and die: the Mesa engine against the reference interpreter."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference import assert_same, compiled

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument

AMOUNTS = st.sampled_from(["0.5", "bite", "self.energy / 3", "self.cell.grass", "self.id % 3", "uniform(0, 1)"])
CELLS = st.sampled_from(
    [
        "one_of(cells_near(self))",
        "one_of([c for c in cells_near(self, 2) if c.free > 0])",
        "best_of([c for c in cells_near(self, 2, shape=cross) if c.free > 0], lambda c: (c.grass, -distance(self, c)))",
        "best_of(cells_near(self, shape=von_neumann), lambda c: c.grass)",
        "one_of([c for c in cells if count(on(c, fox)) == 0])",
        "one_of(empty_cells)",
        "at(self.x + randint(-2, 2), self.y + 1)",
        "one_of(top(cells_near(self, 2), 3, lambda c: c.grass))",
    ]
)
CONDITIONS = st.sampled_from(
    [
        "self.energy < 0.4",
        "chance(0.3)",
        "count(here(rabbit)) > 0",
        "count(neighbors(self, 1, fox)) > 1",
        "self.cell.grass > 0.5",
        "mean((n.energy for n in neighbors(self, 2, rabbit)), default=0) > bite",
        "self.friend is not None and self.friend.energy > 0.5",
        "self.x < 2 or step == 2",
        "dx(self, at(0, 0)) > 1 and dy(self, at(1, 1)) < 2",
    ]
)
MOVES = st.one_of(
    st.builds("goal = {}\nif goal is not None:\n    move_to(goal)".format, CELLS),
    st.just("move_to(self.x + 1, self.y - randint(0, 1))"),
)
BIRTHS = st.one_of(
    st.builds("create(rabbit, energy={})".format, AMOUNTS),
    st.builds("spot = {}\nif spot is not None:\n    create(rabbit, at=spot)".format, CELLS),
    st.just("create(fox, past=self.past)"),
)
FEEDING = st.one_of(
    st.builds("self.energy += {}".format, AMOUNTS),
    st.builds("self.cell.grass -= {}".format, AMOUNTS),
    st.builds("for n in neighbors(self, 1, rabbit):\n    n.energy += {}".format, AMOUNTS),
    st.just("model.eaten += 1"),
    st.just("push(self.past, self.energy)"),
    st.just("self.friend = one_of(others({kind}))"),
    st.just("if self.friend is not None:\n    self.energy = (self.energy + self.friend.energy) / 2"),
)
CULL = "for r in {}:\n    if chance(0.2):\n        die(r)\n    else:\n        r.energy *= 0.9"
AT_ONCE = st.one_of(
    st.just("prey = one_of(here(rabbit))\nif prey is not None:\n    self.energy += prey.energy\n    die(prey)"),
    st.builds(CULL.format, st.sampled_from(["rabbit", "neighbors(self, 1, rabbit)", "on(self.cell, rabbit)"])),
    st.just("old = [r for r in rabbit if r.energy > 0.5]\nfor r in old:\n    die(r)\nmodel.eaten += count(old)"),
    st.just("self.cell.grass = 0"),
)
TOGETHER = st.one_of(MOVES, BIRTHS, FEEDING)


@st.composite
def turns(draw: st.DrawFn, kind: str, order: str) -> str:
    """A turn: some things that happen on a condition, and perhaps an end."""
    lines = []
    for block in draw(st.lists(TOGETHER if order == "together" else TOGETHER | AT_ONCE, min_size=1, max_size=3)):
        condition = draw(st.none() | CONDITIONS)
        if condition is None:
            lines.append(block)
        else:
            lines.append(f"if {condition}:\n" + "\n".join("    " + line for line in block.split("\n")))
    if draw(st.booleans()):
        lines.append(f"if {draw(CONDITIONS)}:\n    die()")
    return "\n".join(lines).replace("{kind}", kind)


@st.composite
def worlds(draw: st.DrawFn) -> ModelDocument:
    rules = []
    for number in range(draw(st.integers(1, 3))):
        kind, order = (
            draw(st.sampled_from(["rabbit", "fox"])),
            draw(st.sampled_from(["together", "one_by_one", "at_random"])),
        )
        rules.append({"name": f"rule_{number}", "who": kind, "order": order, "do": draw(turns(kind, order))})
        if draw(st.booleans()):
            rules[-1]["when"] = draw(CONDITIONS)
    grow = "self.grass += 0.1 * mean((c.grass for c in cells_near(self)), default=0) - 0.01 * count(on(self, rabbit))"
    rules.insert(draw(st.integers(0, len(rules))), {"name": "grow", "who": "cells", "when": "chance(0.7)", "do": grow})
    past = {"size": 2, "start": "self.energy + 1"}
    animal = {
        "energy": {"start": "uniform(0, 1)", "low": -5, "high": 20},
        "past": past,
        "friend": {"type": "ref", "of": "fox", "start": "none"},
    }
    grass = {"start": "uniform(0, 1) + self.x / 10", "low": 0, "high": 2}
    plain = {
        "model": "living",
        "purpose": "to mean the same to both",
        "parameters": {"bite": {"value": 0.25}, "wraps": {"type": "bool", "value": True}},
        "globals": {"eaten": {"type": "int", "start": 0}},
        "space": {
            "kind": "grid",
            "width": draw(st.integers(2, 5)),
            "height": draw(st.integers(4, 5)),
            "torus": draw(st.sampled_from([True, False, "wraps", "not wraps"])),
            "neighborhood": draw(st.sampled_from(["moore", "von_neumann", "hex"])),
            "capacity": draw(st.sampled_from([2, 3])),
            "cells": {"grass": grass},
        },
        "agents": {
            "rabbit": {"count": 8, "max": 400, "state": {**animal, "friend": {"type": "ref", "of": "rabbit"}}},
            "fox": {"count": 4, "max": 400, "place": {"x": "self.id % 2", "y": "self.id"}, "state": animal},
        },
        "rules": rules,
        "measures": {
            "rabbits": {"value": "count(rabbit)"},
            "foxes": {"value": "count(fox)"},
            "grass": {"value": "mean(c.grass for c in cells)"},
            "energy": {"value": "mean(r.energy for r in rabbit)"},
            "where": {"value": "sum(r.x * 10 + r.y + r.id for r in rabbit) + sum(f.past[1] for f in fox)"},
            "friends": {"value": "count(f for f in fox if f.friend is not None) + model.eaten"},
        },
        "experiment": {"headline": {"measure": "rabbits"}},
    }
    return ModelDocument.model_validate(plain)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), st.integers(0, 2**53 - 1))
def test_generated_worlds_mean_the_same_to_both(document: ModelDocument, seed: int) -> None:
    program = check(document)
    if compiled(program) is None:
        assert_same(program, document.experiment.arms[0], steps=3, seed=seed)
