"""The services of a run, as the operator's settings ask for them: with a language model, or without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sobremesa.nodes.context import Services

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from sobremesa.mechanics.engine import Engine
    from sobremesa.mechanics.limits import Limits
    from sobremesa.nodes.gateway import Gateway
    from sobremesa.nodes.settings import Settings
    from sobremesa.store.artifacts import ArtifactStore
    from sobremesa.store.leases import Lease


def build_services(
    settings: Settings,
    thread_id: str,
    gateway: Gateway | None = None,
    lease: Lease | None = None,
    ancestors: Sequence[str] = (),
) -> Services:
    """Services for one thread. With a key a language model reads and speaks, else library and rehearsal.

    Every call of a language model is journaled under `thread_id`, so that a resumed run repeats none; what was answered
    to one of its `ancestors` in the same words is found there. A `gateway` that is given (one that answers from a
    recording) is asked instead of the settings' endpoint, and needs no key. With a `lease` no call is journaled
    any more once the thread is someone else's. Models run in the kernel, and some of their replicates on Mesa too.
    """
    from sobremesa.mechanics.kernel.engine import KernelEngine
    from sobremesa.mechanics.kernel.running import processors
    from sobremesa.nodes.keeping import artifacts_of

    artifacts = artifacts_of(settings)
    limits = _limits(settings)
    engine = KernelEngine(settings.home / "machine code", settings.threads or processors(), limits)
    if gateway is None and settings.uses_language_model:
        gateway = _gateway(settings, thread_id, lease, ancestors)
    if gateway is not None:
        return with_language_model(settings, gateway, artifacts, engine, limits)
    from sobremesa.mechanics.mesa_engine import MesaEngine
    from sobremesa.nodes.library_interpreter import LibraryInterpreter
    from sobremesa.personas.rehearsal import RehearsalSpeaker

    return Services(
        artifacts,
        engine,
        LibraryInterpreter(),
        RehearsalSpeaker(),
        witness=MesaEngine(limits),
        executor=_executor(settings),
        allowed=_allowed(settings),
    )


def _gateway(settings: Settings, thread_id: str, lease: Lease | None, ancestors: Sequence[str]) -> Gateway:
    from sobremesa.nodes.gateway import Gateway
    from sobremesa.nodes.keeping import journal_of

    return Gateway(settings, journal_of(settings, lease), thread_id, ancestors=ancestors)


def _executor(settings: Settings) -> Executor | None:
    """Where replicates run: on the operator's cluster, or, None, here."""
    from sobremesa.mechanics.cluster import cluster_at

    return None if settings.dask is None else cluster_at(settings.dask)


def _limits(settings: Settings) -> Limits:
    """What the models of one run may take: engines that share these share the seconds."""
    from sobremesa.mechanics.limits import GIGABYTE, Limits, half_of_memory

    memory = half_of_memory() if settings.max_memory is None else int(settings.max_memory * GIGABYTE)
    return Limits(memory, settings.max_seconds)


def _allowed(settings: Settings) -> Limits | None:
    from sobremesa.mechanics.limits import Limits

    return None if settings.patience is None else Limits(seconds=settings.patience)


def with_language_model(
    settings: Settings, gateway: Gateway, artifacts: ArtifactStore, engine: Engine, limits: Limits
) -> Services:
    """Services that read and speak through one gateway, within the limits of one thread, and of models."""
    from sobremesa.mechanics.mesa_engine import MesaEngine
    from sobremesa.nodes.model_interpreter import ModelInterpreter
    from sobremesa.nodes.model_speaker import ModelSpeaker
    from sobremesa.nodes.model_writer import ModelWriter

    return Services(
        artifacts,
        engine,
        ModelInterpreter(gateway, settings),
        ModelSpeaker(gateway, settings),
        language_model=True,
        spending=gateway.spending,
        writer=ModelWriter(gateway, settings),
        witness=MesaEngine(limits),
        executor=_executor(settings),
        at_once=settings.concurrency,
        settings=settings,
        open=gateway.open,
        allowed=_allowed(settings),
    )
