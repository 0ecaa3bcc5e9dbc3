"""From trials to one word and one line of reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.verdict import Perturbation, Trial, Verdict, Word
from sobremesa.mechanics.verdicts.standing import Standing

NAMES: dict[Perturbation, str] = {
    "seed": "other random numbers",
    "order": "the other order of turns",
    "merged": "rules merged",
    "split": "rules split",
    "numbers": "other numbers for everyone",
    "network": "another network",
    "population": "twice as many",
    "space": "twice the space",
    "time_step": "half the time step",
    "parameter": "another value of an assumption",
    "distribution": "another spread of service times",
    "arrivals": "evenly spread arrivals",
    "warmup": "twice the warm-up",
    "horizon": "twice the time",
}
TOO_LONG = "not tried, it would take too long"
"""Why a trial is left out that the bound on work has no room for."""
HELD = {Standing.HOLDS: True, Standing.SHIFTED: True, Standing.GOES: False, Standing.OPEN: None}


@dataclass(frozen=True, slots=True)
class Tried:
    """A finding after one perturbation: how it stands, and what was found `again` (None: nothing of its kind)."""

    perturbation: Perturbation
    says: str
    standing: Standing
    again: Finding | None
    runs: int
    why_open: str | None = None
    parameter: str | None = None
    to: float | None = None
    base: float | None = None
    later: bool = False

    def trial(self) -> Trial:
        """As it stands in a verdict."""
        found = self.again
        return Trial(
            perturbation=self.perturbation,
            says=f"{self.says}: {self.why_open}" if self.why_open else self.says,
            value=None if found is None else found.value,
            low=None if found is None else found.low,
            high=None if found is None else found.high,
            n=self.runs if found is None else found.n,
            held=HELD[self.standing],
            shifted=self.standing is Standing.SHIFTED,
            parameter=self.parameter,
            to=self.to,
            base=self.base,
            later=self.later,
        )


def verdict_of(finding: Finding, tried: Sequence[Tried]) -> Verdict:
    """The word on a finding: the worst of what happened to it; and what did that, the first to do so named first."""
    made = [each for each in tried if each.runs]
    by = {one: _to_blame([each for each in made if each.standing is one]) for one in Standing}
    word: Word
    if finding.low is None:
        word, reason = "INCONCLUSIVE", "A single run has no interval: more of them would tell."
    elif not made:
        word, reason = "INCONCLUSIVE", "Nothing could be tried again."
    elif by[Standing.GOES]:
        word, reason = "FRAGILE", f"{_fate(finding)} with {_listed(by[Standing.GOES])}{_rest(by[Standing.HOLDS])}."
    elif by[Standing.SHIFTED]:
        size = "It holds, but its size is another" if finding.kind in ("difference", "trend") else "It moves"
        word, reason = "SHIFTED", f"{size} with {_listed(by[Standing.SHIFTED])}{_rest(by[Standing.HOLDS])}."
    elif by[Standing.OPEN]:
        word = "INCONCLUSIVE"
        reason = f"The runs can't tell with {_listed(by[Standing.OPEN])}{_rest(by[Standing.HOLDS])}."
    else:
        word, reason = "ROBUST", f"It holds with {_kinds(by[Standing.HOLDS])}."
    return Verdict(finding=finding.id, word=word, reason=reason, trials=tuple(each.trial() for each in tried))


def _to_blame(tried: list[Tried]) -> list[Tried]:
    """What is to be named of those that stand alike: what other random numbers do is no doing of anything else."""
    moved = bool(tried) and tried[0].standing in (Standing.GOES, Standing.SHIFTED)
    luck = [each for each in tried if each.perturbation == "seed"]
    return luck if moved and luck else tried


def _fate(finding: Finding) -> str:
    match finding.kind:
        case "nothing":
            return "A difference appears" if len(finding.arms) > 1 else "A change appears"
        case "difference" | "trend":
            return "It goes or turns round"
        case "cluster":
            return "The two groups are gone, or others,"
    return "It becomes another number"


def _listed(tried: Sequence[Tried]) -> str:
    """What did it: at most three by name."""
    told = [each.says for each in tried[:3]]
    more = len(tried) - len(told)
    if more:
        return f"{'; '.join(told)}; and {more} more"
    return "; ".join(told)


def _rest(held: Sequence[Tried]) -> str:
    return f". It holds with {_kinds(held)}" if held else ""


def _kinds(held: Sequence[Tried]) -> str:
    """What it holds with: conventions by name, assumptions by how many."""
    names = [NAMES[kind] for kind in dict.fromkeys(each.perturbation for each in held) if kind != "parameter"]
    ends = sum(each.perturbation == "parameter" for each in held)
    if ends:
        names.append(f"{ends} of the assumed values at half or twice")
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
