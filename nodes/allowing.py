"""The seconds that a caller allows models to run, for the steps that try and explore: they end, and nothing fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sobremesa.nodes.context import Services


class TimeIsOverError(Exception):
    """The seconds are over. It is none of mechanics' errors, which leave out one trial or point and go on."""


@contextmanager
def allowing(services: Services, pause: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """While something is done: `pause`, which raises TimeIsOverError once the seconds are over, if they are counted."""
    from sobremesa.mechanics.limits import RanTooLongError

    if services.allowed is None:
        yield pause
        return
    with services.allowed.timed(pause) as timed:

        def watch() -> None:
            try:
                timed()
            except RanTooLongError:
                raise TimeIsOverError from None

        yield watch
