"""Gates: clean models get through, and each planted fault is caught for its own reason."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from generated import generate

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.gates.passing import passing
from sobremesa.mechanics.gates.trial import Trials
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.library import documents, load
from sobremesa.mechanics.reading import read_document

DOCUMENTS = Path(__file__).parents[1] / "documents"
ENGINE = KernelEngine()
TRUE_WARNINGS = {"sugar": ["no_step"]}
"""Ants placed on cells at random, some of them full: no run of it can be set up (on either engine)."""

HEAD = """
model: planted
purpose: a model with a fault
clock: {steps: 100}
parameters:
  people: {type: int, value: 400, low: 2, high: 5000}
  rate: {value: 0.2, low: 0, high: 5}
  leave: {value: 0.1, low: 0, high: 1}
"""
TAIL = """
experiment: {headline: {measure: m}}
"""
SIR = 'state: {health: {type: label, of: [s, i, r], start: "\\"i\\" if self.id < 20 else \\"s\\""}}'
CATCH = 'chance(1 - exp(-rate * mean(p.health == "i" for p in person)))'


def epidemic(catch: str = CATCH, when: str = 'self.health == "s"', leave: str = "leave", measure: str = "") -> str:
    measure = measure or 'mean(p.health != "s" for p in person)'
    return f"""{HEAD}
agents: {{person: {{count: people, {SIR}}}}}
rules:
  - name: turn
    who: person
    do: |
      if self.health == "i":
          if chance({leave}):
              self.health = "r"
      elif {when} and {catch}:
          self.health = "i"
measures: {{m: {{value: {measure!r}, unit: share}}}}
{TAIL}"""


def other(state: str, rules: str, measure: str, space: str = "", text: str = HEAD) -> str:
    person = f"{{count: people, state: {{{state}}}}}"
    measures = f"measures: {{m: {{value: {measure!r}}}}}"
    return f"{text}\n{space}\nagents: {{person: {person}}}\nrules:\n{rules}\n{measures}\n{TAIL}"


GIVE = """  - name: give
    who: person
    order: one_by_one
    do: |
      other = one_of(others(person))
      if other is not None{test}:
          other.wealth += 1
          self.wealth -= 1
"""
TELL = """  - name: tell
    who: person
    order: one_by_one
    when: self.telling
    do: |
      other = one_of(others(person))
      if other is not None:
          if {test}:
              self.telling = False
{both}
          else:
              other.heard = True
              other.telling = True
"""
TELLERS = "heard: {type: bool, start: self.id < 5}, telling: {type: bool, start: self.id < 5}"
TOLD_ALL = """  - name: tell
    who: person
    order: one_by_one
    when: self.telling
    do: |
      other = one_of(others(person))
      if other is not None:
          other.heard = True
          other.telling = True
      if chance(leave):
          self.telling = False
"""
WEALTH = "wealth: {type: int, start: 1, low: 0}"
NEVER = "mean(not p.heard for p in person)"
AVERAGE = """  - name: average
    who: person
    do: "self.x += rate * (mean((n.x for n in neighbors(self)), default=self.x) - self.x)"
"""
NEIGHBOURS = "space: {kind: network, generator: ring, k: 2}"
X = '{x: {type: float, start: "uniform(0, 1)"'

TWO_TRUTHS = "ill: {type: bool, start: self.id < 20}, over: {type: bool}"
CAUGHT_AGAIN = """  - name: turn
    who: person
    do: |
      if self.ill and chance(leave):
          self.over = True
      elif chance(1 - exp(-rate * mean(p.ill for p in person))):
          self.ill = True
"""
CAUGHT_ONCE = CAUGHT_AGAIN.replace("self.over = True", "self.over = True\n          self.ill = False").replace(
    "elif chance", "elif not self.over and chance"
)
ILL = "mean(p.ill for p in person)"
NEITHER = "mean(not p.ill and not p.over for p in person)"
SHARED_OUT = (
    "measures: {m:",
    "measures: {now: {value: 'mean(p.ill for p in person)'}, gone: {value: 'mean(p.over for p in person)'}, m:",
)
CATCH_FROM_NEIGHBOURS = """  - name: catch
    who: person
    when: not self.ill
    do: "self.ill = chance(1 - 0.9 * (1 - rate) ** count(n for n in neighbors(self) if n.ill))"
"""
FRUSTRATED_BY_THEMSELVES = """  - name: spread
    who: person
    when: not self.ill
    do: |
      own = 0.5 if self.over else 0.0
      self.ill = chance(1 - (1 - own) * (1 - rate) ** count(n for n in neighbors(self) if n.ill))
"""
ADOPT_OF_THEMSELVES = """  - name: adopt
    who: person
    when: not self.ill
    do: "self.ill = chance(leave + rate * mean((n.ill for n in neighbors(self)), default=0))"
"""
DIVIDES_BY_WHO_STAYED = """  - name: stay
    who: person
    do: "self.x = 1 / count(p for p in person if p.x > 0 and not chance(leave))"
"""

CLEAN = {
    "epidemic": epidemic(),
    "gifts": other(WEALTH, GIVE.format(test=" and self.wealth > 0"), "gini(p.wealth for p in person)"),
    "rumour": other(TELLERS, TELL.format(test="other.heard", both=""), NEVER),
    "averaging": other('x: {start: "uniform(0, 1)"}', AVERAGE, "std(p.x for p in person)", NEIGHBOURS),
    "a cause of their own": other(
        "ill: {type: bool}, over: {type: bool, start: self.id < 60}", FRUSTRATED_BY_THEMSELVES, ILL, NEIGHBOURS
    ),
    "some adopt of themselves": other("ill: {type: bool}", ADOPT_OF_THEMSELVES, ILL, NEIGHBOURS),
    "an epidemic cut short": epidemic().replace("steps: 100", "steps: 20"),
    "a partition": other(TWO_TRUTHS, CAUGHT_ONCE, NEITHER).replace(*SHARED_OUT),
}

RECOVER_AT_ONCE = f"""{HEAD.replace("value: 0.2", "value: 0.5").replace("value: 0.1", "value: 0.3")}
agents: {{person: {{count: people, {SIR}}}}}
rules:
  - name: catch
    who: person
    do: |
      if self.health == "s" and {CATCH}:
          self.health = "i"
  - name: recover
    who: person
    do: |
      if self.health == "i" and chance(leave):
          self.health = "r"
measures: {{m: {{value: 'mean(p.health != "s" for p in person)', unit: share}}}}
{TAIL}"""

PLANTED = {
    "total_changes": other(WEALTH, GIVE.format(test=""), "gini(p.wealth for p in person)"),
    "share_out_of_range": epidemic(measure='count(p for p in person if p.health != "s") / 100'),
    "label_never_given": epidemic().replace('self.health = "r"', 'self.health = "s"'),
    "run_stops": epidemic(measure='1 / count(p for p in person if p.health == "r")'),
    "spreads_at_rate_0": epidemic('chance(0.05 + rate * mean(p.health == "i" for p in person))'),
    "mixing": RECOVER_AT_ONCE,
    "averaging": other('x: {start: "uniform(0, 1)"}', AVERAGE, "std(p.x for p in person)", NEIGHBOURS,
                       HEAD.replace("value: 0.2", "value: 2.5")),
    "reaches_anyone": other(TELLERS, TOLD_ALL, NEVER),
    "both_stop": other(TELLERS, TELL.format(test="other.heard", both="              other.telling = False"), NEVER),
    "rate_as_probability": epidemic("chance(rate)").replace("value: 0.2", "value: 1.5"),
    "partition_breaks": other(TWO_TRUTHS, CAUGHT_AGAIN, NEITHER).replace(*SHARED_OUT),
    "no_step": epidemic(measure='1 / count(p for p in person if p.health == "r")'),
    "fewest": epidemic(measure='count(p for p in person if p.health == "r") / count(p for p in person if p.id > 1)'),
    "no_links": other("ill: {type: bool, start: self.id < 20}", CATCH_FROM_NEIGHBOURS, ILL, NEIGHBOURS),
    "rate_at_end": other("x: {start: 1}", DIVIDES_BY_WHO_STAYED, "mean(p.x for p in person)"),
    "less_with_exposure": epidemic('chance(exp(-rate * mean(p.health == "i" for p in person)))'),
}  # fmt: skip


@cache
def gates(text: str, scenario: str = "") -> tuple[Gate, ...]:
    return passing(check(read_document(text)), ENGINE, scenario)


def labels_of(agents: ir.Agents, name: str) -> tuple[str, ...]:
    kind = next(field.type for field in agents.fields if field.name == name)
    assert isinstance(kind, ir.Label)
    return kind.labels


def failed(text: str, scenario: str = "") -> list[str]:
    return [gate.code for gate in gates(text, scenario) if gate.failed]


@pytest.mark.parametrize("name", CLEAN)
def test_clean_models_get_through(name: str) -> None:
    assert failed(CLEAN[name]) == []


@pytest.mark.parametrize("code", PLANTED)
def test_a_planted_fault_is_caught_for_its_own_reason(code: str) -> None:
    assert code in failed(PLANTED[code])
    caught = next(gate for gate in gates(PLANTED[code]) if gate.code == code and gate.failed)
    assert caught.diagnostic().code == code


def test_orders_are_held_against_the_text() -> None:
    rumour, average = CLEAN["rumour"], CLEAN["averaging"]
    assert failed(rumour, "They tell it one after another.") == []
    assert failed(rumour, "They all tell it at the same time.") == ["order_of_turns"]
    assert failed(average, "One after another they move towards their friends.") == ["order_of_turns"]
    assert failed(average, "They move simultaneously.") == []
    assert failed(average, "At the same time, one by one.") == []


def test_damping_is_a_doubt_unless_the_text_asks_for_it() -> None:
    text = load("interface_failure").canonical().decode()
    (found,) = [gate for gate in gates(text, "Interfaces fail at 10% rate.") if gate.failed]
    assert (found.code, found.doubt) == ("unasked_damping", True)
    assert failed(text, "Interfaces fail at 10% rate, and people calm down.") == []


@pytest.mark.parametrize("name", documents())
def test_library_models_get_through(name: str) -> None:
    assert failed(load(name).canonical().decode()) == []


@pytest.mark.parametrize("path", sorted(DOCUMENTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_documents_get_through(path: Path) -> None:
    assert failed(path.read_text("utf-8")) == TRUE_WARNINGS.get(path.stem, [])


def test_generated_documents_have_no_known_answers_and_never_give_what_is_never_given() -> None:
    tried = 0
    for seed in range(25):
        try:
            program = check(read_document(generate(seed).encode()))
        except DocumentError:
            continue
        tried += 1
        seen = Trials(program, ENGINE)
        found = passing(program, ENGINE)
        assert not [gate.code for gate in found if gate.failed and gate.family == "known answer"]
        for never in (gate for gate in found if gate.failed and gate.code == "label_never_given"):
            _, kind, _, field = never.place.split(".")
            labels = next(a for a in program.agents if a.name == kind)
            codes = {label: code for code, label in enumerate(labels_of(labels, field))}
            run = seen.seen(seen.small())
            label = never.sentence.split("“")[1].split("”")[0]
            assert run is None or codes[label] not in run.last.columns[f"{kind}.{field}"]
    assert tried > 15
