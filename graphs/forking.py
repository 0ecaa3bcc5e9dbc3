"""Forks: a new thread that goes on from a place in an old one, with something changed or nothing.

The old thread is only read. What language models said in it is found again, call by call, as long as a call is put in
the same words; whoever is forked from a fork finds what was said in all threads before it.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from sobremesa.errors import BadRequestError
from sobremesa.graphs.branch import Branch, lineage_of, opening_of, request_of
from sobremesa.graphs.leasing import leased
from sobremesa.graphs.run import THREAD_NAME, Watch, drive, new_thread_id, run_table, unwatched, within_budget
from sobremesa.nodes.forking.places import lies_before, place_in
from sobremesa.nodes.forking.seed import Seed, seed_of
from sobremesa.store.journal import Unanswered

if TYPE_CHECKING:
    from sobremesa.nodes.context import Services
    from sobremesa.nodes.contract import Result
    from sobremesa.nodes.forking.fork import Fork
    from sobremesa.nodes.settings import Settings
    from sobremesa.store.leases import Lease


async def fork(
    thread_id: str,
    asked: Fork,
    settings: Settings,
    name: str | None = None,
    services: Services | None = None,
    watch: Watch = unwatched,
) -> Result:
    """Go on from a place in a thread, in a new one called `name`, to its end.

    Raises ThreadNotFoundError, StateVersionError; BadRequestError where there is no such place, where what is asked for
    can't be there, or where a thread has that name already: nothing is kept then. Whatever else ends the run leaves a
    thread that can be resumed.
    """
    table = run_table(settings)
    name = name or new_thread_id()
    if not THREAD_NAME.fullmatch(name):
        raise BadRequestError("A thread's name is 1 to 100 letters, digits, dots, colons, dashes and underscores.")
    opening = opening_of(table, thread_id)
    branch = Branch(ancestors=(thread_id, *lineage_of(opening)), fork=asked, request=request_of(opening))
    seed = await seed_for(branch, settings, services or built(settings, name, branch))
    async with leased(table, name) as lease:
        if table.find(name) is not None:
            raise BadRequestError(f"There is a thread {name} already: choose another name.")
        table.open(lease, branch.request.scenario, branch.model_dump_json())
        return await drive(table, lease, settings, services, watch, seed=seed)


async def seed_for(branch: Branch, settings: Settings, services: Services) -> Seed:
    """What a branch begins with. Raises as `fork` does."""
    from sobremesa.graphs.driving import opened
    from sobremesa.nodes.loading import validate_state

    async with opened(settings, branch.parent) as thread:
        place = await place_in(thread.past(), branch.fork.at, branch.parent)
    validate_state(place.values, branch.parent)
    return await seed_of(branch.fork, place, services)


async def carry(branch: Branch, name: str, seed: Seed, settings: Settings, lease: Lease) -> None:
    """Enter in a branch's own journal what was asked on its way to the place where it begins."""
    from sobremesa.nodes.keeping import journal_of

    mode = seed.values["route"]["mode"]

    def work() -> None:
        journal = journal_of(settings, lease)
        for key, outcome in journal.recorded(branch.parent):
            if lies_before(branch.fork.at, mode, key.node, key.turn):
                own = replace(key, lineage=name)
                if isinstance(outcome, Unanswered):
                    journal.give_up(own, outcome)
                else:
                    journal.keep(own, outcome)

    await asyncio.to_thread(work)


def built(settings: Settings, name: str, branch: Branch) -> Services:
    """Services to look with at what a branch begins with; who runs it holds its lease, and has services of its own."""
    from sobremesa.nodes.assembly import build_services

    return build_services(within_budget(settings, branch.request), name, ancestors=branch.ancestors)
