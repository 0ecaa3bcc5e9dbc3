"""What a run would cost at most, before it runs."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.mistakes import Mistakes


def check_cost(program: ir.Program, mistakes: Mistakes) -> None:
    """Bound agents × steps × operations."""
