"""Threads as branches: which was forked from which, where, and what became of each; and two of them side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from sobremesa.errors import BadRequestError
from sobremesa.graphs.branch import Branch, read_opening
from sobremesa.graphs.run import run_table
from sobremesa.store.runs import RunRecord, ThreadNotFoundError

if TYPE_CHECKING:
    from sobremesa.nodes.comparing.comparison import Comparison
    from sobremesa.nodes.settings import Settings


class Node(BaseModel):
    """A thread among its branches.

    `at` and `changed` say where it branches off and with what, None and empty for the first; `headline` is what came
    out, in a few words. Of a thread that is not kept any more nothing but its name is known (`status` gone).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    thread_id: str
    status: str
    mode: str | None = None
    scenario: str = ""
    at: int | None = None
    changed: tuple[str, ...] = ()
    headline: str | None = None
    branches: tuple[Node, ...] = ()


async def tree(settings: Settings, thread_id: str | None = None) -> tuple[Node, ...]:
    """The threads that have branches, each as a tree from the first of them; of one thread the tree that it is in.

    Raises ThreadNotFoundError.
    """
    table = run_table(settings)
    records = {record.thread_id: record for record in await asyncio.to_thread(table.list)}
    if thread_id is not None and thread_id not in records:
        raise ThreadNotFoundError(f"There is no thread {thread_id!r} here.")
    openings = await asyncio.to_thread(lambda: {name: _branch(table.request(name)) for name in records})
    branches = {name: branch for name, branch in openings.items() if branch is not None}
    roots = dict.fromkeys(branch.ancestors[-1] for branch in branches.values())
    if thread_id is not None:
        own = branches.get(thread_id)
        roots = {(thread_id if own is None else own.ancestors[-1]): None}
    return tuple([await _node(root, branches, records, settings) for root in roots])


def _branch(opening: str) -> Branch | None:
    """How a thread branched off; None where it did not, or another version wrote what it was opened with."""
    try:
        opened = read_opening(opening)
    except (ValidationError, ValueError):
        return None
    return opened if isinstance(opened, Branch) else None


async def _node(
    name: str, branches: Mapping[str, Branch], records: Mapping[str, RunRecord], settings: Settings
) -> Node:
    """A thread with all that was forked from it, the earliest first; branches of lost ones hang on the next."""
    below = [other for other, branch in branches.items() if _parent(branch, records) == name]
    below.sort(key=lambda other: (records[other].created, other))
    children = [await _node(other, branches, records, settings) for other in below]
    record, branch = records.get(name), branches.get(name)
    if record is None:
        return Node(thread_id=name, status="gone", branches=tuple(children))
    return Node(
        thread_id=name,
        status=record.status,
        mode=record.mode,
        scenario=record.scenario,
        at=None if branch is None else branch.fork.at,
        changed=() if branch is None else tuple(_changed(branch)),
        headline=await _headline(name, settings),
        branches=tuple(children),
    )


def _parent(branch: Branch, records: Mapping[str, RunRecord]) -> str:
    """The nearest thread before a branch that is still kept; the very first, kept or not, where none is."""
    return next((name for name in branch.ancestors if name in records), branch.ancestors[-1])


def _changed(branch: Branch) -> Iterator[str]:
    yield from (f"{name} = {value}" for name, value in branch.fork.set.items())
    yield from (f"“{line}”" for line in branch.fork.say)
    yield from (f"without {who}" for who in branch.fork.remove)


async def _headline(name: str, settings: Settings) -> str | None:
    from sobremesa.graphs.driving import opened
    from sobremesa.nodes.comparing.headline import headline_of
    from sobremesa.nodes.loading import StateVersionError

    try:
        async with opened(settings, name) as thread:
            values = await thread.values()
    except StateVersionError:
        return None
    return headline_of(values)


async def compare(one: str, other: str, settings: Settings) -> Comparison:
    """Two threads side by side, as far as each has come.

    Raises ThreadNotFoundError, StateVersionError; BadRequestError where they have nothing in common, or one has done
    nothing yet.
    """
    from sobremesa.nodes.comparing.compare import compare as compared
    from sobremesa.nodes.comparing.sides import side_of
    from sobremesa.nodes.keeping import artifacts_of

    states = [await _state(name, settings) for name in (one, other)]
    branches = [await asyncio.to_thread(_opened_with, name, settings) for name in (one, other)]

    def work() -> Comparison:
        artifacts = artifacts_of(settings)
        sides = [side_of(name, values, artifacts) for name, values in zip((one, other), states, strict=True)]
        return compared(sides[0], sides[1], tuple(_related((one, other), branches)))

    return await asyncio.to_thread(work)


async def _state(name: str, settings: Settings) -> Mapping[str, Any]:
    from sobremesa.graphs.driving import opened

    async with opened(settings, name) as thread:
        values = await thread.values()
    if not values:
        run_table(settings).get(name)
    if not values.get("route"):
        raise BadRequestError(f"Thread {name} has done nothing yet that could be compared: sobremesa resume {name}")
    return values


def _opened_with(name: str, settings: Settings) -> Branch | None:
    table = run_table(settings)
    return None if table.find(name) is None else _branch(table.request(name))


def _related(names: Sequence[str], branches: Sequence[Branch | None]) -> Iterator[str]:
    """How one came of the other, or both of a third."""
    one, other = names
    lines = [
        (name, *(() if branch is None else branch.ancestors)) for name, branch in zip(names, branches, strict=True)
    ]
    for (name, branch), beside in zip(zip(names, branches, strict=True), (other, one), strict=True):
        if branch is not None and branch.parent == beside:
            yield f"{name} was forked from {beside} at {branch.fork.at}."
            return
        if branch is not None and beside in branch.ancestors:
            yield f"{name} comes of {beside}, over {branch.parent}."
            return
    common = next((name for name in lines[0] if name in lines[1]), None)
    if common is not None and one != other:
        yield f"Both come of {common}."
