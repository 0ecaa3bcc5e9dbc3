"""Who moved whom: what was measured, what they say themselves, what a replay without someone shows, and by which law.

The four stand apart, since they are four kinds of evidence. What can't be told is said to be so, with what it takes.
"""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.figures import plain
from sobremesa.nodes.synthesis.moves import in_words
from sobremesa.nodes.synthesis.moving import LAWS, followed
from sobremesa.nodes.synthesis.talk import signed
from sobremesa.personas.diagnostics import MOVED
from sobremesa.personas.law import Fit, Law
from sobremesa.personas.masking import Masked, Shift
from sobremesa.personas.pull import Pull, WhoMoved
from sobremesa.report.escape import inline
from sobremesa.report.rows import Table, table_of
from sobremesa.report.tables import table

TITLE = "Who moved whom"
MEASURED = "Moves with, measured from the turns"
CLAIMED = "By their own account moved by"
HELD_AGAIN = "Held again, with one of them unheard"
LAW = "Which law their stances follow"
PULLS = ("who", "moves with", "in", "share that shows a turn later", "95% interval", "chance")
CLAIMS = ("who", "moved by", "named in")
SHIFTS = ("unheard", "who", "ends, hearing them", "ends, not hearing them", "difference", "95% interval")
FITS = ("law", "with", "misses a round by", "AICc")
MOST_ROWS = 12


def render(report: Report) -> str:
    """Sentences, then a table for each kind of evidence that there is; empty where nobody talked."""
    found = tables(report)
    lines = "\n".join(f"- {inline(note)}" for note in notes(report))
    return "\n\n".join(
        part for part in (lines, *(f"{one.label}:\n\n{table(one.head, one.rows, one.right)}" for one in found)) if part
    )


def tables(report: Report) -> tuple[Table, ...]:
    """The kinds of evidence as plain rows, those without rows left out."""
    arm = ("arm",) if _several(report) else ()
    pulls = [_in(moved, _pull(pull, report), report) for moved in report.moved for pull in moved.told]
    claims = [_in(moved, row, report) for moved in report.moved for row in _claims(moved, report)]
    shifts = [_shift(masked, shift, report) for masked in report.masked for shift in masked.shifts]
    fits = [_in(law, _fit(fit), report) for law in report.laws for fit in law.fits]
    made = (
        table_of(MEASURED, (*PULLS, *arm), pulls[:MOST_ROWS], frozenset({3, 4, 5})),
        table_of(CLAIMED, (*CLAIMS, *arm), claims[:MOST_ROWS], frozenset({2})),
        table_of(HELD_AGAIN, SHIFTS, shifts[:MOST_ROWS], frozenset({2, 3, 4, 5})),
        table_of(LAW, (*FITS, *arm), fits[:MOST_ROWS], frozenset({2, 3})),
    )
    return tuple(one for one in made if one.rows)


def notes(report: Report) -> tuple[str, ...]:
    """What can be told and what can't, in sentences of plain text."""
    return (*_told(report), *_replayed(report), *_followed(report))


def _several(report: Report) -> bool:
    return len(report.moved) > 1


def _in(found: WhoMoved | Law, row: tuple[str, ...], report: Report) -> tuple[str, ...]:
    """The row, with its arm where there are several."""
    return (*row, found.arms[0]) if _several(report) else row


def _told(report: Report) -> Iterator[str]:
    for moved in report.moved:
        where = f"In “{moved.arms[0]}”: " if _several(report) else ""
        yield where + _what_is_told(moved, report.mode == "social")


def _what_is_told(moved: WhoMoved, repeatable: bool) -> str:
    """`repeatable`: the same people can be asked to hold several conversations."""
    talks = "" if len(moved.arms) == 1 else f" in {len(moved.arms)} conversations"
    if moved.untold == "too few speak":
        return "With fewer than three who speak, what one does to another can't be told from what moves them all."
    if moved.untold == "nobody moves":
        return "Nobody moves by more than their own habits account for: nothing can be told from the turns alone."
    if moved.untold == "too few rounds":
        number = "1 round" if moved.rounds == 1 else f"{moved.rounds} rounds"
        several = ", or several conversations" if repeatable else ""
        return (
            f"From {number}{talks} it can't be told who moved whom: that takes {moved.needed} rounds at the "
            f"least{several}."
        )
    looked = sum(pull.pull is not None for pull in moved.pulls)
    if not moved.told:
        still = "" if looked == len(moved.pulls) else " (with the others too little changes)"
        return (
            f"Of {len(moved.pulls)} pulls {looked} could be looked at over {moved.rounds} rounds{talks}{still}: none "
            "is told from chance. Weak ones take many rounds, or many conversations, to show."
        )
    return (
        f"Measured over {moved.rounds} rounds{talks}: the change from one turn to the next, beside what the other said "
        f"before, all else heard held fixed. Chance is corrected for {len(moved.pulls)} comparisons. Moving with "
        "somebody is not yet being moved by them."
    )


def _replayed(report: Report) -> Iterator[str]:
    for masked in report.masked:
        name = _name(masked.persona, report)
        if masked.told or not masked.shifts:
            continue
        pairs = max(shift.n for shift in masked.shifts)
        if _is_small(masked):
            where = "about where they ended before" + ("" if pairs == 1 else ", on average")
            yield f"Held again with nobody hearing {name}, the others end {where}."
        else:
            show = "one replay" if pairs == 1 else f"{pairs} replays"
            shows = "shows" if pairs == 1 else "show"
            yield f"What {show} without {name} {shows} is not told from what two conversations differ by anyway."


def _is_small(masked: Masked) -> bool:
    """Whether no difference is as large as a move, and that is known: speakers repeat themselves, or one is certain."""
    intervals = [(one.low, one.high) for one in masked.shifts if one.low is not None and one.high is not None]
    certain = any(low * high > 0 for low, high in intervals)
    return (masked.exact or certain) and all(abs(shift.difference) < MOVED for shift in masked.shifts)


def _followed(report: Report) -> Iterator[str]:
    for law in report.laws:
        fit = followed(law)
        where = f"In “{law.arms[0]}”: " if _several(report) else ""
        if fit is None:
            yield f"{where}No law of how stances move is clearly better than the others, over {law.steps} changes."
        elif fit.law == "no change":
            yield f"{where}No law tells the next stance better than that it stays as it is, over {law.steps} changes."
        else:
            yield f"{where}{in_words(fit)}: clearly better than no change, and nothing that assumes more clearly is."


def _pull(pull: Pull, report: Report) -> tuple[str, ...]:
    size, low, high = (plain(value or 0.0, 2) for value in (pull.pull, pull.low, pull.high))
    chance = pull.chance or 0.0
    names = (_name(pull.listener, report), _name(pull.speaker, report))
    return (*names, pull.channel, size, f"[{low}, {high}]", "< 0.001" if chance < 0.001 else f"{chance:.3f}")


def _claims(moved: WhoMoved, report: Report) -> Iterator[tuple[str, ...]]:
    for claim in moved.claims:
        turns = "1 turn" if claim.turns == 1 else f"{claim.turns} turns"
        yield _name(claim.listener, report), _name(claim.speaker, report), f"{claim.named} of {turns}"


def _shift(masked: Masked, shift: Shift, report: Report) -> tuple[str, ...]:
    interval = "–" if shift.low is None or shift.high is None else f"[{signed(shift.low)}, {signed(shift.high)}]"
    names = (_name(masked.persona, report), _name(shift.listener, report))
    apart = shift.difference if shift.low is not None else round(shift.heard, 2) - round(shift.unheard, 2)
    return (*names, signed(shift.heard), signed(shift.unheard), signed(apart), interval)


def _fit(fit: Fit) -> tuple[str, ...]:
    named = (("weight", fit.weight), ("held on to", fit.held), ("bound", fit.bound))
    parts = [f"{name} {plain(value, 2)}" for name, value in named if value is not None]
    return LAWS[fit.law], ", ".join(parts) or "–", plain(fit.error, 3), plain(fit.aicc, 1)


def _name(persona: str, report: Report) -> str:
    side = report.cast.get(persona)
    return side.name if side else persona
