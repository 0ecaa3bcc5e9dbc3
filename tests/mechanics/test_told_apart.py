"""Corners at which engines and reference once told different things: each a small document, run by all of them."""

from __future__ import annotations

import math

import pytest
from reference import assert_same

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Engine
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document

HEAD = """
model: corner
purpose: to mean the same to everyone
clock: {steps: 3%s}
experiment: {headline: {measure: m}}
"""
ARM = Arm(name="scenario")
engines = pytest.mark.parametrize("engine", [MesaEngine(), KernelEngine()], ids=["mesa", "kernel"])


def measured(text: str, engine: Engine, clock: str = "") -> list[float]:
    """The measure `m` at each step, after engine and reference have been held beside each other."""
    program = check(read_document(HEAD % clock + text))
    assert assert_same(program, ARM, 3, engine=engine) is None
    _, series = engine.advance(program, engine.start(program, ARM, 7, [1]), 3)
    assert not series.errors
    return [float(value) for value in series.values["m"][0]]


@engines
@pytest.mark.parametrize("write", ["model.past[1] += 1", "push(model.past, step)"])
def test_an_element_of_a_global_vector_that_changes_is_a_change(write: str, engine: Engine) -> None:
    text = f"""
globals: {{past: {{size: 2}}}}
agents: {{person: {{count: 2}}}}
rules: [{{name: r, who: model, do: "if step < 3:\\n    {write}"}}]
measures: {{m: {{value: step}}}}
"""
    assert measured(text, engine, ", stop: unchanged") == [0, 1, 2, 3]


@engines
def test_whole_numbers_in_a_table_of_floats_are_floats(engine: Engine) -> None:
    text = """
tables: {rates: {values: [0.5, -9]}}
agents: {person: {count: 1}}
measures: {m: {value: "rates[1] * (step % 1)"}}
"""
    assert [math.copysign(1.0, zero) for zero in measured(text, engine)] == [-1.0] * 4


@engines
@pytest.mark.parametrize(("word", "sign"), [("max", -1.0), ("min", -1.0)])
def test_of_two_zeros_the_first_is_the_extreme(word: str, sign: float, engine: Engine) -> None:
    text = f"""
agents: {{person: {{count: 2, state: {{money: {{start: "(self.id - 0.5) * 0"}}}}}}}}
measures: {{m: {{value: "{word}(p.money for p in person)"}}}}
"""
    assert [math.copysign(1.0, zero) for zero in measured(text, engine)] == [sign] * 4


@engines
def test_a_loop_skips_links_that_have_vanished_since_it_began(engine: Engine) -> None:
    text = """
globals: {met: {type: int, start: 0}}
space: {kind: network, generator: ring}
agents: {person: {count: 4}}
rules:
  - name: r
    who: model
    do: |
      for l in links:
          model.met += 1
          for k in links:
              disconnect(k.a, k.b)
measures: {m: {value: model.met}}
"""
    assert measured(text, engine) == [0, 1, 1, 1]


@engines
def test_a_kept_collection_loses_links_that_have_vanished(engine: Engine) -> None:
    text = """
globals: {left: {type: int, start: 0}}
space: {kind: network, generator: ring}
agents: {person: {count: 4}}
rules:
  - name: r
    who: model
    do: |
      kept = [l for l in links if l.a.id > 0]
      for k in links:
          if k.a.id == 1:
              disconnect(k.a, k.b)
      model.left = count(kept)
measures: {m: {value: model.left}}
"""
    assert measured(text, engine) == [0, 1, 1, 1]


@engines
def test_a_link_that_has_vanished_keeps_its_ends_and_state_for_the_turn(engine: Engine) -> None:
    text = """
globals: {last: {start: 0}}
space: {kind: network, generator: ring, links: {trust: {start: 0.25}}}
agents: {person: {count: 4, state: {money: {start: 1}}}}
rules:
  - name: r
    who: model
    do: |
      for l in links:
          disconnect(l.a, l.b)
          l.a.money += 1
          model.last += l.trust
measures: {m: {value: "model.last + sum(p.money for p in person)"}}
"""
    assert measured(text, engine) == [4, 9, 9, 9]


@engines
@pytest.mark.parametrize(
    "act", ["connect(self.a, self.b)", "disconnect(self.b, self.a)", "t = self.a\nt.money += 1\nconnect(t, self.b)"]
)
def test_nobody_is_linked_with_the_dead(act: str, engine: Engine) -> None:
    """In the turn of a link, whose ends may have died in it."""
    does = f"die(self.a)\n{act}\nmodel.turns += 1".replace("\n", "\\n")
    text = f"""
globals: {{turns: {{type: int, start: 0}}}}
space: {{kind: network, generator: ring, max_degree: 4}}
agents: {{person: {{count: 6, state: {{money: {{start: 1}}}}}}}}
rules: [{{name: r, who: links, order: one_by_one, do: "{does}"}}]
measures: {{m: {{value: "model.turns + 100 * count(links) + 1000 * sum(degree(p) for p in person)"}}}}
"""
    first, *others = measured(text, engine)
    assert first == 600 + 12000
    assert all(0 < value <= 6 for value in others)


@engines
def test_a_persona_is_chosen_by_who_stands_near(engine: Engine) -> None:
    text = """
space: {kind: grid, width: 3, height: 1}
agents: {person: {count: 3, place: {x: "0 if self.id < 1 else 2", y: "0"}}}
rules: [{name: stay, who: person, do: "move_to(self.x, self.y)"}]
measures: {m: {value: "0"}}
personas: {mayor: {agent: "best_of(person, lambda p: count(on(p.cell, person)), ties=first)", role: in company}}
coupling: {every: 1}
"""
    program = check(read_document(HEAD % "" + text))
    assert engine.start(program, ARM, 7, [1, 4]).personas == {"mayor": (1, 1)}
    assert measured(text, engine) == [0, 0, 0, 0]


@engines
def test_what_a_snapshot_counts_is_kept_apart_from_fields_of_the_same_name(engine: Engine) -> None:
    fields = "{rows: {start: 2}, next: {start: 3}, degree: {type: int, start: 4}, neighbors: {type: bool, start: true}}"
    text = f"""
space: {{kind: network, generator: ring, of: space, links: {{rows: {{start: 0.5}}}}}}
layers: {{space_of_work: {{kind: network, generator: complete, of: measure}}}}
agents:
  space: {{count: 4, max: 9, state: {fields}}}
  measure: {{count: 3, state: {{m: {{start: 7}}, degree: {{start: 1}}}}}}
rules:
  - {{name: grow, who: space, when: "self.id < 1", do: "create(space, rows=self.rows + 1)"}}
  - {{name: age, who: space, do: "self.rows += self.next + self.degree * 0.5 + (1 if self.neighbors else 0)"}}
measures: {{m: {{value: "sum(s.rows for s in space) + sum(l.rows for l in links) + sum(k.m for k in measure)"}}}}
"""
    assert measured(text, engine) == [31, 64, 109, 166]


@engines
@pytest.mark.parametrize(
    ("kind", "field"),
    [("parameter", "rate"), ("rule", "grow"), ("error", "rule"), ("claim", "worth"), ("added", "worth"),
     ("next", "worth"), ("grid", "width"), ("pending", "first")],
)  # fmt: skip
def test_types_are_kept_apart_from_what_engines_call_their_own(kind: str, field: str, engine: Engine) -> None:
    """The worth of seven, of whom the first dies; each gives one to the next, and moves."""
    text = f"""
parameters: {{rate: {{value: 0}}}}
space: {{kind: grid, width: 9, height: 1}}
agents:
  {kind}: {{count: 7, state: {{{field}: {{type: int, start: "self.id * 10"}}, given: {{type: int, start: 1}}}}}}
rules:
  - {{name: grow, who: {kind}, do: "self.{field} += 1\\nmove_to(self.x + 1, 0)"}}
  - name: pass_on
    who: {kind}
    do: |
      for other in [o for o in {kind} if o.id == self.id + 1]:
          other.{field} += self.given
      if self.id == step - 1:
          die()
measures: {{m: {{value: "sum(o.{field} for o in {kind}) + rate"}}}}
"""
    assert measured(text, engine) == [210, 222, 220, 204]


@engines
def test_a_figure_of_a_table_is_no_change_once_it_is_a_float(engine: Engine) -> None:
    text = """
tables: {rates: {values: [3, 5.5]}}
globals: {pot: {start: "rates[0]"}}
agents: {person: {count: 1}}
rules: [{name: r, who: person, do: "model.pot -= 0"}]
measures: {m: {value: step}}
"""
    assert measured(text, engine, ", stop: unchanged") == [0, 1, 1, 1]


@engines
def test_a_persona_is_chosen_by_links(engine: Engine) -> None:
    text = """
space: {kind: network, generator: complete}
agents: {person: {count: 3}}
measures: {m: {value: "0"}}
personas: {nurse: {agent: "by_id(person, count(links) - 1)", role: the last}}
coupling: {every: 1}
"""
    program = check(read_document(HEAD % "" + text))
    assert engine.start(program, ARM, 7, [1]).personas == {"nurse": (2,)}
    assert measured(text, engine) == [0, 0, 0, 0]


@engines
def test_a_reference_of_the_model_is_to_nobody_once_they_have_died(engine: Engine) -> None:
    text = """
globals: {chief: {type: ref, of: person}, known: {type: int, start: 0}}
agents: {person: {count: 3}, wolf: {count: 1}}
rules:
  - {name: choose, who: model, when: step == 1, do: "model.chief = best_of(person, lambda p: p.id)"}
  - {name: die, who: person, when: "step == 2 and self.id == 2", do: "die()"}
  - {name: look, who: wolf, do: "model.known += 1 if model.chief is not None else 0"}
measures: {m: {value: model.known}}
"""
    assert measured(text, engine) == [0, 1, 1, 1]


@engines
def test_a_region_asks_each_neighbour_of_each_member(engine: Engine) -> None:
    """Also of those who are known to belong together: what fails for some pair of neighbours fails the run."""
    text = """
space: {kind: grid, width: 2, height: 2, cells: {kept: {type: bool, size: 3}}}
agents: {person: {count: 1}}
measures: {m: {value: "regions(cells, lambda a, b: not a.kept[a.id])"}}
"""
    failure = assert_same(check(read_document(HEAD % "" + text)), ARM, 3, engine=engine)
    assert failure is not None
    assert (failure.code, failure.step) == ("index", 0)
