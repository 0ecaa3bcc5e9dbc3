"""Sorting is stable and right, whatever the numbers; in machine code and in Python alike."""

from __future__ import annotations

import numpy as np
import pytest

from sobremesa.mechanics.kernel.supporting import sorting, statistics

SIZES = (0, 1, 2, 3, 31, 32, 33, 34, 100, 257, 1000, 4096)


@pytest.fixture(scope="module")
def native(natively):
    return natively("order_by_words", "sort_doubles", "std", "median_sorted", "gini_sorted")


def words_of(kind: str, count: int, rng: np.random.Generator) -> np.ndarray:
    if kind == "random":
        return rng.integers(0, 2**64, count, dtype=np.uint64)
    if kind == "ties":
        return rng.integers(0, 3, count, dtype=np.uint64) << np.uint64(62)
    if kind == "skewed":
        return np.uint64(1) << rng.integers(0, 64, count, dtype=np.uint64)
    if kind == "close but one":
        words = rng.integers(0, 50 * count + 1, count, dtype=np.uint64)
        words[: count // 2] = words[: count // 2][::-1]
        words[-1:] = 2**64 - 1
        return words
    return np.full(count, 2**64 - 1, dtype=np.uint64)


@pytest.mark.parametrize("kind", ["random", "ties", "skewed", "close but one", "equal"])
def test_places_are_in_the_order_of_their_words(native, kind):
    rng = np.random.default_rng(1)
    for count in SIZES:
        words = words_of(kind, count, rng)
        expected = np.argsort(words, kind="stable")
        given, room = words.copy(), np.zeros(count, dtype=np.uint64)
        places, more = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        native.order_by_words(given, places, room, more, count)
        assert np.array_equal(places, expected)
        plain = [0] * count
        sorting.order_by_words(words.tolist(), plain, [0] * count, [0] * count, count)
        assert plain == expected.tolist()


def numbers_of(kind: str, count: int, rng: np.random.Generator) -> np.ndarray:
    match kind:
        case "normal":
            return rng.normal(size=count)
        case "whole":
            return rng.integers(-3, 4, count) * 1.0
        case "zeros":
            return rng.choice([0.0, -0.0, 1.0, -1.0], count)
        case "wide":
            return rng.choice([-1.0, 1.0], count) * 10.0 ** rng.uniform(-308, 308, count)
        case "extreme":
            return rng.choice([1.7976931348623157e308, -1.7976931348623157e308, 5e-324, -5e-324, 0.0, -0.0], count)
        case "infinite":
            return rng.choice([np.inf, -np.inf, 1.0, 2.0, -0.0, 0.0], count)
        case "tiny":
            return rng.integers(0, 2**20, count).astype(np.uint64).view(np.float64)
    return np.full(count, 0.1)


@pytest.mark.parametrize("kind", ["normal", "whole", "zeros", "wide", "extreme", "infinite", "tiny", "equal"])
def test_numbers_are_in_order_and_equal_ones_as_they_stood(native, kind):
    rng = np.random.default_rng(2)
    for count in SIZES:
        numbers = numbers_of(kind, count, rng)
        expected = np.array(sorted(numbers.tolist()))
        found = numbers.copy()
        native.sort_doubles(found, np.zeros(count), np.zeros(count, dtype=np.int64), count)
        assert np.array_equal(found.view(np.int64), expected.view(np.int64))
        plain = numbers.tolist()
        sorting.sort_doubles(plain, [0.0] * count, [0] * count, count)
        assert np.array_equal(np.array(plain).view(np.int64), expected.view(np.int64))


def test_not_a_number_among_numbers_harms_nothing(native):
    numbers = np.random.default_rng(3).normal(size=500)
    for place in (0, 1, 250, 499):
        given = numbers.copy()
        given[place] = np.nan
        native.sort_doubles(given, np.zeros(500), np.zeros(500, dtype=np.int64), 500)
        kept = np.sort(given[~np.isnan(given)])
        assert np.array_equal(kept, np.sort(np.delete(numbers, place)))


@pytest.mark.parametrize("count", [1, 2, 3, 10, 1001])
def test_statistics_are_those_of_the_emitted_program(native, count):
    from sobremesa.mechanics.runtime import aggregates

    rng = np.random.default_rng(count)
    for numbers in (
        rng.normal(size=count),
        rng.exponential(size=count),
        np.zeros(count),
        rng.integers(0, 9, count) * 1.0,
    ):
        values = numbers.tolist()
        assert native.std(numbers, count) == statistics.std(values, count) == aggregates.std(values)
        ordered = np.array(sorted(values))
        assert native.median_sorted(ordered, count) == aggregates.median(values)
        assert native.gini_sorted(ordered, count) == aggregates.gini(values)
        assert statistics.median_sorted(sorted(values), count) == aggregates.median(values)
        assert statistics.gini_sorted(sorted(values), count) == aggregates.gini(values)
