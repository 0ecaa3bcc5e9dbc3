"""Headline findings tried again under every perturbation, within a bound on work; then their verdicts and the ledger.

Every replicate of a variant serves all findings, so the work is that of the variants. The first look takes as many
replicates as the experiment had, at most thirty (of another seed four times as many); what that leaves open is
looked at in four times as many, and again, while the bound allows. A perturbation of several changes that moves a
finding is taken apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sobremesa.mechanics.documents import AnyProgram, Document
from sobremesa.mechanics.engine import Engine, Pause, unpaused
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.limits import GIGABYTE, TooLargeError
from sobremesa.mechanics.living import Schedule
from sobremesa.mechanics.processes.program import ProcessProgram
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
from sobremesa.mechanics.verdicts.standing import COMPARED, Bar, Standing, can_be_told, level_bar, standing
from sobremesa.mechanics.verdicts.variant import Variant
from sobremesa.mechanics.verdicts.verdict_of import TOO_LONG, Tried, verdict_of
from sobremesa.mechanics.verdicts.waiting import changes_of

CHANGES: Sequence[Callable[[Program, int], Sequence[Variant]]] = (
    reseeded, flipped, redrawn, doubled, halved, renumbered, at_the_ends, merged, split,
)  # fmt: skip
"""What is changed, the most telling first: they have the first claim on the work that is allowed."""

AGENT_STEPS = 10**7
"""What all trials may take together of a small experiment: about a second on the kernel."""
TIMES_THE_RUN = 4.0
"""What they may take of larger ones, in proportion to these."""
MOST_AGENT_STEPS = 2 * 10**8
"""What they may take at most, but as much as the experiment itself in any case."""
FEWEST = 8
"""Replicates of a trial, unless the experiment had fewer: with less of them, intervals tell nothing."""
AT_FIRST = 30
"""Replicates of a first look, at most: most changes move a finding by a lot or not at all, and that shows soon."""
MORE, LOOKS = 4, 3
PART_FOR_FEWEST, PART_FOR_MORE = 2, 3
"""Half of the work that is left may go into giving one trial the fewest runs, a third into one that is open."""
GROUPS = "share of replicates in the upper group"
CHANGE = "change"

Progress = Callable[[int, int], None]
"""Called with how many variants are done, and how many there are. What it raises ends the work."""


@dataclass(frozen=True, slots=True)
class Case:
    """An experiment and what it found: what a judgement is about. `schedule` is what was decided in a talk."""

    program: AnyProgram
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
    variants = _variants(program, case.seed)
    trials = sum(LOOKS + len(variant.parts) for variant in variants if not variant.size)
    bars = {finding.id: Bar(level_bar(_level(finding, case.findings), finding), trials) for finding in judged}
    court = _Court(case, engine, arm, judged, bars, pause, _allowed(case))
    for done, variant in enumerate(variants):
        if progress is not None:
            progress(done, len(variants))
        _try(court, variant, court.left * variant.runs / sum(each.runs for each in variants[done:]))
    level = next((f for f in judged if f.kind == "level" and f.arms == (arm,)), None)
    verdicts = tuple(verdict_of(finding, court.tried.get(finding.id, ())) for finding in judged)
    return Judgement(verdicts, ledger_of(program, level, court.ends) if level is not None else ())


def _variants(program: AnyProgram, seed: int) -> list[Variant]:
    """All that is changed, the most telling first."""
    if isinstance(program, ProcessProgram):
        return list(changes_of(program, seed))
    return [variant for change in CHANGES for variant in change(program, seed)]


def _allowed(case: Case) -> float:
    """How many agent-steps the trials may take."""
    run = case.replicates * sum(agent_steps(case.program, arm) for arm in case.program.document.experiment.arms)
    return max(AGENT_STEPS, min(TIMES_THE_RUN * run, MOST_AGENT_STEPS), run)


def _can_be_judged(finding: Finding) -> bool:
    match finding.kind:
        case "level" | "trend":
            return len(finding.arms) == 1
        case "difference" | "nothing":
            return len(finding.arms) == 2 or finding.take == CHANGE
        case "cluster":
            return finding.take == GROUPS
    return False


def _level(finding: Finding, findings: Sequence[Finding]) -> Finding | None:
    """The larger of the levels that a finding is about; of a change those at the end."""
    take = "last" if finding.take == CHANGE else finding.take
    levels = [
        f for f in findings
        if f.kind == "level" and f.arms[0] in finding.arms and (f.measure, f.take) == (finding.measure, take)
    ]  # fmt: skip
    return max(levels, key=lambda level: abs(level.value), default=None)


def _try(court: _Court, variant: Variant, allowance: float) -> None:
    """Run a variant as often as it takes and the work allows, and note how each finding stands."""
    rerun = court.rerun(variant)
    one = rerun.agent_steps()
    fewest = min(FEWEST, court.case.replicates)
    if fewest * one <= court.left / PART_FOR_FEWEST:
        allowance = max(allowance, fewest * one)
    runs = min(court.case.replicates, AT_FIRST) * variant.runs
    runs = min(runs, int(allowance / one))
    if runs < fewest:
        _leave_out(court, variant, TOO_LONG)
        return
    try:
        found = rerun.findings(runs)
    except (MemoryError, TimeoutError) as problem:
        _leave_out(court, variant, _refused(problem))
        return
    results = [_tried(court, variant, finding, found, runs) for finding in court.judged]
    for _ in range(1, LOOKS):
        if variant.size or not _open(court, results) or MORE * runs * one > court.left / PART_FOR_MORE or runs < FEWEST:
            break
        try:
            found = rerun.findings(runs * MORE)
        except (MemoryError, TimeoutError):
            break
        runs *= MORE
        results = [_tried(court, variant, finding, found, runs) for finding in court.judged]
    court.left -= runs * one
    if rerun.failure is not None:
        _leave_out(court, variant, f"its runs end with an error, {rerun.failure}")
        return
    if variant.parameter is not None:
        level = next((f for f in found if f.kind == "level" and f.arms == (court.arm,)), None)
        court.ends.append((variant, level))
    if variant.size:
        return
    parts = _parts(court, variant, results, runs)
    for finding, result in zip(court.judged, results, strict=True):
        if _varies(court.case.program.document, finding, variant):
            continue
        culprits = [part[finding.id] for part in parts if part[finding.id].standing is result.standing]
        court.tried.setdefault(finding.id, []).extend(culprits or [result])


def _open(court: _Court, results: Sequence[Tried]) -> bool:
    """Whether more runs of a variant would tell more."""
    return any(
        result.standing is Standing.OPEN and can_be_told(finding, court.bars[finding.id])
        for finding, result in zip(court.judged, results, strict=True)
    )


def _varies(document: Document, finding: Finding, variant: Variant) -> bool:
    """Whether the arms of a finding differ by the very parameter that is varied: then it is no assumption of it."""
    if variant.parameter is None:
        return False
    deciding = [arm.decides(variant.parameter) for arm in document.experiment.arms if arm.name in finding.arms]
    return any(deciding) and not all(deciding)


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
        try:
            found = rerun.findings(runs)
        except (MemoryError, TimeoutError):
            break
        parts.append({finding.id: _tried(court, part, finding, found, runs) for finding in court.judged})
    return parts


def _tried(court: _Court, variant: Variant, finding: Finding, found: Sequence[Finding], runs: int) -> Tried:
    again = next((each for each in found if _same(finding, each)), None)
    stands = standing(finding, again, runs, court.bars[finding.id])
    return Tried(variant.perturbation, variant.says, stands, again, runs, None, *_changed(variant))


def _changed(variant: Variant) -> tuple[str | None, float | None, float | None, bool]:
    return variant.parameter, variant.value, variant.base, variant.later


def _same(finding: Finding, other: Finding) -> bool:
    """Whether the two are about the same: of differences, whether or not there is one."""
    kinds = COMPARED if finding.kind in COMPARED else {finding.kind}
    named = (other.measure, other.take, other.arms) == (finding.measure, finding.take, finding.arms)
    return other.kind in kinds and named


def _leave_out(court: _Court, variant: Variant, why: str) -> None:
    if variant.parameter is not None:
        court.ends.append((variant, None))
    for finding in court.judged:
        if variant.size or _varies(court.case.program.document, finding, variant):
            continue
        left_out = Tried(variant.perturbation, variant.says, Standing.OPEN, None, 0, why, *_changed(variant))
        court.tried.setdefault(finding.id, []).append(left_out)


def _refused(problem: MemoryError | TimeoutError) -> str:
    """Why the engine would not run a variant: most are larger than what was asked about."""
    needed = problem.needed if isinstance(problem, TooLargeError) else None
    if needed is not None:
        return f"not tried, it would need {needed / GIGABYTE:,.1f} GB of memory"
    return "not tried, it would need more memory" if isinstance(problem, MemoryError) else "not tried, it took too long"
