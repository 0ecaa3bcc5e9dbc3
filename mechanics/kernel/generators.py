"""Networks in machine code: the very links that `mechanics.networks` draws, a million agents in about a second."""

from __future__ import annotations

import ctypes
import functools
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.ir import Site
from sobremesa.mechanics.kernel import jit
from sobremesa.mechanics.kernel.edition import edition
from sobremesa.mechanics.kernel.module import Module
from sobremesa.mechanics.kernel.native import Natives, signature
from sobremesa.mechanics.kernel.subset import ARRAYS
from sobremesa.mechanics.kernel.translating import QUICK, THOROUGH
from sobremesa.mechanics.overseeing import EndedError

Options = Mapping[str, bool | int | float]
Rows = tuple[NDArray[np.int64], NDArray[np.uint32]]

NATIVE = {
    "complete": ("link_complete",),
    "ring": ("link_ring",),
    "lattice": ("link_lattice",),
    "erdos_renyi": ("link_by_chance",),
    "stochastic_block": ("link_blocks",),
    "random_regular": ("link_regular", "pairs_of_regular", "pairs_without"),
    "watts_strogatz": ("link_small_world", "pairs_of_owners"),
    "barabasi_albert": ("link_by_links",),
    "given": (),
}
"""The supporting functions of each generator."""

SPARE = 8.0
"""How many standard deviations above the mean number of links there is room for at first."""


MANY = 500_000
"""Up to how many agents, over all networks of a kind, code that is compiled quickly is as good."""

_drawn_for: Counter[str] = Counter()


@dataclass(frozen=True)
class Drawing:
    """What a generator is told: how many agents, its options, at which site, seed and replicate it draws.

    `groups` are the codes of labels by which `stochastic_block` goes; `cache` is a folder of machine code; whoever sets
    `cancel[0]` ends the drawing.
    """

    generator: str
    count: int
    options: Options
    site: str
    seed: int
    replicate: int
    directed: bool = False
    groups: NDArray[Any] | None = None
    cache: Path | None = None
    cancel: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, dtype=np.int64))

    @property
    def key(self) -> tuple[int, int]:
        """The key of its draws."""
        return self.seed, self.replicate

    def word(self, ordinal: int) -> int:
        """The word of one of its sites."""
        return Site(f"{self.site}#{ordinal}").word

    def call(self, name: str, *values: object) -> int:
        """Call a supporting function of the generator. Raises EndedError once `cancel` is set."""
        level = THOROUGH if _drawn_for[self.generator] > MANY else QUICK
        with _COMPILING:
            function = _functions(self.generator, self.cache, level)[name]
        result = function(*map(_passed, values))
        if self.cancel[0]:
            raise EndedError
        return 0 if result is None else int(result)


def csr(drawing: Drawing, edges: Sequence[tuple[int, int]] = ()) -> Rows:
    """Everyone's neighbours by number: agent a's are `indices[indptr[a]:indptr[a + 1]]`. `edges` are those given.

    Of a directed network, those that each one points to. Raises ValueError where there is no such network.
    """
    _drawn_for[drawing.generator] += drawing.count
    pairs, links = GENERATORS[drawing.generator](drawing) if drawing.generator != "given" else _given(drawing, edges)
    n, directed = drawing.count, int(drawing.directed)
    indptr, sources = np.empty(n + 1, dtype=np.int64), np.empty(n + 1, dtype=np.int64)
    drawing.call("count_neighbours", pairs, links, n, directed, indptr, sources)
    ends = links if directed else 2 * links
    room, indices = np.empty(ends, dtype=np.uint32), np.empty(ends, dtype=np.uint32)
    drawing.call("list_neighbours", pairs, links, n, directed, indptr, sources, room, indices, drawing.cancel)
    return indptr, indices


Pairs = tuple[NDArray[np.uint32], int]


def _room(links: int) -> NDArray[np.uint32]:
    return np.empty(2 * links, dtype=np.uint32)


def _given(drawing: Drawing, edges: Sequence[tuple[int, int]]) -> Pairs:
    once = {(a, b) if drawing.directed else (min(a, b), max(a, b)) for a, b in edges}
    return np.array(sorted(once), dtype=np.uint32).reshape(-1), len(once)


def _complete(drawing: Drawing) -> Pairs:
    pairs = _room(drawing.count * (drawing.count - 1) // 2)
    return pairs, drawing.call("link_complete", drawing.count, pairs, drawing.cancel)


def _ring(drawing: Drawing) -> Pairs:
    k = int(drawing.options["k"])
    pairs = _room(drawing.count * min(max(k, 0), drawing.count) // 2)
    return pairs, drawing.call("link_ring", drawing.count, k, pairs, drawing.cancel)


def _lattice(drawing: Drawing) -> Pairs:
    width, height = int(drawing.options["width"]), int(drawing.options["height"])
    pairs = _room(2 * width * height)
    return pairs, drawing.call("link_lattice", width, height, int(drawing.options.get("torus", False)), pairs)


def _erdos_renyi(drawing: Drawing) -> Pairs:
    n, options = drawing.count, drawing.options
    p = float(options["p"] if "p" in options else options["degree"] / max(n - 1, 1))
    chances = n * (n - 1) if drawing.directed else n * (n - 1) // 2

    def draw(pairs: NDArray[np.uint32], room: int) -> int:
        told = n, p, int(drawing.directed), pairs, room
        return drawing.call("link_by_chance", *told, drawing.cancel, drawing.word(0), *drawing.key)

    return _fitting(_likely(chances, p), draw)


def _stochastic_block(drawing: Drawing) -> Pairs:
    assert drawing.groups is not None
    p_in, p_out = float(drawing.options["p_in"]), float(drawing.options["p_out"])
    members = np.argsort(drawing.groups, kind="stable").astype(np.int64)
    sizes = np.unique(drawing.groups, return_counts=True)[1]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    within = int((sizes * (sizes - 1) // 2).sum())
    between = drawing.count * (drawing.count - 1) // 2 - within
    sites = drawing.word(0), drawing.word(1)

    def draw(pairs: NDArray[np.uint32], room: int) -> int:
        blocks = members, starts, len(sizes), p_in, p_out
        return drawing.call("link_blocks", *blocks, pairs, room, drawing.cancel, *sites, *drawing.key)

    return _fitting(_likely(within, p_in) + _likely(between, p_out), draw)


def _likely(chances: int, p: float) -> int:
    """As many as hardly ever are more."""
    p = min(max(p, 0.0), 1.0)
    return int(chances * p + SPARE * (chances * p * (1.0 - p)) ** 0.5) + 1


def _fitting(room: int, draw: Callable[[NDArray[np.uint32], int], int]) -> Pairs:
    """Draw into an array that is large enough."""
    while True:
        pairs = _room(room)
        links = draw(pairs, room)
        if links <= room:
            return pairs, links
        room = links


def _random_regular(drawing: Drawing) -> Pairs:
    n, degree = drawing.count, int(drawing.options["degree"])
    if n * degree % 2 or not 0 <= degree < n:
        raise ValueError(f"there is no network of {n} agents with {degree} links each")
    pairs = _room(n * degree // 2)
    without = 2 * degree > n - 1  # nearly complete: what is left out is drawn
    drawn = n - 1 - degree if without else degree
    near, filled = np.empty(n * drawn, dtype=np.uint32), np.empty(n, dtype=np.uint32)
    if drawn:
        words = [np.empty(n * drawn + 3, dtype=kind) for kind in (np.uint64, np.uint64, np.int64, np.uint64, np.int64)]
        drawing.call("link_regular", n, drawn, near, filled, *words, drawing.cancel, drawing.word(0), *drawing.key)
    if without:
        return pairs, drawing.call("pairs_without", n, drawn, near, pairs, drawing.cancel)
    return pairs, drawing.call("pairs_of_regular", n, drawn, near, pairs)


def _watts_strogatz(drawing: Drawing) -> Pairs:
    n, half = drawing.count, max(int(drawing.options["k"]), 0) // 2
    pairs, ends, degrees = _room(n * half), np.empty(n * half, dtype=np.uint32), np.empty(n, dtype=np.uint32)
    p, sites = float(drawing.options["p"]), (drawing.word(0), drawing.word(1))
    drawing.call("link_small_world", n, half, p, ends, degrees, drawing.cancel, *sites, *drawing.key)
    return pairs, drawing.call("pairs_of_owners", n, half, ends, pairs)


def _barabasi_albert(drawing: Drawing) -> Pairs:
    n, m = drawing.count, int(drawing.options["m"])
    if not 1 <= m < n:
        raise ValueError(f"{m} links for each newcomer need more than {m} agents; there are {n}")
    pairs, chosen = _room(m + m * (n - m - 1)), np.empty(m, dtype=np.uint32)
    return pairs, drawing.call("link_by_links", n, m, pairs, chosen, drawing.cancel, drawing.word(0), *drawing.key)


GENERATORS: Mapping[str, Callable[[Drawing], Pairs]] = {
    "complete": _complete,
    "ring": _ring,
    "lattice": _lattice,
    "erdos_renyi": _erdos_renyi,
    "stochastic_block": _stochastic_block,
    "random_regular": _random_regular,
    "watts_strogatz": _watts_strogatz,
    "barabasi_albert": _barabasi_albert,
}

# ------------------------------------------------------------------------------------------ machine code

C: Mapping[str, Any] = {"int": ctypes.c_int64, "u64": ctypes.c_uint64, "float": ctypes.c_double, "None": None}


@functools.cache
def _functions(generator: str, cache: Path | None, level: int) -> Mapping[str, Callable[..., int | None]]:
    """The supporting functions of a generator, compiled when it is first used."""
    names = (*NATIVE[generator], "count_neighbours", "list_neighbours")

    def write() -> str:
        module = Module()
        for name in names:
            Natives(module, level == THOROUGH).export(name)
        return module.text

    machine = jit.made(write, lambda: f"{edition()} {generator}", cache, level)
    _KEPT.append(machine)
    found: dict[str, Callable[..., int | None]] = {}
    for name in names:
        taken, result = signature(name)
        kinds = [ctypes.c_void_p if kind in ARRAYS else C[kind] for kind in taken]
        found[name] = ctypes.CFUNCTYPE(C[result], *kinds)(machine.address(f"export_{name}"))
    return found


_KEPT: list[jit.Machine] = []
"""Machine code whose functions are in use."""
_COMPILING = threading.Lock()
"""Held so that threads that draw networks at a time compile a generator once."""


def _passed(value: object) -> object:
    return value.ctypes.data if isinstance(value, np.ndarray) else value
