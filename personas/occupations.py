"""What people do for a living, for a sample of which nothing is said: one from each kind of work in turn.

The kinds are the major groups of the International Standard Classification of Occupations (ISCO-08, ILO 2012), without
the armed forces. Who is young enough studies, who is old enough has retired; the ages are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

KINDS: Sequence[tuple[str, ...]] = (
    ("shop manager", "hotel manager", "head of a department"),
    ("teacher", "nurse", "engineer", "social worker", "doctor"),
    ("laboratory technician", "estate agent", "sports coach"),
    ("bank clerk", "receptionist", "bookkeeper"),
    ("shop assistant", "cook", "hairdresser", "carer"),
    ("farmer", "gardener", "fisher"),
    ("electrician", "carpenter", "baker", "mechanic"),
    ("bus driver", "lorry driver", "machine operator"),
    ("cleaner", "kitchen hand", "warehouse worker"),
)
"""ISCO-08's major groups 1 to 9, with some occupations of each."""
STUDIES_TO, RETIRES_AT = 21, 66
STUDIES = 0.5
"""The share of those young enough who study."""


def drawn_occupations(ages: Sequence[int | None], seed: str) -> tuple[str, ...]:
    """An occupation for each of some ages, of different kinds and different from each other while that goes."""
    draws = Random(f"occupations/{seed}")
    kinds = [draws.sample(kind, len(kind)) for kind in draws.sample(KINDS, len(KINDS))]
    longest = max(map(len, kinds))
    dealt = [kind[turn] for turn in range(longest) for kind in kinds if turn < len(kind)]
    return tuple(_of_age(dealt[place % len(dealt)], age, draws) for place, age in enumerate(ages))


def _of_age(occupation: str, age: int | None, draws: Random) -> str:
    studies = draws.random() < STUDIES
    if age is None:
        return occupation
    if age <= STUDIES_TO and studies:
        return "student"
    return f"retired {occupation}" if age >= RETIRES_AT else occupation
