"""What the steps work with: services, chosen by the operator, handed over at each start, and never persisted.

A caller of the server's API can pass no service: `Context` takes no fields from outside. A graph that is run
without services (in Studio, by `langgraph dev`) gets those of the environment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pydantic import BaseModel, ConfigDict, PrivateAttr

from sobremesa.nodes.report import Spending

if TYPE_CHECKING:
    from langgraph.runtime import Runtime

    from sobremesa.mechanics.engine import Engine
    from sobremesa.nodes.interpreter import Interpreter
    from sobremesa.personas.speaker import Speaker
    from sobremesa.store.artifacts import ArtifactStore


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that a run needs. `spending` gives what language models have taken on this thread so far."""

    artifacts: ArtifactStore
    engine: Engine
    interpreter: Interpreter
    speaker: Speaker
    language_model: bool = False
    spending: Callable[[], Spending] = Spending


class Context(BaseModel):
    """The graph's `context_schema`: empty for callers from outside, with services for callers in the process."""

    model_config = ConfigDict(extra="ignore")

    _services: Services | None = PrivateAttr(default=None)

    @classmethod
    def of(cls, services: Services) -> Context:
        """A context that holds `services`."""
        context = cls()
        context._services = services
        return context


def services_of(runtime: Runtime[Context]) -> Services:
    """The services of this run: those it was given, or those of the environment."""
    context = runtime.context
    if context is not None and context._services is not None:
        return context._services
    info = runtime.execution_info
    return environment_services(info.thread_id or "" if info is not None else "")


_BY_LOOP: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Services]] = WeakKeyDictionary()
_KEPT_THREADS = 32


def environment_services(thread_id: str) -> Services:
    """Services from the operator's environment, made once per thread and event loop."""
    from sobremesa.nodes.assembly import build_services
    from sobremesa.nodes.settings import Settings

    kept = _BY_LOOP.setdefault(asyncio.get_running_loop(), {})
    if thread_id not in kept:
        while len(kept) >= _KEPT_THREADS:
            del kept[next(iter(kept))]
        kept[thread_id] = build_services(Settings.from_env(), thread_id)
    return kept[thread_id]
