"""Who runs: ours, C by hand, NumPy by hand, Mesa, agentpy. Each gives, for a model and a size, a set-up and a run."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from math import isqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.column_names import degree_of, neighbors_of
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.ir import Program

SEED, REPLICATE = 1, 0
STEPS = {"degroot": 100, "sir": 100, "market": 100, "schelling": 20, "wolf_sheep": 100}
MODELS = tuple(STEPS)

Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A model that is set up. `run` runs its steps, and gives its final state where that can be compared."""

    agents: int
    run: Callable[[int], Columns | None]


def sizes(model: str, n: int) -> dict[str, int]:
    """The parameters of a document for about n agents (of wolves and sheep: n cells)."""
    side = isqrt(n)
    return {
        "degroot": {"people": n},
        "sir": {"side": side},
        "market": {"sellers": n},
        "schelling": {"side": side},
        "wolf_sheep": {"side": side, "first_sheep": side * side // 8, "first_wolves": side * side // 40},
    }[model]


@cache
def program(model: str) -> Program:
    """The checked document."""
    from sobremesa.mechanics.checking import check
    from sobremesa.mechanics.reading import read_document

    return check(read_document((Path(__file__).parent / "models" / f"{model}.yaml").read_text("utf-8")))


def ours(model: str, n: int) -> Prepared:
    """The kernel, through its engine."""
    from sobremesa.mechanics.kernel.compiling import kernel_of
    from sobremesa.mechanics.kernel.engine import KernelEngine

    engine, arm = KernelEngine(), Arm(name="benchmark", set=sizes(model, n))
    kernel_of(program(model)).finish()  # as in an experiment, where code is as good as it gets before long
    snapshot = engine.start(program(model), arm, SEED, [REPLICATE])

    def run(steps: int) -> Columns:
        after, series = engine.advance(program(model), snapshot, steps)
        if series.errors:
            raise ArithmeticError(str(series.errors))
        return {**after.columns, **{f"measure.{name}": values[0] for name, values in series.values.items()}}

    return Prepared(n, run)


@cache
def network(n: int) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """The small world of the document at this size, as our engine makes it."""
    from sobremesa.mechanics.kernel.engine import KernelEngine

    arm = Arm(name="benchmark", set=sizes("degroot", n))
    columns = KernelEngine().start(program("degroot"), arm, SEED, [REPLICATE]).columns
    indptr = np.concatenate([[0], np.cumsum(columns[degree_of(None)])]).astype(np.int64)
    return indptr, columns[neighbors_of(None)].astype(np.uint32)


def by_hand(model: str, n: int) -> Prepared:
    """C, by hand; its set-up is a part of its run."""
    from benchmarks.kernel import by_hand as c

    c.library()
    size, ends = sizes(model, n), network(n) if model == "degroot" else ()
    runs: dict[str, Callable[[int], Columns]] = {
        "degroot": lambda steps: c.degroot(SEED, REPLICATE, steps, *ends),
        "sir": lambda steps: c.sir(SEED, REPLICATE, steps, size["side"]),
        "market": lambda steps: c.market(SEED, REPLICATE, steps, size["sellers"]),
        "schelling": lambda steps: c.schelling(SEED, REPLICATE, steps, size["side"]),
        "wolf_sheep": lambda steps: c.wolf_sheep(SEED, REPLICATE, steps, *size.values()),
    }
    return Prepared(n, runs[model])


def _other(module: str) -> Callable[[str, int], Prepared]:
    def prepare(model: str, n: int) -> Prepared:
        make = getattr(importlib.import_module(f"benchmarks.kernel.{module}"), model)
        arguments = network(n) if (module, model) == ("by_numpy", "degroot") else ()
        run = make(n, SEED, *arguments)
        return Prepared(n, run)

    return prepare


def contestants(model: str) -> dict[str, Callable[[str, int], Prepared]]:
    """By name; agentpy only where it is installed, and not with wolves and sheep, which it has no example of."""
    everyone = {"ours": ours, "C": by_hand, "NumPy": _other("by_numpy"), "Mesa": _other("by_mesa")}
    if model != "wolf_sheep" and importlib.util.find_spec("agentpy"):
        everyone["agentpy"] = _other("by_agentpy")
    return everyone


def digest(columns: Columns, names: Columns) -> str:
    """A hash of the columns that both have, by name."""
    text = hashlib.sha256()
    for name in sorted(names):
        text.update(name.encode() + np.ascontiguousarray(columns[name]).tobytes())
    return text.hexdigest()
