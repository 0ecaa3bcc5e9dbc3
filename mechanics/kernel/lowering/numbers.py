"""Arithmetic as Python does it, to the bit, with Python's errors: on values in registers."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable

from sobremesa.mechanics.kernel.building import Function
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import DOUBLE, I1, I64, Value, integer, real

LARGEST = sys.float_info.max
POWERS = 16
"""How many powers of a number are kept where it is the same for all."""
OVERFLOWING = {"+": "sadd", "-": "ssub", "*": "smul"}
PLAIN = {"+": "add", "-": "sub", "*": "mul"}


def intrinsic(scope: Scope, name: str, result: str, *values: Value) -> Value:
    """A call of one of LLVM's own functions."""
    scope.unit.module.declare(name, result, [value.type for value in values])
    return scope.f.call(name, result, *values)


def whole(scope: Scope, op: str, a: Value, b: Value, fits: bool = False) -> Value:
    """`+ - *` of ints; more than 64 bits is an error, unless that can't be (`fits`)."""
    if fits:
        return scope.f.operate(PLAIN[op], a, b)
    name, pair = f"llvm.{OVERFLOWING[op]}.with.overflow.i64", "{ i64, i1 }"
    both = intrinsic(scope, name, pair, a, b)
    scope.fail_if(scope.f.emit(f"extractvalue {both}, 1", I1), Failure.OVERFLOW)
    return scope.f.emit(f"extractvalue {both}, 0", I64)


def divided(scope: Scope, a: Value, b: Value) -> Value:
    """`/` of floats."""
    _not_zero(scope, b)
    return scope.f.operate("div", a, b)


def floored(scope: Scope, op: str, a: Value, b: Value) -> Value:
    """`//` and `%` of ints or floats: towards minus infinity, with the sign of b."""
    _not_zero(scope, b)
    if a.type == DOUBLE:
        return scope.native("floor_div_float" if op == "//" else "floor_mod_float", a, b)
    f = scope.f
    if op == "//" and not _constant(b):
        extreme = f.both(f.compare("==", a, integer(-(2**63))), f.compare("==", b, integer(-1)))
        scope.fail_if(extreme, Failure.OVERFLOW)
    if op == "%" and not _constant(b):  # the processor traps on the least number by -1
        b = f.choose(f.compare("==", b, integer(-1)), integer(1), b)
    rest = f.operate("srem", a, b)
    signs = f.compare("<", f.operate("xor", rest, b), integer(0))
    short = f.both(f.compare("!=", rest, integer(0)), signs)
    if op == "%":
        return f.operate("add", rest, f.choose(short, b, integer(0)))
    return f.operate("sub", f.operate("sdiv", a, b), f.convert("zext", short, I64))


def counted(scope: Scope, op: str, a: Value, b: Value) -> Value:
    """`//` and `%` of ints that are never below 0."""
    _not_zero(scope, b)
    return scope.f.operate("udiv" if op == "//" else "urem", a, b)


def power(scope: Scope, base: Value, exponent: Value, counted: bool = False) -> Value:
    """A float to the power of a float; `counted` where the exponent is a whole number from 0."""
    if not counted:
        _in_domain(scope, base, exponent)
    result = libm(scope, "pow", base, exponent)
    f = scope.f
    finite = is_finite(scope, base) if counted else f.both(is_finite(scope, base), is_finite(scope, exponent))
    scope.fail_if(f.both(finite, f.compare(">", fabs(scope, result), real(LARGEST))), Failure.OVERFLOW)
    return result


def _in_domain(scope: Scope, base: Value, exponent: Value) -> None:
    """A base below 0 takes whole exponents only, and 0 none below 0."""
    f, zero = scope.f, real(0.0)
    below = f.compare("<", base, zero)
    unordered = f.emit(f"fcmp uno double {exponent.text}, 0.0", I1)
    infinite = f.compare(">", fabs(scope, exponent), real(LARGEST))
    scope.fail_if(f.both(below, unordered), Failure.DOMAIN)
    scope.fail_if(f.both(below, infinite), Failure.OVERFLOW)
    fraction = f.compare("!=", exponent, intrinsic(scope, "llvm.floor.f64", DOUBLE, exponent))
    scope.fail_if(f.both(below, fraction), Failure.DOMAIN)
    scope.fail_if(f.both(f.compare("==", base, zero), f.compare("<", exponent, zero)), Failure.ZERO_DIVISION)


def kept_power(scope: Scope, base: Value, exponent: Value) -> Value:
    """A float that is the same for all in a routine to the power of an int: small powers are computed once."""
    f = scope.f
    known = f.room(DOUBLE, POWERS)
    with f.at_entry():
        for place in range(POWERS):
            f.store(real(math.nan), known, integer(place))
    result = f.variable(DOUBLE, real(math.nan))
    small = f.compare("<", exponent, integer(POWERS), unsigned=True)
    with f.when(small):
        f.set(result, f.load(DOUBLE, known, exponent))
    found, fresh = f.block(), f.block()
    f.branch(f.emit(f"fcmp uno double {f.get(result).text}, 0.0", I1), fresh, found)
    f.place(fresh)
    f.set(result, power(scope, base, f.convert("sitofp", exponent, DOUBLE)))
    with f.when(small):
        f.store(f.get(result), known, exponent)
    f.place(found)
    return f.get(result)


def whole_power(scope: Scope, base: Value, exponent: Value) -> Value:
    """An int to the power of an int, by squaring; a power below 0 is an error."""
    f = scope.f
    scope.fail_if(f.compare("<", exponent, integer(0)), Failure.DOMAIN)
    result, square = f.variable(I64, integer(1)), f.variable(I64, base)
    left = f.variable(I64, exponent)
    after = f.block()
    with f.repeating():
        stay = f.block()
        f.branch(f.compare("==", f.get(left), integer(0)), after, stay)
        f.place(stay)
        with f.when(f.convert("trunc", f.get(left), I1)):
            f.set(result, whole(scope, "*", f.get(result), f.get(square)))
        f.set(left, f.operate("lshr", f.get(left), integer(1)))
        with f.when(f.compare("!=", f.get(left), integer(0))):
            f.set(square, whole(scope, "*", f.get(square), f.get(square)))
    f.place(after)
    return f.get(result)


def fabs(scope: Scope, x: Value) -> Value:
    """The size of a float."""
    return intrinsic(scope, "llvm.fabs.f64", DOUBLE, x)


def is_finite(scope: Scope, x: Value) -> Value:
    """Whether a float is a number."""
    return scope.f.compare("<=", fabs(scope, x), real(LARGEST))


def finite(scope: Scope, x: Value) -> Value:
    """The float; anything but a finite number is an error."""
    scope.fail_if(scope.f.negated(is_finite(scope, x)), Failure.OVERFLOW)
    return x


def negative(scope: Scope, x: Value, fits: bool) -> Value:
    """`-x`."""
    if x.type == DOUBLE:
        return scope.f.emit(f"fneg double {x.text}", DOUBLE)
    return whole(scope, "-", integer(0), x, fits)


def size(scope: Scope, x: Value, fits: bool) -> Value:
    """`abs(x)`."""
    if x.type == DOUBLE:
        return fabs(scope, x)
    f = scope.f
    return f.choose(f.compare("<", x, integer(0)), negative(scope, x, fits), x)


def least(f: Function, a: Value, b: Value) -> Value:
    """`min(a, b)`: the first of equals."""
    return f.choose(f.compare("<", b, a), b, a)


def greatest(f: Function, a: Value, b: Value) -> Value:
    """`max(a, b)`: the first of equals."""
    return f.choose(f.compare(">", b, a), b, a)


def clipped(f: Function, x: Value, low: Value, high: Value) -> Value:
    """`clip(x, low, high)`."""
    return f.choose(f.compare("<", x, low), low, f.choose(f.compare(">", x, high), high, x))


def to_int(scope: Scope, x: Value, towards: str | None = None) -> Value:
    """A float as an int: towards zero, or `floor`, `ceil`, `roundeven` first."""
    if x.type != DOUBLE:
        return x
    f = scope.f
    scope.fail_if(f.emit(f"fcmp uno double {x.text}, 0.0", I1), Failure.DOMAIN)
    if towards is not None:
        x = intrinsic(scope, f"llvm.{towards}.f64", DOUBLE, x)
    fits = f.both(f.compare(">=", x, real(-(2.0**63))), f.compare("<", x, real(2.0**63)))
    scope.fail_if(f.negated(fits), Failure.OVERFLOW)
    return f.convert("fptosi", x, I64)


def libm(scope: Scope, name: str, *values: Value) -> Value:
    """A function of the C library that CPython calls, under a name that LLVM does not know."""
    word = f"sobremesa_{name}"
    scope.unit.module.declare(word, DOUBLE, [DOUBLE] * len(values), "nounwind willreturn memory(none)")
    return scope.f.call(word, DOUBLE, *values)


def root(scope: Scope, x: Value) -> Value:
    """`sqrt(x)`."""
    scope.fail_if(scope.f.compare("<", x, real(0.0)), Failure.DOMAIN)
    return intrinsic(scope, "llvm.sqrt.f64", DOUBLE, x)


def exponential(scope: Scope, x: Value) -> Value:
    """`exp(x)`."""
    f, result = scope.f, libm(scope, "exp", x)
    too_large = f.both(f.compare(">", result, real(LARGEST)), f.compare("<=", x, real(LARGEST)))
    scope.fail_if(too_large, Failure.OVERFLOW)
    return result


def logarithm(scope: Scope, x: Value) -> Value:
    """`log(x)`."""
    scope.fail_if(scope.f.compare("<=", x, real(0.0)), Failure.DOMAIN)
    return libm(scope, "log", x)


def logistic(scope: Scope, x: Value) -> Value:
    """`1 / (1 + exp(-x))`, without overflow."""
    f, one = scope.f, real(1.0)
    above = f.compare(">=", x, real(0.0))
    e = libm(scope, "exp", f.choose(above, negative(scope, x, True), x))
    return f.operate("div", f.choose(above, one, e), f.operate("add", one, e))


def angular(name: str) -> Callable[[Scope, Value], Value]:
    """`sin`, `cos` or `tan`."""

    def function(scope: Scope, x: Value) -> Value:
        scope.fail_if(scope.f.compare(">", fabs(scope, x), real(LARGEST)), Failure.DOMAIN)
        return libm(scope, name, x)

    return function


def _not_zero(scope: Scope, b: Value) -> None:
    if not _constant(b) or b in (integer(0), real(0.0), real(-0.0)):
        zero = real(0.0) if b.type == DOUBLE else integer(0)
        scope.fail_if(scope.f.compare("==", b, zero), Failure.ZERO_DIVISION)


def _constant(value: Value) -> bool:
    return not value.text.startswith("%") and value not in (integer(-1), integer(0))
