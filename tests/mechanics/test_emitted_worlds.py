"""Spaces, births, deaths, moves and links: against what can be worked out by hand, and against the reference."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from reference import run

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.emit import source
from sobremesa.mechanics.emit.names import names_of
from sobremesa.mechanics.engine import Series
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document
from sobremesa.mechanics.snapshot import from_bytes, to_bytes

ENGINE = MesaEngine()
ARM = Arm(name="scenario")
HEAD = """
model: world
purpose: a test
clock: {steps: 8}
experiment: {question: none, headline: {measure: m}}
"""


def program(text: str, head: str = HEAD) -> Program:
    return check(read_document(head + text))


def simulate(of: Program, steps: int = 4, replicates: tuple[int, ...] = (0,)) -> Series:
    """A run that is stored and taken up again after every step, and compared with the reference."""
    snapshot = ENGINE.start(of, ARM, 5, replicates)
    whole, series = ENGINE.advance(of, snapshot, steps)
    for _ in range(steps):
        snapshot, _ = ENGINE.advance(of, from_bytes(to_bytes(snapshot)), 1)
    assert to_bytes(snapshot) == to_bytes(whole)
    if not series.errors:
        compare_export(of, series, steps)
    for place, replicate in enumerate(replicates):
        rows, failed_in = run(of, ARM, 5, replicate, steps)
        error = series.errors.get(replicate)
        assert (failed_in is None) == (error is None), (failed_in, error)
        for step, row in enumerate(rows):
            for name, value in row.items():
                found = float(series.values[name][place, step])
                assert found == value or (math.isnan(found) and math.isnan(value)), (name, step)
    return series


def compare_export(of: Program, series: Series, steps: int) -> None:
    """The program as a file of its own measures the same."""
    space: dict[str, Any] = {"__name__": "exported"}
    exec(source(of), space)
    model = space[names_of(of).model](seed=5)
    while model.running and model.steps < steps:
        model.step()
    for name, values in model.datacollector.model_vars.items():
        np.testing.assert_array_equal(values, series.values[name][0, : len(values)], err_msg=name)


def measured(text: str, steps: int = 4, head: str = HEAD) -> Mapping[str, list[float]]:
    series = simulate(program(text, head), steps)
    assert not series.errors, series.errors
    return {name: values[0].tolist() for name, values in series.values.items()}


ROW = """
space: {kind: grid, width: 4, height: 1, torus: false, neighborhood: moore, capacity: 1}
agents:
  person:
    count: 2
    place: {x: "2 * self.id", y: 0}
    state: {tries: {type: int, start: 0}}
"""


def test_two_claims_on_one_cell_and_one_is_granted() -> None:
    found = measured(
        ROW
        + """
rules:
  - name: go
    who: person
    do: |
      spot = at(1, 0)
      if spot is not None:
          move_to(spot)
measures:
  m: {value: "sum(p.x for p in person)"}
  taken: {value: "count(p for p in person if p.x == 1)"}
  free: {value: "count(c for c in cells if c.free > 0)"}
"""
    )
    assert found["taken"] == [0, 1, 1, 1, 1]
    assert found["free"] == [2, 2, 2, 2, 2]
    assert found["m"][1] in (1.0, 3.0) and len(set(found["m"][1:])) == 1


def test_a_cell_that_is_left_in_the_same_rule_is_not_free_yet() -> None:
    found = measured(
        ROW.replace('"2 * self.id"', "self.id")
        + """
rules:
  - {name: go, who: person, do: "move_to(self.x + 1, 0)"}
measures:
  m: {value: "sum(p.x for p in person)"}
  first: {value: "min(p.x for p in person)"}
"""
    )
    assert found["m"] == [1, 2, 4, 5, 5]
    assert found["first"] == [0, 0, 1, 2, 2]


def test_one_by_one_a_cell_that_is_left_is_free() -> None:
    found = measured(
        ROW.replace("count: 2", "count: 1")
        + """
rules:
  - name: go
    who: person
    order: one_by_one
    do: |
      move_to(self.x + 1, 0)
      move_to(self.x + 1, 0)
      move_to(9, 9)
measures: {m: {value: "sum(p.x for p in person)"}}
"""
    )
    assert found["m"] == [0, 2, 3, 3, 3]


LIFE = """
parameters: {most: {type: int, value: 40, source: given, low: 1, high: 99}}
space: {kind: grid, width: 5, height: 4, torus: true, neighborhood: moore, capacity: 2}
agents:
  hare:
    count: 6
    max: most
    place: random
    state:
      fat: {type: float, start: "uniform(0, 1)", low: 0, high: 3}
      parent: {type: ref, of: hare}
      views: {type: int, size: 2, start: "randint(0, 9)"}
  fox:
    count: 2
    place: random
    state: {eaten: {type: int, start: 0}}
"""
COUNTS = """
measures:
  m: {value: "count(hare)"}
  fat: {value: "sum(h.fat for h in hare)"}
  orphans: {value: "count(h for h in hare if h.parent is None)"}
  highest: {value: "max((h.id for h in hare), default=-1)"}
  crowd: {value: "max(count(on(c, hare)) + count(on(c, fox)) for c in cells)"}
  places: {value: "sum(h.x + 5 * h.y for h in hare)"}
  views: {value: "sum(sum(h.views) for h in hare)"}
  eaten: {value: "sum(f.eaten for f in fox)"}
"""


BREEDING = """
rules:
  - name: live
    who: hare
    do: |
      create(hare, fat=self.fat / 2, parent=self, views=self.views)
      move_to(one_of(cells_near(self)))
      self.fat = self.fat / 2
      if self.id % 3 == 0:
          die()
      self.fat += 0.125
"""


def test_births_and_deaths_together_come_at_the_end_of_the_rule() -> None:
    found = measured(LIFE.replace("capacity: 2", "capacity: 20") + BREEDING + COUNTS, steps=2)
    assert found["m"][0] == 6 and found["orphans"][0] == 6
    assert found["m"][1] == 6 + 6 - 2 and found["highest"][1] == 11
    assert found["orphans"][1] == 4 + 2  # the children of the dead have nobody


def test_no_cell_is_ever_fuller_than_it_may_be() -> None:
    found = measured(LIFE + BREEDING + COUNTS, steps=5)
    assert max(found["crowd"]) <= 2
    assert found["m"][1] < 10 or found["m"][2] < 2 * found["m"][1]


def test_one_by_one_births_and_deaths_work_at_once() -> None:
    found = measured(
        LIFE
        + """
rules:
  - name: hunt
    who: fox
    order: one_by_one
    do: |
      for h in hare:
          if distance(self, h) < 1.5 and chance(0.4):
              die(h)
              self.eaten += 1
      goal = best_of(cells_near(self, 2, shape=cross), lambda c: (count(on(c, hare)), -c.id))
      if goal is not None:
          move_to(goal)
  - name: breed
    who: hare
    order: one_by_one
    do: |
      t = one_of(others(hare))
      if t is not None and chance(0.25):
          die(t)
          if t is None:
              self.fat += 1
      create(hare, at=one_of(cells), parent=self)
      if count(here(hare)) > 1 and chance(0.5):
          die()
      self.fat += 0.5
  - {name: pick, who: hare, order: at_random, when: "chance(0.3)", do: "self.fat = 3 - self.fat"}
"""
        + COUNTS,
        steps=6,
    )
    assert found["eaten"][-1] > 0
    assert found["highest"][-1] > found["m"][-1]


def test_more_than_the_document_allows_is_an_error() -> None:
    text = LIFE.replace("capacity: 2", "").replace("neighborhood: moore, }", "neighborhood: moore}")
    of = program(text + '\nrules:\n  - {name: breed, who: hare, do: "create(hare)"}\n' + COUNTS)
    error = simulate(of, 4).errors[0]
    assert (error.code, error.step, error.rule) == ("limit_reached", 3, "breed")


def test_the_dead_leave_their_links_and_newborns_have_none() -> None:
    found = measured(
        """
space: {kind: network, generator: ring, k: 4, max_degree: 9}
agents:
  person: {count: 8, max: 50, state: {friend: {type: ref, of: person, start: none}}}
setup:
  - {name: befriend, who: person, do: "self.friend = by_id(person, (self.id + 1) % 8)"}
rules:
  - {name: go, who: model, when: "step == 1", do: "for p in person:\\n    if p.id == 3:\\n        die(p)"}
  - {name: come, who: model, when: "step == 2", do: "create(person)"}
measures:
  m: {value: "sum(degree(p) for p in person)"}
  alone: {value: "count(p for p in person if degree(p) == 0)"}
  lonely: {value: "count(p for p in person if p.friend is None)"}
"""
    )
    assert found["m"] == [32, 24, 24, 24, 24]
    assert found["alone"] == [0, 0, 1, 1, 1]
    assert found["lonely"] == [0, 1, 2, 2, 2]


def test_links_have_a_state_of_their_own() -> None:
    found = measured(
        """
parameters: {density: {value: 0.4, source: given}}
space:
  kind: network
  generator: erdos_renyi
  p: density
  max_degree: 12
  links: {trust: {type: float, start: "uniform(0, 1)", low: 0, high: 1}, age: {type: int, start: 0}}
agents:
  person: {count: 12, state: {mood: {type: float, start: "uniform(0, 1)"}}}
rules:
  - {name: warm, who: links, do: "self.trust += 0.1 * (self.a.mood - self.b.mood)\\nself.age += 1"}
  - {name: give, who: links, do: "self.a.mood += 0.01 * self.trust\\nself.b.mood -= 0.01 * self.trust"}
  - name: rewire
    who: person
    order: one_by_one
    do: |
      for n in neighbors(self):
          if link(self, n).trust < 0.3 and chance(0.5):
              disconnect(self, n)
      other = one_of(others(person))
      connect(self, other)
      link(self, other).trust += 0.05
measures:
  m: {value: "count(links)"}
  trust: {value: "mean((l.trust for l in links), default=0)"}
  age: {value: "max((l.age for l in links), default=0)"}
  mood: {value: "sum(p.mood for p in person)"}
  even: {value: "sum(degree(p) for p in person) - 2 * count(links)"}
"""
    )
    assert set(found["even"]) == {0.0}
    assert len(set(found["m"])) > 1
    assert found["mood"][0] == pytest.approx(found["mood"][-1])


def test_directed_networks_and_layers() -> None:
    found = measured(
        """
space: {kind: network, generator: given, directed: true, edges: [[0, 1], [0, 2], [1, 2], [3, 0]]}
layers:
  work: {kind: network, generator: complete}
  home: {kind: network, generator: lattice, width: 2, height: 2, torus: false}
agents:
  person: {count: 4, state: {heard: {type: int, start: 0}, told: {type: int, start: 0}}}
rules:
  - name: tell
    who: person
    do: |
      for n in neighbors(self):
          n.heard += 1
      self.told = count(in_neighbors(self))
measures:
  m: {value: "sum(p.heard * 10 ** p.id for p in person)"}
  told: {value: "sum(p.told * 10 ** p.id for p in person)"}
  work: {value: "sum(count(neighbors(p, layer=work)) for p in person)"}
  home: {value: "sum(degree(p, layer=home) for p in person)"}
"""
    )
    assert found["m"] == [0, 211, 422, 633, 844]
    assert found["told"] == [0, 211, 211, 211, 211]
    assert found["work"][0] == 12 and found["home"][0] == 8


def test_blocks_of_labels_are_linked_by_label() -> None:
    found = measured(
        """
space: {kind: network, generator: stochastic_block, by: side, p_in: 1, p_out: 0}
agents:
  person:
    count: 10
    state:
      side: {type: label, of: [right, left], start: '"left" if self.id < 4 else "right"'}
rules: [{name: wait, who: person, do: "pass_ = 1"}]
measures:
  m: {value: "sum(degree(p) for p in person)"}
  across: {value: "count(p for p in person if any(n.side != p.side for n in neighbors(p)))"}
""",
        steps=1,
    )
    assert found["m"][0] == 4 * 3 + 6 * 5
    assert found["across"][0] == 0


@pytest.mark.parametrize(
    ("torus", "ends"),
    [
        ("false", [1.0, 4.0, 7.0, 10.0, 10.0]),
        ("true", [1.0, 4.0, 7.0, 0.0, 3.0]),
        ("not wraps", [1.0, 4.0, 7.0, 10.0, 10.0]),
        ("wraps", [1.0, 4.0, 7.0, 0.0, 3.0]),
    ],
)
def test_on_a_plane_one_wraps_or_stops_at_the_edge(torus: str, ends: list[float]) -> None:
    found = measured(
        f"""
parameters: {{wraps: {{type: bool, value: true}}}}
space: {{kind: plane, width: 10, height: 10, torus: {torus}}}
agents:
  bird: {{count: 1, place: {{x: 1, y: 5}}, state: {{}}}}
rules: [{{name: fly, who: bird, do: "move_to(self.x + 3, self.y)"}}]
measures: {{m: {{value: "sum(b.x for b in bird)"}}}}
"""
    )
    assert found["m"] == ends


def test_distances_on_a_torus_go_the_shorter_way() -> None:
    found = measured(
        """
space: {kind: plane, width: 10, height: 10, torus: true}
agents:
  bird: {count: 2, place: {x: "1 + 8 * self.id", y: "2 + 3 * self.id"}, state: {near: {type: int, start: 0}}}
rules: [{name: look, who: bird, do: "self.near = count(neighbors(self, 3.7)) + 10 * count(neighbors(self, 3.6))"}]
measures:
  m: {value: "sum(b.near for b in bird)"}
  far: {value: "max(max(distance(a, b) for b in bird) for a in bird)"}
""",
        steps=1,
    )
    assert found["m"] == [0.0, 2.0]
    assert found["far"][0] == math.sqrt(13.0)


@pytest.mark.parametrize(
    ("shape", "radius", "inside", "corner"),
    [
        ("moore", 1, 8, 3),
        ("moore", 2, 24, 8),
        ("von_neumann", 1, 4, 2),
        ("von_neumann", 2, 12, 5),
        ("hex", 1, 6, 2),
        ("hex", 2, 18, 6),
    ],
)
def test_neighbourhoods_have_their_sizes(shape: str, radius: int, inside: int, corner: int) -> None:
    found = measured(
        f"""
space:
  kind: grid
  width: 9
  height: 9
  torus: false
  neighborhood: {shape}
  cells: {{n: {{type: int, start: 0}}, v: {{start: "self.x + 9 * self.y"}}}}
agents:
  person: {{count: 81, place: {{x: "self.id % 9", y: "self.id // 9"}}, state: {{}}}}
rules:
  - {{name: look, who: cells, do: "self.n = count(cells_near(self, {radius}))"}}
  - {{name: fade, who: cells, order: at_random, do: "self.v *= 0.9"}}
  - {{name: spread, who: cells, order: one_by_one, when: "chance(0.5)", do: "self.v += 0.01 * normal(0, 1)"}}
  - {{name: diffuse, who: cells, do: "for c in cells_near(self):\\n    c.v += 0.01 * self.v"}}
measures:
  m: {{value: "max(c.n for c in cells)"}}
  least: {{value: "min(c.n for c in cells)"}}
  people: {{value: "max(count(neighbors(p, {radius})) for p in person)"}}
  v: {{value: "sum(c.v for c in cells)"}}
""",
        steps=2,
    )
    assert found["m"][1] == inside == found["people"][0]
    assert found["least"][1] == corner


def test_regions_and_groups_are_counted() -> None:
    found = measured(
        """
space: {kind: grid, width: 6, height: 1, torus: false, cells: {kind: {type: int, start: "self.x // 2"}}}
agents:
  person: {count: 6, place: {x: self.id, y: 0}, state: {a: {type: int, start: "self.id // 4"}}}
rules: [{name: mix, who: person, do: "self.a = self.id % 2"}]
measures:
  m: {value: "regions(person, lambda a, b: a.a == b.a)"}
  largest: {value: "largest_region(person, lambda a, b: a.a == b.a)"}
  cells: {value: "regions(cells, lambda a, b: a.kind == b.kind)"}
  groups: {value: "groups((p.id * p.id for p in person), gap=4, least=2)"}
  size: {value: "largest_group((p.id * p.id for p in person), gap=4, least=1)"}
""",
        steps=1,
    )
    assert found["m"] == [2, 6] and found["largest"] == [4, 1] and found["cells"][0] == 3
    assert found["groups"][0] == 1 and found["size"][0] == 3  # 0 1 4 | 9 | 16 | 25


def test_a_run_stops_when_nothing_changes() -> None:
    head = HEAD.replace("{steps: 8}", "{steps: 8, stop: unchanged}")
    found = measured(
        """
agents:
  person: {count: 3, state: {x: {type: int, start: 0, high: 2}}}
rules: [{name: go, who: person, do: "self.x += 1"}]
measures: {m: {value: "sum(p.x for p in person)"}, t: {value: step}}
""",
        steps=6,
        head=head,
    )
    assert found["m"] == [0, 3, 6, 6, 6, 6, 6]
    assert found["t"] == [0, 1, 2, 3, 3, 3, 3]


def test_names_that_python_or_mesa_knows_do_no_harm() -> None:
    text = """
parameters: {time: {value: 2, source: given}, rng: {value: 3, source: given}, agents: {value: 1, source: given}}
globals: {random: {type: float, start: 4}}
agents:
  list:
    count: 3
    state:
      pos: {type: float, start: 0}
      model: {type: float, start: time}
      next_pos: {type: float, start: 1}
      rules: {start: 0}
  draws: {count: 2, state: {unique_id: {type: int, start: 7}}}
rules:
  - name: rules
    who: list
    do: |
      total = self.pos + rng
      sorted = total * agents
      self.pos = sorted + self.model + self.next_pos
  - {name: step_, who: list, do: "self.next_pos = mean(l.pos for l in list) + model.random"}
  - {name: pos, who: draws, do: "self.unique_id += 1"}
measures:
  m: {value: "sum(l.pos for l in list)"}
  random: {value: "model.random"}
  steps: {value: "sum(d.unique_id for d in draws)"}
"""
    found = measured(text, steps=2)
    assert found["m"] == [0.0, 3 * (0 + 3 + 2 + 1), 3 * (6 + 3 + 2 + 10)]
    assert found["steps"] == [14, 16, 18]
    assert "class List(mesa.Agent)" in source(program(text))
    assert np.isfinite(found["random"]).all()
