"""Two runs held against each other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sobremesa.errors import BadRequestError
from sobremesa.mechanics.documents import name_of
from sobremesa.nodes.changes import told
from sobremesa.nodes.comparing.comparison import Comparison
from sobremesa.nodes.comparing.numbers import contrasts_of, unpaired
from sobremesa.nodes.comparing.sides import Side
from sobremesa.nodes.comparing.words import choices_of, decided_in, partings_of, stances_of
from sobremesa.personas.english import listed

NOT_WHAT_CAME = frozenset({"changes"})
"""Fields of a state that say what was done to it, and not what came of it."""


def compare(one: Side, other: Side, related: Sequence[str] = ()) -> Comparison:
    """What was changed from one to the other, and what differs. `related` says how they came of each other.

    Raises BadRequestError where they have nothing in common.
    """
    contrasts = contrasts_of(one, other)
    people = {**other.people, **one.people}
    shared = [who for who in one.people if who in other.people]
    if not (contrasts or shared):
        raise BadRequestError(_nothing(one, other))
    partings = partings_of(one, other) if shared else ()
    return Comparison(
        names=(one.name, other.name),
        same=_outcome(one.values) == _outcome(other.values),
        related=tuple(related),
        changed=tuple(_changed(one, other)),
        contrasts=contrasts,
        partings=partings,
        rounds=len({key[:3] for key in (*one.spoken, *other.spoken)}),
        stances=stances_of(one, other),
        choices=choices_of(one, other),
        decided=decided_in(one, other),
        not_comparable=(*unpaired(one, other), *_apart(one, other, shared)),
        people=people,
    )


def _outcome(values: Mapping[str, Any]) -> str:
    # How far a run has come is part of what came of it.
    return json.dumps({name: value for name, value in values.items() if name not in NOT_WHAT_CAME}, sort_keys=True)


def _changed(one: Side, other: Side) -> Iterator[str]:
    """What each of the runs has that the other has not: changes of forks, and fields of the request."""
    for side, beside in ((one, other), (other, one)):
        own = [change for change in side.changes if change not in beside.changes]
        document = None if side.program is None else side.program.document
        yield from (f"{side.name}: {told(change, dict(side.people), document)}" for change in own)
    ours, theirs = one.request.model_dump(mode="json"), other.request.model_dump(mode="json")
    for name, value in ours.items():
        if value != theirs[name]:
            here, there = _brief(value), _brief(theirs[name])
            yield f"{name.replace('_', ' ').capitalize()} is {here} in {one.name}, and {there} in {other.name}."


def _apart(one: Side, other: Side, shared: Sequence[str]) -> Iterator[str]:
    """Who talks in one run only."""
    if not (one.people or other.people):
        return
    if not shared:
        yield "Nobody talks in both, so no words can be held against each other."
        return
    for side, beside in ((one, other), (other, one)):
        alone = [name for who, name in side.people.items() if who not in beside.people]
        if alone:
            yield f"{listed(alone)} {'talks' if len(alone) == 1 else 'talk'} in {side.name} only."


def _nothing(one: Side, other: Side) -> str:
    return (
        f"{one.name} and {other.name} have nothing in common: {_what(one)}, {_what(other)}. Compare runs of one "
        "question, or a run with its forks (sobremesa tree)."
    )


def _what(side: Side) -> str:
    if side.program is not None:
        headline = side.program.document.experiment.headline.measure.replace("_", " ")
        return f"{side.name} is about {headline} in the model {name_of(side.program.document)}"
    if side.people:
        return f"in {side.name} {listed(list(side.people.values()))} talk"
    return f"{side.name} has simulated nothing"


def _brief(value: Any) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
