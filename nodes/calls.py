"""What comes through a door: a question with how long the caller waits, or an inquiry after a run that was begun."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from sobremesa.nodes.contract import Request
from sobremesa.nodes.proposal import HOW

MAX_WAIT_SECONDS = 45.0
"""Clients give a call up after a minute."""
MAX_KEY_CHARACTERS = 200

Wait = Annotated[
    float,
    Field(
        ge=0,
        le=MAX_WAIT_SECONDS,
        allow_inf_nan=False,
        description="seconds to wait for the answer; after them the run goes on, and get_simulation asks after it",
    ),
]


class Call(Request):
    """A request as it comes through a door. `wait` and `idempotency_key` change nothing of what is computed."""

    wait: Wait = MAX_WAIT_SECONDS
    idempotency_key: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=MAX_KEY_CHARACTERS,
            description="a name of your own for this request: sent again with the same key, it is never run twice",
        ),
    ] = None


class Inquiry(BaseModel):
    """Asks after a run by its handle."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    thread_id: Annotated[str, Field(min_length=1, max_length=100, description="the handle that a result gave")]
    wait: Wait = MAX_WAIT_SECONDS
    page: Annotated[
        int | None, Field(ge=1, description="a page of the whole report, from 1 to the pages that the result tells")
    ] = None
    reply: Annotated[dict[str, Any] | None, Field(description=f"to a run with status needs_input. {HOW}")] = None
