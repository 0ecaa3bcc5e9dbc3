"""Camps, shares, rhythms kept together, ends: told where theory says that they are, and nowhere else."""

from collections.abc import Callable
from typing import Any

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.analysis import analyse
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.states import States
from sobremesa.mechanics.kernel.engine import KernelEngine

Look = Callable[..., tuple[Finding, ...]]
Found = tuple[Finding, ...]

ENGINE = KernelEngine()


def of_library(name: str, replicates: int = 10, steps: int | None = None, **values: Any) -> Found:
    """What is found in the first arm of a library model, some parameters set."""
    document = library.load(name)
    arm = document.experiment.arms[0].model_copy(update={"set": values, "steps": steps})
    experiment = document.experiment.model_copy(update={"arms": (arm,)})
    program = check(document.model_copy(update={"experiment": experiment}))
    ensemble = run_experiment(program, ENGINE, 1, replicates)
    return analyse(program, ensemble, States(program, ENGINE, 1, replicates))


def of(findings: Found, take: str, measure: str | None = None) -> Finding:
    (found,) = [f for f in findings if f.take == take and measure in (None, f.measure)]
    return found


def kinds(findings: Found) -> set[str]:
    return {finding.kind for finding in findings}


@pytest.mark.parametrize(("tolerance", "several"), [(0.5, False), (0.3, False), (0.2, True), (0.1, True)])
def test_opinions_fall_into_camps_below_a_tolerance(tolerance: float, several: bool) -> None:
    """K07 (Deffuant et al. 2000): one camp at 0.5 and 0.3, two at 0.2, four or five at 0.1."""
    found = of_library("bounded_confidence", tolerance=tolerance)
    shares = [f.value for f in found if f.take == "share of replicates with several camps"]
    assert shares == ([1.0] if several else [])  # a measure tells the camps, and where there is one, that suffices
    assert not [finding for finding in found if finding.take == "camps"]


def test_the_number_of_camps_is_told_where_no_measure_tells_it(look: Look) -> None:
    camps = of(look(HEGSELMANN.format(tolerance=0.07), replicates=10), "camps")
    assert camps.kind == "polarisation"
    assert 4 <= camps.value <= 7  # about 1/(2 × 0.07)
    assert camps.unit == "camps"
    one = look(HEGSELMANN.format(tolerance=0.4), replicates=10)
    assert of(one, "share of replicates with several camps").value == 0
    assert "polarisation" not in kinds(one)


HEGSELMANN = """
model: hegselmann_krause
purpose: everyone takes the mean of all who think alike (Hegselmann & Krause 2002)
clock: {{steps: 20}}
agents:
  person: {{count: 200, state: {{opinion: {{start: "uniform(0, 1)", low: 0, high: 1}}}}}}
rules:
  - name: listen
    who: person
    do: |
      self.opinion = mean((p.opinion for p in person if abs(p.opinion - self.opinion) <= {tolerance}), default=0)
measures: {{spread: {{value: std(p.opinion for p in person)}}}}
experiment: {{headline: {{measure: spread}}}}
"""
VOTER = """
model: voter
purpose: everyone takes over what a neighbour says
clock: {{steps: {steps}}}
space: {{kind: network, {network}}}
agents:
  person: {{count: 60, state: {{party: {{type: label, of: [red, green, blue], start: {start}}}}}}}
rules:
  - name: {rule}
measures: {{red: {{value: mean(p.party == "red" for p in person), unit: share}}}}
experiment: {{headline: {{measure: red}}}}
"""
ASK = """ask
    who: person
    order: one_by_one
    do: |
      other = one_of(neighbors(self))
      if other is not None:
          self.party = other.party
"""


def voters(steps: int, start: str, network: str = "generator: ring, k: 4", rule: str = ASK) -> str:
    return VOTER.format(steps=steps, start=start, network=network, rule=rule)


THREE = '"\\"red\\" if chance(0.33) else \\"green\\" if chance(0.5) else \\"blue\\""'


def test_voters_on_a_ring_side_with_their_neighbours(look: Look) -> None:
    """Domains grow (Cox & Griffeath 1986): links join those who say the same."""
    found = look(voters(30, THREE), replicates=10)
    told = of(found, "modularity of camps")
    assert told.kind == "polarisation"
    assert told.value > 0.2
    assert told.low is not None
    assert of(found, "camps").value > 1.5


def test_voters_who_have_not_begun_side_with_nobody(look: Look) -> None:
    """Parties dealt out at random: of 100 experiments about five may say otherwise, and twelve in 1 of 1,000."""
    idle = ASK.replace("do: |", "when: step < 0\n    do: |")
    told = [of(look(voters(1, THREE, rule=idle), seed, 6), "modularity of camps").kind for seed in range(100)]
    assert told.count("polarisation") <= 12


def test_voters_who_agree_have_one_camp(look: Look) -> None:
    found = look(voters(20, "red"), replicates=10)
    assert of(found, "share of replicates with several camps").kind == "nothing"


TRADE = """
model: gifts
purpose: who has something gives a part of it away
clock: {{steps: {steps}}}
agents: {{person: {{count: 200, state: {{money: {{type: int, start: 10, low: 0}}}}}}}}
rules:
  - name: give
    who: person
    order: at_random
    when: self.money > 0 and {goes}
    do: |
      other = one_of(others(person))
      if other is not None:
          other.money += 1
          self.money -= 1
measures: {{money: {{value: mean(p.money for p in person)}}}}
experiment: {{headline: {{measure: money}}}}
"""


def test_gifts_at_random_end_in_the_gini_coefficient_of_chance(look: Look) -> None:
    """At 10 units each 11/21: that of a geometric distribution (Drăgulescu & Yakovenko 2000)."""
    found = look(TRADE.format(steps=2000, goes="True"), replicates=10)
    gini, richest = of(found, "Gini coefficient"), of(found, "share held by the richest tenth")
    assert gini.kind == richest.kind == "inequality"
    assert gini.value == pytest.approx(11 / 21, abs=0.02)
    assert richest.value == pytest.approx(0.33, abs=0.02)  # of an exponential one: a tenth times 1 - log(0.1)
    none = look(TRADE.format(steps=5, goes="False"), replicates=5)
    assert of(none, "Gini coefficient").value == 0
    assert of(none, "share held by the richest tenth").value == pytest.approx(0.1)


def test_a_gini_coefficient_that_a_measure_tells_is_not_told_twice() -> None:
    found = of_library("wealth_exchange", replicates=5, people=200)
    assert not [finding for finding in found if finding.take == "Gini coefficient"]
    assert of(found, "share held by the richest tenth").measure == "person.wealth"


KURAMOTO = """
model: kuramoto
purpose: clocks that pull at each other
clock: {{steps: {steps}}}
agents:
  clock: {{count: 60, state: {{phase: {{start: "uniform(0, 2 * pi)"}}, pace: {{start: "normal(0, 1)"}}}}}}
rules:
  - name: tick
    who: clock
    do: self.phase += 0.1 * (self.pace + {pull} * mean(sin(o.phase - self.phase) for o in clock))
measures: {{ahead: {{value: mean(c.phase for c in clock)}}}}
experiment: {{headline: {{measure: ahead}}}}
"""


def test_clocks_that_pull_hard_enough_go_together(look: Look) -> None:
    """Kuramoto 1975: from a pull of 1.6 on; at 4 the order parameter is about 0.9, r = sqrt(1 - 1.6/K) and more."""
    told = of(look(KURAMOTO.format(steps=150, pull=4), replicates=10), "order parameter")
    assert told.kind == "synchrony"
    assert 0.8 < told.value < 1


def test_clocks_that_do_not_pull_hardly_ever_seem_to_go_together(look: Look) -> None:
    """At 5%: of 100 experiments more than twelve in 1 of 1,000."""
    told = [of(look(KURAMOTO.format(steps=2, pull=0), seed, 5), "order parameter").kind for seed in range(100)]
    assert told.count("synchrony") <= 12


FIREFLIES = """
model: fireflies
purpose: each flashes every ten steps; together, or each for itself
clock: {{steps: 90}}
agents:
  fly: {{count: 40, state: {{wait: {{type: int, start: "{start}"}}, lit: {{type: bool, start: false}}}}}}
rules:
  - {{name: flash, who: fly, do: "self.lit = (self.wait + step) % 10 < 5"}}
measures: {{lit: {{value: mean(f.lit for f in fly), unit: share}}}}
experiment: {{headline: {{measure: lit}}}}
"""


def test_flashes_that_come_together_are_told_to(look: Look) -> None:
    together = of(look(FIREFLIES.format(start="0 if chance(0.9) else randint(0, 9)"), replicates=8),
                  "mean pairwise correlation")  # fmt: skip
    assert together.kind == "synchrony"
    assert together.value == pytest.approx(0.81, abs=0.1)  # 0.9 squared: of pairs in which both flash with the many
    apart = look(FIREFLIES.format(start="randint(0, 9)"), replicates=8)
    assert not [f for f in apart if f.take == "mean pairwise correlation" and f.value > 0.05]


def test_wolves_and_sheep_die_out_and_sheep_alone_do_not() -> None:
    found = of_library("wolf_sheep", replicates=20)
    wolves = of(found, "share of replicates that die out", "wolf_count")
    assert (wolves.kind, wolves.n) == ("extinction", 20)
    assert wolves.value > 0.8
    assert of(found, "median time to dying out", "wolf_count").unit == "season"
    alone = of(of_library("wolf_sheep", first_wolves=0), "share of replicates that die out", "sheep_count")
    assert (alone.kind, alone.value, alone.low) == ("nothing", 0, 0)


MORTAL = """
model: mortal
purpose: each dies with the same chance in every step
clock: {{steps: {steps}, unit: year}}
agents: {{someone: {{count: 30, max: 500}}}}
rules:
  - {{name: end, who: someone, do: "{do}"}}
measures: {{alive: {{value: count(someone), unit: people}}}}
experiment: {{headline: {{measure: alive}}}}
"""


def test_lifetimes_and_ends_are_those_of_a_constant_chance(look: Look) -> None:
    """Half of them are dead when 0.9^t is below a half, after 7 steps; all 30 when 30 × 0.9^t = log 2, after 36."""
    found = look(MORTAL.format(steps=90, do="if chance(0.1):\\n    die()"), replicates=40)
    life, gone = of(found, "median lifetime"), of(found, "median time to dying out")
    assert (life.kind, gone.kind) == ("survival", "extinction")
    assert life.value == pytest.approx(7, abs=1)
    assert gone.value == pytest.approx(36, abs=6)
    assert gone.low is not None
    assert gone.high is not None
    assert gone.low < gone.value < gone.high


def test_those_who_are_born_count_from_their_birth(look: Look) -> None:
    do = "if chance(0.2):\\n    die()\\nelif chance(0.25):\\n    create(someone)"
    life = of(look(MORTAL.format(steps=60, do=do), replicates=20), "median lifetime")
    assert life.value == pytest.approx(4, abs=1)  # 0.8^4 = 0.41, 0.8^3 = 0.51


def test_who_cannot_die_has_neither_lifetime_nor_end(look: Look) -> None:
    assert not kinds(look(MORTAL.format(steps=20, do="x = 1"), replicates=5)) & {"survival", "extinction"}


LEAVE = """
model: leave
purpose: each gives up once, with the same chance in every step
clock: {{steps: 40, unit: week}}
agents: {{member: {{count: 200, state: {{gone: {{type: bool, start: false}}}}}}}}
rules: [{{name: give_up, who: member, do: "{do}"}}]
measures: {{gone: {{value: mean(m.gone for m in member), unit: share}}}}
experiment: {{headline: {{measure: gone}}}}
"""


def test_half_have_left_when_theory_says_so(look: Look) -> None:
    found = of(look(LEAVE.format(do="self.gone = self.gone or chance(0.05)")), "median time until met")
    assert (found.kind, found.unit, found.value) == ("survival", "week", 14)  # 0.95^14 = 0.488
    back = look(LEAVE.format(do="self.gone = chance(0.8)"))
    assert "survival" not in kinds(back)


def test_being_poor_is_not_said_to_spread() -> None:
    """Who has nothing is measured, and nobody looks at it."""
    assert "cascade" not in kinds(of_library("boltzmann_wealth"))


def test_nothing_of_this_is_looked_for_in_failing_interfaces() -> None:
    """Frustration is no opinion, no holding and no phase: nobody asked for camps of it."""
    found = of_library("interface_failure")
    assert not kinds(found) & {"polarisation", "inequality", "synchrony", "survival", "extinction"}
