"""Floor division of floats as CPython does it (`float_rem`, `_float_div_mod`), to the bit. The divisor is not 0."""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.words import copysign, floor, fmod


def floor_mod_float(a: float, b: float) -> float:
    """`a % b`, with the sign of b."""
    rest = fmod(a, b)
    if rest != 0.0:
        return rest + b if (b < 0.0) != (rest < 0.0) else rest
    return copysign(0.0, b)


def floor_div_float(a: float, b: float) -> float:
    """`a // b`: the whole number next to the exact quotient of what the rest leaves."""
    rest = fmod(a, b)
    quotient = (a - rest) / b
    if rest != 0.0 and (b < 0.0) != (rest < 0.0):
        quotient -= 1.0
    if quotient == 0.0:
        return copysign(0.0, a / b)
    below = floor(quotient)
    return below + 1.0 if quotient - below > 0.5 else below
