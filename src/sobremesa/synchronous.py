"""The synchronous twin of an async function, for callers with an event loop and without."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


def _aside(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run it on a loop of its own while this thread waits; Ctrl-C cancels it, and it leaves what can be resumed."""
    begun: Future[tuple[asyncio.AbstractEventLoop, asyncio.Task[T]]] = Future()

    async def work() -> T:
        task = cast("asyncio.Task[T]", asyncio.current_task())
        begun.set_result((asyncio.get_running_loop(), task))
        return await coroutine

    with ThreadPoolExecutor(1) as aside:
        running = aside.submit(asyncio.run, work())
        try:
            return running.result()
        except KeyboardInterrupt:
            loop, task = begun.result()
            loop.call_soon_threadsafe(task.cancel)
            raise


def synchronous(twin: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, T]:
    """The same function for callers without an event loop; inside a running one it blocks that loop."""

    @wraps(twin)
    def wait(*arguments: P.args, **fields: P.kwargs) -> T:
        coroutine = twin(*arguments, **fields)
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(coroutine)
        return _aside(coroutine)

    wait.__name__ = twin.__name__.removeprefix("a")
    wait.__qualname__ = wait.__name__
    return wait
