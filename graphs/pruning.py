"""Removing threads that nobody needs any more, and what only they held.

A thread that another one goes on from stays as long as that one does. Of the artifacts those go that no checkpoint
names that is left (mark and sweep); but not what was put within the last hour, and none while a run is at work, since a
run puts an artifact before its checkpoint says so.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sobremesa.errors import BadRequestError
from sobremesa.graphs.branch import lineage_of, opening_of
from sobremesa.graphs.interviewing import interviews_of
from sobremesa.graphs.leasing import leased
from sobremesa.graphs.run import run_table
from sobremesa.store.runs import RunRecord, ThreadBusyError

if TYPE_CHECKING:
    from sobremesa.nodes.settings import Settings
    from sobremesa.store.runs import RunTable

FINISHED = frozenset({"done", "partial", "no_model"})
AT_REST = FINISHED | {"failed", "interrupted", "needs_input"}
DAY_SECONDS = 86_400.0
GRACE_SECONDS = 3_600.0
NAMED = re.compile(rb"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Rule:
    """Which threads may go: those that have come to their end; with `unfinished` also those that stopped before it.

    `older_than`: only what nothing has happened to for so many days. `keep`: not the latest so many of all.
    """

    older_than: float | None = None
    keep: int = 0
    unfinished: bool = False

    def __post_init__(self) -> None:
        if self.keep < 0 or (self.older_than is not None and not self.older_than >= 0):
            raise BadRequestError("A number of threads to keep, or of days, must be 0 or more.")


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went, or would go. `needed` are threads that would, but for others that go on from them."""

    threads: tuple[RunRecord, ...]
    needed: tuple[RunRecord, ...]
    artifacts: int = 0
    bytes: int = 0


def chosen(settings: Settings, rule: Rule) -> Pruned:
    """What a rule would remove; nothing is touched. Raises StorageError."""
    table = run_table(settings)
    records = table.list()
    now = table.now()
    statuses = AT_REST if rule.unfinished else FINISHED
    oldest = now if rule.older_than is None else now - rule.older_than * DAY_SECONDS
    may_go = {
        record.thread_id for record in records[rule.keep :] if record.status in statuses and record.updated <= oldest
    }
    needed = needed_by(table, (record.thread_id for record in records if record.thread_id not in may_go))
    return Pruned(
        tuple(record for record in records if record.thread_id in may_go - needed),
        tuple(record for record in records if record.thread_id in may_go & needed),
    )


def needed_by(table: RunTable, threads: Iterable[str]) -> frozenset[str]:
    """The threads that these go on from."""
    return frozenset(ancestor for thread in threads for ancestor in lineage_of(opening_of(table, thread)))


async def prune(settings: Settings, rule: Rule) -> Pruned:
    """Remove what a rule chooses; what is being run by now stays. Raises StorageError: what was removed is gone then.

    Interrupted, it leaves threads whole, or listed and partly gone: the next one removes the rest.
    """
    from sobremesa.graphs.checkpoints import open_saver

    choice = await asyncio.to_thread(chosen, settings, rule)
    gone = []
    for record in choice.threads:
        # Somebody may have gone on from it, or with it, since it was chosen.
        if record.thread_id in await asyncio.to_thread(still_needed, settings, choice):
            continue
        try:
            await remove(settings, record.thread_id)
        except ThreadBusyError:
            continue
        gone.append(record)
    async with open_saver(settings, None):
        artifacts, size = await asyncio.to_thread(swept, settings)
    return Pruned(tuple(gone), choice.needed, artifacts, size)


def still_needed(settings: Settings, choice: Pruned) -> frozenset[str]:
    """The threads that others go on from than those that go."""
    table = run_table(settings)
    going = {record.thread_id for record in choice.threads}
    return needed_by(table, (record.thread_id for record in table.list() if record.thread_id not in going))


async def remove(settings: Settings, thread_id: str) -> None:
    """Remove one thread, from the table last of all. Raises ThreadBusyError, StorageError."""
    from sobremesa.graphs.checkpoints import open_saver
    from sobremesa.nodes.keeping import journal_of

    table = run_table(settings)
    async with leased(table, thread_id) as lease:
        async with open_saver(settings, lease) as saver:
            await saver.adelete_thread(thread_id)
        journal = await asyncio.to_thread(journal_of, settings, lease)
        for lineage in (thread_id, interviews_of(thread_id)):
            await asyncio.to_thread(journal.forget, lineage)
        table.remove(lease)


def swept(settings: Settings) -> tuple[int, int]:
    """Remove the artifacts that no checkpoint names; how many they were, and their bytes."""
    from sobremesa.nodes.keeping import artifacts_of, databases_of

    table = run_table(settings)
    before = table.now() - GRACE_SECONDS
    kept = marked(settings)
    # After the marking: who begins from here on finds what a thread that is left names, or puts it anew.
    if table.at_work():
        return 0, 0
    counted = artifacts_of(settings).sweep(kept, before)
    for database in databases_of(settings):
        database.compact()
    return counted


def marked(settings: Settings) -> frozenset[str]:
    """Whatever could be an artifact's hash in what is kept of any thread, also of one that only a server knows."""
    from sobremesa.nodes.keeping import checkpoint_bytes

    return frozenset(name.decode() for content in checkpoint_bytes(settings) for name in NAMED.findall(content))
