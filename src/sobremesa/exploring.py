"""Exploring a model: along a parameter, by how many there are, by what matters most, backwards from figures.

Each function has an async twin. The model is a name of the library, a `Path` to a document's file, a document, or a
scenario that one is found for, as `simulate_mechanics` would.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sobremesa.errors import BadRequestError
from sobremesa.graphs import run
from sobremesa.mechanics import shelf
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.nodes.asking import read_request
from sobremesa.nodes.contract import Request, Result
from sobremesa.nodes.settings import Settings
from sobremesa.synchronous import synchronous

__all__ = [
    "acalibrate",
    "ascale",
    "asensitivity",
    "asweep",
    "calibrate",
    "exploring",
    "scale",
    "sensitivity",
    "sizes_of",
    "sweep",
]

Model = str | Path | Document
Target = Mapping[str, Any]

NAME = re.compile(r"[A-Za-z0-9]+(_[A-Za-z0-9]+)*")
NOTHING_ELSE: Mapping[str, Any] = {"sweep": [], "scale": None, "sensitivity": None, "calibrate": None}


async def asweep(
    model: Model,
    *parameters: str | Mapping[str, Any],
    seed: int | None = None,
    replicates: int | None = None,
    thread_id: str | None = None,
    settings: Settings | None = None,
) -> Result:
    """What the headline does along a parameter, and where it tips; over two, as a map.

    Args:
        model: a name of the library, a file, a document, or a scenario.
        parameters: one or two names, each for its whole range, or mappings such as
            `{"parameter": "failed_share", "from": 0, "to": 0.5, "points": 11}` (21 points if not given, of two 11).
        seed: 0 to 2^53 - 1 (0 if not given); the same seed gives the same bits.
        replicates: how many runs of each point (30 if not given).
        thread_id: the name of the run, to resume or show it by; a new one if not given.
        settings: language model, home and limits; those of the environment if not given.

    Returns:
        The whole answer; `report.curves` or `report.heats` hold the points, a finding of kind `threshold` where it
        tips, one of kind `smooth` that it does not.

    Raises:
        DocumentError: the model has no such parameter, or can't be run so; nothing was started.
        BadRequestError, ThreadBusyError, SobremesaError: as `simulate_scenario`.
    """
    sweeps = [{"parameter": each} if isinstance(each, str) else dict(each) for each in parameters]
    if not sweeps:
        raise BadRequestError("A sweep needs a parameter: name one, or two for a map.")
    request = exploring(model, {"sweep": sweeps}, seed, replicates)
    return await run.start(request, settings or Settings.from_env(), thread_id)


async def ascale(
    model: Model,
    *sizes: int,
    parameter: str | None = None,
    seed: int | None = None,
    replicates: int | None = None,
    thread_id: str | None = None,
    settings: Settings | None = None,
) -> Result:
    """Whether the headline changes with how many there are.

    Args:
        sizes: two or more, such as `100, 1000`.
        parameter: what says how many there are; the model's only one that does, if not given.

    Model, the other arguments, result and errors are those of `asweep`; `report.curves` holds the sizes, a finding of
    kind `scale` what the headline does from the smallest to the largest.
    """
    request = exploring(model, {"scale": sizes_of(sizes, parameter)}, seed, replicates)
    return await run.start(request, settings or Settings.from_env(), thread_id)


def sizes_of(sizes: Sequence[int], parameter: str | None) -> dict[str, Any]:
    """What is asked about sizes, as the language has it but that it may leave the parameter open."""
    return {**({} if parameter is None else {"parameter": parameter}), "values": sorted(set(sizes))}


async def asensitivity(
    model: Model,
    *parameters: str,
    seed: int | None = None,
    replicates: int | None = None,
    thread_id: str | None = None,
    settings: Settings | None = None,
) -> Result:
    """Which parameters matter most to the headline, across their ranges: all that nobody stated, or those named.

    Arguments, result and errors are those of `asweep`; `report.ranking` holds the parameters, the strongest first.
    """
    request = exploring(model, {"sensitivity": {"parameters": list(parameters)}}, seed, replicates)
    return await run.start(request, settings or Settings.from_env(), thread_id)


async def acalibrate(
    model: Model,
    parameters: Sequence[str],
    targets: Mapping[str, float] | Sequence[Target],
    *,
    seed: int | None = None,
    replicates: int | None = None,
    thread_id: str | None = None,
    settings: Settings | None = None,
) -> Result:
    """Which values of parameters, within their ranges, make the model give certain figures.

    Args:
        parameters: the names of those that are sought.
        targets: the figures by measure, `{"communication_success": 0.85}`, or mappings such as
            `{"measure": "infected", "take": "max", "value": 0.3}`.

    Model, the other arguments, result and errors are those of `asweep`; `report.calibrated` holds what was found, and
    how well the figures are met there.
    """
    if isinstance(targets, Mapping):
        targets = [{"measure": measure, "value": value} for measure, value in targets.items()]
    asked = {"calibrate": {"parameters": list(parameters), "targets": [dict(target) for target in targets]}}
    return await run.start(exploring(model, asked, seed, replicates), settings or Settings.from_env(), thread_id)


def exploring(model: Model, asked: Mapping[str, Any], seed: int | None, replicates: int | None) -> Request:
    """The request that asks this of a model, and nothing else beside its arms.

    Raises BadRequestError where there is no such model, DocumentError where this can't be asked of it.
    """
    document = _document(model)
    asked = {**NOTHING_ELSE, **asked}
    fields: dict[str, Any] = {"mode": "mechanics", "experiment": asked, "seed": seed, "replicates": replicates}
    if document is None:
        return read_request({**fields, "scenario": model})
    _check(document, asked)
    if document.coupling is not None:
        fields["mode"] = "auto"
    question = document.experiment.question or document.purpose
    return read_request({**fields, "scenario": question, "document": document.canonical().decode()})


def _document(model: Model) -> Document | None:
    """The document that is meant; None where the text is a scenario."""
    from sobremesa.mechanics.documents import read

    if isinstance(model, ModelDocument | ProcessDocument):
        return model
    if isinstance(model, Path):
        try:
            return read(model.read_bytes())
        except OSError as error:
            raise BadRequestError(f"{model} can't be read: {error.strerror}.") from None
    name = model.strip()
    if name in shelf.names():
        return shelf.load(name)
    if NAME.fullmatch(name):
        close = get_close_matches(name, shelf.names(), 1)
        hint = f"did you mean {close[0]}?" if close else f"it has {', '.join(shelf.names())}."
        raise BadRequestError(f"The library has no model {name!r}; {hint}")
    return None


def _check(document: Document, asked: Mapping[str, Any]) -> None:
    from sobremesa.mechanics.documents import checked
    from sobremesa.mechanics.experiments.asking import with_asked

    if isinstance(document, ProcessDocument):
        checked(with_asked(document, asked))
    else:
        checked(with_asked(document, asked))


sweep = synchronous(asweep)
scale = synchronous(ascale)
sensitivity = synchronous(asensitivity)
calibrate = synchronous(acalibrate)
