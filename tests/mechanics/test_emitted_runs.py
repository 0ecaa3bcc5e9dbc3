"""When a run ends, and what things may be called."""

from __future__ import annotations

import numpy as np
from reference.worlds import HEAD, measured, program

from sobremesa.mechanics.emit import source


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


def test_conditions_that_are_joined_in_the_file_mean_the_same() -> None:
    """A lone `if` within another, and two that do the same: the file has one condition, with the same draws."""
    text = """
agents: {person: {count: 40, state: {n: {type: int, start: 0}}}}
rules:
  - name: try_it
    who: person
    when: "chance(0.7) or self.id == 3"
    do: |
      if self.id % 2 == 0 or chance(0.5):
          if chance(0.5) and self.n < 9:
              self.n += 1
  - name: try_again
    who: person
    do: |
      if chance(0.2) and self.id > 1:
          self.n += 10
      elif chance(0.3) or self.id == 1:
          self.n += 10
      elif chance(0.5):
          if self.n > 0:
              self.n -= 1
      else:
          self.n += 5
measures: {m: {value: "sum(p.n for p in person)"}}
"""
    found = measured(text, steps=4)
    assert len(set(found["m"])) > 2
    written = source(program(text))
    assert written.count("self.n + 10") == 1
    assert "elif" in written
