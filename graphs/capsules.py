"""Recording a finished thread as a capsule, and playing a capsule again: offline, for nothing, by the same graph."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sobremesa.errors import BadRequestError
from sobremesa.graphs.run import Watch, new_thread_id, resume, run_table, start, unwatched
from sobremesa.nodes.capsule.error import CapsuleError
from sobremesa.nodes.gateway.recorded import NotRecordedError, Recorded
from sobremesa.nodes.settings import Settings

if TYPE_CHECKING:
    from sobremesa.nodes.capsule.capsule import Capsule
    from sobremesa.nodes.capsule.replayed import Replayed
    from sobremesa.nodes.context import Services
    from sobremesa.nodes.contract import Result
    from sobremesa.nodes.forking.fork import Fork

AGAIN = "again"
"""What a thread is called that nobody will look for."""


async def record(thread_id: str, settings: Settings) -> Capsule:
    """The capsule of a thread that has come to its end; of a changed fork, with the changes on the way to it.

    Raises ThreadNotFoundError, StateVersionError, BadRequestError (it has no report yet).
    """
    from sobremesa.graphs.driving import opened
    from sobremesa.nodes.capsule.recording import capsule_of
    from sobremesa.nodes.keeping import artifacts_of, journal_of

    async with opened(settings, thread_id) as thread:
        values = await thread.values()
    if not values:
        run_table(settings).get(thread_id)

    def recorded() -> Capsule:
        journal = journal_of(settings)
        names, forks = _way_to(thread_id, settings) if values.get("changes") else ((), ())
        before = [call for name in names for call in journal.recorded(name)]
        return capsule_of(values, thread_id, journal.recorded(thread_id), artifacts_of(settings), forks, before)

    return await asyncio.to_thread(recorded)


def _way_to(thread_id: str, settings: Settings) -> tuple[tuple[str, ...], tuple[Fork, ...]]:
    """The threads that a fork comes of, the first one first, and the changes on the way; none of what is no fork."""
    from sobremesa.graphs.branch import Branch, lineage_of, opening_of

    table = run_table(settings)
    if table.find(thread_id) is None:
        return (), ()
    names = tuple(reversed(lineage_of(opening_of(table, thread_id))))
    openings = [opening_of(table, name) for name in (*names[1:], thread_id)]
    forks = [opening.fork for opening in openings if isinstance(opening, Branch)]
    return names, tuple(fork for fork in forks if fork.changes)


async def refuse_changed_by_hand(thread_id: str, settings: Settings) -> None:
    """Raises BadRequestError where a state was changed otherwise than by forks: nothing says how to make it again."""
    from sobremesa.graphs.driving import opened

    async with opened(settings, thread_id) as thread:
        values = await thread.values()
    if values.get("changes") and not (await asyncio.to_thread(_way_to, thread_id, settings))[1]:
        raise BadRequestError(
            f"Run {thread_id} was changed by hand and not in a fork, so that a capsule can't say how it came about: "
            "make the change with sobremesa fork, and record that."
        )


async def replay(
    capsule: Capsule, settings: Settings, thread_id: str | None = None, watch: Watch = unwatched
) -> Replayed:
    """Play a capsule again, and compare what comes out.

    No key is used and nothing is connected to; `settings` give the limits of models, and the home of the thread where
    one is named (else nothing is kept). Raises CapsuleError where this Sobremesa can't make such a run,
    NotRecordedError where it asks for what was not recorded, BadRequestError where the thread exists already.
    """
    from sobremesa.nodes.capsule.replayed import compared

    with _home(settings, thread_id) as home, _untraced():
        name = thread_id or AGAIN
        recorded = Recorded(capsule.journaled(name))
        offline = _offline(settings, home, capsule)
        result = await _lived(capsule, recorded, offline, name, _without_spending(watch))
        return compared(capsule, await record(name, offline), recorded, result)


async def _lived(capsule: Capsule, recorded: Recorded, settings: Settings, name: str, watch: Watch) -> Result:
    """The recorded run, made once more as the thread `name`; a changed fork by way of those that it comes of."""
    from sobremesa.graphs.forking import fork

    if run_table(settings).find(name) is not None:
        raise BadRequestError(f"There is a thread {name} already: choose another name.")
    lives = [*(new_thread_id() for _ in capsule.forks), name]
    services = [await asyncio.to_thread(_services, capsule, recorded, settings, life) for life in lives]
    for place, (life, there) in enumerate(zip(lives, services, strict=True)):
        try:
            if not place:
                result = await _begun(capsule, settings, life, there, watch)
            else:
                result = await fork(lives[place - 1], capsule.forks[place - 1], settings, life, there, watch)
        except NotRecordedError:
            # Whoever was forked need not have come to an end: as far as it came it is there.
            if life == name:
                raise
        except BadRequestError as error:
            if not place:
                raise
            raise CapsuleError(f"The capsule holds a fork that can't be made: {error}") from None
    return result


async def _begun(capsule: Capsule, settings: Settings, name: str, services: Services, watch: Watch) -> Result:
    result = await start(capsule.request, settings, name, services, watch)
    for reply in capsule.replies:
        result = await resume(name, settings, services, watch, reply)
    return result


def _without_spending(watch: Watch) -> Watch:
    """What the recorded run took in all is nothing that is being spent now."""
    return lambda event: watch(event.model_copy(update={"spending": None}))


@contextmanager
def _home(settings: Settings, thread_id: str | None) -> Iterator[Path]:
    if thread_id is not None:
        yield settings.home
        return
    with TemporaryDirectory(prefix="sobremesa-") as folder:
        yield Path(folder)


@contextmanager
def _untraced() -> Iterator[None]:
    """Whatever the environment asks for, what is played again is not sent to LangSmith."""
    from langsmith import tracing_context

    with tracing_context(enabled=False):
        yield


def _offline(settings: Settings, home: Path, capsule: Capsule) -> Settings:
    """The operator's limits, without a key, with the names of the models that were asked."""
    fields = {**settings.model_dump(), "home": home, "api_key": None, "base_url": None, "gguf": None}
    if home != settings.home:
        fields["database"] = None
    if capsule.uses_language_model:
        named = capsule.services
        fields |= {"model": named.writer, "model_compile": named.interpreter, "model_speak": named.speaker}
    return Settings.model_validate(fields)


def _services(capsule: Capsule, recorded: Recorded, settings: Settings, thread_id: str) -> Services:
    from sobremesa.nodes.assembly import build_services
    from sobremesa.nodes.gateway.replaying import ReplayGateway
    from sobremesa.nodes.keeping import journal_of

    gateway = None
    if capsule.uses_language_model:
        journal = journal_of(settings)
        gateway = ReplayGateway(settings, journal, thread_id, recorded, capsule.spending)
    services = build_services(settings, thread_id, gateway)
    then, now = capsule.services.model_dump(), services.names()
    if then != now:
        other = next(part for part in now if then[part] != now[part])
        raise CapsuleError(
            f"The capsule can't be played again: its {other} was {then[other]}, and this Sobremesa has {now[other]}."
        )
    return services
