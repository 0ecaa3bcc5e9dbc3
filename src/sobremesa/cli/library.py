"""`sobremesa library` and `sobremesa check`: the models that are there, and whether a document describes one."""

from __future__ import annotations

from pathlib import Path

import typer

from sobremesa.cli import options
from sobremesa.cli.console import show_json
from sobremesa.cli.exits import one_sentence
from sobremesa.errors import BadRequestError

app = typer.Typer(help="The models that are there.", invoke_without_command=True)


@app.callback()
def listing(context: typer.Context, as_json: options.AsJson = False) -> None:
    """The models that are there, a line each."""
    if context.invoked_subcommand is not None:
        return
    with one_sentence():
        from sobremesa.mechanics import library

        purposes = {name: library.load(name).purpose for name in library.names()}
        if as_json:
            show_json(purposes)
            return
        for name, purpose in purposes.items():
            typer.echo(f"{name:<24} {purpose}")


@app.command()
def show(name: str) -> None:
    """A model of the library, as a document that you can change and check."""
    with one_sentence():
        from sobremesa.mechanics import library
        from sobremesa.mechanics.writing import write_document

        if name not in library.names():
            raise BadRequestError(f"The library has no model {name!r}; it has {', '.join(library.names())}.")
        typer.echo(write_document(library.load(name)))


def check(file: Path) -> None:
    """Whether a document describes a model that can be run; if not, every reason at once."""
    with one_sentence():
        from sobremesa.mechanics.checking import check as check_document
        from sobremesa.mechanics.reading import read_document

        try:
            content = file.read_bytes()
        except OSError as error:
            raise BadRequestError(f"{file} can't be read: {error.strerror}.") from None
        program = check_document(read_document(content))
        typer.echo(f"{program.document.model}: no mistakes found")
