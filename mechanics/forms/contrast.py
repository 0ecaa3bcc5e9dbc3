"""Two forms of a model on the same question, held against each other: does the answer depend on which one it is?

The measuring rod is that of verdicts (`verdicts.standing`): what a level may move, and a difference, without its saying
something else. `agrees`: the headline holds in the other form. `shifted`: beyond chance it has another size, or is less
than half of it or more than twice. `differs`:
so far away that it says something else. `open`: the runs can't tell. `turned` are the arms whose difference from the
scenario's own arm goes, or turns round, in the other form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.differences import corrected, differences
from sobremesa.mechanics.findings.levels import levels
from sobremesa.mechanics.findings.question import Question, finding, questions
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.statistics import apart
from sobremesa.mechanics.verdicts.standing import HALF, TWICE, Bar, Standing, level_bar, reach, standing

Standings = Literal["agrees", "shifted", "differs", "open"]
SAID: Mapping[Standing, Standings] = {
    Standing.HOLDS: "agrees",
    Standing.SHIFTED: "shifted",
    Standing.GOES: "differs",
    Standing.OPEN: "open",
}
CHANGE = "change against the first form"


class Contrast(BaseModel):
    """What another form makes of the question. `level` None: its runs gave no number.

    `change` is the headline there minus in the first form; `effects` what each other arm changes there, the
    scenario's own arm minus it; `failed` how many runs of the scenario's own arm stopped with an error.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: str
    standing: Standings
    level: Finding | None = None
    change: Finding | None = None
    effects: tuple[Finding, ...] = ()
    turned: tuple[str, ...] = ()
    failed: int = 0

    @property
    def depends(self) -> bool:
        """Whether the answer is another one in this form."""
        return self.standing in ("shifted", "differs") or bool(self.turned)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was found."""
        return tuple(one for one in (self.level, self.change, *self.effects) if one is not None)


def contrasted(
    form: str, first: tuple[Program, Ensemble], other: tuple[Program, Ensemble], *, number: int, among: int
) -> Contrast:
    """The headline of another form's experiment beside that of the first's; it is the `number`th of `among` others.

    Both ask for the same outcome of arms of the same names (`form` says what the other is called).
    """
    ours, theirs = questions(*first)[0], questions(*other)[0]
    arm, arm_there = scenario_arm(first[0].document).name, scenario_arm(other[0].document).name
    failed = len(other[1].arms[arm_there].errors)
    here, there = _level(ours, arm), _level(theirs, arm_there)
    if here is None or there is None:
        return Contrast(form=form, standing="open", failed=failed)
    bar = Bar(level_bar(here, here), among)
    mine, yours = _effects(ours, arm), _effects(theirs, arm_there)
    shared = [name for name in mine if name in yours]
    effects = Bar(bar.level, among * max(len(shared), 1))
    turned = [name for name in shared if standing(mine[name], yours[name], yours[name].n, effects) is Standing.GOES]
    return Contrast(
        form=form,
        standing=_standing(here, there, bar),
        level=_named(there, form, f"form/{number}"),
        change=_named(_change(ours, arm, theirs, arm_there), form, f"form/{number}/change"),
        effects=tuple(_named(yours[name], form, f"form/{number}/{name}", kind=yours[name].kind) for name in shared),
        turned=tuple(turned),
        failed=failed,
    )


def _standing(here: Finding, there: Finding, bar: Bar) -> Standings:
    """How the headline stands in the other form.

    Less than half of it, or more than twice, is another size: small shares may be that far apart, and still within what
    a share may move.
    """
    found = standing(here, there, there.n, bar)
    chance = (reach(here, bar.trials) ** 2 + reach(there, bar.trials) ** 2) ** 0.5
    told = abs(there.value - here.value) > chance
    least, most = sorted((HALF * here.value, TWICE * here.value))
    if found is Standing.HOLDS and told and not least <= there.value <= most:
        return SAID[Standing.SHIFTED]
    return SAID[found]


def _level(question: Question, arm: str) -> Finding | None:
    return next((one for one in levels(question) if one.arms == (arm,)), None)


def _effects(question: Question, arm: str) -> dict[str, Finding]:
    """What each other arm makes different: the scenario's own arm minus it, by its name."""
    return {other: found for other, found in _turned(question, arm) if found.low is not None}


def _turned(question: Question, arm: str) -> Iterator[tuple[str, Finding]]:
    for found in corrected(list(differences(question))):
        if arm in found.arms:
            other = next(name for name in found.arms if name != arm)
            yield other, found if found.arms[1] == arm else _from_the_other_side(found)


def _from_the_other_side(found: Finding) -> Finding:
    low, high = (None if bound is None else -bound for bound in (found.high, found.low))
    return found.model_copy(update={"arms": found.arms[::-1], "value": -found.value, "low": low, "high": high})


def _change(ours: Question, arm: str, theirs: Question, arm_there: str) -> Finding:
    there, here = (
        question.samples[name][~np.isnan(question.samples[name])]
        for question, name in ((theirs, arm_there), (ours, arm))
    )
    estimate = apart(there, here)
    return finding("form", ours.outcome.measure, CHANGE, (arm,), estimate, ours.unit)


def _named(found: Finding, form: str, name: str, kind: str = "form") -> Finding:
    return found.model_copy(update={"id": name, "form": form, "kind": kind, "headline": False})
