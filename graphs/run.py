"""Runs of the graph: start one, resume one, look at one. Each holds its thread's lease as long as it works."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sobremesa.errors import BadRequestError
from sobremesa.graphs.leasing import Recorded, leased
from sobremesa.nodes.asking import read_request
from sobremesa.nodes.contract import Request, Result
from sobremesa.nodes.keeping import runs_of
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.reply import Reply
from sobremesa.store.runs import Lease, RunRecord, RunTable

if TYPE_CHECKING:
    from sobremesa.nodes.context import Services
    from sobremesa.nodes.forking.seed import Seed
    from sobremesa.nodes.settings import Settings

Watch = Callable[[Progress], None]

THREAD_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
"""What stands unquoted in a command line, so that the commands which a report names can be copied."""


def unwatched(event: Progress) -> None:
    """Nobody watches."""


def new_thread_id() -> str:
    """An id that no other run has: twelve hexadecimal digits."""
    return uuid.uuid4().hex[:12]


async def start(
    request: Request,
    settings: Settings,
    thread_id: str | None = None,
    services: Services | None = None,
    watch: Watch = unwatched,
) -> Result:
    """Run a request on a new thread, to its end.

    `services` None: those of `settings`. `watch` is called on the event loop, with each step forward. Cancelling
    the task leaves a thread that can be resumed. Raises ThreadBusyError, BadRequestError (also where the thread
    exists already), and whatever SobremesaError ended the run; it is resumable then too.
    """
    table = run_table(settings)
    async with entered(table, request, thread_id or new_thread_id()) as lease:
        return await drive(table, lease, settings, services, watch)


async def enter(request: Request, settings: Settings, thread_id: str) -> None:
    """Write a new run down without running it: `resume` does, in this process or another.

    Raises ThreadBusyError, BadRequestError (also where the thread exists already).
    """
    async with entered(run_table(settings), request, thread_id):
        pass


@asynccontextmanager
async def entered(table: RunTable, request: Request, thread_id: str) -> AsyncIterator[Lease]:
    """The lease of a thread that is new, with its request in the table."""
    request = read_request(request.model_dump())
    if not THREAD_NAME.fullmatch(thread_id):
        raise BadRequestError("A thread's name is 1 to 100 letters, digits, dots, colons, dashes and underscores.")
    async with leased(table, thread_id) as lease:
        if table.find(thread_id) is not None:
            raise BadRequestError(f"There is a thread {thread_id} already: resume it, or choose another name.")
        table.open(lease, request.scenario, request.model_dump_json())
        yield lease


async def resume(
    thread_id: str,
    settings: Settings,
    services: Services | None = None,
    watch: Watch = unwatched,
    reply: Reply | None = None,
) -> Result:
    """Run a thread on from its last checkpoint; a finished one just gives its result again.

    One that waits for a person gives what it asks them, or takes their `reply`. Raises ThreadNotFoundError,
    ThreadBusyError, StateVersionError (another version of Sobremesa wrote the thread), BadRequestError (it was begun
    with another language model, or without one; there is a reply, and it waits for none).
    """
    table = run_table(settings)
    table.get(thread_id)
    async with leased(table, thread_id) as lease:
        return await drive(table, lease, settings, services, watch, reply)


async def show(thread_id: str, settings: Settings) -> Result:
    """What a thread has so far, without running it; also one that LangGraph's server has run.

    Raises ThreadNotFoundError, StateVersionError.
    """
    from sobremesa.graphs.driving import opened
    from sobremesa.graphs.unfinished import unfinished
    from sobremesa.nodes.result import asking, result_of

    async with opened(settings, thread_id) as thread:
        values = await thread.values()
        proposal = await thread.waits_for()
    if proposal is not None:
        return asking(proposal, thread_id)
    if values.get("report"):
        return result_of(values, thread_id)
    return unfinished(values, run_table(settings).get(thread_id))


def threads(settings: Settings) -> tuple[RunRecord, ...]:
    """All threads, the latest first."""
    return run_table(settings).list()


def run_table(settings: Settings) -> RunTable:
    """The table of runs, where the operator keeps it."""
    return runs_of(settings)


async def drive(
    table: RunTable,
    lease: Lease,
    settings: Settings,
    services: Services | None,
    watch: Watch,
    reply: Reply | None = None,
    seed: Seed | None = None,
) -> Result:
    """Run a thread from where it stands to its end or to where a person is asked, and enter how it stands then.

    A branch that has no state yet begins with its `seed`, which is found again where it is not given.
    """
    from sobremesa.graphs.branch import Branch, lineage_of, opening_of, request_of
    from sobremesa.graphs.driving import opened
    from sobremesa.graphs.forking import carry, seed_for
    from sobremesa.nodes.assembly import build_services
    from sobremesa.nodes.result import asking, result_of

    thread_id = lease.thread_id
    async with opened(settings, thread_id, lease) as thread:
        values = await thread.values()
        proposal = await thread.waits_for()
        if reply is not None and proposal is None:
            raise BadRequestError(
                f"Thread {thread_id} waits for no reply: sobremesa show {thread_id} tells how it stands."
            )
        if reply is not None or (proposal is None and not values.get("report")):
            opening = opening_of(table, thread_id)
            allowed = within_budget(settings, request_of(opening))
            services = services or build_services(allowed, thread_id, lease=lease, ancestors=lineage_of(opening))
            # Killed before its first checkpoint, a run has left nothing but what it was opened with.
            request = None if values or isinstance(opening, Branch) else opening.model_dump_json()
            if not values and isinstance(opening, Branch):
                seed = seed or await seed_for(opening, settings, services)
                if services.language_model:
                    await carry(opening, thread_id, seed, settings, lease)
                await thread.plant(seed)
                values = await thread.values()
            refuse_other_services(values.get("services") or services.names(), services, thread_id)
            with Recorded(table, lease):
                await thread.advance(request, services, watch, reply)
                values, proposal = await thread.values(), await thread.waits_for()
        result = result_of(values, thread_id) if proposal is None else asking(proposal, thread_id)
        table.update(lease, result.status, result.mode)
    return result


def within_budget(settings: Settings, request: Request) -> Settings:
    """The operator's limits, or the caller's where they are lower."""
    return settings.within(request.budget)


def refuse_other_services(begun: Mapping[str, str], services: Services, thread_id: str) -> None:
    """A report says who spoke: half a conversation by one speaker and half by another would belie it."""
    now = services.names()
    changed = [
        f"its {part} was {begun.get(part)}, and now is {now[part]}" for part in now if begun.get(part) != now[part]
    ]
    if changed:
        raise BadRequestError(
            f"Thread {thread_id} can't go on: {'; '.join(changed)}. Resume it with the settings that it was begun "
            "with, or run the question again."
        )
