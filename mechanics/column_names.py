"""What the columns of a snapshot are called.

A field's column is `<owner>.<field>`, as are ids and places, whose names no field can have. All else that is kept of an
owner has the mark `#`, which no name of a document can hold.
"""

from __future__ import annotations

_ROWS, _DEGREE, _MEASURE = "#rows", "#degree", "measure#"


def rows_of(owner: str) -> str:
    """How many rows of the columns of a type, or of a network's links, each replicate has."""
    return owner + _ROWS


def next_of(kind: str) -> str:
    """The id of the next agent of a type that is born, for each replicate."""
    return f"{kind}#next"


def degree_of(layer: str | None) -> str:
    """How many neighbours each agent has in a layer (None: in the space)."""
    return f"{layer or 'space'}{_DEGREE}"


def neighbors_of(layer: str | None) -> str:
    """The ids of all neighbours in a layer (None: in the space), agent by agent."""
    return f"{layer or 'space'}#neighbors"


def measure_of(name: str) -> str:
    """What a stopped replicate measured last."""
    return _MEASURE + name


def counts(column: str) -> bool:
    """Whether a column says how many rows of others belong to each of its own."""
    return column.endswith((_ROWS, _DEGREE))


def measures(column: str) -> bool:
    """Whether a column holds what was measured, rather than state."""
    return column.startswith(_MEASURE)
