"""Whether those who talked stayed different people, in a small table: what was asked, what was found, what it means.

Of several talks, counts are added up and figures are means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import fmean

from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.talk import signed
from sobremesa.personas.candour import Candour
from sobremesa.personas.diagnostics import ALIKE
from sobremesa.personas.english import capitalised, listed
from sobremesa.personas.secrecy import Slip
from sobremesa.personas.soundness import Soundness
from sobremesa.report.tables import table

TITLE = "Did they stay different people?"
HEAD = ("question", "found", "in plain words")

CLOSER = 0.05
"""A change of the spread of stances that counts as one."""
SAME_WORDS, NEARER_WORDS, REPEATED = 0.4, 0.1, 0.6
"""The likeness of speeches that is called the same, the change of it that counts, and the share of new pairs of words
below which a talk repeats itself; ours: rehearsed talks lie near 0.08, 0.02 and 0.9."""
OFTEN = 1 / 3
MOST_NAMED = 4

KINDS = {
    "out of the play": "falls out of the play",
    "speaks for others": "speaks for others",
    "repeats": "repeats what was said",
    "jumps": "changes its mind without a reason",
    "out of tone": "does not sound or feel like its speaker",
}

Row = tuple[str, str, str]


def render(report: Report) -> str:
    """The table as Markdown; empty where nobody talked."""
    return table(HEAD, rows(report))


def rows(report: Report) -> list[Row]:
    """A row for each question that can be answered of the talks of a report."""
    talks = [talk for talk in report.soundness if talk.spoken]
    if not talks:
        return []
    found = [_opinions(talks), _views(talks), _words(talks), _agreeing(talks), _kept_back(talks)]
    found.append(_privately(talks, report))
    return [row for row in (*found, _true(talks), *_sent_back(talks), _secrets(talks, report)) if row is not None]


def _opinions(talks: Sequence[Soundness]) -> Row | None:
    first, last = _mean(talks, lambda talk: talk.spread_first), _mean(talks, lambda talk: talk.spread_last)
    if first is None or last is None or max(talk.people for talk in talks) < 2:
        return None
    if last < ALIKE:
        means = "Yes: in the end all stand in one place."
    elif abs(last - first) < CLOSER:
        means = "No: they stand about as far apart as before."
    else:
        means = "They came closer, and still differ." if last < first else "No: they moved further apart."
    return "Did they end up thinking alike?", f"spread of stances {first:.2f} before, {last:.2f} after", means


def _views(talks: Sequence[Soundness]) -> Row | None:
    parts = max(talk.variety.parts for talk in talks)
    if parts < 2:
        return None
    first, last = (fmean(values) for values in zip(*map(_parts, talks), strict=True))
    means = "Fewer than at the start." if last < first else "As many as at the start, or more."
    return "How many views were left?", f"{first:.3g} of {parts} before, {last:.3g} after", means


def _parts(talk: Soundness) -> tuple[int, int]:
    return talk.variety.parts_first, talk.variety.parts_last


def _words(talks: Sequence[Soundness]) -> Row | None:
    first = _mean(talks, lambda talk: talk.variety.alike_first)
    last = _mean(talks, lambda talk: talk.variety.alike_last)
    new = _mean(talks, lambda talk: talk.variety.distinct)
    if first is None or last is None or new is None:
        return None
    if last >= SAME_WORDS:
        means = "Yes: they say much the same in much the same words."
    elif last - first >= NEARER_WORDS:
        means = "Their words drew nearer to each other."
    else:
        means = "No: each kept to their own words."
    if new < REPEATED:
        means += " Much is said again."
    likeness = f"likeness {first:.2f}, later {last:.2f} (1: the same words)"
    return "Did they begin to sound alike?", f"{likeness}; {new:.0%} of pairs of words are new", means


def _agreeing(talks: Sequence[Soundness]) -> Row:
    only = sum(talk.restraint.only_agreeing for talk in talks)
    spoken = sum(talk.restraint.spoken for talk in talks)
    means = "Too often for a real exchange." if only > OFTEN * spoken else "No: most turns say something of their own."
    return "Did they only agree?", f"{only} of {_turns(spoken)} agree and add nothing", means


def _kept_back(talks: Sequence[Soundness]) -> Row:
    kept = sum(talk.restraint.kept_back for talk in talks)
    occasions = sum(talk.restraint.occasions for talk in talks)
    if not occasions:
        return "Did they keep disagreement back?", "no occasion", "Nobody answered someone who thinks otherwise."
    means = "No: who disagreed did not hide it behind a yes."
    if kept:
        means = "Often: what was said is kinder than what was thought." if kept > OFTEN * occasions else "Now and then."
    return "Did they keep disagreement back?", f"on {kept} of {_counted(occasions, 'occasion')}", means


def _privately(talks: Sequence[Soundness], report: Report) -> Row | None:
    asked = [one for talk in talks for one in talk.candour]
    if not asked:
        return None
    apart = [one for one in asked if one.elsewhere]
    told = [
        _gap(persona, [one for one in apart if one.persona == persona], len(talks), report)
        for persona in dict.fromkeys(one.persona for one in apart)
    ]
    means = f"Not all: {'; '.join(told[:MOST_NAMED])}." if told else "Yes: nobody stood elsewhere when asked alone."
    found = f"{len(apart)} of {len(asked)} answers in private differ from what was said"
    return "Did they mean what they said?", found, means


def _gap(persona: str, apart: Sequence[Candour], talks: int, report: Report) -> str:
    """`Ann +0.50, in private −0.25`; of several talks the mean of those in which it is so, and how many they are."""
    aloud, alone = fmean(one.aloud for one in apart), fmean(one.private for one in apart)
    mean = ", on average" if len(apart) > 1 else ""
    often = f" (in {len(apart)} of {talks} talks{mean})" if talks > 1 else ""
    return f"{_name(persona, report)} {signed(aloud)}, in private {signed(alone)}{often}"


def _true(talks: Sequence[Soundness]) -> Row:
    true, spoken = sum(talk.true_to_card for talk in talks), sum(talk.spoken for talk in talks)
    kinds = dict.fromkeys(departed.kind for talk in talks for departed in talk.departed)
    counted = [
        f"{_turns(sum(d.turns for talk in talks for d in talk.departed if d.kind == kind))}: {KINDS[kind]}"
        for kind in kinds
    ]
    means = capitalised("; ".join(counted)) + "." if counted else "Yes, as far as words and figures can tell."
    return "Did they stay who they are?", f"{true} of {_turns(spoken)} go with the card", means


def _sent_back(talks: Sequence[Soundness]) -> Iterator[Row]:
    """Only where a turn was asked for again: rehearsal is never asked twice."""
    sent, improved = sum(talk.sent_back for talk in talks), sum(talk.improved for talk in talks)
    if sent:
        means = "The second version stands where it was better, else the first."
        yield "Was anything said anew?", f"{_turns(sent)} sent back once, {improved} of them better then", means


def _secrets(talks: Sequence[Soundness], report: Report) -> Row | None:
    secrets = max(talk.secrets for talk in talks)
    if not secrets:
        return None
    found = [slip for talk in talks for slip in talk.slips]
    told = {(slip.turn[0], slip.owner) for slip in found if slip.how != "leaked"}
    leaked = [slip for slip in found if slip.how == "leaked"]
    count = f"of {_counted(secrets, 'secret')} that words can trace, {len(told)} told, {len(leaked)} leaked"
    if leaked:
        means = "No: " + listed([f"{_name(slip.by, report)} spoke of {_whose(slip, report)}" for slip in leaked])
        means += ", and could not have known it."
    elif told:
        owners = dict.fromkeys(_name(owner, report) for _, owner in sorted(told))
        means = f"Told by their owners: {listed(list(owners))}."
    else:
        means = "Yes: nobody told theirs, and nobody knew another's."
    return "Did secrets stay with their owners?", count, means


def _whose(slip: Slip, report: Report) -> str:
    return f"what only {_name(slip.owner, report)} knew"


def _name(persona: str, report: Report) -> str:
    return report.cast[persona].name if persona in report.cast else persona


def _mean(talks: Sequence[Soundness], figure: Callable[[Soundness], float | None]) -> float | None:
    known = [value for value in map(figure, talks) if value is not None]
    return fmean(known) if known else None


def _turns(count: int) -> str:
    return _counted(count, "turn")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
