"""The commands. Each file registers its own: running, looking back, branches, recordings, steps, exploring, models."""

from __future__ import annotations

import typer

from sobremesa.cli import (
    branching,
    calling,
    exploring,
    letta,
    library,
    looking,
    recordings,
    reporting,
    running,
    serving,
    steps,
)

app = typer.Typer(
    name="sobremesa",
    help='Ask "what if…" about a group of people: an answer that is computed, told and checkable.',
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command()(running.run)
app.command()(running.resume)
app.command()(looking.threads)
app.command()(looking.show)
app.command()(reporting.report)
app.command()(branching.fork)
app.command()(branching.tree)
app.command()(branching.compare)
app.command()(branching.ask)
app.command()(recordings.capsule)
app.command()(recordings.replay)
app.command()(recordings.diff)
app.command()(looking.llm)
app.command()(steps.classify)
app.command("compile")(steps.compile_)
app.command()(steps.cast)
app.command()(exploring.sweep)
app.command()(exploring.scale)
app.command()(exploring.sensitivity)
app.command()(exploring.calibrate)
app.command()(calling.call)
app.command()(calling.contract)
app.command()(serving.mcp)
app.command()(library.check)
app.command()(library.export)
app.add_typer(library.app, name="library")
app.add_typer(letta.app, name="letta")


def main() -> None:
    """Run the command line."""
    app()
