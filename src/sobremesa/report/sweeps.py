"""What happens along a parameter, at other sizes, over two of them; what matters most, and what fits: as tables."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.curve import Curve, Heat
from sobremesa.mechanics.experiments.exploration import Calibrated, Ranking
from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.figures import amount
from sobremesa.nodes.synthesis.phrases import noun
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import capitalised
from sobremesa.report.escape import inline
from sobremesa.report.rows import Table, table_of
from sobremesa.report.tables import table

MOST_ROWS = 30


def render(report: Report) -> str:
    """A table a curve, with where it tips, and a table a map; then one for the ranking, and two for values sought."""
    parts = [*(part for curve in report.curves for part in _curve(curve)), *map(_heat, report.heats)]
    for told in sought(report):
        parts += [f"{inline(told.label)}:", table(told.head, told.rows, told.right)]
    return "\n\n".join(parts)


def sought(report: Report) -> tuple[Table, ...]:
    """The parameters by what they decide; the values that meet the figures, and how well they do."""
    return (*_ranking(report.ranking), *_calibrated(report.calibrated))


def _ranking(ranking: Ranking | None) -> Iterator[Table]:
    if ranking is None:
        return
    outcome, sobol = noun(ranking.measure, ranking.take), ranking.method == "sobol"
    what = "share of its variance" if sobol else "moved by"
    rows = []
    for one in ranking.influences:
        low, high = amount(one.low, one.unit), amount(one.high, one.unit)
        alone = (amount(one.alone, "share"),) if one.alone is not None else ()
        unit = "share" if sobol else ranking.unit
        interval = _interval(one.strength_low, one.strength_high, unit)
        rows.append((humanised(one.parameter), f"{low} to {high}", amount(one.strength, unit), interval, *alone))
    head = ("parameter", "range", what, "95% interval", *(("alone",) if sobol else ()))
    label = f"What decides the {outcome}, in “{ranking.arm}” ({ranking.points:,} settings, each run {ranking.n} times)"
    yield table_of(label, head, rows, frozenset(range(1, len(head))))


def _calibrated(found: Calibrated | None) -> Iterator[Table]:
    if found is None:
        return
    values = tuple(
        (
            humanised(one.parameter),
            amount(one.value, one.unit),
            _interval(one.low, one.high, one.unit),
            "" if one.informed else "not narrowed down",
        )
        for one in found.sought
    )
    label = f"Values that meet the figures, in “{found.arm}” ({found.runs:,} runs)"
    yield table_of(label, ("parameter", "value", "95% of what fits", ""), values, frozenset({1, 2}))
    rows = tuple(
        (
            noun(one.measure, one.take),
            amount(one.wanted, one.unit),
            _shown(one.value, one.unit),
            _interval(one.low, one.high, one.unit),
            "met" if one.met else "missed",
        )
        for one in found.met
    )
    head = ("outcome", "wanted", "there", "95% of runs", "")
    yield table_of("What the model gives at these values", head, rows, frozenset({1, 2, 3}))


def tips(curve: Curve) -> str:
    """Where a curve tips, in one sentence."""
    if curve.bend is None:
        if curve.tells:
            return "It tips nowhere along this range."
        if curve.leap is not None and curve.kind == "sweep":
            low, high = (amount(end, curve.parameter_unit) for end in curve.leap)
            return f"Between {low} and {high} it changes too fast to tell whether it tips: sweep that part by itself."
        return "Points or runs are too few to tell whether it tips." if curve.kind == "sweep" else ""
    where, low, high = (
        amount(end, curve.parameter_unit) for end in (curve.bend.value, curve.bend.low, curve.bend.high)
    )
    return f"It tips at {where} [{low}, {high}]: {curve.bend.method}."


def title(curve: Curve) -> str:
    """`Peak infected along infection, in “scenario”`."""
    outcome = noun(curve.measure, curve.take)
    along = "along" if curve.kind == "sweep" else "at each number of"
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
