"""Loops over whole populations, which look now and then whether they are still wanted.

Whoever waits for a run sets the slot `cancel`; whatever is at work then returns within some thousand turns. A look
costs a load, and the loops between two looks are as plain as LLVM wants them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import I64, Value, integer

STRIP_BITS = 10
"""How many turns there are between two looks, as a power of two."""


def look_up(scope: Scope) -> None:
    """Return where the run is not wanted any more."""
    cancel = scope.f.emit(f"load volatile i64, {scope.routine.place_of('cancel')}", I64)
    scope.fail_if(scope.f.compare("!=", cancel, integer(0)), Failure.CANCELLED)


@contextmanager
def turns(scope: Scope, count: Value) -> Iterator[Value]:
    """For the numbers from 0 to below a count, which may be large."""
    f, bits = scope.f, integer(STRIP_BITS)
    strips = f.operate("lshr", f.operate("add", count, integer((1 << STRIP_BITS) - 1)), bits)
    with f.counting(integer(0), strips) as strip:
        look_up(scope)
        first = f.operate("shl nsw", strip, bits)
        last = f.operate("add nsw", first, integer(1 << STRIP_BITS))
        last = f.choose(f.compare("<", last, count), last, count)
        with f.counting(first, last) as number:
            yield number
