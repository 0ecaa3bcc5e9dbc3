"""The vendor's client as langchain is given it: errors pass langchain, its callbacks and tracers without a word.

An endpoint sends back what it likes, the key that it turned away among it. Langchain would print advice of its own
about some errors, and tracers would send all of them on with every word: they see an error's name.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any


class ShieldedError(Exception):
    """Stands for `error`, and tells its name alone."""

    def __init__(self, error: Exception) -> None:
        super().__init__(type(error).__name__)
        self.error = error


class ShieldedCompletions:
    """The client that sends."""

    def __init__(self, completions: Any) -> None:
        self._completions = completions

    async def create(self, **payload: Any) -> ShieldedStream:
        """The stream of an answer. Raises ShieldedError."""
        with _shield():
            return ShieldedStream(await self._completions.create(**payload))


class ShieldedStream:
    """An answer as it comes, piece by piece; each may raise ShieldedError."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aenter__(self) -> ShieldedStream:
        await self._stream.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stream.__aexit__(kind, error, trace)

    async def __aiter__(self) -> AsyncIterator[Any]:
        with _shield():
            async for piece in self._stream:
                yield piece


@contextmanager
def _shield() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever it is, it is raised again on the other side of langchain
        raise ShieldedError(error) from None
