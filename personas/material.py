"""The sentences that rehearsal speaks from: `voices.yaml` (manners) and `subjects.yaml` (matters, roles), read once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sobremesa.personas.card import Value
from sobremesa.personas.matter import Matter

SIDE = 0.15
"""A stance beyond which someone speaks for or against."""
_ENDINGS = r"(?:e|s|es|y|ies|ed|ing|ings|ion|ions|ation|or|er|ers|ious)?"
_FROM_SCENE = frozenset({"contagion", "failure", "shortage", "bank", "dismissals", "rent", "openness", "steering"})
_AT_TABLE = frozenset({"wedding", "feast"})


@dataclass(frozen=True, slots=True)
class Argument:
    """A sentence about the matter, and the point in it that others can take up."""

    point: str
    sentence: str


def side_of(stance: float) -> str:
    """`for`, `against` or `torn`."""
    if stance > SIDE:
        return "for"
    return "against" if stance < -SIDE else "torn"


def voice_lines(voice: str, move: str) -> tuple[str, ...]:
    """The sentences of a manner for one kind of move."""
    return tuple(_read("voices.yaml")[voice][move])


def lines(*path: str) -> tuple[str, ...]:
    """The sentences under a path in `subjects.yaml`."""
    node: Any = _read("subjects.yaml")
    for name in path:
        node = node[name]
    return tuple(node)


def subject_arguments(matter: Matter, scene: str, side: str) -> tuple[tuple[Argument, ...], ...]:
    """The arguments that fit a matter, nearest first: those of the side, those for any side, and those for anything."""
    ours: list[Argument] = []
    neutral: list[Argument] = []
    general: list[Argument] = []
    for name, subject in subjects_of(matter, scene).items():
        ours += _of_side(subject, matter, side)
        (general if name == "anything" else neutral).extend(_arguments(subject.get("any", ())))
    return tuple(ours), tuple(neutral), tuple(general)


def _of_side(subject: Mapping[str, Any], matter: Matter, side: str) -> tuple[Argument, ...]:
    """The arguments for a side; those of the other one where the question is turned round (kept instead of sold)."""
    if side == "torn" or "side" not in subject:
        return ()
    if re.search(subject["side"], matter.question):
        return _arguments(subject.get(side, ()))
    if re.search(subject.get("turned", "$^"), matter.question):
        return _arguments(subject.get("against" if side == "for" else "for", ()))
    return ()


def all_arguments(matter: Matter, scene: str) -> tuple[Argument, ...]:
    """Every argument that anyone could bring up about the matter: what a listener can recognise."""
    source = _read("subjects.yaml")
    found = [
        argument
        for subject in subjects_of(matter, scene).values()
        for key in ("for", "against", "any")
        for argument in _arguments(subject.get(key, ()))
    ]
    for role in source["roles"].values():
        found += _arguments(role["lines"])
    return (*found, *value_arguments(source["values"]))


def role_arguments(role: str) -> tuple[Argument, ...]:
    """What people of an occupation bring along; empty for one that is not known."""
    for entry in _read("subjects.yaml")["roles"].values():
        if re.search(rf"\b(?:{entry['cues']})", role.lower()):
            return _arguments(entry["lines"])
    return ()


def value_arguments(values: Iterable[Value]) -> tuple[Argument, ...]:
    """What people come back to by what matters to them, whatever it is about."""
    every = _read("subjects.yaml")["values"]
    return tuple(argument for value in values for argument in _arguments(every[value]))


def subjects_of(matter: Matter, scene: str) -> Mapping[str, Mapping[str, Any]]:
    """The subjects that a matter touches, by name: those that the question names, then the scene's, then any."""
    every = _read("subjects.yaml")["subjects"]
    everything = f"{matter.question} {scene}"
    named = {name: subject for name, subject in every.items() if _touches(subject, matter.question)}
    from_scene = {
        name: subject
        for name, subject in every.items()
        if (name in _FROM_SCENE or (matter.kind == "company" and name in _AT_TABLE)) and _touches(subject, scene)
    }
    chosen = {
        name: subject
        for name, subject in (named | from_scene).items()
        if name != "anything" and re.search(subject.get("only", ""), everything)
    }
    if matter.kind not in {"company", "celebration"}:
        chosen["anything"] = every["anything"]
    return chosen


def _touches(subject: Mapping[str, Any], text: str) -> bool:
    return re.search(rf"\b(?:{subject['cues']}){_ENDINGS}\b", text.lower()) is not None


def _arguments(entries: Any) -> tuple[Argument, ...]:
    return tuple(Argument(*(part.strip() for part in entry.split(" | ", 1))) for entry in entries)


@cache
def _read(name: str) -> Mapping[str, Any]:
    import yaml

    read: Mapping[str, Any] = yaml.safe_load((files("sobremesa.personas") / name).read_text(encoding="utf-8"))
    return read
