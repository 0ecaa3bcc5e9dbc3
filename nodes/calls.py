"""What comes through a door: a question with how long the caller waits, or an inquiry after a run that was begun."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sobremesa.nodes.asking import EXPECTED, mistaken, read_request
from sobremesa.nodes.contract import Request
from sobremesa.nodes.proposal import HOW
from sobremesa.nodes.sanitise import sanitise_fields

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

    @property
    def request(self) -> Request:
        """What is computed."""
        return Request.model_validate(self.model_dump(include=set(Request.model_fields)))


class Inquiry(BaseModel):
    """Asks after a run by its handle."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    thread_id: Annotated[str, Field(min_length=1, max_length=100, description="the handle that a result gave")]
    wait: Wait = MAX_WAIT_SECONDS
    page: Annotated[
        int | None, Field(ge=1, description="a page of the whole report, from 1 to the pages that the result tells")
    ] = None
    reply: Annotated[dict[str, Any] | None, Field(description=f"to a run with status needs_input. {HOW}")] = None


OF_CALLS = {
    "wait": f"a number of seconds from 0 to {MAX_WAIT_SECONDS:g}",
    "idempotency_key": f"1 to {MAX_KEY_CHARACTERS} characters",
}
OF_INQUIRIES = {
    "thread_id": "the handle that a result gave",
    "wait": OF_CALLS["wait"],
    "page": "a whole number from 1",
    "reply": "a mapping",
}
TEXTS = frozenset({"scenario", "mode", "turn_taking", "personas", "document", "thread_id", "idempotency_key"})
"""Fields that are text; in the place of any other a text may hold its JSON, as language models like to send it."""


def read_call(fields: Mapping[str, Any]) -> Call:
    """The call that a caller's fields describe. Raises what `read_request` raises."""
    given = unpacked(fields)
    about = {name: given.pop(name) for name in OF_CALLS if name in given}
    request = read_request(given)
    try:
        return Call.model_validate({**request.model_dump(), **about})
    except ValidationError as error:
        raise mistaken(error, {**EXPECTED, **OF_CALLS}) from None


def read_inquiry(fields: Mapping[str, Any]) -> Inquiry:
    """The inquiry that a caller's fields describe. Raises BadRequestError."""
    try:
        return Inquiry.model_validate(unpacked(fields))
    except ValidationError as error:
        raise mistaken(error, OF_INQUIRIES) from None


def unpacked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields made safe; those that are not given are left out."""
    given = {name: value if name in TEXTS else _unpacked(value) for name, value in fields.items() if value is not None}
    return sanitise_fields(given)


def _unpacked(value: Any) -> Any:
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
