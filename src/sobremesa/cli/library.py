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
    from sobremesa.mechanics.documents import Document

App = Annotated[bool, typer.Option("--app", help="Also a page for the browser, in Mesa's SolaraViz, beside it.")]
AsDocument = Annotated[bool, typer.Option("--document", help="The document itself, to change and to check.")]

app = typer.Typer(help="The models that are there.", invoke_without_command=True)


@app.callback()
def listing(context: typer.Context, as_json: options.AsJson = False) -> None:
    """The models that are there, a line each."""
    if context.invoked_subcommand is not None:
        return
    with one_sentence():
        from sobremesa.mechanics import shelf

        purposes = {name: shelf.load(name).purpose for name in shelf.names()}
        if as_json:
            show_json(purposes)
            return
        for name, purpose in purposes.items():
            typer.echo(f"{name:<24} {purpose}")


@app.command()
def show(name: str, document: AsDocument = False) -> None:
    """What a model of the library is (an ODD summary), its sources, and the figures that it is known by."""
    with one_sentence():
        from sobremesa.mechanics import shelf
        from sobremesa.mechanics.writing import write_document

        if name not in shelf.names():
            raise BadRequestError(f"The library has no model {name!r}; it has {', '.join(shelf.names())}.")
        if document:
            typer.echo(write_document(shelf.load(name)))
        else:
            show_markdown(_summary(name))


def _summary(name: str) -> str:
    from sobremesa.mechanics import library, shelf
    from sobremesa.mechanics.documents import checked
    from sobremesa.mechanics.library.entry import Reputation
    from sobremesa.mechanics.odd import odd
    from sobremesa.mechanics.processes import library as processes
    from sobremesa.mechanics.processes.odd import summary
    from sobremesa.mechanics.processes.program import ProcessProgram

    loaded = shelf.load(name)
    program = checked(loaded)
    told = summary(program) if isinstance(program, ProcessProgram) else odd(program)
    reputation: Reputation = (processes if isinstance(program, ProcessProgram) else library).reputation(name)
    cited = dict.fromkeys(each.cite for each in loaded.parameters.values() if each.cite)
    lines = [f"# {name.replace('_', ' ').capitalize()}", "", told, "## Sources", ""]
    lines += [f"- {each}" for each in dict.fromkeys([*filter(None, [reputation.after]), *cited])] or ["None is given."]
    lines += ["", "## Known by", "", reputation.known or "No figure is given."]
    lines += ["", f"To change it: `sobremesa library show {name} --document > {name}.yaml`, then `sobremesa check`."]
    return "\n".join(lines)


def check(file: Path) -> None:
    """Whether a document describes a model or a process that can be run; if not, every reason at once."""
    with one_sentence():
        from sobremesa.mechanics.documents import checked, name_of
        from sobremesa.mechanics.processes.program import ProcessProgram

        program = checked(_document_in(file))
        typer.echo(f"{name_of(program.document)}: no mistakes found")
        if isinstance(program, ProcessProgram):
            from sobremesa.mechanics.processes.telling import told_loads

            for line in told_loads(program):
                typer.echo(line)


def export(model: str, out: options.Out = None, app: App = False) -> None:
    """A document (a name of the library, or a file) as a Mesa program, or a SimPy one, that runs by itself."""
    with one_sentence():
        from sobremesa.mechanics import shelf
        from sobremesa.mechanics.documents import checked
        from sobremesa.mechanics.emit import app_source, source
        from sobremesa.mechanics.processes.emit import process_source
        from sobremesa.mechanics.processes.program import ProcessProgram

        if app:
            _must_be_a_module(out)
        if model not in shelf.names() and not Path(model).exists():
            raise BadRequestError(f"There is neither a model {model!r} in the library nor a file of that name.")
        program = checked(shelf.load(model) if model in shelf.names() else _document_in(Path(model)))
        if isinstance(program, ProcessProgram) and app:
            raise BadRequestError("--app makes a page in Mesa's SolaraViz: a process runs on SimPy, and has none.")
        text = process_source(program) if isinstance(program, ProcessProgram) else source(program)
        if out is None:
            typer.echo(text)
            return
        write(out, text)
        if app and not isinstance(program, ProcessProgram):
            beside = out.with_name("app.py" if out.stem == "model" else f"{out.stem}_app.py")
            write(beside, app_source(program, out.stem))
            say(f"Open it: solara run {beside}   (pip install 'sobremesa[viz]')")


def _must_be_a_module(out: Path | None) -> None:
    """Raises BadRequestError where the model's file could not be imported by the app's."""
    if out is None:
        raise BadRequestError("--app writes a second file beside the model's: say where with --out model.py.")
    if out.suffix != ".py" or not out.stem.isidentifier() or keyword.iskeyword(out.stem):
        raise BadRequestError(f"The app imports the model: {out.name} must be a module's name, for example model.py.")


def _document_in(file: Path) -> Document:
    from sobremesa.mechanics.documents import read

    try:
        return read(file.read_bytes())
    except OSError as error:
        raise BadRequestError(f"{file} can't be read: {error.strerror}.") from None
