"""Where two runs part: the first event that differs, told in a paragraph, and how many others of each kind do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from sobremesa.nodes.capsule.events import Event, Kind
from sobremesa.personas.english import capitalised, listed

SHOWN, BEFORE = 160, 60
"""Characters of a value that are shown, and of those the most that are alike before the first that differs."""
NAMES: Mapping[Kind, tuple[str, str]] = {
    "service": ("name of a part", "names of parts"),
    "request": ("field of the request", "fields of the request"),
    "prompt": ("prompt", "prompts"),
    "answer": ("answer", "answers"),
    "document": ("model document", "model documents"),
    "card": ("card", "cards"),
    "turn": ("turn", "turns"),
    "decision": ("decision", "decisions"),
    "finding": ("finding", "findings"),
    "computed": ("computed artifact", "computed artifacts"),
    "report": ("part of the report", "parts of the report"),
}
Address = tuple[Kind, str]
MISSING = object()


class Difference(BaseModel):
    """What tells two runs apart. `kind` and `key` name the first event that differs, None where none does.

    `counts` has how many events of each kind differ, the first included; `text` tells it in a paragraph.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str | None
    key: str | None
    counts: dict[str, int]
    text: str

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return self.kind is None


def difference(one: Sequence[Event], other: Sequence[Event], names: tuple[str, str]) -> Difference:
    """How two runs differ, each an ordered sequence of events. `names` are what they are called in the text."""
    differing = _differing(one, other)
    if not differing:
        return Difference(kind=None, key=None, counts={}, text=_same(one, names))
    first, *others = differing
    counts = Counter(kind for kind, _ in differing)
    text = f"{_told(first, _by_address(one), _by_address(other), names)} {_rest(others)}"
    return Difference(kind=first[0], key=first[1], counts=dict(counts), text=text)


def _by_address(run: Sequence[Event]) -> dict[Address, Event]:
    return {(event.kind, event.key): event for event in run}


def _differing(one: Sequence[Event], other: Sequence[Event]) -> list[Address]:
    """The addresses at which the runs differ, in the order of the first run; what the other alone has, where it stands.

    Both runs are walked side by side by what they have in common.
    """
    ours, theirs = _by_address(one), _by_address(other)
    common = {address: place for place, address in enumerate(address for address in ours if address in theirs)}

    def placed(run: Mapping[Address, Event], which: int) -> list[tuple[int, int, Address]]:
        """Each address after the last one that both have."""
        found, latest = [], -1
        for address in run:
            latest = max(latest, common.get(address, latest))
            found.append((latest, which if address not in common else -1, address))
        return found

    changed = [
        entry
        for entry in placed(ours, 0)
        if entry[2] not in theirs or not same(ours[entry[2]].value, theirs[entry[2]].value)
    ]
    added = [entry for entry in placed(theirs, 1) if entry[2] not in ours]
    return [address for _, _, address in sorted([*changed, *added], key=lambda entry: entry[:2])]


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same as JSON: 1 is not 1.0, nor true."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _same(run: Sequence[Event], names: tuple[str, str]) -> str:
    counts = Counter(event.kind for event in run)
    shown: tuple[Kind, ...] = ("answer", "turn", "decision", "finding")
    told = listed([_count(kind, counts[kind]) for kind in shown if counts[kind]])
    return f"{names[0]} and {names[1]} are the same, from the request to the report" + (f": {told}." if told else ".")


def _told(
    address: Address, one: Mapping[Address, Event], other: Mapping[Address, Event], names: tuple[str, str]
) -> str:
    """The first difference in a sentence or two."""
    here, there = one.get(address), other.get(address)
    if here is None or there is None:
        event, has = (here, names[0]) if here is not None else (there, names[1])
        assert event is not None
        lacks = names[1] if has == names[0] else names[0]
        return f"{names[0]} and {names[1]} part at {event.title}: only {has} has it, {lacks} does not."
    path, ours, theirs = leaf(here.value, there.value)
    at = f", at {path}" if path else ""
    left, right = _shown(ours, theirs), _shown(theirs, ours)
    return f"{names[0]} and {names[1]} part at {here.title}{at}: {left} in {names[0]}, {right} in {names[1]}."


def leaf(one: Any, other: Any) -> tuple[str, Any, Any]:
    """The first place within two values where they differ, as a path, and what stands there in each."""
    match one, other:
        case dict(), dict():
            for name in (*one, *(name for name in other if name not in one)):
                if not same(one.get(name, None), other.get(name, None)) or (name in one) != (name in other):
                    return _deeper(str(name), one.get(name, MISSING), other.get(name, MISSING))
        case list(), list():
            for place in range(max(len(one), len(other))):
                left = one[place] if place < len(one) else MISSING
                right = other[place] if place < len(other) else MISSING
                if left is MISSING or right is MISSING or not same(left, right):
                    return _deeper(str(place + 1), left, right)
    return "", one, other


def _deeper(step: str, one: Any, other: Any) -> tuple[str, Any, Any]:
    if one is MISSING or other is MISSING:
        return step, one, other
    path, left, right = leaf(one, other)
    return (f"{step} › {path}" if path else step), left, right


def _shown(value: Any, beside: Any) -> str:
    """A value as it can stand in a sentence, from about where it differs."""
    if value is MISSING:
        return "nothing"
    text, against = _plain(value), "" if beside is MISSING else _plain(beside)
    start = 0
    if len(text) > SHOWN:
        alike = next((i for i, (a, b) in enumerate(zip(text, against, strict=False)) if a != b), len(against))
        start = max(0, min(alike, len(text)) - BEFORE)
    cut = text[start : start + SHOWN]
    cut = ("…" if start else "") + cut + ("…" if start + SHOWN < len(text) else "")
    return f"“{cut}”" if isinstance(value, str) else cut


def _plain(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return " ".join(text.split())


def _rest(others: Sequence[Address]) -> str:
    counts = Counter(kind for kind, _ in others)
    if not counts:
        return "Nothing else differs."
    verb = "differs" if sum(counts.values()) == 1 else "differ"
    return capitalised(f"{listed([_count(kind, n) for kind, n in counts.items()])} {verb} too.")


def _count(kind: Kind, number: int) -> str:
    one, many = NAMES[kind]
    return f"{number} {one if number == 1 else many}"
