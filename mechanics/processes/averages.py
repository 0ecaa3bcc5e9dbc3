"""The mean of an expression with draws: exactly where they only add up, else over many drawn values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sobremesa.errors import SobremesaError
from sobremesa.mechanics.draws import Draws
from sobremesa.mechanics.processes import expressions as ex
from sobremesa.mechanics.processes.distributions import DISTRIBUTIONS, EMPIRICAL, mean_of_table
from sobremesa.mechanics.processes.evaluating import Known, Value, evaluate, number
from sobremesa.mechanics.processes.program import Spans
from sobremesa.mechanics.processes.runtime import distributions

SAMPLES = 1000


class Uncertain(SobremesaError, ValueError):  # noqa: N818 - no mistake of anybody's
    """The mean depends on how the process happens to stand."""


def average(expr: ex.Expr, known: Known) -> tuple[float, bool]:
    """The mean (of a condition: its probability), and whether it is exact. Raises Uncertain, NoValueError."""
    if ex.reads_state(expr):
        raise Uncertain("it depends on how things stand")
    if not ex.draws(expr):
        return number(expr, known), True
    if _adds_up(expr):
        return number(expr, _with(known, mean_of)), True
    draws = Draws(0)
    values = [number(expr, _with(known, Sampler(draws, index))) for index in range(SAMPLES)]
    return sum(values) / SAMPLES, False


def gap(expr: ex.Expr, known: Known) -> float:
    """The mean time between two events."""
    return average(expr, known)[0]


def mean_over(value: ex.Expr | Spans, known: Known, highest: bool = False) -> float:
    """The mean of a value that may follow a pattern, weighted by how long each holds; or the highest."""
    if not isinstance(value, tuple):
        return number(value, known)
    spans = [(number(length, known), number(each, known)) for length, each in value]
    if highest:
        return max(each for length, each in spans if length > 0)
    return sum(length * each for length, each in spans) / sum(length for length, _ in spans)


def mean_of(draw: ex.Draw | ex.LabelDraw, known: Known) -> Value:
    """The mean of a draw."""
    if isinstance(draw, ex.LabelDraw):
        raise Uncertain("a label has no mean")
    if draw.distribution == EMPIRICAL:
        tables: Sequence[tuple[float, ...]] = [known.tables[name] for name in draw.tables]
        return mean_of_table(*tables)
    inner = _with(known, mean_of)
    return DISTRIBUTIONS[draw.distribution].mean(*(number(each, inner) for each in draw.arguments))


class Sampler:
    """Gives every draw a value, of the entity with this index."""

    def __init__(self, draws: Draws, index: int) -> None:
        self._draws = draws
        self._index = index

    def __call__(self, draw: ex.Draw | ex.LabelDraw, known: Known) -> Value:
        """The value of a draw."""
        u = self._draws.uniform01(draw.site, self._index)
        if isinstance(draw, ex.LabelDraw):
            shares = [number(share, known) for share in draw.shares]
            return distributions.one_of(u, dict(zip(draw.labels, shares, strict=True)))
        if draw.distribution == EMPIRICAL:
            return distributions.empirical(u, *(known.tables[name] for name in draw.tables))
        arguments = [evaluate(each, known) for each in draw.arguments]
        if draw.distribution == "chance":
            return u < float(arguments[0])
        if draw.distribution == "constant":
            return arguments[0]
        value: float = getattr(distributions, draw.distribution)(u, *arguments)
        return value


def _with(known: Known, draw: Callable[[ex.Draw | ex.LabelDraw, Known], Value]) -> Known:
    return Known(known.parameters, known.tables, known.attributes, draw)


def _adds_up(expr: ex.Expr) -> bool:
    """Whether the mean of the expression is the expression of the means."""
    match expr:
        case ex.Draw(arguments=arguments):
            return not any(ex.draws(each) for each in arguments)
        case ex.LabelDraw():
            return False
        case ex.Unary(value=value):
            return _adds_up(value) if ex.draws(value) else True
        case ex.Binary(op=op, left=left, right=right):
            if op in ("+", "-"):
                return _adds_up(left) and _adds_up(right)
            if op == "*":
                return (not ex.draws(left) and _adds_up(right)) or (not ex.draws(right) and _adds_up(left))
            return op == "/" and not ex.draws(right) and _adds_up(left)
        case ex.Choice(condition=condition, then=then, other=other):
            return not ex.draws(condition) and _adds_up(then) and _adds_up(other)
        case _:
            return not ex.draws(expr)
