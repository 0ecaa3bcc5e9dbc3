"""Supporting functions in machine code are, to the bit, what they are in Python, and what CPython and NumPy compute."""

from __future__ import annotations

import itertools
import math
import struct

import numpy as np
import pytest

from sobremesa.mechanics.draws import Draws
from sobremesa.mechanics.draws import inverse_normal as of_draws
from sobremesa.mechanics.kernel.supporting import arithmetic, distributions, philox

EXTREME = [
    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 3.0, -3.0, 0.1, -0.1, 1e16, -1e16, 5e-324, -5e-324, 2.2250738585072014e-308,
    1.7976931348623157e308, -1.7976931348623157e308, math.inf, -math.inf, math.nan, math.pi, 1e300, 1e-300, 7.5,
]  # fmt: skip


def same(a: float, b: float) -> bool:
    return struct.pack("<d", a) == struct.pack("<d", b) or (math.isnan(a) and math.isnan(b))


@pytest.fixture(scope="module")
def native(natively):
    return natively(
        *("floor_mod_float", "floor_div_float", "inverse_normal", "poisson_below"),
        *("philox_block", "philox_word", "philox_fill"),
    )


def pairs() -> list[tuple[float, float]]:
    rng = np.random.default_rng(5)
    some = rng.normal(size=2000) * 10.0 ** rng.integers(-20, 20, 2000)
    close = [(k * 0.1, 0.1) for k in range(-200, 200)]
    found = [*itertools.product(EXTREME, EXTREME), *zip(some.tolist(), some[::-1].tolist(), strict=True), *close]
    return [(a, b) for a, b in found if b != 0.0]


def test_floor_division_is_cpythons(native):
    for a, b in pairs():
        assert same(native.floor_mod_float(a, b), a % b), (a, b)
        assert same(native.floor_div_float(a, b), a // b), (a, b)
        assert same(arithmetic.floor_mod_float(a, b), a % b), (a, b)
        assert same(arithmetic.floor_div_float(a, b), a // b), (a, b)


def test_the_inverse_of_the_normal_distribution_is_that_of_draws(native):
    rng = np.random.default_rng(6)
    steps = [2.0**-k for k in range(1, 60)]
    given = [*rng.random(5000).tolist(), *steps, *(1.0 - step for step in steps[:53]), 0.075, 0.925, 2.0**-54]
    for u in given:
        assert same(native.inverse_normal(u), of_draws(u)), u
        assert same(distributions.inverse_normal(u), of_draws(u)), u


def poisson(u: float, part: float) -> int:
    """As in draws, for a mean up to 500."""
    k, p = 0, math.exp(-part)
    below = p
    while u >= below and (p > 0.0 or k < part):
        k += 1
        p = p * part / k
        below += p
    return k


def test_poisson_is_that_of_draws(native):
    rng = np.random.default_rng(7)
    uniforms = [0.0, 1.0 - 2.0**-53, *rng.random(200).tolist()]
    for mean in (0.0, -0.0, 5e-324, 1e-9, 0.3, 4.0, 77.7, 500.0):
        for u in uniforms:
            assert native.poisson_below(u, mean, math.exp(-mean)) == poisson(u, mean)
            assert distributions.poisson_below(u, mean, math.exp(-mean)) == poisson(u, mean)


ADDRESSES = [
    (0, 0, 0, 0, 0, 0),
    (1, 2, 3, 4, 5, 6),
    (2**64 - 1,) * 6,
    (2**63, 2**32, 2**63 + 1, 7, 2**53 - 1, 2**64 - 2),
    *(tuple(row) for row in np.random.default_rng(8).integers(0, 2**64, (40, 6), dtype=np.uint64).tolist()),
]


def numpys(block: int, step: int, site: int, visit: int, seed: int, replicate: int) -> list[int]:
    """NumPy raises the counter before each block."""
    counter = (block | step << 64 | site << 128 | visit << 192) - 1 & 2**256 - 1
    words = np.array([counter >> 64 * k & 2**64 - 1 for k in range(4)], dtype=np.uint64)
    generator = np.random.Philox(key=np.array([seed, replicate], dtype=np.uint64), counter=words)
    return [int(word) for word in generator.random_raw(4)]


def test_philox_is_numpys(native):
    for address in ADDRESSES:
        expected, plain = numpys(*address), [0] * 4
        words = np.zeros(4, dtype=np.uint64)
        native.philox_block(words, *address)
        philox.philox_block(plain, *address)
        assert words.tolist() == plain == expected
        assert [native.philox_word(*address, lane) for lane in range(4)] == expected
        assert [philox.philox_word(*address, lane) for lane in range(4)] == expected


@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 9, 64, 1000])
def test_filling_gives_the_words_of_neighbouring_blocks(native, count):
    for block, *rest in ADDRESSES[:8]:
        words = np.zeros(4 * count + 1, dtype=np.uint64)
        native.philox_fill(words, block, count, *rest)
        expected = [word for k in range(count) for word in numpys((block + k) % 2**64, *rest)]
        assert words.tolist() == [*expected, 0]
        plain = [0] * (4 * count)
        philox.philox_fill(plain, block, count, *rest)
        assert plain == expected


def test_words_are_those_of_the_draw_contract(native):
    """Interleaved over agents, steps, sites, visits and replicates."""
    import hashlib

    for seed, replicate in ((7, 0), (2**53 - 1, 3)):
        draws = Draws(seed, replicate)
        for step, site, index, visit in itertools.product(
            (0, 3, 2**40), ("rule:a.b#0", "x"), (0, 1, 5, 2**33 + 2), (0, 70)
        ):
            draws.begin(step)
            word = int.from_bytes(hashlib.sha256(site.encode()).digest()[:8], "little")
            found = native.philox_word(index // 4 + 1, step, word, visit, seed, replicate, index % 4)
            assert found == draws.word(site, index, visit)
