"""The tables of docs/kernel.md are those of the kept figures, and small races can be run."""

from __future__ import annotations

import argparse

import pytest
from benchmarks.kernel import page
from benchmarks.kernel.figures import Row, kept
from benchmarks.kernel.racing import Races


def test_the_page_shows_the_kept_figures() -> None:
    text = page.PAGE.read_text("utf-8")
    assert "<!-- figures -->" in text
    assert page.filled(text, kept()) == text


def race(*only: str, patience: float = 60.0, sizes: tuple[int, ...] = (64, 100)) -> list[Row]:
    options = argparse.Namespace(only=only, patience=patience, repeats=1, memory=False)
    races = Races(options)
    return [row for n in sizes for row in races.race("sir", n)]


def test_ours_and_numpy_race() -> None:
    rows = race("ours", "NumPy", sizes=(64,))
    assert [row.contestant for row in rows] == ["ours", "NumPy"]
    assert all(row.run_s is not None and row.run_s > 0 for row in rows)
    assert all((row.once_s is not None) == (row.contestant == "ours") for row in rows)


def test_who_would_take_too_long_is_left_out() -> None:
    small, large = race("NumPy", patience=1e-9)
    assert small.run_s is not None
    assert large.run_s is None
    assert large.expected_s is not None


@pytest.mark.parametrize("row", [Row("sir", 100, 100, "Mesa", expected_s=50.0)])
def test_what_was_left_out_is_said(row: Row) -> None:
    assert "left out" in page.line(row)
