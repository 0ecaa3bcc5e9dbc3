"""The draw contract: words by address against Philox in plain Python, streams that are uniform and independent."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sobremesa.mechanics.draws import Draws, inverse_normal

MASK = 2**64 - 1
SITE = "rule:person.repair#0"
GOLDEN = [
    7831808383947065483,
    2951393236969176566,
    13047469827723781444,
    14850482351950970935,
    17455922881241502037,
    3886789827439928978,
]


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, ...]:
    """Philox 4x64-10 as published (Salmon et al. 2011), in whole numbers of any size."""
    a, b, c, d = counter
    k, m = key
    for _ in range(10):
        left, right = a * 0xD2E7470EE14C6C93, c * 0xCA5A826395121157
        a, b, c, d = (right >> 64) ^ b ^ k, right & MASK, (left >> 64) ^ d ^ m, left & MASK
        k, m = (k + 0x9E3779B97F4A7C15) & MASK, (m + 0xBB67AE8584CAA73B) & MASK
    return a, b, c, d


def site_word(site: str) -> int:
    return int.from_bytes(hashlib.sha256(site.encode()).digest()[:8], "little")


def expected(seed: int, replicate: int, step: int, site: str, index: int, visit: int) -> int:
    return philox((index // 4 + 1, step, site_word(site), visit), (seed, replicate))[index % 4]


def test_words_never_change() -> None:
    draws = Draws(1, 2)
    draws.begin(3)
    assert [draws.word(SITE, index) for index in (0, 1, 5)] == GOLDEN[:3]
    assert draws.word(SITE, 5, 7) == GOLDEN[3]
    assert draws.word(SITE, 2**40 + 3, 64) == GOLDEN[4]
    last = Draws(2**53 - 1, 2**64 - 1)
    last.begin(2**31)
    assert last.word("start:a.b#12", 0) == GOLDEN[5]


def test_the_sites_words_go_beyond_half_of_64_bits() -> None:
    """Lists that mix such words with small ones would be rounded by NumPy on their way through float64."""
    large = [site for site in (f"rule:a.b#{i}" for i in range(8)) if site_word(site) >= 2**63]
    assert large
    for site in large:
        assert Draws(7).word(site, 9) == expected(7, 0, 0, site, 9, 0)


@given(
    seed=st.integers(0, 2**53 - 1), replicate=st.integers(0, 2**64 - 1), step=st.integers(0, 2**40),
    site=st.text(max_size=20), index=st.integers(0, 2**62), visit=st.integers(0, 200),
)  # fmt: skip
def test_any_address_is_philox(seed: int, replicate: int, step: int, site: str, index: int, visit: int) -> None:
    draws = Draws(seed, replicate)
    draws.begin(step)
    word = expected(seed, replicate, step, site, index, visit)
    assert draws.word(site, index, visit) == word
    assert draws.uniform01(site, index, visit) == (word >> 11) * 2.0**-53


def test_no_draw_depends_on_the_order_of_others() -> None:
    one, other = Draws(5, 6), Draws(5, 6)
    addresses = [
        (site, index, visit) for site in ("a", "b") for index in (0, 3, 255, 256, 1000) for visit in (0, 63, 64)
    ]
    for draws in (one, other):
        draws.begin(9)
    forward = [one.uniform01(*address) for address in addresses]
    assert [other.uniform01(*address) for address in reversed(addresses)] == forward[::-1]


def test_visits_count_within_a_step() -> None:
    draws = Draws(1)
    assert [draws.visit("s", 0), draws.visit("s", 0), draws.visit("s", 1), draws.visit("t", 0)] == [0, 1, 0, 0]
    draws.begin(1)
    assert draws.visit("s", 0) == 0


def streams() -> Iterator[tuple[str, np.ndarray]]:
    """Uniform numbers over replicates × steps × sites × agents, read along each of the four axes."""
    cube = np.empty((6, 8, 5, 240))
    for replicate in range(6):
        draws = Draws(11, replicate)
        for step in range(8):
            draws.begin(step)
            for site in range(5):
                cube[replicate, step, site] = [draws.uniform01(f"rule:a.r#{site}", agent) for agent in range(240)]
    for axis, name in enumerate(("replicates", "steps", "sites", "agents")):
        yield name, np.moveaxis(cube, axis, -1).ravel()


@pytest.mark.parametrize(("name", "stream"), list(streams()), ids=lambda value: value if isinstance(value, str) else "")
def test_streams_are_uniform_and_independent(name: str, stream: np.ndarray) -> None:
    """A key schedule once passed every one-dimensional test and gave one agent a zero at each step."""
    assert stats.kstest(stream, "uniform").pvalue > 1e-3
    for lag in (1, 2, 3, 4, 5, 7, 8):
        correlation = np.corrcoef(stream[:-lag], stream[lag:])[0, 1]
        assert abs(correlation) < 4.0 / math.sqrt(len(stream))
    pairs, _, _ = np.histogram2d(stream[:-1:2], stream[1::2], bins=12)
    assert stats.chisquare(pairs.ravel()).pvalue > 1e-3
    assert len(np.unique(stream)) == len(stream)


@dataclass
class Fixed(Draws):
    """Draws whose uniform number is given."""

    u: float

    def uniform01(self, site: str, index: int, visit: int = 0) -> float:
        return self.u

    def visit(self, site: str, index: int) -> int:
        return 0


@given(u=st.floats(2.0**-54, 1.0 - 2.0**-53))
def test_normal_is_the_inverse_of_its_distribution(u: float) -> None:
    assert inverse_normal(u) == pytest.approx(float(stats.norm.ppf(u)), rel=2e-15, abs=2e-16)
    assert inverse_normal(u) == NormalDist().inv_cdf(u)


def test_normal_at_zero_is_the_smallest_that_there_is() -> None:
    assert Fixed(0.0).normal(0.0, 1.0, "s", 0) == inverse_normal(2.0**-54) < -8.2
    assert Fixed(0.5).normal(3.0, 2.0, "s", 0) == 3.0
    assert Fixed(0.975).normal(0.0, 1.0, "s", 0) == pytest.approx(NormalDist().inv_cdf(0.975), rel=1e-15)


@given(u=st.floats(0.0, 1.0 - 2.0**-53), mean=st.floats(0.0, 400.0))
def test_poisson_is_the_inverse_of_its_distribution(u: float, mean: float) -> None:
    count = Fixed(u).poisson(mean, "s", 0)
    slack = 1e-9
    assert stats.poisson.cdf(count, mean) > u - slack
    assert count == 0 or stats.poisson.cdf(count - 1, mean) <= u + slack


def test_poisson_of_a_large_mean_draws_once_for_each_500() -> None:
    draws = Draws(3)
    many = [draws.poisson(1200.0, "s", index) for index in range(400)]
    assert draws.visit("s", 0) == 3
    assert np.mean(many) == pytest.approx(1200.0, abs=4 * math.sqrt(1200.0 / 400))
    assert np.var(many) == pytest.approx(1200.0, rel=0.3)
    assert draws.poisson(0.0, "t", 0) == 0
    assert draws.poisson(-0.0, "t", 0) == 0
    assert draws.poisson(1e6, "t", 0) == pytest.approx(1e6, abs=5e3)
    for wrong in (math.nan, math.inf, 1000000.1, -5e-324):
        with pytest.raises(ValueError, match="below 0 or too large"):
            draws.poisson(wrong, "t", 0)


def test_the_other_distributions_follow_their_formulas() -> None:
    assert Fixed(0.25).uniform(2.0, 6.0, "s", 0) == 3.0
    assert Fixed(0.25).exponential(2.0, "s", 0) == -math.log(0.75) * 2.0
    assert Fixed(0.25).exponential(0.0, "s", 0) == 0.0
    with pytest.raises(ValueError, match="below 0"):
        Fixed(0.25).exponential(-5e-324, "s", 0)
    assert [Fixed(u).randint(1, 6, "s", 0) for u in (0.0, 0.17, 0.5, 1.0 - 2.0**-53)] == [1, 2, 4, 6]
    assert [Fixed(0.0).chance(p, "s", 0) for p in (-1.0, 0.0, 1e-300, 2.0)] == [False, False, True, True]


@dataclass
class Somebody:
    id: int


def test_order_is_by_word_and_one_fewer_keeps_the_others() -> None:
    draws = Draws(8)
    everyone = [Somebody(number) for number in range(50)]
    order = [one.id for one in sorted(everyone, key=draws.order("order:a.r#0"))]
    assert sorted(order) == list(range(50)) != order
    assert order == sorted(range(50), key=lambda number: draws.word("order:a.r#0", number))
    fewer = sorted((one for one in everyone if one.id != 17), key=draws.order("order:a.r#0"))
    assert [one.id for one in fewer] == [number for number in order if number != 17]


def test_picks_are_as_many_as_there_are_members_each_by_a_draw_of_its_own() -> None:
    draws = Draws(8)
    everyone = [Somebody(number) for number in range(50)]
    picks = [(turn, one.id) for turn, one in draws.picks("pick:a.r#0", everyone)]
    assert picks == [(turn, int(50 * draws.uniform01("pick:a.r#0", turn))) for turn in range(50)]
    assert not list(draws.picks("pick:a.r#0", []))
