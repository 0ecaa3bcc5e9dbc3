"""What stands on the page, in which order and in which words: a Report, ready for the template.

Everything here is plain text that the template escapes. Control characters are taken out where text comes in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sobremesa.mechanics.verdict import Verdict
from sobremesa.nodes.report import Report
from sobremesa.personas.english import capitalised
from sobremesa.personas.utterance import Turn
from sobremesa.report import conversations, forms, gated, judged, method, moved, privately, sound, sweeps
from sobremesa.report.blocks import Block, blocks
from sobremesa.report.escape import visible
from sobremesa.report.figures import courses, curves, ledger, pictures, servers, spreads, talk
from sobremesa.report.figures import moved as arrows
from sobremesa.report.figures.drawing import Drawn
from sobremesa.report.prose import around, felt, paragraphs, place
from sobremesa.report.rows import Table, assumptions, decisions, found, table_of

MODES = {"mechanics": "mechanics", "social": "conversation", "hybrid": "mechanics and conversation", "none": "no model"}


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial in four cells."""

    says: str
    then: str
    interval: str
    it: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict in words."""

    word: str
    about: str
    reason: str
    trials: tuple[Tried, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A turn of a conversation in words."""

    name: str
    aside: str
    speech: str
    thought: str
    felt: str
    whisper: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A titled part of the page: figures, tables, or a list."""

    title: str
    drawn: tuple[Drawn, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    turns: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What the template needs, in its order."""

    question: str
    mode: str
    notices: tuple[str, ...]
    asked: str
    answer: tuple[str, ...]
    verdicts: tuple[Judged, ...]
    ask_next: str
    lists: tuple[Group, ...]
    figures: tuple[Group, ...]
    tables: tuple[Group, ...]
    story_title: str
    story: tuple[str, ...]
    transcript: tuple[Group, ...]
    description: tuple[tuple[str, tuple[Block, ...]], ...]
    method: tuple[str, ...]
    command: str


def page(report: Report) -> Page:
    """The page of a report."""
    return Page(
        question=_line(report.question),
        mode=MODES[report.mode],
        notices=tuple(map(_line, report.notices)),
        asked="" if _line(report.scenario) == _line(report.question) else visible(report.scenario).strip(),
        answer=tuple(map(_line, paragraphs(report.answer))),
        verdicts=tuple(_judged(verdict, report) for verdict in report.verdicts),
        ask_next=_line(report.ask_next or ""),
        lists=tuple(_lists(report)),
        figures=tuple(_figures(report)),
        tables=tuple(_tables(report)),
        story_title="How it comes about" if report.mode == "mechanics" else "What happened",
        story=tuple(map(_line, paragraphs(report.narrative))),
        transcript=tuple(_transcript(report)),
        description=tuple((_line(name), blocks(visible(text))) for name, text in report.description),
        method=tuple(map(_line, method.facts(report))),
        command=visible(report.method.command or ""),
    )


def _line(text: str) -> str:
    return " ".join(visible(text).split())


def _judged(verdict: Verdict, report: Report) -> Judged:
    trials = tuple(Tried(*map(_line, row)) for row in judged.trials(verdict, report))
    return Judged(verdict.word, _line(capitalised(judged.about(verdict, report))), _line(verdict.reason), trials)


def _lists(report: Report) -> Iterator[Group]:
    titles = ("What was understood", "What is missing", "What you can do")
    for title, items in zip(titles, (report.understood, report.missing, report.advice), strict=True):
        if items:
            yield Group(title, items=tuple(map(_line, items)))


def _figures(report: Report) -> Iterator[Group]:
    once = (spreads.figure(report), ledger.figure(report))
    busy = servers.figure(report)
    groups = {
        "Over time": tuple(courses.figures(report)),
        "How busy servers are": (busy,) if busy else (),
        "Where the runs ended": tuple(drawn for drawn in once[:1] if drawn),
        "What happens if": tuple(curves.figures(report)),
        "What the answer hangs on": tuple(drawn for drawn in once[1:] if drawn),
        "The model at a few moments": tuple(pictures.figures(report)),
        "The conversation": (*talk.figures(report), *arrows.figures(report)),
    }
    yield from (Group(title, drawn=drawn) for title, drawn in groups.items() if drawn)


def _tables(report: Report) -> Iterator[Group]:
    tables, notes, methods = found(report)
    if tables:
        yield Group("Findings", tables=tables, notes=notes, folded=methods)
    if conversations.told(report):
        yield Group(conversations.TITLE, tables=conversations.tables(report), notes=conversations.left_out(report))
    for table in sweeps.sought(report):
        yield Group(_line(table.label), tables=(table,))
    if report.forms:
        yield Group(forms.TITLE, tables=(table_of(forms.TITLE, forms.head(report), forms.rows(report)),))
    if report.decisions:
        yield Group("What they decided", tables=(decisions(report),))
    if report.private:
        yield Group(privately.TITLE, tables=(privately.as_table(report),))
    if moved.notes(report):
        yield Group(moved.TITLE, notes=tuple(map(_line, moved.notes(report))))
    for table in moved.tables(report):
        yield Group(_line(table.label), tables=(table,))
    checked = sound.rows(report)
    if checked:
        yield Group(sound.TITLE, tables=(table_of(sound.TITLE, sound.HEAD, checked),))
    tested = gated.rows(report)
    if tested:
        yield Group(gated.TITLE, tables=(table_of(gated.TITLE, gated.HEAD, tested),))
    tables, notes = assumptions(report)
    if tables or notes:
        yield Group("What this rests on", tables=tables, notes=notes)


def _transcript(report: Report) -> Iterator[Group]:
    several = len({turn.arm for turn in report.transcript}) > 1
    for (arm, cycle, number), turns in groupby(report.transcript, key=lambda turn: turn.key[:3]):
        when = ". ".join([place(cycle, number), *map(_line, around(report, cycle, number))])
        yield Group(f"{when}: {_line(arm)}" if several else when, turns=tuple(_said(t, report) for t in turns))


def _said(turn: Turn, report: Report) -> Said:
    said = turn.utterance
    name, to = (_name(who, report) if who else "" for who in (said.persona, said.to))
    if said.silence is not None:
        return Said(name, " says nothing", "", "", _line(said.silence), whisper=False)
    return Said(
        name,
        f" {'whispers to' if said.whisper else 'to'} {to}" if to else "",
        _line(said.speech),
        _line(said.thought),
        _line(f"Feels {felt(said.report)}."),
        whisper=said.whisper,
    )


def _name(persona: str, report: Report) -> str:
    side = report.cast.get(persona)
    return _line(side.name if side else persona)
