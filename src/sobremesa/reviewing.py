"""Going on with a run: one that was interrupted, or one whose model waits for a person's word.

`resume` has an async twin, `aresume`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sobremesa.errors import BadRequestError
from sobremesa.graphs import run
from sobremesa.nodes.contract import Result
from sobremesa.nodes.reply import read_reply
from sobremesa.nodes.settings import Settings
from sobremesa.synchronous import synchronous

__all__ = ["aresume", "resume"]


async def aresume(
    thread_id: str,
    *,
    approve: bool = False,
    values: Mapping[str, float] | None = None,
    document: Path | str | None = None,
    say: str | None = None,
    settings: Settings | None = None,
) -> Result:
    """Run a thread on from where it is.

    Args:
        thread_id: which run.
        approve: the model in review shall run; beside `values` or `document`, without being shown once more.
        values: other values for parameters of the model in review, by name.
        document: a model document in its place: a file (`Path`), or its text (YAML or JSON).
        say: what a language model shall change in it.
        settings: those that the run was begun with; those of the environment if not given.

    Returns:
        The answer; or, with status `needs_input`, what waits for a reply under `asked`. What could not be done stands
        under `asked.problems`, and the model is as it was.

    Raises:
        BadRequestError: the reply can't be taken as it stands, or the thread waits for none.
        ThreadNotFoundError, ThreadBusyError, StateVersionError: the thread can't be run here, or not now.
        SobremesaError: whatever else ended the run; the thread can be resumed.
    """
    fields = {"approve": approve, "set": dict(values or {}), "document": _text(document), "say": say}
    reply = read_reply(fields) if any(fields.values()) else None
    return await run.resume(thread_id, settings or Settings.from_env(), reply=reply)


def _text(document: Path | str | None) -> str | None:
    if not isinstance(document, Path):
        return document
    try:
        return document.read_text(encoding="utf-8")
    except OSError as error:
        raise BadRequestError(f"{document} can't be read: {error.strerror}.") from None


resume = synchronous(aresume)
