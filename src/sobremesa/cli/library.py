"""`sobremesa library`, `check` and `export`: the models that are there, and what a document amounts to."""

from __future__ import annotations

import keyword
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sobremesa.cli import options
from sobremesa.cli.console import say, show_json, show_markdown, write
from sobremesa.cli.exits import one_sentence
from sobremesa.errors import BadRequestError

if TYPE_CHECKING:
    from sobremesa.mechanics.document import ModelDocument

App = Annotated[bool, typer.Option("--app", help="Also a page for the browser, in Mesa's SolaraViz, beside it.")]
AsDocument = Annotated[bool, typer.Option("--document", help="The document itself, to change and to check.")]

app = typer.Typer(help="The models that are there.", invoke_without_command=True)


@app.callback()
def listing(context: typer.Context, as_json: options.AsJson = False) -> None:
    """The models that are there, a line each."""
    if context.invoked_subcommand is not None:
        return
    with one_sentence():
        from sobremesa.mechanics import library

        purposes = {name: library.load(name).purpose for name in library.documents()}
        if as_json:
            show_json(purposes)
            return
        for name, purpose in purposes.items():
            typer.echo(f"{name:<24} {purpose}")


@app.command()
def show(name: str, document: AsDocument = False) -> None:
    """What a model of the library is (an ODD summary), its sources, and the figures that it is known by."""
    with one_sentence():
        from sobremesa.mechanics import library
        from sobremesa.mechanics.writing import write_document

        if name not in library.documents():
            raise BadRequestError(f"The library has no model {name!r}; it has {', '.join(library.documents())}.")
        if document:
            typer.echo(write_document(library.load(name)))
        else:
            show_markdown(_summary(name))


def _summary(name: str) -> str:
    from sobremesa.mechanics import library
    from sobremesa.mechanics.checking import check as check_document
    from sobremesa.mechanics.odd import odd

    loaded, reputation = library.load(name), library.reputation(name)
    cited = dict.fromkeys(each.cite for each in loaded.parameters.values() if each.cite)
    lines = [f"# {name.replace('_', ' ').capitalize()}", "", odd(check_document(loaded)), "## Sources", ""]
    lines += [f"- {each}" for each in dict.fromkeys([*filter(None, [reputation.after]), *cited])] or ["None is given."]
    lines += ["", "## Known by", "", reputation.known or "No figure is given."]
    lines += ["", f"To change it: `sobremesa library show {name} --document > {name}.yaml`, then `sobremesa check`."]
    return "\n".join(lines)


def check(file: Path) -> None:
    """Whether a document describes a model that can be run; if not, every reason at once."""
    with one_sentence():
        from sobremesa.mechanics.checking import check as check_document

        program = check_document(_document_in(file))
        typer.echo(f"{program.document.model}: no mistakes found")


def export(model: str, out: options.Out = None, app: App = False) -> None:
    """A model (a name of the library, or a document's file) as a Mesa program that runs by itself."""
    with one_sentence():
        from sobremesa.mechanics import library
        from sobremesa.mechanics.checking import check as check_document
        from sobremesa.mechanics.emit import app_source, source

        if app:
            _must_be_a_module(out)
        if model not in library.documents() and not Path(model).exists():
            raise BadRequestError(f"There is neither a model {model!r} in the library nor a file of that name.")
        document = library.load(model) if model in library.documents() else _document_in(Path(model))
        program = check_document(document)
        text = source(program)
        if out is None:
            typer.echo(text)
            return
        write(out, text)
        if app:
            beside = out.with_name("app.py" if out.stem == "model" else f"{out.stem}_app.py")
            write(beside, app_source(program, out.stem))
            say(f"Open it: solara run {beside}   (pip install 'sobremesa[viz]')")


def _must_be_a_module(out: Path | None) -> None:
    """Raises BadRequestError where the model's file could not be imported by the app's."""
    if out is None:
        raise BadRequestError("--app writes a second file beside the model's: say where with --out model.py.")
    if out.suffix != ".py" or not out.stem.isidentifier() or keyword.iskeyword(out.stem):
        raise BadRequestError(f"The app imports the model: {out.name} must be a module's name, for example model.py.")


def _document_in(file: Path) -> ModelDocument:
    from sobremesa.mechanics.reading import read_document

    try:
        return read_document(file.read_bytes())
    except OSError as error:
        raise BadRequestError(f"{file} can't be read: {error.strerror}.") from None
