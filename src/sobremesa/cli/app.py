"""The commands. Each file registers its own: running, looking back, one step, exploring, models, the language model."""

from __future__ import annotations

import typer

from sobremesa.cli import exploring, library, looking, reporting, running, steps

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
app.command()(looking.llm)
app.command()(steps.classify)
app.command("compile")(steps.compile_)
app.command()(steps.cast)
app.command()(exploring.sweep)
app.command()(exploring.sensitivity)
app.command()(exploring.calibrate)
app.command()(library.check)
app.command()(library.export)
app.add_typer(library.app, name="library")


def main() -> None:
    """Run the command line."""
    app()
