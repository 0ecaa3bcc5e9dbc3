"""Headline findings tried again under every perturbation, within a bound on work; then their verdicts and the ledger.

Every replicate of a variant serves all findings, so the work is that of the variants. The first look takes as many
replicates as the experiment had (of another seed four times as many); what that leaves open is looked at in four times
as many, and again, while the bound allows. A perturbation of several changes that moves a finding is taken apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sobremesa.mechanics.engine import Engine, Pause, unpaused
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.living import Schedule
from sobremesa.mechanics.verdict import Bearing, Verdict
from sobremesa.mechanics.verdicts.doubling import doubled
from sobremesa.mechanics.verdicts.ends import at_the_ends
from sobremesa.mechanics.verdicts.generators import redrawn
from sobremesa.mechanics.verdicts.halving import halved
from sobremesa.mechanics.verdicts.ledger import ledger_of
from sobremesa.mechanics.verdicts.merging import merged
from sobremesa.mechanics.verdicts.numbering import renumbered
from sobremesa.mechanics.verdicts.orders import flipped
from sobremesa.mechanics.verdicts.rerunning import Rerun, agent_steps
from sobremesa.mechanics.verdicts.reseeding import reseeded
from sobremesa.mechanics.verdicts.splitting import split
from sobremesa.mechanics.verdicts.standing import COMPARED, Bar, Standing, level_bar, standing
from sobremesa.mechanics.verdicts.variant import Variant
from sobremesa.mechanics.verdicts.verdict_of import Tried, verdict_of

CHANGES: Sequence[Callable[[Program, int], Sequence[Variant]]] = (
    reseeded, flipped, redrawn, doubled, halved, renumbered, at_the_ends, merged, split,
)  # fmt: skip
"""What is changed, the most telling first: what does not fit the bound on work is left out from the end."""

AGENT_STEPS = 10**7
"""What all trials take together: a second or less on the kernel."""
TIMES_THE_RUN = 4.0
"""What they may take of long experiments, in proportion to these."""
FEWEST = 8
"""Replicates of a trial, unless the experiment had fewer: with less of them, intervals tell nothing."""
MORE, LOOKS = 4, 3
PART_FOR_ONE = 3
"""A third of the work that is left may go into one trial that is open."""
GROUPS = "share of replicates in the upper group"

Progress = Callable[[int, int], None]
"""Called with how many variants are done, and how many there are. What it raises ends the work."""


@dataclass(frozen=True, slots=True)
class Case:
    """An experiment and what it found: what a judgement is about. `schedule` is what was decided in a talk."""

    program: Program
    seed: int
    replicates: int
    findings: Sequence[Finding]
    schedule: Schedule = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on each headline finding, and the ledger of assumptions."""

    verdicts: tuple[Verdict, ...] = ()
    ledger: tuple[Bearing, ...] = ()


@dataclass(slots=True)
class _Court:
    """What is being tried, and how much work is left."""

    case: Case
    engine: Engine
    arm: str
    judged: Sequence[Finding]
    bars: dict[str, Bar]
    pause: Pause
    left: float
    tried: dict[str, list[Tried]] = field(default_factory=dict)
    ends: list[tuple[Variant, Finding | None]] = field(default_factory=list)

    def rerun(self, variant: Variant) -> Rerun:
        return Rerun.of(self.case.program, variant, self.engine, self.case.schedule, self.pause)


def headlines(findings: Sequence[Finding], arm: str) -> tuple[Finding, ...]:
    """The findings that get a verdict: those about the headline in `arm`, alone or against another arm."""
    return tuple(f for f in findings if f.headline and arm in f.arms and _can_be_judged(f))


def judge(case: Case, engine: Engine, arm: str, progress: Progress | None = None, pause: Pause = unpaused) -> Judgement:
    """Try the headline findings about `arm` again. The same case gives the same judgement, however long it takes."""
    judged, program = headlines(case.findings, arm), case.program
    if not judged:
        return Judgement()
    variants = [variant for change in CHANGES for variant in change(program, case.seed)]
    trials = sum(not variant.size for variant in variants)
    bars = {finding.id: Bar(level_bar(_level(finding, case.findings), finding), trials) for finding in judged}
    base = sum(agent_steps(program, each) for each in program.document.experiment.arms)
    court = _Court(case, engine, arm, judged, bars, pause, max(AGENT_STEPS, TIMES_THE_RUN * base * case.replicates))
    for done, variant in enumerate(variants):
        if progress is not None:
            progress(done, len(variants))
        _try(court, variant, court.left * variant.runs / sum(each.runs for each in variants[done:]))
    level = next((f for f in judged if f.kind == "level" and f.arms == (arm,)), None)
    verdicts = tuple(verdict_of(finding, court.tried.get(finding.id, ())) for finding in judged)
    return Judgement(verdicts, ledger_of(program.document, level, court.ends) if level is not None else ())


def _can_be_judged(finding: Finding) -> bool:
    match finding.kind:
        case "level" | "trend":
            return len(finding.arms) == 1
        case "difference" | "nothing":
            return len(finding.arms) == 2
        case "cluster":
            return finding.take == GROUPS
    return False


def _level(finding: Finding, findings: Sequence[Finding]) -> Finding | None:
    """The larger of the levels that a finding is about."""
    levels = [
        f for f in findings
        if f.kind == "level" and f.arms[0] in finding.arms and (f.measure, f.take) == (finding.measure, finding.take)
    ]  # fmt: skip
    return max(levels, key=lambda level: abs(level.value), default=None)


def _try(court: _Court, variant: Variant, allowance: float) -> None:
    """Run a variant as often as it takes and the work allows, and note how each finding stands."""
    rerun = court.rerun(variant)
    one = rerun.agent_steps()
    runs = min(court.case.replicates * variant.runs, int(allowance / one))
    if runs < min(FEWEST, court.case.replicates):
        _leave_out(court, variant)
        return
    found = rerun.findings(runs)
    results = [_tried(court, variant, finding, found, runs) for finding in court.judged]
    for _ in range(1, LOOKS):
        is_open = any(result.standing is Standing.OPEN for result in results) and not variant.size
        if not is_open or MORE * runs * one > court.left / PART_FOR_ONE or runs < FEWEST:
            break
        runs *= MORE
        found = rerun.findings(runs)
        results = [_tried(court, variant, finding, found, runs) for finding in court.judged]
    court.left -= runs * one
    if variant.parameter is not None:
        level = next((f for f in found if f.kind == "level" and f.arms == (court.arm,)), None)
        court.ends.append((variant, level))
    if variant.size:
        return
    parts = _parts(court, variant, results, runs)
    for finding, result in zip(court.judged, results, strict=True):
        culprits = [part[finding.id] for part in parts if part[finding.id].standing is result.standing]
        court.tried.setdefault(finding.id, []).extend(culprits or [result])


def _parts(court: _Court, variant: Variant, results: Sequence[Tried], runs: int) -> list[dict[str, Tried]]:
    """The single changes of a variant that has moved something, each on its own; none where nothing moved."""
    if not any(result.standing in (Standing.GOES, Standing.SHIFTED) for result in results):
        return []
    parts = []
    for part in variant.parts:
        rerun = court.rerun(part)
        work = runs * rerun.agent_steps()
        if work > court.left:
            break
        court.left -= work
        found = rerun.findings(runs)
        parts.append({finding.id: _tried(court, part, finding, found, runs) for finding in court.judged})
    return parts


def _tried(court: _Court, variant: Variant, finding: Finding, found: Sequence[Finding], runs: int) -> Tried:
    again = next((each for each in found if _same(finding, each)), None)
    stands = standing(finding, again, runs, court.bars[finding.id])
    return Tried(variant.perturbation, variant.says, stands, again, runs)


def _same(finding: Finding, other: Finding) -> bool:
    """Whether the two are about the same: of differences, whether or not there is one."""
    kinds = COMPARED if finding.kind in COMPARED else {finding.kind}
    named = (other.measure, other.take, other.arms) == (finding.measure, finding.take, finding.arms)
    return other.kind in kinds and named


def _leave_out(court: _Court, variant: Variant) -> None:
    for finding in court.judged if not variant.size else ():
        left_out = Tried(variant.perturbation, variant.says, Standing.OPEN, None, 0, "left out, it would take too long")
        court.tried.setdefault(finding.id, []).append(left_out)
