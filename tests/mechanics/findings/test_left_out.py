"""What does not count is said not to, and what leaves nothing to chance is told from few runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.ir.certain import is_certain
from sobremesa.mechanics.reading import read_document

Look = Callable[..., tuple[Finding, ...]]

CERTAIN = """
model: clockwork
purpose: nothing is left to chance
clock: {steps: 5}
parameters: {pace: {value: 1}}
space: {kind: network, generator: ring, k: 2}
agents: {cog: {count: 4, state: {turns: {type: float, start: self.id}}}}
rules: [{name: turn, who: cog, do: "self.turns += pace"}]
measures: {turns: {value: "mean(c.turns for c in cog)"}}
experiment: {arms: [{name: slow}, {name: fast, set: {pace: 2}}], headline: {measure: turns}}
"""
ILL = """
model: ill
purpose: everyone recovers
clock: {steps: 30, stop: "step > 25"}
agents: {person: {count: 20, state: {ill: {type: bool, start: true}}}}
rules: [{name: recover, who: person, when: self.ill, do: "self.ill = not chance(0.3)"}]
measures: {ill: {value: "mean(p.ill for p in person)"}}
experiment: {headline: {measure: ill}}
"""


@pytest.mark.parametrize("runs", [2, 3, 30])
def test_what_leaves_nothing_to_chance_differs_in_two_runs_as_in_thirty(look: Look, runs: int) -> None:
    found = look(CERTAIN, replicates=runs)
    (differs,) = [each for each in found if len(each.arms) == 2]
    assert (differs.kind, differs.value, differs.chance) == ("difference", 5, 0)
    assert {each.kind for each in found if each.take == "change"} == {"trend"}


def test_the_same_change_in_two_runs_of_a_model_with_chance_tells_nothing(look: Look) -> None:
    """Who draws a coin that nobody reads might have read it: two runs alike are two coins alike."""
    lucky = CERTAIN.replace("start: self.id", 'start: "1 if chance(2) else 0"')
    few, many = (look(lucky, replicates=runs) for runs in (2, 30))
    assert [each.kind for each in few if len(each.arms) == 2] == ["nothing"]
    assert [each.kind for each in many if len(each.arms) == 2] == ["difference"]


@pytest.mark.parametrize(
    ("change", "certain"),
    [
        (("", ""), True),
        (("start: self.id", 'start: "uniform(0, 1)"'), False),
        (("generator: ring, k: 2", "generator: watts_strogatz, k: 2, p: 0.1"), False),
        (("who: cog,", "who: cog, order: one_by_one,"), False),
        (("self.turns += pace", "other = one_of(neighbors(self))\\nself.turns += pace"), False),
    ],
)
def test_what_leaves_nothing_to_chance_is_told_by_its_words(change: tuple[str, str], certain: bool) -> None:
    assert is_certain(check(read_document(CERTAIN.replace(*change)))) is certain


def test_of_the_library_the_game_of_life_is_chance_once_it_is_sown() -> None:
    assert not any(is_certain(check(library.load(name))) for name in ("game_of_life", "rumour", "sir_grid", "degroot"))


def test_what_lasts_says_what_counts_of_runs_that_stop(look: Look) -> None:
    told = [each for each in look(ILL) if each.kind in ("extinction", "survival")]
    assert told
    assert all("a run that stops holds to the last step what it had" in each.method for each in told)
    endless = look(ILL.replace(', stop: "step > 25"', ""))
    assert not any("stops" in each.method for each in endless)
