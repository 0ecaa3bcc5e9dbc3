"""What goes to the terminal: results on stdout, all else on stderr, no markup or escape sequences from a text."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import typer

from sobremesa.errors import BadRequestError
from sobremesa.report.escape import visible


def say(text: str) -> None:
    """A line for the person, on stderr."""
    typer.echo(visible(text), err=True)


def show_json(value: Any) -> None:
    """A value for a program, on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))


def show_markdown(text: str) -> None:
    """Markdown on stdout: laid out on a terminal, as it is in a pipe."""
    text = visible(text)
    if not sys.stdout.isatty():
        typer.echo(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(text, hyperlinks=False))


def write(path: Path, text: str) -> None:
    """Text into a file, its folder made where it is missing. Raises BadRequestError where that can't be."""
    must_be_writable(path)
    path.write_text(text, encoding="utf-8")
    say(f"Written to {path}")


def must_be_writable(path: Path | None) -> None:
    """Raises BadRequestError, before any work is done, when a file can't be written there."""
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("a", encoding="utf-8").close()
    except OSError as error:
        raise BadRequestError(f"{path} can't be written: {error.strerror}.") from None
