"""`sobremesa report`: a run's report as a page for the browser."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from sobremesa.cli import options
from sobremesa.cli.console import must_be_writable, say, write
from sobremesa.cli.exits import one_sentence


def report(
    thread: str,
    out: options.Out = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Write a run's report as one page of HTML that needs nothing else (THREAD.html, or --out FILE)."""
    with one_sentence():
        from sobremesa.errors import BadRequestError
        from sobremesa.graphs import run as runs
        from sobremesa.nodes.settings import Settings
        from sobremesa.report.written import text_of

        result = asyncio.run(runs.show(thread, Settings.from_env()))
        if result.report is None:
            raise BadRequestError(f"Run {thread} has no report yet; to go on with it: sobremesa resume {thread}")
        target = out or Path(f"{thread}.html")
        must_be_writable(target)
        write(target, text_of(result.report, target))
        say(str(target))
        if open_it:
            typer.launch(target.resolve().as_uri())
