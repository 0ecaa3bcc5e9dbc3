"""Whether agents fall into camps: `polarisation`, or `nothing` where they don't, and whether camps follow the network.

Looked for in variables that are opinions or are copied (`variables`), in the last states. Takes: `share of replicates
with several camps`; where that is more than chance makes, also `camps`, their mean number; `bimodality` of opinions,
Sarle's coefficient; and `modularity of camps`, Newman's: how much oftener links join members of a camp than the
degrees alone would have it, held against the same camps dealt out at random. Where a measure tells the groups
itself, neither their number nor that there are none is told again; and of two answers only the modularity is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.camps import Camps, camps_of, labelled
from sobremesa.mechanics.findings.differences import corrected
from sobremesa.mechanics.findings.question import Question, finding
from sobremesa.mechanics.findings.states import State, States, links
from sobremesa.mechanics.findings.variables import Variable, copied, opinions
from sobremesa.mechanics.ir.facts import networks
from sobremesa.mechanics.statistics import Estimate, chance_of, mean, proportion

BY_CHANCE = 0.1
"""Of the replicates: more than seem to have several camps where there is one."""
FEWEST_AGENTS = 20
SEVERAL = "share of replicates with several camps"
BINNED = "peaks of the histogram, 20 bins over the whole scale, between valleys that chance does not make"
NAMED = "answers that a twentieth or more give"
SARLE = "Sarle's coefficient: 1 of two points, 5/9 of what is evenly spread, 1/3 of a bell"
NEWMAN = "Newman's modularity of the camps; chance: against the same camps dealt out at random"


@dataclass(frozen=True, slots=True)
class _Divided:
    """A variable in the last states of an arm, and the camps in it."""

    variable: Variable
    arm: str
    states: tuple[State, ...]
    camps: Camps

    def told(self, take: str, estimate: Estimate, unit: str | None, how: str) -> Finding:
        found = finding("polarisation", self.variable.name, take, (self.arm,), estimate, unit)
        return found.model_copy(update={"method": f"{how}; {estimate.method}"})


def polarisations(program: ir.Program, asked: Sequence[Question], states: States) -> Iterator[Finding]:
    """Camps in each arm, in each variable in which there can be any."""
    found: list[Finding] = []
    for variable in opinions(program, asked):
        found += [one for arm in asked[0].series for one in _opinion(variable, arm, states)]
    for variable in copied(program, asked):
        found += [one for arm in asked[0].series for one in _copy(variable, arm, states)]
    yield from corrected(found)


def _opinion(variable: Variable, arm: str, states: States) -> Iterator[Finding]:
    ends = _with_agents(variable, states.final(arm))
    if not ends:
        return
    samples = [_values(variable, state) for state in ends]
    divided = _Divided(variable, arm, ends, camps_of(samples, *_scale(variable, states, arm, samples)))
    several = _several(divided, BINNED)
    if several.kind != "nothing" or not variable.grouped:
        yield several
    if several.kind == "polarisation":
        if not variable.grouped:
            yield divided.told("camps", mean(divided.camps.numbers.astype(float)), "camps", BINNED)
        yield divided.told("bimodality", mean(bimodality(samples), (0, 1)), None, SARLE)
        yield from _modularity(divided, states)


def _copy(variable: Variable, arm: str, states: States) -> Iterator[Finding]:
    ends = _with_agents(variable, states.final(arm))
    if not ends:
        return
    samples = [_values(variable, state).astype(np.int64) for state in ends]
    divided = _Divided(variable, arm, ends, labelled(samples))
    several = _several(divided, NAMED)
    declared = variable.field.type
    if declared is ir.Scalar.INT or (isinstance(declared, ir.Label) and len(declared.labels) > 2):
        yield several
        if several.kind == "polarisation":
            yield divided.told("camps", mean(divided.camps.numbers.astype(float)), "camps", NAMED)
    if several.kind == "polarisation":
        yield from _modularity(divided, states)


def _several(divided: _Divided, how: str) -> Finding:
    hits = int((divided.camps.numbers > 1).sum())
    found = divided.told(SEVERAL, proportion(hits, len(divided.states)), "share", how)
    told = found.low is not None and found.low > BY_CHANCE
    return found if told else found.model_copy(update={"kind": "nothing"})


def _modularity(divided: _Divided, states: States) -> Iterator[Finding]:
    space = states.space(divided.arm)
    network = next((one for one in networks(space) if one.of == divided.variable.kind), None)
    if network is None:
        return
    there, dealt = [], []
    for state, members in zip(divided.states, divided.camps.members, strict=True):
        ends = links(state, network)
        chance = np.random.Generator(np.random.Philox(key=np.array([len(members), state.replicate], dtype=np.uint64)))
        if len(ends):
            there.append(modularity(ends, members))
            dealt.append(modularity(ends, chance.permutation(members)))
    if len(there) > 1:
        found = divided.told("modularity of camps", mean(np.array(there)), None, NEWMAN)
        yield found.model_copy(update={"chance": chance_of(np.array(there) - np.array(dealt), 1e-12)})


def modularity(ends: NDArray[np.int64], members: NDArray[np.int64]) -> float:
    """Modularity of groups (agents,) on links (m, 2), each undirected one from both ends (Newman 2006, eq. 1)."""
    groups = int(members.max(initial=0)) + 1
    within = float((members[ends[:, 0]] == members[ends[:, 1]]).mean())
    goes, comes = (np.bincount(members[side], minlength=groups) / len(ends) for side in ends.T)
    return within - float(goes @ comes)


def bimodality(samples: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Sarle's coefficient of each sample (Pfister et al. 2013, eq. 2); where nothing varies, that of a bell."""
    found = []
    for sample in samples:
        n, away = len(sample), sample - sample.mean()
        second = float((away**2).mean())
        if second <= (1e-9 * float(np.abs(sample).max(initial=0))) ** 2:
            found.append(1 / 3)
            continue
        skew = float((away**3).mean()) / second**1.5 * (n * (n - 1)) ** 0.5 / (n - 2)
        excess = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (float((away**4).mean()) / second**2 - 3) + 6)
        found.append((skew**2 + 1) / (excess + 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))))
    return np.array(found)


def _with_agents(variable: Variable, ends: Sequence[State]) -> tuple[State, ...]:
    return tuple(state for state in ends if len(_values(variable, state)) >= FEWEST_AGENTS)


def _values(variable: Variable, state: State) -> NDArray[np.float64]:
    values: NDArray[np.float64] = state.columns[variable.name].astype(np.float64)
    return values


def _scale(variable: Variable, states: States, arm: str, samples: Sequence[NDArray[np.float64]]) -> tuple[float, float]:
    """The bounds that the document gives, where these are numbers; else all that is seen at the start and the end."""
    bounds = [one.value for one in (variable.field.low, variable.field.high) if isinstance(one, ir.Const)]
    numbers = [float(bound) for bound in bounds if isinstance(bound, int | float)]
    if len(numbers) == 2:
        return numbers[0], numbers[1]
    seen = [*samples, *(_values(variable, life[0]) for life in states.lives(arm))]
    return min(float(each.min()) for each in seen), max(float(each.max()) for each in seen)
