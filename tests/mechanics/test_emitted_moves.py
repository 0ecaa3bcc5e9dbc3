"""Who may enter a cell, and when: against what can be worked out by hand, and against the reference."""

from __future__ import annotations

from reference.worlds import measured

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
