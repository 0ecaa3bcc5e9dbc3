"""What happens along a parameter, at other sizes, or over two parameters, as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.curve import Curve, Heat
from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.figures import amount
from sobremesa.nodes.synthesis.phrases import noun
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import capitalised
from sobremesa.report.escape import inline
from sobremesa.report.tables import table

MOST_ROWS = 21


def render(report: Report) -> str:
    """A table a curve, with where it tips, and a table a map."""
    return "\n\n".join([*(part for curve in report.curves for part in _curve(curve)), *map(_heat, report.heats)])


def tips(curve: Curve) -> str:
    """Where a curve tips, in one sentence."""
    if curve.bend is None:
        return "It tips nowhere along this range." if curve.kind == "sweep" else ""
    where, low, high = (
        amount(end, curve.parameter_unit) for end in (curve.bend.value, curve.bend.low, curve.bend.high)
    )
    return f"It tips at {where} [{low}, {high}]: {curve.bend.method}."


def title(curve: Curve) -> str:
    """`Peak infected along infection, in “scenario”`."""
    outcome = noun(curve.measure, curve.take)
    along = "at each number of" if curve.kind == "scale" else "along"
    return f"{capitalised(outcome)} {along} {humanised(curve.parameter)}, in “{curve.arm}”"


def _curve(curve: Curve) -> Iterator[str]:
    yield f"{inline(title(curve))} (means of {curve.n} runs):"
    points = list(zip(curve.values, curve.mean, curve.low, curve.high, strict=True))
    stride = -(-len(points) // MOST_ROWS)
    rows = [
        (amount(value, curve.parameter_unit), _shown(mean, curve.unit), _interval(low, high, curve.unit))
        for value, mean, low, high in points[::stride]
    ]
    yield table((humanised(curve.parameter), humanised(curve.measure), "95% interval"), rows, frozenset({0, 1, 2}))
    if told := tips(curve):
        yield inline(told)


def _heat(heat: Heat) -> str:
    first, second = map(humanised, heat.parameters)
    head = (f"{first} ↓ {second} →", *(f"{column:.4g}" for column in heat.columns))
    rows = [
        (f"{row:.4g}", *(_shown(mean, heat.unit) for mean in means))
        for row, means in zip(heat.rows, heat.mean, strict=True)
    ]
    outcome = noun(heat.measure, heat.take)
    said = f"{capitalised(outcome)} over {first} and {second}, in “{heat.arm}” (means of {heat.n} runs):"
    return f"{inline(said)}\n\n{table(head, rows, frozenset(range(1, len(head))))}"


def _shown(value: float | None, unit: str | None) -> str:
    return "–" if value is None else amount(value, unit)


def _interval(low: float | None, high: float | None, unit: str | None) -> str:
    return "–" if low is None or high is None else f"[{amount(low, unit)}, {amount(high, unit)}]"
