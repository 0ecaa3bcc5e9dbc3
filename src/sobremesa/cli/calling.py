"""`sobremesa call` and `contract`: the door for programs that start us, JSON in and JSON out."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Any

import typer

from sobremesa.cli.console import show_json
from sobremesa.cli.exits import BAD_REQUEST, BUSY, FAILED, one_sentence

if TYPE_CHECKING:
    from sobremesa.nodes.contract import ProblemKind, Result

MOST_CHARACTERS = 2_000_000
BY_KIND: dict[ProblemKind, int] = {
    "bad_request": BAD_REQUEST,
    "bad_document": BAD_REQUEST,
    "key_reused": BAD_REQUEST,
    "not_found": BAD_REQUEST,
    "busy": BUSY,
}


def call(tool: str) -> None:
    """Call a tool of the contract: its arguments as a JSON object on stdin, the result as JSON on stdout.

    What is not done within `wait` goes on in a process of its own; get_simulation asks after it.
    """
    with one_sentence():
        result = asyncio.run(_called(tool, sys.stdin.read(MOST_CHARACTERS + 1)))
        typer.echo(json.dumps(result.model_dump(mode="json", exclude={"report"}), ensure_ascii=False))
        raise typer.Exit(0 if result.error is None else BY_KIND.get(result.error.kind, FAILED))


def contract() -> None:
    """The contract as JSON: tools, what they take, what they give."""
    from sobremesa.doors.contract import contract as whole

    show_json(whole())


async def _called(tool: str, text: str) -> Result:
    from sobremesa.doors.desk import Desk
    from sobremesa.doors.detaching import go_on
    from sobremesa.doors.refusing import refused
    from sobremesa.errors import BadRequestError
    from sobremesa.nodes.settings import Settings

    arguments = _arguments(text)
    if arguments is None:
        return refused(
            BadRequestError(f"On stdin must stand one JSON object of at most {MOST_CHARACTERS:,} characters.")
        )
    async with Desk.opened(Settings.from_env()) as desk:
        result = await desk.call(tool, arguments)
        # Not where we are interrupted: whoever does that wants an end of it.
        go_on(await desk.close())
    return result


def _arguments(text: str) -> dict[str, Any] | None:
    try:
        arguments = json.loads(text or "{}") if len(text) <= MOST_CHARACTERS else None
    except (ValueError, RecursionError):
        return None
    return arguments if isinstance(arguments, dict) else None
