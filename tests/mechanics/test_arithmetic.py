"""Sizes are arithmetic over parameters, and nothing else is ever worked out."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobremesa.mechanics.arithmetic import NotArithmeticError, evaluate

PARAMETERS = {"people": 7, "share": 0.5}


@pytest.mark.parametrize(
    ("expression", "value"),
    [(3, 3), ("3", 3), ("people * 2 - 1", 13), ("people // 2 % 2", 1), ("-people / 2", -3.5), ("max(people, 9)", 9),
     ("int(people * share)", 3), ("ceil(sqrt(people))", 3),
     ("0 if share else people", 0), ("people if 0 else 1 / 2", 0.5), ("1 if share else 1 / 0", 1)],
)  # fmt: skip
def test_values(expression: str | int, value: float) -> None:
    assert evaluate(expression, PARAMETERS) == value


@pytest.mark.parametrize(
    "expression",
    ["tulips", "people / 0", "9 ** 9 ** 9", "people.real", "__import__('os')", "[1]", "'a'", "people if tulips else 2",
     "1 if 'a' else 2", "(", "\0", "1 +" * 300 + "1", "(" * 400, "sqrt(-1)", "max()", "max(people, key=int)"],
)  # fmt: skip
def test_anything_else_is_refused(expression: str) -> None:
    with pytest.raises(NotArithmeticError):
        evaluate(expression, PARAMETERS)


@given(st.text(max_size=600))
def test_no_text_does_anything_but_give_a_number_or_the_error(text: str) -> None:
    with suppress(NotArithmeticError):
        assert isinstance(evaluate(text, PARAMETERS), int | float)
