"""`sobremesa sweep`, `scale`, `sensitivity`, `calibrate`: along a parameter, by size, by what matters, from figures."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from sobremesa.cli import options
from sobremesa.cli.console import must_be_writable
from sobremesa.cli.exits import one_sentence
from sobremesa.errors import BadRequestError

Model = Annotated[
    str, typer.Argument(help="A name of the library, a document's file, or a scenario in plain words; - reads stdin.")
]
Swept = Annotated[list[str], typer.Option(help="A parameter; give two for a map.")]
From = Annotated[list[float] | None, typer.Option("--from", help="Where each begins (its low, if not given).")]
To = Annotated[list[float] | None, typer.Option("--to", help="Where each ends (its high, if not given).")]
Points = Annotated[list[int] | None, typer.Option(help="How many points of each, fewer for a map if not given.")]
Ranked = Annotated[
    list[str] | None,
    typer.Option("--parameter", "--parameters", help="Only this; repeat for more (all that nobody stated)."),
]
Sought = Annotated[list[str], typer.Option(help="A parameter that is sought within its range; repeat for more.")]
Sizes = Annotated[list[int], typer.Option("--size", help="How many there are; two at least, repeat for each.")]
Counted = Annotated[
    str | None, typer.Option("--parameter", help="What says how many there are (the one that does, if not given).")
]
Targets = Annotated[
    list[str],
    typer.Option("--target", help="A figure to be met, MEASURE=VALUE or MEASURE:max=VALUE; repeat for more."),
]
DOCUMENTS = frozenset({".yaml", ".yml", ".json"})
LONGEST_NAME = 255
"""Bytes."""


def sweep(
    model: Model,
    parameter: Swept,
    start: From = None,
    to: To = None,
    points: Points = None,
    seed: options.Seed = 0,
    replicates: options.Replicates = None,
    language_model: options.Model = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """What the headline does along a parameter, and where it tips; over two parameters, as a map."""
    with one_sentence():
        ends = {"from": start, "to": to, "points": points}
        for flag, values in ends.items():
            if values and len(values) != len(parameter):
                raise BadRequestError(f"--{flag} is given {len(values)} times, and --parameter {len(parameter)} times.")
        sweeps = [
            {"parameter": name, **{flag: values[place] for flag, values in ends.items() if values}}
            for place, name in enumerate(parameter)
        ]
        _explored(model, {"sweep": sweeps}, seed, replicates, language_model, out, as_json)


def scale(
    model: Model,
    size: Sizes,
    parameter: Counted = None,
    seed: options.Seed = 0,
    replicates: options.Replicates = None,
    language_model: options.Model = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """Whether the headline changes with how many there are."""
    with one_sentence():
        from sobremesa.exploring import sizes_of

        _explored(model, {"scale": sizes_of(size, parameter)}, seed, replicates, language_model, out, as_json)


def sensitivity(
    model: Model,
    parameter: Ranked = None,
    seed: options.Seed = 0,
    replicates: options.Replicates = None,
    language_model: options.Model = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """Which parameters matter most to the headline, across their ranges."""
    with one_sentence():
        names = [name.strip() for text in parameter or () for name in text.split(",")]
        _explored(model, {"sensitivity": {"parameters": names}}, seed, replicates, language_model, out, as_json)


def calibrate(
    model: Model,
    parameter: Sought,
    target: Targets,
    seed: options.Seed = 0,
    replicates: options.Replicates = None,
    language_model: options.Model = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """Which values of parameters make the model give certain figures."""
    with one_sentence():
        asked = {"parameters": parameter, "targets": [read_target(text) for text in target]}
        _explored(model, {"calibrate": asked}, seed, replicates, language_model, out, as_json)


def read_target(text: str) -> Mapping[str, Any]:
    """`infected:max=0.3` as the language writes it. Raises BadRequestError."""
    outcome, _, figure = text.partition("=")
    measure, _, take = outcome.strip().partition(":")
    try:
        value = float(figure)
    except ValueError:
        message = f'--target must be MEASURE=VALUE, for example "infected:max=0.3", not {text[:60]!r}.'
        raise BadRequestError(message) from None
    return {"measure": measure, **({"take": take} if take else {}), "value": value}


def _explored(
    model: str,
    asked: Mapping[str, Any],
    seed: int,
    replicates: int | None,
    language_model: str | None,
    out: Path | None,
    as_json: bool,
) -> NoReturn:
    from sobremesa.cli.running import ran
    from sobremesa.exploring import exploring

    request = exploring(_model(model), asked, seed, replicates)
    must_be_writable(out)
    ran(request, language_model, None, out, as_json)


def _model(text: str) -> str | Path:
    """A file where there is one, or where the text is a document's file by its name; else the text itself."""
    if text == "-":
        return sys.stdin.read().strip()
    path = Path(text)
    named = len(os.fsencode(text)) <= LONGEST_NAME  # the system refuses to look for longer ones
    return path if named and (path.suffix in DOCUMENTS or path.is_file()) else text
