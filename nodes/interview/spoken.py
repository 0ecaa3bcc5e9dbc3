"""What was said and reported in a talk: where someone turned, what they felt, where they stood, in their own words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from sobremesa.nodes.interview.asked import Asked, overlap, telling
from sobremesa.nodes.interview.record import Record, round_of
from sobremesa.nodes.interview.sought import LAST, Sought
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import turn_key
from sobremesa.nodes.synthesis.talk import signed
from sobremesa.personas.diagnostics import MOVED
from sobremesa.personas.english import listed
from sobremesa.personas.utterance import Turn

MOST_SAID = 3
MOST_IN_A_PLACE = 6
LONGEST = 320


def turns_at(seeking: Sought, record: Record) -> tuple[Turn, ...]:
    """The turns of the cycle and the round that a question names; all, where it names none."""
    cycles, rounds = ({turn.cycle for turn in record.turns}, {turn.round for turn in record.turns})
    cycle = max(cycles, default=0) if seeking.cycle == LAST else seeking.cycle
    spoken = max(rounds, default=0) if seeking.round == LAST else seeking.round
    return tuple(turn for turn in record.turns if cycle in (None, turn.cycle) and spoken in (None, turn.round))


def opening_of(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Those in the round of the first."""
    return tuple(turn for turn in turns if (turn.cycle, turn.round) == (turns[0].cycle, turns[0].round))


def quoted_in(record: Record, people: Sequence[str], cycle: int, spoken: int) -> Iterator[Sentence]:
    """What some said in a round of a cycle."""
    for turn in record.turns:
        if (turn.cycle, turn.round) == (cycle, spoken) and turn.utterance.persona in people:
            yield _in_its_round(turn, record)


def _of(one: str, record: Record) -> list[Turn]:
    return [turn for turn in record.turns if turn.utterance.persona == one]


def _name(one: str, record: Record) -> str:
    return record.evidence.personas[one].public.name


def turned(one: str, record: Record, *, alone: bool) -> Iterator[Sentence]:
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


def felt(one: str, turns: Sequence[Turn], record: Record) -> Iterator[Sentence]:
    """What someone felt and where they stood, at the beginning and the end, and where what they felt changed."""
    name = _name(one, record)
    turns = [turn for turn in turns if turn.utterance.persona == one]
    changed = [b for a, b in itertools.pairwise(turns) if a.utterance.report.emotion != b.utterance.report.emotion]
    for turn in list(dict.fromkeys([*turns[:1], *changed[: MOST_SAID - 1], *turns[-1:]])):
        report = turn.utterance.report
        yield Sentence(
            text=f"In {round_of(turn)}, {name} felt {report.emotion}, with a stance of {signed(report.stance)}.",
            evidence=(turn_key(turn),),
        )
    if changed:
        yield _quoted(changed[-1], record, f"{name} said in {round_of(changed[-1])}: “{{words}}”")


def stances(people: Sequence[str], turns: Sequence[Turn], record: Record, order: int = 0) -> Iterator[Sentence]:
    """Where each of the people stood last in `turns`; `order` 1 begins with who is most for it, -1 most against."""
    last = {turn.utterance.persona: turn for turn in turns if turn.utterance.persona in people}
    found = sorted(last.values(), key=lambda turn: -order * turn.utterance.report.stance)
    for turn in found:
        text = f"In {round_of(turn)}, {_name(turn.utterance.persona, record)} stood at {{stance}}."
        yield Sentence(text=text.format(stance=signed(turn.utterance.report.stance)), evidence=(turn_key(turn),))


def said(about: Asked, record: Record) -> Iterator[Sentence]:
    """What was said that has at least half of the words that a question is about; in the place that it names.

    Where it is about nothing but a place or a person, what was said there, or first and last.
    """
    turns = [t for t in turns_at(about.seeking, record) if not about.people or t.utterance.persona in about.people]
    placed = about.seeking.cycle is not None or about.seeking.round is not None
    if not about.matter:
        told = turns[:MOST_IN_A_PLACE] if placed else [*turns[:1], *turns[1:][-1:]] if about.people else []
    else:
        scored = [(overlap(telling(turn.utterance.speech), about.matter), turn) for turn in turns]
        best = sorted((pair for pair in scored if 2 * pair[0] >= len(about.matter)), key=lambda pair: -pair[0])
        told = sorted((turn for _, turn in best[:MOST_SAID]), key=lambda turn: turn.order)
    for turn in told:
        yield _in_its_round(turn, record)


def _in_its_round(turn: Turn, record: Record) -> Sentence:
    return _quoted(turn, record, f"In {round_of(turn)}, {_name(turn.utterance.persona, record)} said: “{{words}}”")


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
