"""Exit codes, and the boundary at which an error becomes one sentence.

0    done
1    failed: our fault, or the run's; the message says which. Of diff, replay and compare: not the same
2    the request or the command can't be taken as it stands
3    nothing was simulated: no model fits, the scenario holds no question, or a model waits for a reply in review
     (of ask: declined)
4    partial: a budget or a deadline ended the run, with what there is
5    another process runs this thread
130  interrupted; the thread can be resumed
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from sobremesa.cli.console import say
from sobremesa.errors import BadRequestError, SobremesaError
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.nodes.capsule.error import CapsuleError
from sobremesa.nodes.contract import Status
from sobremesa.store.runs import ThreadBusyError, ThreadNotFoundError

BY_STATUS: dict[Status, int] = {
    "done": 0,
    "running": 5,
    "needs_input": 3,
    "no_model": 3,
    "partial": 4,
    "failed": 1,
    "interrupted": 130,
}
FAILED, BAD_REQUEST, BUSY, INTERRUPTED = 1, 2, 5, 130
BY_ERROR: tuple[tuple[type[SobremesaError], int], ...] = (
    (BadRequestError, BAD_REQUEST),
    (DocumentError, BAD_REQUEST),
    (ThreadNotFoundError, BAD_REQUEST),
    (CapsuleError, BAD_REQUEST),
    (ThreadBusyError, BUSY),
)


@contextmanager
def one_sentence() -> Iterator[None]:
    """Errors that we raise on purpose end the process with their sentence and their code, without a traceback."""
    try:
        yield
    except SobremesaError as error:
        say(f"sobremesa: {error}")
        raise typer.Exit(next((code for kind, code in BY_ERROR if isinstance(error, kind)), FAILED)) from None
