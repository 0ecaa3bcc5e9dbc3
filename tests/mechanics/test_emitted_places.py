"""Planes, neighbourhoods, regions: against what can be worked out by hand, and against the reference."""

from __future__ import annotations

import math

import pytest
from reference.worlds import measured


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
