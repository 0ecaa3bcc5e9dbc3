"""A cascade is told where one has been planted, and only there: it must go with the rule, or with the network."""

from collections.abc import Callable

import numpy as np
import pytest

from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.distance import distances

Look = Callable[..., tuple[Finding, ...]]

MODEL = """
model: planted
purpose: a condition that spreads as the rule says
clock: {{steps: {steps}}}
space: {{kind: network, {network}}}
agents:
  person:
    count: {people}
    state:
      ill: {{type: bool, start: "{start}"}}
      seen: {{type: int, start: 0}}
rules:
  - {{name: look_around, who: person, do: "self.seen = count(n for n in neighbors(self) if n.ill)"}}
  - {{name: {rule}}}
measures:
  ill: {{value: "mean(p.ill for p in person)", unit: share}}
experiment: {{headline: {{measure: ill}}}}
"""
CATCH = 'catch, who: person, when: "not self.ill", do: "self.ill = count(n for n in neighbors(self) if n.ill) >= 2"'
ALONE = 'fall_ill, who: person, when: "not self.ill", do: "self.ill = chance(0.05)"'


def planted(rule: str, network: str, start: str, people: int = 60, steps: int = 40) -> str:
    return MODEL.format(rule=rule, network=network, start=start, people=people, steps=steps)


def of(findings: tuple[Finding, ...], take: str) -> list[Finding]:
    return [finding for finding in findings if finding.take == take]


def test_what_needs_two_neighbours_spreads_on_a_ring_and_not_once_it_is_rewired(look: Look) -> None:
    """Complex contagion lives on clusters (Centola & Macy 2007). Two people next to each other begin it."""
    found = look(planted(CATCH, "generator: ring, k: 4", "self.id < 2", people=100))
    (rule,) = [f for f in of(found, "size owed to a rule") if f.through == "catch"]
    (network,) = of(found, "size owed to the network")
    assert (rule.kind, network.kind, network.through) == ("cascade", "cascade", "network")
    assert rule.value == pytest.approx(0.8)  # one more on either side, forty times
    assert network.value > 0.5
    (reach,), (speed,) = of(found, "reach"), of(found, "speed")
    assert reach.value == 20
    assert speed.value == pytest.approx(0.5, abs=0.02)
    (outbreaks,) = of(found, "share of replicates with an outbreak")
    assert outbreaks.value == 1


def test_a_rule_that_only_looks_is_owed_nothing(look: Look) -> None:
    found = look(planted(CATCH, "generator: ring, k: 4", "self.id < 2"))
    (looked,) = [f for f in of(found, "size owed to a rule") if f.through == "look_around"]
    assert (looked.kind, looked.value, looked.chance) == ("nothing", 0, 1)


def test_a_rule_that_holds_it_back_is_said_to_and_no_cascade_is_asserted(look: Look) -> None:
    """Each falls ill alone, and gets well more easily beside someone who is: meeting others is what keeps it small."""
    held = 'helped, who: person, when: "self.ill", do: "self.ill = all(n.ill for n in neighbors(self)) or chance(0.9)"'
    alone = f"{ALONE}}}\n  - {{name: {held}"
    found = look(planted(alone, "generator: ring, k: 4", "False"))
    (rule,) = [f for f in of(found, "size held back by a rule") if f.through == "helped"]
    assert (rule.kind, rule.through) == ("cascade", "helped")
    assert rule.high is not None
    assert rule.high < -0.1
    assert not [f for f in found if f.kind == "cascade" and f is not rule]


def test_of_what_most_meet_it_is_the_opposite_that_spreads(look: Look) -> None:
    well = planted(CATCH, "generator: ring, k: 4", "self.id < 2", people=100).replace("mean(p.ill", "mean(not p.ill")
    (rule,) = [f for f in of(look(well), "size owed to a rule") if f.through == "catch"]
    assert rule.opposite
    assert rule.value == pytest.approx(0.8)
    assert not any(f.opposite for f in look(planted(CATCH, "generator: ring, k: 4", "self.id < 2", people=100)))


def test_what_comes_over_each_alone_is_no_cascade(look: Look) -> None:
    found = look(planted(ALONE, "generator: watts_strogatz, k: 4, p: 0.1", "chance(0.05)"))
    assert of(found, "last")[0].value > 0.5  # many are ill in the end, and nobody from anybody
    assert {f.kind for f in found if f.through} == {"nothing"}
    assert not [f for f in found if f.kind == "cascade"]


def test_a_random_network_is_owed_nothing(look: Look) -> None:
    """It is one of its own rewirings: of 100 experiments about five may say otherwise, and twelve in 1 of 1,000."""
    text = planted(CATCH, "generator: erdos_renyi, degree: 5", "chance(0.1)", people=40, steps=8)
    told = [of(look(text, seed, 12), "size owed to the network")[0].kind for seed in range(100)]
    assert told.count("cascade") <= 12


def test_where_nobody_falls_ill_there_is_no_outbreak(look: Look) -> None:
    (outbreaks,) = of(
        look(planted(CATCH, "generator: ring, k: 4", "self.id < 1")), "share of replicates with an outbreak"
    )
    assert (outbreaks.kind, outbreaks.value, outbreaks.low) == ("nothing", 0, 0)
    assert outbreaks.high == pytest.approx(0.161, abs=0.001)  # Wilson, 0 of 20


def test_distances_are_those_of_a_chain() -> None:
    chain = np.array([[i, i + 1] for i in range(5)] + [[i + 1, i] for i in range(5)])
    assert distances(chain, np.arange(7) == 1).tolist() == [1, 0, 1, 2, 3, 4, -1]
