"""All that an experiment asks is run, and each answer is said once more as a finding."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sobremesa.mechanics.experiments.exploration import Exploration
from sobremesa.mechanics.experiments.exploring import asks, explore
from sobremesa.mechanics.experiments.points import Bench

Formula = Callable[..., Bench]


def test_each_question_has_its_answer_and_its_findings(formula: Formula) -> None:
    bench = formula(
        "(b + c if a > 0.47 else 0) + count(person)",
        sweep=[{"parameter": "a", "from": 0, "to": 1}],
        scale={"parameter": "people", "values": [1, 50]},
        sensitivity={"parameters": ["b"]},
    )
    found = explore(bench, 6)
    sweep, scale = found.curves
    assert [sweep.kind, scale.kind] == ["sweep", "scale"]
    assert found.ranking is not None
    assert [(each.id, each.kind, each.parameter) for each in found.findings] == [
        ("e1", "threshold", "a"),
        ("e2", "scale", "people"),
        ("e3", "influence", "b"),
    ]
    tips, differs, matters = found.findings
    assert tips.low is not None
    assert tips.high is not None
    assert tips.low <= 0.47 <= tips.high
    assert differs.value == 49
    assert matters.value == pytest.approx(1, abs=0.1)


def test_what_is_done_comes_to_what_there_is(formula: Formula) -> None:
    """Also where a sweep puts no more points than it was asked for, and where it puts all that it may."""
    for expression in ("a", "(1 if a > 0.47 else 0) + b"):
        told: list[tuple[int, int]] = []
        bench = formula(expression, noise=0.01, sweep=[{"parameter": "a", "from": 0, "to": 1}])
        explore(bench, 6, lambda _, done, total, told=told: told.append((done, total)))  # type: ignore[misc]
        assert [done for done, _ in told] == list(range(1, told[0][1] + 1))
        assert told[-1][0] == told[-1][1]


def test_where_nothing_is_asked_nothing_is_run(formula: Formula) -> None:
    bench = formula("a")
    assert not asks(bench.program.document.experiment)
    assert explore(bench, 3) == Exploration()
