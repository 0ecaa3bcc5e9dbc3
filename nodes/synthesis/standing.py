"""Whether what was found stands when it is tried again, in sentences: for the answer, and as the reason of a verdict.

A verdict comes from mechanics with its trials. Here they get words and numbers: what was changed, what then comes out,
the change that moves it furthest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.verdict import Trial, Verdict
from sobremesa.mechanics.verdicts.verdict_of import NAMES, TOO_LONG
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import cell
from sobremesa.nodes.synthesis.phrases import noun_of
from sobremesa.nodes.synthesis.trials import MOST_IN_A_REASON, verdict_key
from sobremesa.nodes.synthesis.wording import humanised, setting
from sobremesa.personas.english import capitalised, listed

MOST_IN_THE_ANSWER = 2
MOST_DOUBTS = 2
"""Differences of which the answer says that they do not stand."""


def stood(evidence: Evidence) -> tuple[Sentence, ...]:
    """Of the headline whether it stands, and of differences where they do not; nothing where nothing was tried."""
    found = {finding.id: finding for finding in evidence.findings}
    judged = [(verdict, found[verdict.finding]) for verdict in evidence.verdicts if verdict.finding in found]
    levels = [pair for pair in judged if pair[1].kind == "level" and pair[0].trials]
    doubts = [pair for pair in judged if pair[1].kind == "difference" and pair[0].word == "FRAGILE"]
    told = [(_of_level(*pair, evidence.document), _cited(*pair)) for pair in levels[:1]]
    told += [(_doubt(*pair, evidence.document), _cited(*pair)) for pair in doubts[:MOST_DOUBTS]]
    return tuple(Sentence(text=text, evidence=cited, paragraph=not place) for place, (text, cited) in enumerate(told))


def reasoned(verdict: Verdict, evidence: Evidence) -> Verdict:
    """The verdict with its reason in words and numbers, and its trials in words; as it is where none gives any."""
    finding = next((one for one in evidence.findings if one.id == verdict.finding), None)
    moved = _moved(verdict)
    if finding is None or finding.low is None or not any(trial.n for trial in verdict.trials):
        return verdict
    if finding.kind == "cluster" and verdict.word == "FRAGILE":
        return verdict
    given, mark, _ = verdict.reason.partition(GIVEN_END)
    told = [*([_told(finding, moved, evidence.document)] if moved else ()), *_rest(verdict)]
    told[0] = f"{given}{mark}{told[0][:1].lower()}{told[0][1:]}" if mark else told[0]
    trials = tuple(
        trial.model_copy(update={"says": changed(trial, evidence.document)}) if trial.n else trial
        for trial in verdict.trials
    )
    return verdict.model_copy(update={"reason": " ".join(told), "trials": trials})


GIVEN_END = "no more than that: "
"""Where what is said of one conversation ends, and the reason itself begins."""


def _of_level(verdict: Verdict, finding: Finding, document: Document | None) -> str:
    held = _kinds([trial for trial in verdict.trials if trial.held and not trial.shifted])
    moved = _furthest(_moved(verdict), finding)
    if moved:
        then = listed([_then(finding, trial, document) for trial in moved[:MOST_IN_THE_ANSWER]])
        stands = f"It stands with {held}." if held else "No trial leaves it as it is."
        return f"The figure {_how(verdict, moved)}: {then}. {stands}"
    if verdict.word == "INCONCLUSIVE":
        open_ = "for the rest these runs can't tell"
        return f"The figure stands with {held}; {open_}." if held else "Whether it stands, these runs can't tell."
    return f"The figure stands with {held}." if held else "No trial leaves the figure as it is."


def _how(verdict: Verdict, moved: Sequence[Trial]) -> str:
    """What became of a figure that did not stay, the bad news first."""
    if all(trial.parameter is not None for trial in moved):
        return "hangs on what nobody stated"
    return "does not stand" if verdict.word == "FRAGILE" else "moves"


def _doubt(verdict: Verdict, finding: Finding, document: Document | None) -> str:
    moved = _furthest([trial for trial in _moved(verdict) if trial.held is False], finding)
    between = listed([f"“{arm}”" for arm in finding.arms])
    then = listed([_then(finding, trial, document) for trial in moved[:MOST_IN_THE_ANSWER]])
    return f"The difference between {between} does not stand throughout: {then}."


def _cited(verdict: Verdict, finding: Finding) -> tuple[str, ...]:
    return (finding.id, verdict_key(verdict.finding), "document")


def _moved(verdict: Verdict) -> list[Trial]:
    """What the word is owed to: where other random numbers move a finding, nothing else is to blame."""
    found = [trial for trial in verdict.trials if trial.held is False]
    found = found or [trial for trial in verdict.trials if trial.shifted]
    luck = [trial for trial in found if trial.perturbation == "seed"]
    return [trial for trial in luck or found if trial.value is not None]


def _furthest(trials: Sequence[Trial], finding: Finding) -> list[Trial]:
    return sorted(trials, key=lambda trial: -abs((trial.value or 0.0) - finding.value))


def _then(finding: Finding, trial: Trial, document: Document | None) -> str:
    """`with contagion at 2 instead of 1 it would be 29.1%`."""
    return f"with {changed(trial, document)} it would be {cell(_again(finding, trial))}"


def _told(finding: Finding, moved: Sequence[Trial], document: Document | None) -> str:
    """The first sentence of a reason."""
    furthest = _furthest(moved, finding)
    parts = [f"{cell(_again(finding, trial))} with {changed(trial, document)}" for trial in furthest[:MOST_IN_A_REASON]]
    others = len(furthest) - len(parts)
    if others:
        parts.append(f"and so in {others} other {'trial' if others == 1 else 'trials'}")
    return f"{_fate(finding, moved)} {'; '.join(parts)}."


def _fate(finding: Finding, moved: Sequence[Trial]) -> str:
    if finding.kind == "nothing":
        return "There is a difference after all:" if len(finding.arms) == 2 else "It changes after all:"
    if finding.kind == "level":
        return f"{capitalised(noun_of(finding))} would be"
    if all(trial.shifted for trial in moved):
        return "The direction holds, and not the size:"
    return "It goes, or turns round:"


def _again(finding: Finding, trial: Trial) -> Finding:
    """The finding with the numbers of a trial."""
    numbers = {"value": trial.value, "low": trial.low, "high": trial.high, "n": trial.n}
    return finding.model_copy(update=numbers)


def changed(trial: Trial, document: Document | None) -> str:
    """What was changed: a parameter in its unit, anything else as the trial says it."""
    parameter = document.parameters.get(trial.parameter or "") if document is not None else None
    if parameter is None or trial.to is None or trial.parameter is None:
        return trial.says
    first, name = " at first" if trial.later else "", humanised(trial.parameter)
    if parameter.type == "bool":
        return f"{name} {'on' if trial.to else 'off'} instead of {'off' if trial.to else 'on'}{first}"
    base = parameter.value if trial.base is None else trial.base
    return f"{name} at {setting(trial.to, parameter)} instead of {setting(base, parameter)}{first}"


def _rest(verdict: Verdict) -> Iterator[str]:
    """What it holds with, what the runs leave open, and what was not tried."""
    held = [trial for trial in verdict.trials if trial.held and not trial.shifted]
    if held:
        yield f"It holds with {_kinds(held)}."
    left = [trial for trial in verdict.trials if trial.held is None and trial.n]
    if left:
        yield f"The runs can't tell with {_kinds(left)}."
    untried: dict[str, list[Trial]] = {}
    for trial in verdict.trials:
        if not trial.n:
            untried.setdefault(_why_not(trial), []).append(trial)
    for why, trials in untried.items():
        yield f"Not tried{why}: {_kinds(trials)}."


def _why_not(trial: Trial) -> str:
    """Why a trial was left out, from what the judge says of it behind the change."""
    _, _, why = trial.says.partition(": ")
    if why == TOO_LONG:
        return ", since that would take too long beside the run itself"
    return f" ({why.removeprefix('not tried, ')})" if why else ""


def _kinds(trials: Sequence[Trial]) -> str:
    """`other random numbers, another network and 3 other values of what was assumed`."""
    names = [NAMES[kind] for kind in dict.fromkeys(t.perturbation for t in trials) if kind != "parameter"]
    ends = sum(trial.perturbation == "parameter" for trial in trials)
    if ends:
        names.append(f"{ends} other {'value' if ends == 1 else 'values'} of what was assumed")
    return listed(names)
