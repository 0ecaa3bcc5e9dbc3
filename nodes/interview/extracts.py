"""An answer without a language model: what was said and reported at the places that a question is about.

Nothing is explained. Where a question asks why, the words and the self-reports at the turning point are what there is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from sobremesa.nodes.claims import strike
from sobremesa.nodes.interview.answer import Found
from sobremesa.nodes.interview.asked import (
    DECIDED,
    FELT,
    NOT_HERE,
    STOOD,
    TURNED,
    Asked,
    asked,
    overlap,
    telling,
    unknown_names,
    unknown_words,
)
from sobremesa.nodes.interview.record import Record, round_of, step_key
from sobremesa.nodes.report import Course, Sentence
from sobremesa.nodes.synthesis.evidence import decision_key, turn_key
from sobremesa.nodes.synthesis.figures import amount
from sobremesa.nodes.synthesis.talk import signed
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.diagnostics import MOVED
from sobremesa.personas.english import capitalised, listed
from sobremesa.personas.utterance import Turn

MOST_SAID = 3
LONGEST = 320
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


def _found(about: Asked, record: Record) -> Iterator[Sentence]:
    """Sentences about what a question asks for, the surest reading of it first."""
    people = about.people or (tuple(record.evidence.personas) if record.turns else ())
    if record.turns and TURNED.search(about.text):
        for one in people:
            yield from _turned(one, record, alone=bool(about.people))
    elif about.people and (FELT.search(about.text) or STOOD.search(about.text)):
        for one in people:
            yield from _course_of(one, record)
    elif record.decisions and DECIDED.search(about.text):
        yield from _decided(record)
    elif about.courses:
        yield from _measured(about.courses[0], record)
    else:
        yield from _said(about, record)


def _of(one: str, record: Record) -> list[Turn]:
    return [turn for turn in record.turns if turn.utterance.persona == one]


def _name(one: str, record: Record) -> str:
    return record.evidence.personas[one].public.name


def _turned(one: str, record: Record, *, alone: bool) -> Iterator[Sentence]:
    """The round in which someone's stance went furthest from where it began; that it never did, if so."""
    turns, name = _of(one, record), _name(one, record)
    if len(turns) < 2:
        return
    start, end = turns[0].utterance.report.stance, turns[-1].utterance.report.stance
    pairs = list(itertools.pairwise(turns))
    away = 1 if end >= start else -1
    before, turn = max(
        pairs, key=lambda pair: away * (pair[1].utterance.report.stance - pair[0].utterance.report.stance)
    )
    moved = abs(turn.utterance.report.stance - before.utterance.report.stance)
    if max(moved, abs(end - start)) < MOVED:
        if alone:
            text = (
                f"{name} hardly moved: their stance was {signed(start)} in {round_of(turns[0])} and {signed(end)} in "
                f"{round_of(turns[-1])}."
            )
            yield Sentence(text=text, evidence=(turn_key(turns[0]), turn_key(turns[-1])))
            yield _quoted(turns[-1], record, f"In {round_of(turns[-1])}, {name} said: “{{words}}”")
        return
    stances = (signed(before.utterance.report.stance), signed(turn.utterance.report.stance))
    text = (
        f"{name} moved most between {round_of(before)} and {round_of(turn)}: their stance went from {stances[0]} to "
        f"{stances[1]}."
    )
    yield Sentence(text=text, evidence=(turn_key(before), turn_key(turn)))
    yield _quoted(turn, record, f"In {round_of(turn)}, {name} said: “{{words}}”")
    report = turn.utterance.report
    by = [_name(other, record) for other in report.influenced_by if other in record.evidence.personas]
    account = f", and they name {listed(by)} as whom they were moved by" if by else ""
    yield Sentence(text=f"By their own account {name} felt {report.emotion} then{account}.", evidence=(turn_key(turn),))
    for other in report.influenced_by:
        heard = [said for said in _of(other, record) if (said.cycle, said.round) < (turn.cycle, turn.round)]
        if heard:
            yield _quoted(heard[-1], record, f"In {round_of(heard[-1])}, {_name(other, record)} had said: “{{words}}”")


def _course_of(one: str, record: Record) -> Iterator[Sentence]:
    """What someone felt and where they stood, at the beginning and the end, and where what they felt changed."""
    turns, name = _of(one, record), _name(one, record)
    changed = [b for a, b in itertools.pairwise(turns) if a.utterance.report.emotion != b.utterance.report.emotion]
    for turn in list(dict.fromkeys([*turns[:1], *changed[: MOST_SAID - 1], *turns[-1:]])):
        report = turn.utterance.report
        yield Sentence(
            text=f"In {round_of(turn)}, {name} felt {report.emotion}, with a stance of {signed(report.stance)}.",
            evidence=(turn_key(turn),),
        )
    if changed:
        yield _quoted(changed[-1], record, f"{name} said in {round_of(changed[-1])}: “{{words}}”")


def _decided(record: Record) -> Iterator[Sentence]:
    """What talks moved; where they moved nothing, what they left as it was."""
    unit = record.evidence.unit.rpartition(" ")[2]
    for one in record.decisions:
        if one.value != one.before:
            text = (
                f"In cycle {one.cycle} {humanised(one.moves)} was set from {amount(one.before, one.unit)} to "
                f"{amount(one.value, one.unit)}, from {unit} {one.step} on."
            )
            yield Sentence(text=text, evidence=(decision_key(one),))
    for name in dict.fromkeys(one.moves for one in record.decisions):
        own = [one for one in record.decisions if one.moves == name]
        if all(one.value == one.before for one in own):
            text = f"From cycle {own[0].cycle} to cycle {own[-1].cycle}, {humanised(name)} was left at {{value}}."
            value = amount(own[-1].value, own[-1].unit)
            yield Sentence(text=text.format(value=value), evidence=(decision_key(own[0]), decision_key(own[-1])))


def _measured(course: Course, record: Record) -> Iterator[Sentence]:
    """A measure at the start and the end, and between which steps it went furthest."""
    there = [(s, v) for s, v in zip(course.steps, course.values, strict=True) if v is not None]
    if len(there) < 2:
        return
    unit, what = record.evidence.unit.rpartition(" ")[2], capitalised(humanised(course.measure))
    furthest = max(itertools.pairwise(there), key=lambda pair: abs(pair[1][1] - pair[0][1]))
    (first, begun), (last, ended) = there[0], there[-1]
    yield Sentence(
        text=f"{what} in “{course.arm}” begins at {amount(begun, course.unit)} and ends, at {unit} {last}, at "
        f"{amount(ended, course.unit)}.",
        evidence=(step_key(course, first), step_key(course, last)),
    )
    (before, low), (after, high) = furthest
    yield Sentence(
        text=f"It goes furthest from {unit} {before} to {unit} {after}: from {amount(low, course.unit)} to "
        f"{amount(high, course.unit)}.",
        evidence=(step_key(course, before), step_key(course, after)),
    )


def _said(about: Asked, record: Record) -> Iterator[Sentence]:
    """What was said that has most of the question's words; of those whom it names, if it names any."""
    turns = [t for t in record.turns if not about.people or t.utterance.persona in about.people]
    scored = [(overlap(telling(turn.utterance.speech), about.words), turn) for turn in turns]
    best = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])[:MOST_SAID]
    if about.people and not about.words:
        best = [(1, turn) for turn in (*turns[:1], *turns[-1:])]
    for _, turn in sorted(best, key=lambda pair: pair[1].order):
        yield _quoted(turn, record, f"In {round_of(turn)}, {_name(turn.utterance.persona, record)} said: “{{words}}”")


def _quoted(turn: Turn, record: Record, text: str) -> Sentence:
    return Sentence(text=text.format(words=_whole(turn.utterance.speech)), evidence=(turn_key(turn),))


def _whole(speech: str) -> str:
    """As many whole sentences of a speech as fit, without quotations in it, which a quotation can't hold."""
    flat = " ".join(speech.split())
    for mark in '“”"«»„':
        flat = flat.partition(mark)[0]
    if len(flat) <= LONGEST:
        return flat.strip()
    cut = flat[:LONGEST]
    ends: Sequence[int] = [cut.rfind(mark) for mark in ".!?"]
    return cut[: max(ends) + 1].strip() or cut.rsplit(" ", 1)[0]
