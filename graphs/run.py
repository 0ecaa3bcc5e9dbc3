"""Runs of the graph: start one, resume one, look at one. Each holds its thread's lease as long as it works."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sobremesa.nodes.contract import Request, Result
from sobremesa.nodes.progress import Progress

if TYPE_CHECKING:
    from sobremesa.nodes.settings import Settings

    from sobremesa.nodes.context import Services
    from sobremesa.store.runs import RunRecord

Watch = Callable[[Progress], None]


def unwatched(event: Progress) -> None:
    """Nobody watches."""


def new_thread_id() -> str:
    """An id that no other run has."""
    raise NotImplementedError


async def start(
    request: Request,
    settings: Settings,
    thread_id: str | None = None,
    services: Services | None = None,
    watch: Watch = unwatched,
) -> Result:
    """Run a request on a new thread, to its end.

    `services` None: those of `settings`. `watch` is called on the event loop, with each step forward. Cancelling
    the task leaves a thread that can be resumed. Raises ThreadBusyError, ThreadExistsError, BadRequestError, and
    whatever SobremesaError ended the run; it is resumable then too.
    """
    raise NotImplementedError


async def resume(
    thread_id: str, settings: Settings, services: Services | None = None, watch: Watch = unwatched
) -> Result:
    """Run a thread on from its last checkpoint; a finished one just gives its result again.

    Raises ThreadNotFoundError, ThreadBusyError, StateVersionError (another version of Sobremesa wrote the thread).
    """
    raise NotImplementedError


async def show(thread_id: str, settings: Settings) -> Result:
    """What a thread has so far, without running it. Raises ThreadNotFoundError, StateVersionError."""
    raise NotImplementedError


def threads(settings: Settings) -> tuple[RunRecord, ...]:
    """All threads, the latest first."""
    raise NotImplementedError
