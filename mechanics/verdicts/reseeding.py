"""Other random numbers throughout, the networks' among them: whether a lucky seed has spoken."""

from __future__ import annotations

from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.verdicts.variant import Variant

MOST = 2**53
RUNS = 4
"""How many times as many runs: what is there is then seen again, though the first time it was barely seen."""


def reseeded(program: Program, seed: int) -> tuple[Variant, ...]:
    """The same document under the next seed, in four times as many runs."""
    other = (seed + 1) % MOST
    return (Variant("seed", f"other random numbers (seed {other})", program, other, runs=RUNS),)
