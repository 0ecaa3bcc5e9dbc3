"""`sobremesa capsule`, `replay` and `diff`: a run as a file, played again, and held against another."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from sobremesa.cli import options
from sobremesa.cli.console import must_be_writable, say, show_json, write
from sobremesa.cli.exits import FAILED, one_sentence
from sobremesa.report.escape import visible

ENDING = ".capsule"
SECRETS = (
    "It holds what its personas keep to themselves, and every answer of the language model: hand it on as you would "
    "those."
)
PLAIN = "It holds the request and the report, word for word."

Run = Annotated[str, typer.Argument(help="A run by its name, or the file of a capsule.")]


def capsule(
    thread: str,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file (THREAD.capsule if not given).", dir_okay=False)
    ] = None,
) -> None:
    """Record a run in one file, which can be played again anywhere, offline."""
    with one_sentence():
        from sobremesa.nodes.capsule.file import write_capsule
        from sobremesa.recordings import acapsule

        target = out or Path(f"{thread}{ENDING}")
        recorded = asyncio.run(acapsule(thread))
        must_be_writable(target)
        size = write_capsule(recorded, target)
        calls = "1 call" if len(recorded.calls) == 1 else f"{len(recorded.calls):,} calls"
        say(f"Written to {target}: {calls} of a language model, {size:,} bytes.")
        say(SECRETS if recorded.has_personas else PLAIN)


def replay(
    recording: Annotated[Path, typer.Argument(metavar="FILE", help="The file of a capsule.")],
    thread: Annotated[str | None, typer.Option(help="A name to keep the run by; else nothing is kept.")] = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """Play a recorded run again, offline and for nothing, and compare its report to the byte (exit code 0 or 1)."""
    with one_sentence():
        from sobremesa.cli.progress import watcher
        from sobremesa.recordings import areplay
        from sobremesa.report.written import text_of

        must_be_writable(out)
        with watcher(as_json) as watch:
            replayed = asyncio.run(areplay(recording, thread_id=thread, watch=watch))
        if out is not None and replayed.result.report is not None:
            write(out, text_of(replayed.result.report, out))
        if as_json:
            show_json(replayed.model_dump(mode="json", exclude={"result"}))
        else:
            typer.echo(visible(replayed.text))
        raise typer.Exit(0 if replayed.same else FAILED)


def diff(one: Run, other: Run, as_json: options.AsJson = False) -> None:
    """The first event in which two runs differ, and what else does (exit code 0 the same, 1 not, 2 trouble)."""
    with one_sentence():
        from sobremesa.recordings import adiff

        found = asyncio.run(adiff(_run(one), _run(other)))
        if as_json:
            show_json(found.model_dump(mode="json"))
        else:
            typer.echo(visible(found.text))
        raise typer.Exit(0 if found.same else FAILED)


def _run(text: str) -> str | Path:
    """A file where it is called like a capsule's, or where there is one; else a run's name."""
    path = Path(text)
    return path if path.suffix == ENDING or path.is_file() else text
