"""Sizes computed before a run: parameters of an arm, populations, and what a run would cost."""

from __future__ import annotations

from typing import Any

import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.ir.sizes import sizes_of, value_of


def document(**sections: Any) -> ModelDocument:
    plain: dict[str, Any] = {
        "model": "small",
        "purpose": "to be measured",
        "clock": {"steps": 10},
        "parameters": {"n": {"type": "int", "value": 100, "low": 1}, "rate": {"value": 0.5, "high": 4}},
        "agents": {"person": {"count": "n", "state": {"money": {"start": 1}}}},
        "measures": {"wealth": {"value": "mean(p.money for p in person)"}},
        "experiment": {"headline": {"measure": "wealth"}},
    }
    return ModelDocument.model_validate(plain | sections)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("n", 100),
        ("n // 3 + n % 3", 34),
        ("-n - 1", -101),
        ("round(n * rate)", 50),
        ("int(sqrt(n)) ** 2", 100),
        ("ceil(n / 3) + floor(n / 3)", 67),
        ("min(n, 5) + max(n, 5, 7)", 105),
        ("round(clip(rate, 1, 2)) + abs(-3)", 4),
        ("round(exp(log(n)))", 100),
    ],
)
def test_an_expression_over_parameters_has_a_value(code: str, value: float) -> None:
    program = check(document(agents={"person": {"count": f"abs({code})", "state": {"money": {"start": 1}}}}))
    sizes = sizes_of(program, program.document.experiment.arms[0])
    assert sizes.population == {"person": abs(value)}


@pytest.mark.parametrize(
    "code", ["n // 0.0", "log(-n)", "exp(n * 100)", "9.0 ** 9 ** 9", "(0 - n) ** 0.5", "sum(range(n))"]
)
def test_what_has_no_value_is_unknown_and_no_crash(code: str) -> None:
    clock = {"steps": f"round({code})"}
    try:
        program = check(document(clock=clock))
    except DocumentError as error:
        assert {diagnostic.code for diagnostic in error.diagnostics} == {"division_by_zero"}
        return
    assert value_of(program.steps, {"n": 100.0, "rate": 0.5}) is None


DEGREES = [
    ({"generator": "ring", "k": 4}, 4),
    ({"generator": "watts_strogatz", "k": 6, "p": 0.1}, 6),
    ({"generator": "barabasi_albert", "m": 3}, 6),
    ({"generator": "lattice", "width": 10, "height": "n // 10"}, 4),
    ({"generator": "erdos_renyi", "degree": 5}, 5),
    ({"generator": "erdos_renyi", "p": 0.1}, 9.9),
    ({"generator": "random_regular", "degree": 3}, 3),
    ({"generator": "complete"}, 99),
    ({"generator": "given", "edges": [[0, 1], [1, 2]]}, 1),
]


@pytest.mark.parametrize(("options", "degree"), DEGREES)
def test_about_how_many_neighbours_there_are(options: dict[str, Any], degree: float) -> None:
    rule = {"name": "talk", "who": "person", "do": "self.money += sum(p.money for p in neighbors(self))"}
    program = check(document(space={"kind": "network"} | options, rules=[rule]))
    sizes = sizes_of(program, program.document.experiment.arms[0])
    assert sizes.degree(program.space) == pytest.approx(degree)  # type: ignore[arg-type]


def refused(do: str, n: int, **sections: Any) -> bool:
    parameters = {"n": {"type": "int", "value": n}, "rate": {"value": 0.5, "high": 4}}
    try:
        check(document(parameters=parameters, rules=[{"name": "work", "who": "person", "do": do}], **sections))
    except DocumentError as error:
        assert {diagnostic.code for diagnostic in error.diagnostics} == {"cost_limit"}
        return True
    return False


def test_what_would_run_for_ages_is_refused() -> None:
    pairs = "self.money = sum(p.money for p in person if p.id < self.id)"
    assert not refused(pairs, 1_000)
    assert refused(pairs, 100_000)
    assert refused("self.money = 1", 1_000_000_000)
    ranged = "for i in range(n):\n    for j in range(n):\n        self.money += 1"
    assert not refused(ranged, 100)
    assert refused(ranged, 3_000)


def test_a_loop_is_bounded_by_what_a_parameter_may_become() -> None:
    parameters = {"n": {"type": "int", "value": 1_000}, "most": {"type": "int", "value": 1, "high": 1_000_000_000}}
    rules = [{"name": "work", "who": "person", "do": "for i in range(most):\n    self.money += 1"}]
    with pytest.raises(DocumentError, match="cost_limit"):
        check(document(parameters=parameters, rules=rules))


@pytest.mark.parametrize(("high", "cost_limit"), [("round(rate * 5)", False), ("n * 1000", True), (None, True)])
def test_a_loop_is_bounded_by_what_a_field_may_become(high: str | None, cost_limit: bool) -> None:
    agents = {"person": {"count": "n", "state": {"age": {"type": "int", "high": high}, "money": {"start": 1}}}}
    ages = "for i in range(self.age):\n    for j in range(self.age):\n        self.money += 1"
    assert refused(ages, 100_000, agents=agents) == cost_limit


def test_the_arm_that_is_too_large_is_named() -> None:
    arms = [{"name": "town"}, {"name": "planet", "set": {"n": 8_000_000_000}}]
    with pytest.raises(DocumentError, match="in the arm `planet`"):
        check(document(experiment={"headline": {"measure": "wealth"}, "arms": arms}))
