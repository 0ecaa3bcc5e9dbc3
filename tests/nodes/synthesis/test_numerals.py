"""Numbers in prose: what counts as one, and how exactly it was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobremesa.nodes.synthesis.numerals import numerals


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("85% [83%, 88%] of 30 runs", [(0.85, True), (0.83, True), (0.88, True), (30, False)]),
        ("4.7 percentage points [4.2, −5.3] in 3", [(0.047, True), (0.042, True), (-0.053, True), (3, False)]),
        ("from 83 to 88%", [(0.83, True), (0.88, True)]),
        ("1,234.5 and 2e-3", [(1234.5, False), (0.002, False)]),
        ("3-5 of them", [(3, False), (5, False)]),
        ("at −0.40 or -3", [(-0.4, False), (-3, False)]),
        ("two thirds and a third and half", [(2 / 3, True), (1 / 3, True), (0.5, True)]),
        ("twenty-one, two hundred, three thousand", [(21, False), (200, False), (3000, False)]),
        ("forty percent, twice", [(0.4, True), (2, False)]),
        ("one of them, the third one, the second", []),
        ("no one, someone, nobody", []),
        ("R2-D2", [(2, False), (2, False)]),
    ],
)
def test_what_is_read(text: str, found: list[tuple[float, bool]]) -> None:
    read = [(numeral.value, numeral.percent) for numeral in numerals(text)]
    assert read == [(pytest.approx(value), percent) for value, percent in found]


def test_a_numeral_holds_to_half_of_its_last_place() -> None:
    (numeral,) = numerals("0.85")
    assert numeral.means(0.8549)
    assert not numeral.means(0.8551)
    assert numeral.means(-0.85)
    (signed,) = numerals("+0.85")
    assert not signed.means(-0.85)


@given(st.text(alphabet="0123456789.,eE+-−%[]to onehalfzertywhundred ", max_size=60) | st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    for numeral in numerals(text):
        assert text[numeral.start : numeral.end] == numeral.text
        assert numeral.slack >= 0


@pytest.mark.parametrize("text", ["1e999", "-1e999", "9" * 400])
def test_what_no_float_can_hold_means_nothing(text: str) -> None:
    (numeral,) = numerals(text)
    assert not numeral.means(1.0)
    assert not numeral.means(0.0)
