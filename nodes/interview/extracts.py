"""An answer without a language model: what was said and reported at the places that a question is about.

Nothing is explained. Where a question asks why, the words and the self-reports at the turning point are what there is.
"""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.nodes.claims import strike
from sobremesa.nodes.interview.answer import Found
from sobremesa.nodes.interview.asked import (
    AGAINST,
    AGREED,
    DECIDED,
    FELT,
    NOT_HERE,
    SIDES,
    SPOKE,
    STOOD,
    TURNED,
    Asked,
    asked,
    every_course,
    unknown_names,
    unknown_words,
)
from sobremesa.nodes.interview.chosen import chosen
from sobremesa.nodes.interview.measured import measured
from sobremesa.nodes.interview.record import Record
from sobremesa.nodes.interview.sought import LAST
from sobremesa.nodes.interview.spoken import felt, opening_of, said, stances, turned, turns_at
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import listed

NO_CAUSE = (
    "These are the run's own words, self-reports and figures, found by the words of the question; none of them is a "
    "cause that was tested."
)
FORK = (
    "That is not what happened in this run, so its record can't say. To see it, fork the run: sobremesa fork {thread}"
)


def extracts(question: str, record: Record, thread: str) -> Found:
    """What the record holds about a question, or why it holds nothing."""
    if NOT_HERE.search(question):
        return Found(declined=f"{FORK.format(thread=thread)} --at … {holds(record)}")
    strange = unknown_names(question, record)
    if strange:
        return Found(declined=f"Nobody and nothing called {listed(list(strange))} is in this run. {holds(record)}")
    about = asked(question, record)
    strange = unknown_words(about, record)
    if strange:
        return Found(declined=f"Nothing in this run is about {listed(list(strange))}. {holds(record)}")
    nowhere = _not_there(about, record)
    if nowhere:
        return Found(declined=f"{nowhere} {holds(record)}")
    sentences, _ = strike(_found(about, record), record.ground)
    if not sentences:
        return Found(declined=f"This run's record does not answer that. {holds(record)}")
    return Found(sentences=sentences, notices=(NO_CAUSE,))


def holds(record: Record) -> str:
    """What a record holds, in a sentence."""
    parts, evidence = [], record.evidence
    if record.turns:
        names = listed([persona.public.name for persona in evidence.personas.values()])
        parts.append(f"what {names} said, felt and held to, round by round")
    if evidence.courses:
        measures = dict.fromkeys(humanised(course.measure) for course in evidence.courses)
        parts.append(f"{listed(list(measures))} at each {evidence.unit.rpartition(' ')[2]}")
    if record.decisions:
        parts.append(
            f"what was decided about {listed(list(dict.fromkeys(humanised(d.moves) for d in record.decisions)))}"
        )
    return f"It holds {listed(parts)}." if parts else "It holds nothing but the question."


def _not_there(about: Asked, record: Record) -> str:
    """That a cycle or a round that is asked about is not in the run; empty where it is, or nobody talked."""
    cycles, rounds = (max(of, default=0) for of in _numbers(record))
    for what, number, last in (("cycle", about.seeking.cycle, cycles), ("round", about.seeking.round, rounds)):
        if number is not None and last and not (number == LAST or 1 <= number <= last):
            return f"There is no {what} {number} in this run: it has {last}."
    return ""


def _numbers(record: Record) -> tuple[set[int], set[int]]:
    """The cycles and the rounds that there are; in the last cycle nobody talks."""
    talked = {turn.cycle for turn in record.turns if turn.cycle}
    return {number + more for number in talked for more in (0, 1)}, {turn.round for turn in record.turns}


def _found(about: Asked, record: Record) -> Iterator[Sentence]:
    """Sentences about what a question asks for, the surest reading of it first."""
    of_figures = bool(about.levers or about.courses) and not about.people
    if record.turns and not (SPOKE.search(about.text) and (about.people or about.matter)):
        yield from (told := tuple(_of_people(about, record, of_figures=of_figures)))
        if told:
            return
    elif record.turns and not about.seeking.way:
        yield from said(about, record)
        return
    seeking = about.seeking
    if record.decisions and (about.levers or DECIDED.search(about.text)):
        yield from chosen(about, record)
    elif about.courses and not about.people:
        yield from measured(about.courses, seeking, record)
    elif not about.people and not about.matter and (seeking.of_figures or seeking.cycle or seeking.end):
        yield from measured(every_course(about, record), seeking, record)
        yield from chosen(about, record) if seeking.cycle and not seeking.of_figures else ()
    else:
        yield from said(about, record)


def _of_people(about: Asked, record: Record, *, of_figures: bool) -> Iterator[Sentence]:
    """Where people stood, what they felt, and where they turned; nothing where that is not what is asked for."""
    text, there = about.text, turns_at(about.seeking, record)
    people = about.people or tuple(record.evidence.personas)
    if len(about.people) > 1 and AGREED.search(text):
        yield from stances(about.people, there, record)
    elif SIDES.search(text):
        yield from stances(people, there, record, order=-1 if AGAINST.search(text) else 1)
    elif TURNED.search(text) and not of_figures:
        for one in people:
            yield from turned(one, record, alone=bool(about.people))
    elif about.people and STOOD.search(text) and (about.seeking.end or about.seeking.start):
        yield from stances(about.people, there if about.seeking.end else opening_of(there), record)
    elif about.people and (FELT.search(text) or STOOD.search(text)):
        for one in people:
            yield from felt(one, there, record)
