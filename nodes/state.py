"""The state of a run: JSON-shaped, each field written by one node, hashes and never paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from typing_extensions import TypedDict

SCHEMA_VERSION = 2

Json = dict[str, Any]

ORDER = ("arm", "cycle", "round", "turn")


def merge_turns(old: Sequence[Json], new: Sequence[Json]) -> list[Json]:
    """Transcripts joined: each turn once (the first stays), in the order arm, cycle, round, turn, persona."""
    turns = {(t["arm"], t["cycle"], t["round"], t["utterance"]["persona"]): t for t in (*new, *old)}
    return sorted(turns.values(), key=lambda t: (*(t[part] for part in ORDER), t["utterance"]["persona"]))


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
    snapshots: dict[str, str]  # arm → hash of a Snapshot of the one lived world (replicate 0), simulate
    measures: dict[str, dict[str, float | None]]  # arm → latest measures of the lived world (None: missing), simulate
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
    report: Json  # report.Report, synthesize
    spend: Json  # report.Spending, synthesize
