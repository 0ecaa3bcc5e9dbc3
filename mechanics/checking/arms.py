"""Each arm of the experiment on its own: whether it can be set up, and what it would cost."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.cost import check_cost, works
from sobremesa.mechanics.checking.feasibility import check_feasible
from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.ir.sizes import sizes_of


def check_arms(program: ir.Program, mistakes: Mistakes) -> None:
    """Note what is wrong with an arm; what several arms share is noted for the first of them."""
    known, work = set(), works(program)
    for arm in program.document.experiment.arms:
        own = Mistakes()
        sizes = sizes_of(program, arm)
        check_feasible(sizes, own)
        check_cost(work, sizes, own)
        for mistake in own.found:
            shared = (mistake.code, mistake.place, mistake.found)
            if shared not in known:
                known.add(shared)
                mistakes.note(mistake)
