"""Networks for a world: drawn by seed and replicate, the same as on Mesa, and put where rules look for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir, networks
from sobremesa.mechanics.checking.sizes import value_of
from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.draws import Draws

Parameters = Mapping[str, bool | int | float]
Options = Mapping[str, bool | int | float]


def options_of(network: ir.Network, parameters: Parameters) -> Options:
    """What a generator is told, each of its own type. Raises DocumentError where an option has no value."""
    values = {word: float(value) for word, value in parameters.items()}
    return {word: _option(network, word, option, values) for word, option in network.options.items() if word != "by"}


def _option(network: ir.Network, word: str, option: ir.Expr, values: Mapping[str, float]) -> bool | int | float:
    found = value_of(option, values)
    if found is None:
        place = Place(f"layers.{network.layer}.{word}" if network.layer else f"space.{word}")
        raise DocumentError([Diagnostic("not_supported_yet", place, "an option that is no plain arithmetic")])
    return found if option.type is ir.Scalar.FLOAT else int(found)


def drawn(
    network: ir.Network, options: Options, count: int, groups: NDArray[Any] | None, seed: int, replicate: int
) -> networks.Links:
    """The links among `count` agents; `groups` are the codes of their labels, where the generator goes by them.

    Raises ValueError where there is no such network, ZeroDivisionError, OverflowError.
    """
    site, draws = f"network:{network.layer or 'space'}.{network.generator}", Draws(seed, replicate)
    match network.generator:
        case "complete":
            return networks.complete(count)
        case "ring":
            return networks.ring(count, int(options["k"]))
        case "lattice":
            return networks.lattice(int(options["width"]), int(options["height"]), bool(options.get("torus", False)))
        case "given":
            return list(network.edges)
        case "erdos_renyi":
            p = options["p"] if "p" in options else options["degree"] / max(count - 1, 1)
            return networks.erdos_renyi(count, p, network.directed, draws, site)
        case "stochastic_block":
            assert groups is not None
            return networks.stochastic_block(groups.tolist(), options["p_in"], options["p_out"], draws, site)
        case "random_regular":
            return networks.random_regular(count, int(options["degree"]), draws, site)
        case "watts_strogatz":
            return networks.watts_strogatz(count, int(options["k"]), float(options["p"]), draws, site)
    return networks.barabasi_albert(count, int(options["m"]), draws, site)


def csr(count: int, links: Sequence[tuple[int, int]], directed: bool) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Everyone's neighbours by id, in two arrays; of a directed network, those that each one points to."""
    ends = np.array(links, dtype=np.int64).reshape(-1, 2)
    forth = ends[:, 0] << 32 | ends[:, 1]
    return sorted_csr(count, forth if directed else np.concatenate([forth, ends[:, 1] << 32 | ends[:, 0]]))


def sorted_csr(count: int, pairs: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """The same from pairs in any order, each as a times 2**32, plus b; a pair that is there twice counts once."""
    pairs = np.unique(pairs)
    indptr = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(pairs >> 32, minlength=count), out=indptr[1:])
    return indptr, pairs.astype(np.uint32)
