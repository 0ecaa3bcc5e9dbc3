"""Runs in processes of their own, to be killed. Each begins as a fork of this one, so that nothing is imported twice.

Reads lines of JSON (environment, thread, request or null to resume, where to die or null) on standard input. For each a
new process says its number, and then a line for each step that it takes; when it has ended, in whatever way, this one
says `ended` and the status that it ended with.
"""

import asyncio
import json
import os
import pkgutil
import sys
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import Any

import sobremesa.graphs
import sobremesa.mechanics
import sobremesa.nodes
import sobremesa.personas
from sobremesa.graphs import run
from sobremesa.nodes.contract import Request
from sobremesa.nodes.keeping import journal_of
from sobremesa.nodes.settings import Settings

ROOMS = (sobremesa.graphs, sobremesa.nodes, sobremesa.personas, sobremesa.mechanics)
LATE = (
    "mesa",
    "networkx",
    "scipy.sparse",
    "llvmlite.binding",
    "openai.resources.chat",
    "h11",
    "genai_prices",
    "psycopg",
)


def imported(room: ModuleType) -> None:
    """Import all that the steps would import when they are first taken; what belongs to an extra may be missing."""
    for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        with suppress(ImportError):
            import_module(module.name)


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def begin(environ: dict[str, str], thread: str, request: str | None, death: dict[str, Any] | None) -> None:
    """The whole life of a new process."""
    say(str(os.getpid()))
    settings = Settings.from_env(environ)
    if death is not None:
        set_death(saver_of(settings), settings, thread, **death)
    if request is None:
        asyncio.run(run.resume(thread, settings, watch=lambda event: say(event.node)))
        return
    question = Request.model_validate_json(request)
    asyncio.run(run.start(question, settings, thread, watch=lambda event: say(event.node)))


def saver_of(settings: Settings) -> Any:
    """The class of what writes checkpoints."""
    if settings.database is None:
        from sobremesa.graphs.sqlite_saver import SqliteSaver

        return SqliteSaver
    from sobremesa.graphs.postgres_saver import PostgresSaver

    return PostgresSaver


def set_death(saver: Any, settings: Settings, thread: str, write: str, checkpoints: int, before: bool, by: int) -> None:
    """Let the process kill itself at a write of this saver."""
    put, writing = saver.aput, getattr(saver, write)
    written = 0

    async def counted(self: Any, *args: Any) -> Any:
        nonlocal written
        kept = await put(self, *args)
        written += 1
        return kept

    async def last(self: Any, *args: Any) -> Any:
        dies = written == checkpoints
        if dies and before:
            await answers(settings, thread)
            async with self.lock:
                os.kill(os.getpid(), by)
        kept = await (counted if write == "aput" else writing)(self, *args)
        if dies and not before:
            os.kill(os.getpid(), by)
        return kept

    saver.aput = counted
    setattr(saver, write, last)


async def answers(settings: Settings, thread: str) -> None:
    """Wait until no call is in flight: what was would have to be made again."""
    journal = journal_of(settings)
    while journal.spent(thread).open:
        await asyncio.sleep(0.001)


if __name__ == "__main__":
    for room in ROOMS:
        imported(room)
    for name in LATE:
        with suppress(ImportError):
            import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            begin(*json.loads(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        say(f"ended {status}")
    os._exit(0)  # there is much to be taken apart, and nothing to be kept
