"""The options with which a person replies to a model in review."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sobremesa.errors import BadRequestError
from sobremesa.mechanics.yaml12 import NotPlainError, load
from sobremesa.nodes.reply import Reply, read_reply

Approve = Annotated[bool, typer.Option("--approve", help="In review: run it.")]
Set = Annotated[
    list[str] | None, typer.Option("--set", help="In review: another value, as NAME=VALUE; repeat for more.")
]
Document = Annotated[
    Path | None,
    typer.Option("--document", help="In review: a model document (YAML) in its place.", dir_okay=False),
]
Say = Annotated[str | None, typer.Option("--say", help="In review: what a language model shall change.")]


def reply_of(approve: bool, values: list[str] | None, document: Path | None, say: str | None) -> Reply | None:
    """The reply that the options make; None where none is given. Raises BadRequestError."""
    if not (approve or values or document is not None or say is not None):
        return None
    return read_reply({"approve": approve, "set": read_values(values), "document": _text(document), "say": say})


def read_values(texts: list[str] | None) -> dict[str, bool | int | float]:
    """Each `name=value` as an entry. Raises BadRequestError."""
    values: dict[str, bool | int | float] = {}
    for text in texts or ():
        name, _, given = (part.strip() for part in text.partition("="))
        try:
            value = load(given)
        except NotPlainError:
            value = None
        if not name or not isinstance(value, bool | int | float) or name in values:
            raise BadRequestError(f'--set must be NAME=VALUE with a number, and each name once, not "{text[:80]}".')
        values[name] = value
    return values


def _text(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise BadRequestError(f"--document {file} can't be read: {error.strerror}.") from None
    except ValueError:
        raise BadRequestError(f"--document {file} is no text in UTF-8.") from None
