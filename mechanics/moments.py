"""Pictures of the first replicate at a few moments: who stands where, or is linked with whom, and how each of them is.

The arm that stands for the question, and (of models that are not large) one that differs from it, without a rule if
there is one, at the same steps: the first, about those by which the headline has gone a third and two thirds of all its
ups and downs in that replicate, and the last at which anything measured changed. Coloured is what the asked measures
read of the agents, or else what rules change: words before numbers before truth values; of those who stand still what
changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.findings.question import Question, questions
from sobremesa.mechanics.findings.states import State, States
from sobremesa.mechanics.findings.variables import asked_about, written
from sobremesa.mechanics.ir.facts import facts_of
from sobremesa.mechanics.ir.types import Label, Scalar
from sobremesa.mechanics.picture import Picture
from sobremesa.mechanics.scenery import Scenery, scenery_of

PARTS = (1 / 3, 2 / 3)
EARLIEST, MIDDLE, LATEST = 1 / 6, 1 / 2, 5 / 6
"""Of the way to the last moment: between these the two others lie."""
MANY = 1000
"""Places in a picture: of so many, one arm is enough."""


def pictures(program: ir.Program, ensemble: Ensemble, states: States) -> tuple[Picture, ...]:
    """The pictures of two arms; none where agents have no places, or one replicate takes too much."""
    if program.space is None:
        return ()
    asked = questions(program, ensemble)
    first = scenario_arm(program.document).name
    steps = moments(asked[0], first)
    drawn = list(_row(asked, states, first, steps))
    for other in contrast(program.document, asked[0], first):
        if drawn and len(drawn[0].places) <= MANY:
            drawn += _row(asked, states, other, steps)
    return tuple(drawn)


def contrast(document: ModelDocument, headline: Question, first: str) -> list[str]:
    """The arm without a rule, or else of all arms that, whose mean headline lies furthest from that of the first.

    None where all are the same.
    """
    means = {arm: float(np.nanmean(sample)) for arm, sample in headline.samples.items() if not np.isnan(sample).all()}
    if first not in means:
        return []
    ablated = {arm.name for arm in document.experiment.arms if arm.without}
    away = {arm: (arm in ablated, abs(mean - means[first])) for arm, mean in means.items() if arm != first}
    apart = {arm: how for arm, how in away.items() if how[1] > headline.noise}
    return [max(apart, key=apart.__getitem__)] if apart else []


def moments(headline: Question, arm: str) -> tuple[int, ...]:
    """The steps that are looked at, ascending, of a run as long as the arm's."""
    series = headline.series[arm]
    changes = {name: np.abs(np.nan_to_num(np.diff(values[0]))) for name, values in series.values.items()}
    moved = np.flatnonzero(np.sum(list(changes.values()), axis=0) > 0)
    last = int(moved[-1]) + 1 if moved.size else series.steps
    gone = np.cumsum(changes[headline.outcome.measure])
    if gone.size == 0 or gone[-1] == 0:
        gone = np.arange(1, last + 1, dtype=np.float64)
    one, two = (int(np.searchsorted(gone, part * gone[-1])) + 1 for part in PARTS)
    early = min(max(one, round(EARLIEST * last)), round(MIDDLE * last))
    late = min(max(two, round(MIDDLE * last)), round(LATEST * last))
    return tuple(sorted({0, early, late, last}))


def _row(asked: Sequence[Question], states: States, arm: str, steps: Sequence[int]) -> Iterator[Picture]:
    """The pictures of one arm, all of the same agents' variable."""
    life = states.moments(arm, [step for step in steps if step <= states.horizon(arm)])
    shown = [state for state in life if state.step in steps]
    scenery = scenery_of(states, arm, shown) if shown else None
    if scenery is None:
        return
    name, labels = _coloured(asked, states, scenery.kinds)
    for state in shown:
        scene = scenery.scene(state)
        yield Picture(
            kind=scenery.kind,
            arm=arm,
            step=state.step,
            variable=name or " and ".join(scenery.kinds),
            labels=labels or (() if name else scenery.kinds),
            extent=scenery.extent,
            places=scene.places,
            links=scene.links,
            values=tuple(map(_short, _values(state, scenery, name)[scene.drawn].tolist())),
            of=scene.of,
        )


def _values(state: State, scenery: Scenery, name: str | None) -> NDArray[np.float64]:
    """What colours each agent, shape (agents,): the variable, or else which type it is."""
    if name is not None:
        values: NDArray[np.float64] = state.columns[f"{scenery.kinds[0]}.{name}"].astype(np.float64).round(4)
        return values
    sizes = [len(state.columns[f"{kind}.id"]) for kind in scenery.kinds]
    return np.repeat(np.arange(len(sizes)), sizes).astype(np.float64)


def _coloured(asked: Sequence[Question], states: States, kinds: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The variable of the agents that says most, and its words; none where there are several types, or no variable."""
    if len(kinds) > 1:
        return None, ()
    program, (kind,) = states.program, kinds
    changed = written(program, kind)
    read = [variable.field for variable in asked_about(program, asked) if variable.kind == kind]
    declared = next(agents.fields for agents in program.agents if agents.name == kind)
    fields = read or [one for one in declared if one.name in changed and isinstance(one.type, Scalar | Label)]
    if not fields:
        return None, ()
    moves = kind in facts_of(program).moving
    chosen = min(fields, key=lambda one: (not moves and one.name not in changed, _rank(one)))
    if isinstance(chosen.type, Label):
        return chosen.name, chosen.type.labels
    return chosen.name, ("no", "yes") if chosen.type is Scalar.BOOL else ()


def _rank(field: ir.Field) -> int:
    return 0 if isinstance(field.type, Label) else 2 if field.type is Scalar.BOOL else 1


def _short(value: float) -> int | float:
    return int(value) if value.is_integer() else value
