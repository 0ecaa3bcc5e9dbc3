"""The state of a run: JSON-shaped, each field written by one node, hashes and never paths."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Annotated, Any

from typing_extensions import TypedDict

SCHEMA_VERSION = 2

Json = dict[str, Any]


def merge_turns(old: Sequence[Json], new: Sequence[Json]) -> list[Json]:
    """Transcripts joined: each turn once (the first stays), in the order arm, cycle, round, turn, persona.

    `old` has that order. This is called for each turn that is kept: the cost is that of finding its place.
    """
    turns = list(old)
    for turn in new:
        start = bisect_left(turns, _round(turn), key=_round)
        end = bisect_right(turns, _round(turn), lo=start, key=_round)
        if not any(other["utterance"]["persona"] == turn["utterance"]["persona"] for other in turns[start:end]):
            turns.insert(bisect_left(turns, _place(turn), lo=start, hi=end, key=_place), turn)
    return turns


def _round(turn: Json) -> tuple[str, int, int]:
    return turn["arm"], turn["cycle"], turn["round"]


def _place(turn: Json) -> tuple[int, str]:
    """Where a turn stands within its round."""
    return turn["turn"], turn["utterance"]["persona"]


def merge_notes(old: Sequence[Json], new: Sequence[Json]) -> list[Json]:
    """Notes joined: of each persona in each talk the latest, in the order arm, persona."""
    notes = {(n["arm"], n["persona"]): n for n in sorted((*new, *old), key=lambda n: (n["cycle"], n["round"]))}
    return [notes[key] for key in sorted(notes)]


def merge_answers(old: Sequence[Json], new: Sequence[Json]) -> list[Json]:
    """Answers joined: each once (the first stays), those from before a talk first."""
    answers = {(a["arm"], a["when"] == "after", a["persona"]): a for a in (*new, *old)}
    return [answers[key] for key in sorted(answers)]


class ScenarioState(TypedDict, total=False):
    """What a checkpoint holds. The type behind each field stands beside it; the node that writes it, after."""

    schema_version: int  # entry
    request: Json  # contract.Request, entry
    services: dict[str, str]  # names of engine, interpreter and speaker: one run is made with one of each, classify
    route: Json  # interpreter.Route, classify
    document: str | None  # hash of the ModelDocument's canonical form, compile
    translation: Json  # library, notes; or interpreter.NoModel, compile
    forms: list[Json]  # forms.form.Form, the others beside the document, form; emptied by compile
    contrasts: list[Json]  # mechanics.forms.contrast.Contrast and the hash of its ensemble, contrast
    refused: list[str]  # why the latest reply is not in the document, compile; emptied by review
    proposal: Json  # what running would take: load, estimate and spent of proposal.Proposal, propose
    replies: list[Json]  # reply.Reply, with the hash of a document for its text, review
    gates: list[Json]  # gate.Gate, compile
    snapshots: dict[str, str]  # talk → hash of a Snapshot of its lived world (replicate 0), simulate
    measures: dict[str, dict[str, float | None]]  # talk → latest measures of its lived world (None: missing), simulate
    shown: dict[str, dict[str, list[Json]]]  # talk that goes on → persona → levers.Told, simulate
    ensemble: Json  # sha256 and number of replicates of the Ensemble of all arms; precision, if asked for, simulate
    findings: list[Json]  # finding.Finding, analyse
    pictures: str | None  # hash of the Pictures of the first replicate, analyse
    verdicts: list[Json]  # verdict.Verdict, judge
    ledger: list[Json]  # verdict.Bearing, judge
    exploration: str | None  # hash of the Exploration (sweeps, sensitivity, calibration), explore
    casting: Json  # interpreter.Casting, cast
    rounds: Annotated[list[Json], merge_turns]  # utterance.Turn, speak
    notes: Annotated[list[Json], merge_notes]  # memory.Note, note
    private: Annotated[list[Json], merge_answers]  # private_answer.PrivateAnswer, private
    unheard: list[str] | None  # ids of those without whom conversations are held again; None: not chosen yet, mask
    cycle: int  # the cycle that is being lived, from 1, simulate
    decisions: list[Json]  # coupling.Decision, all cycles so far, apply
    changes: list[Json]  # changes.Change, in forks
    report: Json  # report.Report, synthesize
    spend: Json  # report.Spending, synthesize
