"""Distributions from one uniform number: as `mechanics.draws` has them."""

from __future__ import annotations

from sobremesa.mechanics.draws import NORMAL_CENTRE, NORMAL_FAR_TAIL, NORMAL_TAIL
from sobremesa.mechanics.kernel.supporting.words import Table, apart, log, sqrt

CENTRE_OVER, CENTRE_UNDER = NORMAL_CENTRE
TAIL_OVER, TAIL_UNDER = NORMAL_TAIL
FAR_OVER, FAR_UNDER = NORMAL_FAR_TAIL


@apart
def inverse_normal(u: float) -> float:
    """The number below which a standard normal falls with probability u, above 0 (Wichura 1988, algorithm AS 241)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        return _ratio(CENTRE_OVER, CENTRE_UNDER, 0.180625 - q * q, q)
    r = sqrt(-log(u if q < 0.0 else 1.0 - u))
    z = _ratio(TAIL_OVER, TAIL_UNDER, r - 1.6, 1.0) if r <= 5.0 else _ratio(FAR_OVER, FAR_UNDER, r - 5.0, 1.0)
    return -z if q < 0.0 else z


def _ratio(above: Table, below: Table, x: float, factor: float) -> float:
    over = above[0]
    under = below[0]
    for i in range(1, 8):
        over = over * x + above[i]
        under = under * x + below[i]
    return over * factor / under


def poisson_below(u: float, mean: float, p: float) -> int:
    """The count at which Poisson's distribution of this mean reaches u; p is exp(-mean), its start."""
    k = 0
    below = p
    while u >= below and (p > 0.0 or k < mean):
        k += 1
        p = p * mean / k
        below += p
    return k
