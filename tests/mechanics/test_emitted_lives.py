"""Births and deaths: against what can be worked out by hand, and against the reference."""

from __future__ import annotations

import pytest
from reference.worlds import measured, program, simulate

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


@pytest.mark.parametrize("order", ["together", "one_by_one"])
@pytest.mark.parametrize("word", ["kind", "creator", "given", "number", "at_", "model_", "spot", "self_", "cell_"])
def test_a_field_of_a_newborn_may_be_called_anything(word: str, order: str) -> None:
    found = measured(
        f"""
agents: {{person: {{count: 2, max: 99, state: {{{word}: {{type: int, start: 1}}}}}}}}
rules: [{{name: bear, who: person, order: {order}, do: "create(person, {word}=self.{word} + 1)"}}]
measures: {{m: {{value: "sum(p.{word} for p in person)"}}}}
""",
        steps=2,
    )
    assert found["m"] == [2, 6, 16]
