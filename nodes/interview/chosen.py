"""What talks decided: who moved what, when, and what they said in that cycle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sobremesa.nodes.interview.asked import Asked
from sobremesa.nodes.interview.record import Record
from sobremesa.nodes.interview.sought import LAST
from sobremesa.nodes.interview.spoken import quoted_in
from sobremesa.nodes.report import Decided, Sentence
from sobremesa.nodes.synthesis.evidence import decision_key
from sobremesa.nodes.synthesis.figures import amount
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import listed

FEW = 1
"""Of so many decisions it is told what was said before them."""


def chosen(about: Asked, record: Record) -> Iterator[Sentence]:
    """The decisions that a question is about; of a single one also the last words of those whose it was."""
    own = _asked_for(about, record)
    made = [one for one in own if one.value != one.before]
    told = _furthest(made, about) if about.seeking.extreme else made
    for one in told:
        yield _told(one, record)
    for name in dict.fromkeys(one.moves for one in own):
        left = [one for one in own if one.moves == name]
        if not any(one in made for one in left):
            yield _left(left)
    if len(told or own) == FEW:
        (one,) = told or own
        last = max((turn.round for turn in record.turns if turn.cycle == one.cycle), default=0)
        yield from quoted_in(record, one.by, cycle=one.cycle, spoken=last)


def _asked_for(about: Asked, record: Record) -> list[Decided]:
    """The decisions of the cycle, the people, the lever and the direction that a question names."""
    cycle = about.seeking.cycle
    if cycle == LAST:
        cycle = max((one.cycle for one in record.decisions), default=0)
    own = [
        one
        for one in record.decisions
        if cycle in (None, one.cycle)
        and (not about.levers or one.moves in about.levers)
        and (not about.people or set(about.people) & set(one.by))
    ]
    way = {"up": 1, "down": -1}.get(about.seeking.way or "")
    moved = [one for one in own if way is not None and way * (one.value - one.before) > 0]
    return moved if way is not None and moved else own


def _furthest(made: Sequence[Decided], about: Asked) -> list[Decided]:
    """Of each thing that is moved the decision that set it highest or lowest; where it is asked who, the largest."""
    found = []
    for name in dict.fromkeys(one.moves for one in made):
        own = [one for one in made if one.moves == name]
        if about.text.casefold().startswith("who"):
            found.append(max(own, key=lambda one: abs(one.value - one.before)))
        else:
            sign = 1 if about.seeking.extreme == "highest" else -1
            found.append(max(own, key=lambda one: sign * one.value))
    return found


def _told(one: Decided, record: Record) -> Sentence:
    people = record.evidence.personas
    who = listed([people[who].public.name for who in one.by if who in people])
    choice = f", “{one.choice}”" if one.choice else ""
    text = (
        f"In cycle {one.cycle} {humanised(one.moves)} was set from {amount(one.before, one.unit)} to "
        f"{amount(one.value, one.unit)}{choice}, from {record.moment(one.step)} on, by what {who} said."
    )
    return Sentence(text=text, evidence=(decision_key(one),))


def _left(own: Sequence[Decided]) -> Sentence:
    """That something was left as it was."""
    what, value = humanised(own[0].moves), amount(own[-1].value, own[-1].unit)
    if len(own) == 1:
        return Sentence(text=f"In cycle {own[0].cycle}, {what} was left at {value}.", evidence=(decision_key(own[0]),))
    text = f"From cycle {own[0].cycle} to cycle {own[-1].cycle}, {what} was left at {value}."
    return Sentence(text=text, evidence=(decision_key(own[0]), decision_key(own[-1])))
