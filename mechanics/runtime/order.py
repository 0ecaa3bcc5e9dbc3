"""The order of agents and cells, and lists that are kept in it."""

from __future__ import annotations

import operator
from bisect import bisect_left, insort
from typing import Any

by_id = operator.attrgetter("id")
"""The order of agents and of cells."""


def take_in(members: list[Any] | None, one: Any) -> None:
    """Put one among members by id, if they are kept."""
    if members is not None:
        insort(members, one, key=by_id)


def leave_out(members: list[Any] | None, one: Any) -> None:
    """Take one out of members by id, if they are kept."""
    if members is not None:
        del members[bisect_left(members, one.id, key=by_id)]
