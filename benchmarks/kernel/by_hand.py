"""The models written by hand in C (`by_hand.c`), compiled with gcc and called through ctypes.

Each function runs one replicate and returns the columns of its final state, named as in a snapshot, so that their
hash can be compared with the engine's.
"""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.ir import Site

FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")
Columns = dict[str, NDArray[Any]]


@cache
def library() -> ctypes.CDLL:
    """The C file, compiled. Raises CalledProcessError where there is no working gcc."""
    target = Path(tempfile.mkdtemp()) / "by_hand.so"
    source = Path(__file__).with_name("by_hand.c")
    subprocess.run(["gcc", *FLAGS, "-o", str(target), str(source), "-lm"], check=True)
    return ctypes.CDLL(str(target))


def sites(*texts: str) -> NDArray[np.uint64]:
    """The words of draw sites, in the order in which the C function takes them."""
    return np.array([Site(text).word for text in texts], dtype=np.uint64)


def degroot(seed: int, replicate: int, steps: int, indptr: NDArray[np.int64], near: NDArray[np.uint32]) -> Columns:
    """DeGroot on a network given as neighbours."""
    n = len(indptr) - 1
    opinion, series = np.empty(n), np.empty(steps + 1)
    _call("degroot", seed, replicate, n, steps, sites("start:person.opinion#0"), indptr, near, 0.5, opinion, series)
    return {"person.opinion": opinion, "measure.opinion": series}


def sir(seed: int, replicate: int, steps: int, side: int) -> Columns:
    """SIR on a Moore torus."""
    words = sites("start:person.health#0", "rule:person.fall_ill_and_recover#0", "rule:person.fall_ill_and_recover#1")
    health, series = np.empty(side * side, dtype=np.int16), np.empty(steps + 1)
    _call("sir", seed, replicate, side, steps, words, 0.1, 0.1, 0.01, health, series)
    return {"person.health": health, "measure.infected": series}


def market(seed: int, replicate: int, steps: int, sellers: int) -> Columns:
    """Buyers at random sellers, in random order."""
    words = sites(
        "start:buyer.valuation#0", "start:seller.cost#0", "start:seller.price#0", "order:buyer.shop#0",
        "rule:buyer.shop#0",
    )  # fmt: skip
    valuation, paid, cost, price = (np.empty(sellers) for _ in range(4))
    sold, series = np.empty(sellers, dtype=np.bool_), np.empty((2, steps + 1))
    _call("market", seed, replicate, sellers, steps, words, 0.05, valuation, paid, cost, price, sold, series)
    return {
        "buyer.valuation": valuation, "buyer.paid": paid, "seller.cost": cost, "seller.price": price,
        "seller.sold": sold, "measure.price": series[0], "measure.sold": series[1],
    }  # fmt: skip


def schelling(seed: int, replicate: int, steps: int, side: int) -> Columns:
    """Schelling's families, 90 % of the cells taken, half of the neighbours wanted."""
    words = sites("place:family.cell#0", "order:family.move#0", "rule:family.move#0")
    count = side * side * 9 // 10
    cell, series = np.empty(count, dtype=np.int64), np.empty(steps + 1)
    blue, content = np.empty(count, dtype=np.bool_), np.empty(count, dtype=np.bool_)
    _call("schelling", seed, replicate, side, count, steps, words, 0.5, cell, blue, content, series)
    return {"family.cell": cell, "family.blue": blue, "family.content": content, "measure.content": series}


def wolf_sheep(seed: int, replicate: int, steps: int, side: int, sheep: int, wolves: int) -> Columns:
    """Wolves, sheep and grass."""
    words = sites(
        "cell:cells.wait#0", "cell:cells.grown#0", "place:sheep.cell#0", "start:sheep.energy#0", "place:wolf.cell#0",
        "start:wolf.energy#0", "order:sheep.graze#0", *(f"rule:sheep.graze#{i}" for i in range(3)),
        "order:wolf.hunt#0", *(f"rule:wolf.hunt#{i}" for i in range(4)),
    )  # fmt: skip
    cells, limit = side * side, side * side * 4
    herds = [np.empty(2 * limit + 64, dtype=kind) for kind in (np.int64, np.int64, np.float64) * 2]
    grown, wait = np.empty(cells, dtype=np.bool_), np.empty(cells, dtype=np.int64)
    rows, series = np.empty(2, dtype=np.int64), np.empty((3, steps + 1))
    _call(
        "wolf_sheep", seed, replicate, side, sheep, wolves, steps, words, 0.2, 0.02, 4.0, 12.0, 30, limit, *herds,
        grown, wait, rows, series,
    )  # fmt: skip
    names = [f"{kind}.{word}" for kind in ("sheep", "wolf") for word in ("id", "cell", "energy")]
    living = dict(zip(names, (herd[: rows[i // 3]] for i, herd in enumerate(herds)), strict=True))
    measures = dict(zip(("measure.sheep_count", "measure.wolf_count", "measure.grass"), series, strict=True))
    return {**living, "cell.grown": grown, "cell.wait": wait, **measures}


def _call(name: str, *arguments: int | float | NDArray[Any]) -> None:
    failed = getattr(library(), name)(*map(_argument, arguments))
    if failed:
        raise ArithmeticError(f"the run of {name} failed")


def _argument(value: int | float | NDArray[Any]) -> Any:
    if isinstance(value, np.ndarray):
        return ctypes.c_void_p(value.ctypes.data)
    return ctypes.c_double(value) if isinstance(value, float) else ctypes.c_int64(value)
