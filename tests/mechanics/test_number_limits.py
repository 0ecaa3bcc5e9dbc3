"""Numbers that leave their range end the run at the operation that makes them, in the engine as in the reference."""

from __future__ import annotations

import pytest
from reference import assert_same

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.reading import read_document

MODEL = """
model: limits
purpose: numbers leave their range
parameters: {{huge: {{type: int, value: 9223372036854775807}}, big: {{value: 1e308}}, zero: {{value: 0}}}}
globals: {{most: {{type: int, start: 9223372036854775807}}, least: {{type: int, start: "-9223372036854775807 - 1"}},
  pot: {{start: 1}}, rich: {{start: 1e308}}}}
agents: {{person: {{count: 3, state: {{n: {{type: int, start: 3}}, x: {{start: 1}}, far: {{start: 1e308}},
  held: {{type: int, start: 0, low: -5, high: 5}}, v: {{type: int, size: 2, start: 0}}}}}}}}
rules: [{{name: act, who: person, when: "step == 2", do: "{do}"}}]
measures: {{m: {{value: "{measure}"}}}}
experiment: {{headline: {{measure: m}}}}
"""


def failed(do: str = "self.n = 1", measure: str = "count(person)") -> tuple[str, int, str] | None:
    """How both failed, alike."""
    text = MODEL.format(do=do.replace("\n", "\\n"), measure=measure)
    found = assert_same(check(read_document(text)), Arm(name="arm"), 3)
    return None if found is None else (found.code, found.step, found.rule)


@pytest.mark.parametrize(
    "whole",
    [
        "huge + 1", "model.least - 1", "huge * 2", "-model.least", "abs(model.least)", "model.least // -1",
        "model.most**2",
        "(model.most // 2)**3", "int(big)", "floor(-big)", "ceil(big)", "round(big)", "sum(model.most for p in person)",
        "sum(model.most - 2 * p.id * model.most // 2 for p in person)", "randint(model.least, model.most)",
        "max(0, huge + 1)", "huge - (-1)",
    ],
)  # fmt: skip
def test_a_whole_number_over_64_bits_ends_the_run(whole: str) -> None:
    """Wherever it stands: even where what comes after would bring it back."""
    for do in (f"self.n = {whole}", f"self.x = 0 * ({whole})", f"x = ({whole}) > 0", f"self.held = ({whole}) % 2"):
        assert failed(do) == ("overflow", 2, "act"), do


@pytest.mark.parametrize(
    "do", ["self.n += huge - 3", "model.votes += 1", "self.n = model.most % -1 + abs(model.least + 1)"]
)
def test_the_last_number_of_64_bits_is_fine(do: str) -> None:
    assert failed(do.replace("model.votes", "self.n")) is None


def test_deposits_are_held_to_64_bits_one_by_one() -> None:
    assert failed("for p in person:\n    p.n += huge") == ("overflow", 2, "act")
    assert failed("for p in person:\n    p.v[1] += huge") == ("overflow", 2, "act")
    assert failed("for p in person:\n    p.n += huge - 3\n    p.n -= huge - 3") is None


@pytest.mark.parametrize(
    ("do", "code"),
    [
        ("self.x = self.far * 10", "overflow"), ("self.x = self.far * 10 - self.far * 10", "overflow"),
        ("x = max(p.far * 10 for p in person)", "overflow"), ("x = self.far * 10 in (1, 2)", "overflow"),
        ("x = best_of(person, lambda p: p.far * 10, ties=first)", "overflow"), ("self.x = exp(1000)", "overflow"),
        ("for p in top(person, 1, lambda p: p.far * 10):\n    self.x = 1", "overflow"),
        ("self.n = int(self.far * 10 - self.far * 10)", "domain"), ("self.x = 1 / (self.far * 10)", None),
        ("x = self.far * 10 > 3", None), ("self.x = 1 / (zero * self.x)", "zero_division"),
    ],
)  # fmt: skip
def test_floats_are_finite_where_they_are_kept_or_put_in_order(do: str, code: str | None) -> None:
    assert failed(do) == (None if code is None else (code, 2, "act"))


@pytest.mark.parametrize(
    ("measure", "code"),
    [
        ("model.rich * 10", "overflow"), ("model.rich * 10 - model.rich * 10", "overflow"),
        ("mean(p.far for p in person)", "overflow"), ("mean(p.x for p in person if p.id > 9)", None),
        ("mean(p.x for p in person if p.id > 9) + model.rich * 10", None), ("log(model.pot)", None),
        ("max(p.n for p in person if p.id > 9) + 1", None),
    ],
)  # fmt: skip
def test_measures_are_finite_or_missing(measure: str, code: str | None) -> None:
    assert failed(measure=measure) == (None if code is None else (code, 0, "m"))
