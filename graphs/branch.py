"""What a thread was opened with: a request, or a place in another thread to go on from.

It is what the table of runs keeps whole, so that a run which was killed at once can begin again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from sobremesa.nodes.contract import Request
from sobremesa.nodes.forking.fork import Fork

if TYPE_CHECKING:
    from sobremesa.store.runs import RunTable


class Branch(BaseModel):
    """A thread that goes on from another. `ancestors` are those before it, the one that it was forked from first.

    `request` is that of the run in which they all began.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ancestors: tuple[str, ...]
    fork: Fork
    request: Request

    @property
    def parent(self) -> str:
        """The thread that it was forked from."""
        return self.ancestors[0]


Opening = Request | Branch


def read_opening(text: str) -> Opening:
    """What a thread was opened with, from the table of runs. Raises ValueError for what another version wrote."""
    fields = json.loads(text)
    return Branch.model_validate(fields) if "ancestors" in fields else Request.model_validate(fields)


def opening_of(table: RunTable, thread_id: str) -> Opening:
    """What a thread was opened with. Raises ThreadNotFoundError."""
    return read_opening(table.request(thread_id))


def request_of(opening: Opening) -> Request:
    """The request that it all began with."""
    return opening.request if isinstance(opening, Branch) else opening


def lineage_of(opening: Opening) -> tuple[str, ...]:
    """The threads that this one goes on from, the nearest first."""
    return opening.ancestors if isinstance(opening, Branch) else ()
