"""The draws of a process: by site, then by the number of whoever draws."""

from __future__ import annotations

from collections.abc import Callable

from sobremesa.mechanics.draws import Draws


class Streams(dict):  # type: ignore[type-arg]  # exported files carry no types
    """Uniform numbers by address: `draws[site](index)`, `draws[site](index, visit)`, of step 0 of the draw contract.

    Entities are numbered as they come, so a site's first visits are kept in one list, drawn in blocks ahead.
    """

    def __init__(self, seed: int, replicate: int = 0) -> None:
        super().__init__()
        self._draws = Draws(seed, replicate)

    def __missing__(self, site: str) -> Callable[..., float]:
        draws, first = self._draws, list[float]()

        def draw(index: int, visit: int = 0) -> float:
            if visit:
                return draws.uniform01(site, index, visit)
            try:
                return first[index]
            except IndexError:
                while index >= len(first):
                    first.extend(draws.block(site, len(first)))
                return first[index]

        self[site] = draw
        return draw

    def visit(self, site: str, index: int) -> int:
        """How often this index has reached this site; counts this time in."""
        return self._draws.visit(site, index)
