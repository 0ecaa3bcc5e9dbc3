"""Recording a finished thread as a capsule, and playing a capsule again: offline, for nothing, by the same graph."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sobremesa.errors import BadRequestError
from sobremesa.graphs.run import Watch, resume, run_table, start, unwatched
from sobremesa.nodes.capsule.error import CapsuleError
from sobremesa.nodes.settings import Settings

if TYPE_CHECKING:
    from sobremesa.nodes.capsule.capsule import Capsule
    from sobremesa.nodes.capsule.replayed import Replayed
    from sobremesa.nodes.context import Services
    from sobremesa.nodes.gateway.recorded import Recorded

AGAIN = "again"
"""What a thread is called that nobody will look for."""


async def record(thread_id: str, settings: Settings) -> Capsule:
    """The capsule of a thread that has come to its end.

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
        calls = journal_of(settings).recorded(thread_id)
        return capsule_of(values, thread_id, calls, artifacts_of(settings))

    return await asyncio.to_thread(recorded)


async def refuse_changed(thread_id: str, settings: Settings) -> None:
    """Raises BadRequestError for a fork with something changed: whoever plays its request again would not change it."""
    from sobremesa.graphs.driving import opened

    async with opened(settings, thread_id) as thread:
        values = await thread.values()
    if values.get("changes"):
        raise BadRequestError(
            f"Run {thread_id} is a fork with something changed, which a capsule can't hold: record the run that it was "
            "forked from, and fork what is played again."
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
    from sobremesa.nodes.gateway.recorded import Recorded

    with _home(settings, thread_id) as home, _untraced():
        name = thread_id or AGAIN
        recorded = Recorded(capsule.journaled(name))
        offline = _offline(settings, home, capsule)
        services = await asyncio.to_thread(_services, capsule, recorded, offline, name)
        result = await start(capsule.request, offline, name, services, _without_spending(watch))
        for reply in capsule.replies:
            result = await resume(name, offline, services, _without_spending(watch), reply)
        return compared(capsule, await record(name, offline), recorded, result)


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
