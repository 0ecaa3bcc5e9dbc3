"""What a person says to a model that is shown before it runs: yes, other values, another document, or what to change.

Texts of documents are artifacts, and the state holds their hashes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sobremesa.errors import BadRequestError
from sobremesa.mechanics.yaml12 import NotPlainError, load
from sobremesa.nodes.contract import MAX_DOCUMENT_CHARACTERS
from sobremesa.nodes.proposal import HOW
from sobremesa.nodes.sanitise import sanitise_fields

if TYPE_CHECKING:
    from sobremesa.store.artifacts import ArtifactStore

MOST_WORDS = 4_000
MOST_VALUES = 100
APPROVE = "approve"


class Reply(BaseModel):
    """A reply to a proposal; with `set` or `document`, `approve` runs the model without showing it once more."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    approve: bool = False
    set: Annotated[dict[str, bool | int | float], Field(max_length=MOST_VALUES)] = {}
    document: Annotated[str, Field(min_length=1, max_length=MAX_DOCUMENT_CHARACTERS)] | None = None
    say: Annotated[str, Field(min_length=1, max_length=MOST_WORDS)] | None = None

    @property
    def edits(self) -> bool:
        """Whether the person changed the model by hand."""
        return bool(self.set) or self.document is not None


def read_reply(given: object) -> Reply:
    """The reply in what came back: a mapping, its text as YAML or JSON, or the word `approve`.

    Raises BadRequestError with a sentence that says how to reply.
    """
    if isinstance(given, str):
        given = _loaded(given)
    if not isinstance(given, Mapping):
        raise BadRequestError(f"That is no reply. {HOW}")
    fields = {name: value for name, value in sanitise_fields(given).items() if value is not None}
    try:
        reply = Reply.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        at = ".".join(str(step)[:40] for step in first["loc"])
        raise BadRequestError(f"The reply can't be taken ({at}: {first['msg']}). {HOW}") from None
    changes = sum((bool(reply.set), reply.document is not None, reply.say is not None))
    if changes > 1 or (reply.say is not None and reply.approve) or not (changes or reply.approve):
        raise BadRequestError(f"A reply says one thing. {HOW}")
    return reply


def _loaded(text: str) -> Any:
    if text.strip().lower() == APPROVE:
        return {APPROVE: True}
    try:
        return load(text)
    except NotPlainError:
        return None


def kept(reply: Reply, artifacts: ArtifactStore) -> dict[str, Any]:
    """A reply as the state holds it."""
    text = reply.document
    sha256 = None if text is None else artifacts.put(text.encode())
    return {**reply.model_dump(mode="json"), "document": sha256}


def replies_of(states: Sequence[Mapping[str, Any]], artifacts: ArtifactStore) -> tuple[Reply, ...]:
    """Replies, back from the state. Raises ArtifactMissingError."""
    return tuple(
        Reply.model_validate({**state, "document": state["document"] and artifacts.get(state["document"]).decode()})
        for state in states
    )
