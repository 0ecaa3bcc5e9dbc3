"""Runs as jobs: begun at once, waited for as long as a caller likes, asked after by their handle.

A job is nothing but its thread: the request in the table of runs, the checkpoints, the lease. What a process that has
ended left behind is taken up again by whoever asks after it, in this process or another. What is kept here is only who
works on what now, and who waits for a place: so many runs at a time, the others in the order in which they came.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import ValidationError

from sobremesa.errors import BadRequestError, SobremesaError
from sobremesa.graphs import run
from sobremesa.graphs.run import Watch, unwatched
from sobremesa.nodes.contract import Request, Result
from sobremesa.nodes.progress import Progress, in_words
from sobremesa.nodes.result import fitting
from sobremesa.store.runs import ThreadBusyError

if TYPE_CHECKING:
    from sobremesa.nodes.reply import Reply
    from sobremesa.nodes.settings import Settings

MOST_JOBS = 1_000
"""Under way or waiting in one process; beyond that callers are sent away."""
LOOK_AGAIN = 0.5
"""Seconds between two looks at a run of another process."""
ENTERING = 10.0
"""Seconds in which another process has written down what it began."""


class KeyReusedError(BadRequestError):
    """An idempotency key came with another request than the first time; nothing was started."""


class QueueFullError(SobremesaError, RuntimeError):
    """As many runs as this process takes are under way or waiting; nothing was started."""


@dataclass(eq=False, slots=True)
class Job:
    """A run that this process works on, or will: who watches it, and how far it is.

    `kept` is set once a reply that it was given is in a checkpoint; without one from the beginning.
    """

    task: asyncio.Task[Result]
    kept: asyncio.Event
    watching: list[Watch] = field(default_factory=list)
    begun: bool = False
    last: Progress | None = None

    def tell(self, event: Progress) -> None:
        """Hand an event on to everyone who watches."""
        self.last = event
        self.kept.set()
        for watch in tuple(self.watching):
            watch(event)

    @contextmanager
    def watched(self, watch: Watch) -> Iterator[None]:
        """As long as the block lasts, `watch` hears of each step."""
        self.watching.append(watch)
        try:
            yield
        finally:
            self.watching.remove(watch)


class Jobs:
    """The runs of one process on one event loop; at most `settings.runs` of them at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._places = asyncio.Semaphore(settings.runs)
        self._jobs: dict[str, Job] = {}
        self._table = run.run_table(settings)

    async def begin(self, request: Request, key: str | None = None) -> str:
        """Write a run down, and put it to work or in the queue; returns its thread. `request` is as it was read.

        The same key with the same request gives the same thread, whose run is never made twice: one that failed goes on
        from its last checkpoint. Raises KeyReusedError, QueueFullError.
        """
        thread = run.new_thread_id() if key is None else thread_of(key)
        if thread not in self._jobs and len(self._jobs) >= MOST_JOBS:
            raise QueueFullError(f"{len(self._jobs):,} runs are under way or wait here: call again later.")
        await self._written_down(request, thread)
        if thread not in self._jobs and self._status(thread) in ("interrupted", "failed"):
            self._put_to_work(thread)
        return thread

    async def look(self, thread: str, wait: float, watch: Watch = unwatched, reply: Reply | None = None) -> Result:
        """How a run stands after at most `wait` seconds: its result, or `running` with what there is so far.

        A run whose process has ended is taken up again. Raises ThreadNotFoundError, and whatever ended the run while it
        was waited for.
        """
        if reply is not None:
            self._answer(thread, reply)
        until = asyncio.get_running_loop().time() + wait
        while True:
            left = max(0.0, until - asyncio.get_running_loop().time())
            job = self._jobs.get(thread)
            status = None if job is not None else self._status(thread)
            if status == "interrupted":
                job = self._put_to_work(thread)
            try:
                if job is not None:
                    return await self._waited(thread, job, left, watch)
            except ThreadBusyError:
                status = "running"
            if status != "running" or not left:
                return await run.show(thread, self._settings)
            await asyncio.sleep(min(LOOK_AGAIN, left))

    async def close(self) -> tuple[str, ...]:
        """End whatever is under way, so that it can be taken up again; returns the threads that have not finished."""
        jobs = dict(self._jobs)
        await _end([job for job in jobs.values() if job.kept.is_set()])
        for job in jobs.values():
            # A reply that is in no checkpoint yet would be lost.
            keeping = asyncio.create_task(job.kept.wait())
            await asyncio.wait({job.task, keeping}, return_when=asyncio.FIRST_COMPLETED)
            keeping.cancel()
        await _end(list(jobs.values()))
        return tuple(thread for thread, job in jobs.items() if job.task.cancelled())

    async def _written_down(self, request: Request, thread: str) -> None:
        """See to it that the thread stands in the table of runs with this request. Raises KeyReusedError."""
        until = asyncio.get_running_loop().time() + ENTERING
        while self._status(thread) is None:
            try:
                await run.enter(request, self._settings, thread)
            except ThreadBusyError:
                # Someone else writes it down at this moment.
                if asyncio.get_running_loop().time() > until:
                    raise
                await asyncio.sleep(LOOK_AGAIN / 10)
            except BadRequestError:
                if self._status(thread) is None:
                    raise
        if not same(self._table.request(thread), request):
            raise KeyReusedError(
                "This idempotency_key came with another request before: use a new key, or send the same request."
            )

    def _status(self, thread: str) -> str | None:
        record = self._table.find(thread)
        return None if record is None else record.status

    def _answer(self, thread: str, reply: Reply) -> None:
        if thread in self._jobs:
            raise ThreadBusyError(f"Thread {thread} is at work: wait until it asks.")
        self._table.get(thread)
        self._put_to_work(thread, reply)

    def _put_to_work(self, thread: str, reply: Reply | None = None) -> Job:
        # With nothing of the caller about it: begun inside a step of another graph, it would pass for part of that.
        task = asyncio.create_task(self._work(thread, reply), context=Context())
        job = self._jobs[thread] = Job(task, asyncio.Event())
        if reply is None:
            job.kept.set()
        job.task.add_done_callback(lambda task: self._ended(thread, task))
        return job

    async def _work(self, thread: str, reply: Reply | None) -> Result:
        async with self._places:
            job = self._jobs[thread]
            job.begun = True
            return await run.resume(thread, self._settings, watch=job.tell, reply=reply)

    def _ended(self, thread: str, task: asyncio.Task[Result]) -> None:
        del self._jobs[thread]
        if not task.cancelled():
            # Whoever waits for it gets the error; the table of runs holds it for those who ask later.
            task.exception()

    async def _waited(self, thread: str, job: Job, seconds: float, watch: Watch) -> Result:
        with job.watched(watch):
            await asyncio.wait({job.task}, timeout=seconds)
        if job.task.done() and not job.task.cancelled():
            return job.task.result()
        return await self._so_far(thread, job)

    async def _so_far(self, thread: str, job: Job) -> Result:
        """What there is of a run that this process works on, or will."""
        so_far = await run.show(thread, self._settings)
        if so_far.report is not None or so_far.asked is not None:
            return so_far
        return so_far.model_copy(update={"status": "running", "answer": fitting(self._told(job)), "next_steps": ()})

    def _told(self, job: Job) -> str:
        if not job.begun:
            queue = [other for other in self._jobs.values() if not other.begun]
            return (
                f"This run waits for its turn and begins by itself: number {queue.index(job) + 1} of {len(queue)} in "
                f"the queue; {self._settings.runs} run at a time."
            )
        at = f" It is at: {in_words(job.last)}." if job.last is not None else ""
        return f"This run is at work.{at}"


async def _end(jobs: list[Job]) -> None:
    for job in jobs:
        job.task.cancel()
    await asyncio.gather(*(job.task for job in jobs), return_exceptions=True)


def thread_of(key: str) -> str:
    """The thread that an idempotency key stands for."""
    return f"k{hashlib.sha256(key.encode()).hexdigest()[:24]}"


def same(stored: str, request: Request) -> bool:
    """Whether a request in the table of runs is this one; what another version wrote may not be one at all."""
    try:
        return Request.model_validate_json(stored) == request
    except ValidationError:
        return False
