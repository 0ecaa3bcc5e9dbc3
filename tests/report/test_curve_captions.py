"""What stands below a figure of curves."""

from __future__ import annotations

from handmade_report import whole
from sobremesa.report.figures import curves


def test_a_curve_is_said_to_tip_nowhere_only_where_it_can_tell() -> None:
    report = whole()
    tips = report.curves[0]
    assert tips.bend is not None
    short = tips.model_copy(update={"arm": "too short", "bend": None})
    points = tuple(place / 10 for place in range(10))
    long = short.model_copy(
        update={"arm": "flat", **dict.fromkeys(("values", "mean", "low", "high"), points)},
    )
    drawn = next(curves.figures(report.model_copy(update={"curves": (tips, short, long), "heats": ()})))
    assert "“flat” tips nowhere." in drawn.caption
    assert "too short" not in drawn.caption
