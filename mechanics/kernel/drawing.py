"""Networks for a world: drawn by seed and replicate, the same as on Mesa, and put where rules look for them."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.ir.sizes import constants, value_of
from sobremesa.mechanics.kernel.generators import Drawing, Rows, csr

Parameters = Mapping[str, bool | int | float]
Options = Mapping[str, bool | int | float]
Who = tuple[int, int, int]
"""How many agents, the seed, the replicate."""


MOST_BYTES = 2**26
"""How much memory networks may take that were drawn lately."""


def options_of(network: ir.Network, document: ModelDocument, parameters: Parameters) -> Options:
    """What a generator is told, each of its own type. Raises DocumentError where an option has no value."""
    values = constants(document, parameters)
    return {word: _option(network, word, option, values) for word, option in network.options.items() if word != "by"}


def _option(network: ir.Network, word: str, option: ir.Expr, values: Mapping[str, float]) -> bool | int | float:
    found = value_of(option, values)
    if found is None:
        place = Place(f"layers.{network.layer}.{word}" if network.layer else f"space.{word}")
        raise DocumentError([Diagnostic("not_supported_yet", place, "an option that is no plain arithmetic")])
    return found if option.type is ir.Scalar.FLOAT else int(found)


def drawn(
    network: ir.Network,
    options: Options,
    groups: NDArray[Any] | None,
    who: Who,
    cache: Path | None,
    cancel: NDArray[np.int64],
) -> Rows:
    """Everyone's neighbours by id, in two arrays; of a directed network, those that each one points to.

    `groups` are the codes of labels, where the generator goes by them. Raises ValueError, ZeroDivisionError,
    OverflowError or IndexError, as on Mesa, where there is no such network, and EndedError once `cancel[0]` is set.
    """
    count, seed, replicate = who
    site = f"network:{network.layer or 'space'}.{network.generator}"
    if network.generator == "lattice" and int(options["width"]) * int(options["height"]) > count:
        raise IndexError("a lattice has more crossings than there are agents")
    if any(end >= count for edge in network.edges for end in edge):
        raise IndexError("an edge names an agent that there is not")
    drawing = Drawing(network.generator, count, options, site, seed, replicate, network.directed, groups, cache, cancel)
    if groups is not None or network.edges:
        return csr(drawing, network.edges)
    key = site, count, tuple(sorted(options.items())), network.directed, seed, replicate
    return _LATELY.get(key) or _LATELY.put(key, csr(drawing))


class _Lately:
    """Networks drawn lately: the arms of an experiment mostly have the same. Nobody writes to them."""

    def __init__(self) -> None:
        self._kept: dict[object, Rows] = {}
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: object) -> Rows | None:
        return self._kept.get(key)

    def put(self, key: object, rows: Rows) -> Rows:
        size = sum(part.nbytes for part in rows)
        if size > MOST_BYTES // 8:
            return rows
        with self._lock:
            if self._size + size > MOST_BYTES:
                self._kept, self._size = {}, 0
            self._kept[key] = rows
            self._size += size
        return rows


_LATELY = _Lately()
