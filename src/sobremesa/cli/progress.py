"""Live progress on stderr: one moving line on a terminal, plain lines elsewhere, nothing beside `--json` in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sobremesa.cli.console import say
from sobremesa.nodes.progress import Progress, place, what
from sobremesa.report.cost import so_far

LONG = 200
"""From how many runs on their number is told."""


@contextmanager
def watcher(quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """A function to be called with each event, as long as the block lasts."""
    if sys.stderr.isatty():
        with _moving_line() as watch:
            yield watch
    elif quiet:
        yield lambda event: None
    else:
        yield _PlainLines().watch


class _PlainLines:
    """A line for each step that begins and for each speech."""

    def __init__(self) -> None:
        self._at: str | None = None

    def watch(self, event: Progress) -> None:
        if _unheard(event):
            return
        if event.speech is not None:
            say(f"  {event.speaker}: {' '.join(event.speech.split())}")
            return
        line = f"{what(event)}{place(event)}{_quarters(event)}"
        if line != self._at:
            self._at = line
            say(f"{line}{_spent(event)}")


@contextmanager
def _moving_line() -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False, markup=False)
    with console.status(Text("…")) as status:

        def watch(event: Progress) -> None:
            if _unheard(event):
                return
            if event.speech is not None:
                console.print(Text.assemble((f"{event.speaker}: ", "bold"), event.speech))
            done = f" {event.done}/{event.total}" if event.total else ""
            status.update(Text(f"{what(event)}{place(event)}{done}{_spent(event)}"))

        yield watch


def _unheard(event: Progress) -> bool:
    """Whether this was said in another conversation than the first: several at once can't be followed."""
    from sobremesa.nodes.talks import is_further

    return event.speech is not None and is_further(event.arm or "")


def _quarters(event: Progress) -> str:
    """How much of a long computation is done, in quarters."""
    if not event.total or event.total < LONG or not event.done:
        return ""
    quarters = 4 * event.done // event.total
    return f": {25 * quarters}% of {event.total} runs done" if quarters else ""


def _spent(event: Progress) -> str:
    """What language models have taken so far; nothing before the first call."""
    return f" ({so_far(event.spending)})" if event.spending is not None and event.spending.calls else ""
