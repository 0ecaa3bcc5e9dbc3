"""What the steps work with: services, chosen by the operator, handed over at each start, and never persisted.

A caller of the server's API can pass no service: `Context` takes no fields from outside. A graph that is run
without services (in Studio, by `langgraph dev`) gets those of the environment.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from pydantic import BaseModel, ConfigDict, PrivateAttr

from sobremesa.nodes.report import Spending

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from langgraph.runtime import Runtime

    from sobremesa.mechanics.engine import Engine, TracingEngine
    from sobremesa.mechanics.limits import Limits
    from sobremesa.nodes.contract import Budget
    from sobremesa.nodes.interpreter import Interpreter
    from sobremesa.nodes.settings import Settings
    from sobremesa.nodes.synthesis.writing import Writer
    from sobremesa.personas.speaker import Speaker
    from sobremesa.store.artifacts import ArtifactStore

T = TypeVar("T")

PLAIN_WRITER = "plain sentences"


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that a run needs. `spending` gives what language models have taken on this thread so far.

    Without a `writer` the report is put together from plain sentences. A `witness` runs some replicates again, and
    must agree to the last bit; an `executor` (processes, a cluster) runs batches of replicates. `at_once` is how many
    calls of a language model may be under way at a time; None where nothing limits the speakers. `settings` tell
    what a language model would cost; None where none is in use. `open` keeps what leads to it open while a thread runs.
    `allowed` holds the seconds after which a caller wants no more runs of models; None: any number.
    """

    artifacts: ArtifactStore
    engine: Engine
    interpreter: Interpreter
    speaker: Speaker
    language_model: bool = False
    spending: Callable[[], Spending] = Spending
    writer: Writer | None = None
    witness: TracingEngine | None = None
    executor: Executor | None = None
    at_once: int | None = None
    settings: Settings | None = None
    open: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    allowed: Limits | None = None

    def names(self) -> dict[str, str]:
        """What engine, interpreter, speaker and writer are called."""
        return {
            "engine": self.engine.name,
            "interpreter": self.interpreter.name,
            "speaker": self.speaker.name,
            "writer": self.writer.name if self.writer is not None else PLAIN_WRITER,
        }


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
    """The services of this run: those it was given, or those of the environment; in the threads of a step too."""
    given = _given(runtime) or _SERVED.get()
    return given if given is not None else _environment_services(_thread(runtime))


def served(node: Callable[[Any, Runtime[Context]], Awaitable[T]]) -> Callable[[Any, Runtime[Context]], Awaitable[T]]:
    """The same step, after the environment's services have been made, where none were given.

    Making them reads files and imports engines: that is done in a thread, so that a server's event loop stays free.
    """

    @wraps(node)
    async def step(state: Any, runtime: Runtime[Context]) -> T:
        if _given(runtime) is None:
            made = _made_on(asyncio.get_running_loop())
            _SERVED.set(await asyncio.to_thread(_make, made, _thread(runtime), state.get("request")))
        return await node(state, runtime)

    return step


@dataclass(frozen=True, slots=True)
class _Made:
    services: Services
    budget: Budget


_SERVED: ContextVar[Services | None] = ContextVar("services of the step at work", default=None)
_BY_LOOP: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, _Made]] = WeakKeyDictionary()
_KEPT_THREADS = 32
_MAKING = threading.Lock()


def _environment_services(thread_id: str) -> Services:
    """Services from the operator's environment, made once per thread and event loop."""
    return _make(_made_on(asyncio.get_running_loop()), thread_id, None)


def _made_on(loop: asyncio.AbstractEventLoop) -> dict[str, _Made]:
    return _BY_LOOP.setdefault(loop, {})


def _make(made: dict[str, _Made], thread_id: str, request: Mapping[str, Any] | None) -> Services:
    """The services of a thread, within the budget of its request; a step that is not sent the request has those made
    for the one before.
    """
    from sobremesa.nodes.assembly import build_services
    from sobremesa.nodes.contract import Budget
    from sobremesa.nodes.settings import Settings

    budget = None if request is None else Budget.model_validate(request.get("budget") or {})
    # The turns of a round ask side by side, and must get one gateway between them.
    with _MAKING:
        kept = made.get(thread_id)
        if kept is None or (budget is not None and kept.budget != budget):
            while len(made) >= _KEPT_THREADS:
                del made[next(iter(made))]
            budget = budget or Budget()
            kept = made[thread_id] = _Made(build_services(Settings.from_env().within(budget), thread_id), budget)
        return kept.services


def _given(runtime: Runtime[Context]) -> Services | None:
    # As a part of another graph we may be handed its context, which is none of ours.
    return runtime.context._services if isinstance(runtime.context, Context) else None


def _thread(runtime: Runtime[Context]) -> str:
    info = runtime.execution_info
    return (info.thread_id if info is not None else None) or ""
