"""Runs in files: record one as a capsule, play a capsule again, tell two runs apart.

Each function has an async twin. A capsule is a file that can be handed on: it holds the request, the answers of the
language model, the model document, and the report; and so whatever the personas keep to themselves.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from sobremesa.graphs import capsules
from sobremesa.graphs.run import Watch, unwatched
from sobremesa.nodes.capsule.capsule import Capsule
from sobremesa.nodes.capsule.difference import Difference, difference
from sobremesa.nodes.capsule.events import events
from sobremesa.nodes.capsule.file import read_capsule, write_capsule
from sobremesa.nodes.capsule.replayed import Replayed
from sobremesa.nodes.settings import Settings
from sobremesa.synchronous import synchronous

__all__ = ["acapsule", "adiff", "areplay", "capsule", "diff", "replay"]


async def acapsule(thread_id: str, out: Path | None = None, *, settings: Settings | None = None) -> Capsule:
    """Record a run that has come to its end.

    Args:
        thread_id: the name of the run.
        out: a file to write it to, readable for its owner alone, since it holds the personas' secrets.
        settings: where the run is kept; those of the environment if not given.

    Returns:
        All that the run went by, and what came of it.

    Raises:
        ThreadNotFoundError: there is no such run.
        BadRequestError: it has not come to its end, or was changed otherwise than in a fork.
        CapsuleError: it would be too large for a capsule.
    """
    settings = settings or Settings.from_env()
    await capsules.refuse_changed_by_hand(thread_id, settings)
    recorded = await capsules.record(thread_id, settings)
    if out is not None:
        await asyncio.to_thread(write_capsule, recorded, out)
    return recorded


async def areplay(
    recording: Path | Capsule,
    *,
    thread_id: str | None = None,
    settings: Settings | None = None,
    watch: Watch = unwatched,
) -> Replayed:
    """Play a recorded run again: without a key, without a connection, for nothing.

    Args:
        recording: a capsule, or the file of one. It may come from anybody: nothing in it is run.
        thread_id: a name to keep the run by, to show and report it; nothing is kept if not given.
        settings: home and limits; those of the environment if not given.
        watch: called with each step forward.

    Returns:
        Whether the report is the same to the byte, and what differs first where it is not.

    Raises:
        CapsuleError: the file is no capsule, or damaged, or not one that can be played again here.
        NotRecordedError: this version asks for what the recorded run did not ask for.
    """
    capsule = await asyncio.to_thread(_capsule, recording)
    return await capsules.replay(capsule, settings or Settings.from_env(), thread_id, watch)


async def adiff(
    one: str | Path | Capsule, other: str | Path | Capsule, *, settings: Settings | None = None
) -> Difference:
    """Where two runs part: the first event that differs, in a paragraph, and how many others do.

    Args:
        one: a run by its name, a capsule, or the file of one.
        other: another.
        settings: where runs are kept; those of the environment if not given.

    Returns:
        The difference; its `same` is true where there is none.

    Raises:
        ThreadNotFoundError, BadRequestError: there is no such run, or it has not come to its end.
        CapsuleError: a file is no capsule, or damaged.
    """
    settings = settings or Settings.from_env()
    left, right = [await _run(run, settings) for run in (one, other)]
    names = _names(_name(one), _name(other))
    return await asyncio.to_thread(lambda: difference(events(left), events(right), names))


async def _run(run: str | Path | Capsule, settings: Settings) -> Capsule:
    if isinstance(run, str):
        return await capsules.record(run, settings)
    return await asyncio.to_thread(_capsule, run)


def _capsule(recording: Path | Capsule) -> Capsule:
    return read_capsule(recording) if isinstance(recording, Path) else recording


def _name(run: str | Path | Capsule) -> str:
    match run:
        case str():
            return run
        case Path():
            return run.name
    return "the capsule"


def _names(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one != other else (f"{one} (first)", f"{other} (second)")


capsule = synchronous(acapsule)
replay = synchronous(areplay)
diff = synchronous(adiff)
