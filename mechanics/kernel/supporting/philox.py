"""Philox 4x64-10 (Salmon et al. 2011), as NumPy has it: four words for each counter and key."""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.words import MASK, U64s, apart, high, low, signed, u64, unsigned

FIRST_FACTOR = 0xD2E7470EE14C6C93
SECOND_FACTOR = 0xCA5A826395121157
FIRST_STEP = 0x9E3779B97F4A7C15
SECOND_STEP = 0xBB67AE8584CAA73B
LOW = 2**32 - 1
UNIT = 2.0**-53


@apart
def philox_block(words: U64s, block: u64, step: u64, site: u64, visit: u64, seed: u64, replicate: u64) -> None:
    """The four words of the counter (block, step, site, visit) under the key (seed, replicate)."""
    _put_words(words, block, step, site, visit, seed, replicate)


def _put_words(words: U64s, block: u64, step: u64, site: u64, visit: u64, seed: u64, replicate: u64) -> None:
    a, b, c, d = block, step, site, visit
    one, two = seed, replicate
    for _ in range(10):
        upper = high(FIRST_FACTOR, a)
        lower = low(FIRST_FACTOR, a)
        a = high(SECOND_FACTOR, c) ^ b ^ one
        b = low(SECOND_FACTOR, c)
        c = upper ^ d ^ two
        d = lower
        one = (one + FIRST_STEP) & MASK
        two = (two + SECOND_STEP) & MASK
    words[0] = a
    words[1] = b
    words[2] = c
    words[3] = d


@apart
def philox_word(block: u64, step: u64, site: u64, visit: u64, seed: u64, replicate: u64, lane: u64) -> u64:
    """One of the four words."""
    words: U64s = [0] * 4
    _put_words(words, block, step, site, visit, seed, replicate)
    return words[lane]


@apart
def philox_fill(
    words: U64s, block: u64, count: int, step: u64, site: u64, visit: u64, seed: u64, replicate: u64
) -> None:
    """The words of `count` blocks, from `block` on, one after another."""
    for k in range(count):
        a, b, c, d = (block + unsigned(k)) & MASK, step, site, visit
        one, two = seed, replicate
        for _ in range(10):
            upper = upper_half(FIRST_FACTOR, a)
            lower = (FIRST_FACTOR * a) & MASK
            a = upper_half(SECOND_FACTOR, c) ^ b ^ one
            b = (SECOND_FACTOR * c) & MASK
            c = upper ^ d ^ two
            d = lower
            one = (one + FIRST_STEP) & MASK
            two = (two + SECOND_STEP) & MASK
        words[4 * k] = a
        words[4 * k + 1] = b
        words[4 * k + 2] = c
        words[4 * k + 3] = d


def upper_half(a: u64, b: u64) -> u64:
    """The upper 64 of the 128 bits of a product, by products of 32 bits: as processors multiply many at once."""
    a_low, a_high = a & LOW, a >> 32
    b_low, b_high = b & LOW, b >> 32
    middle = a_high * b_low + (a_low * b_low >> 32)
    cross = a_low * b_high + (middle & LOW)
    return a_high * b_high + (middle >> 32) + (cross >> 32)


def as_uniform(word: u64) -> float:
    """A word as a uniform number in [0, 1)."""
    return float(signed(word >> 11)) * UNIT
