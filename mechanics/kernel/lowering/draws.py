"""Random numbers: a site's words, and the distributions made of them (rules 8 and 11)."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.lowering import numbers
from sobremesa.mechanics.kernel.lowering.dispatch import value
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import DOUBLE, I64, Value, Variable, integer, real


def filled(scope: Scope, site: ir.Site, count: Value) -> Value:
    """The words of the indices 0 to below count, in the arena."""
    f = scope.f
    blocks = f.operate("lshr", f.operate("add", count, integer(3)), integer(2))
    words = scope.take(f.operate("shl", blocks, integer(5)))
    address = scope.slot("step"), integer(site.word), integer(0), scope.slot("seed"), scope.slot("replicate")
    scope.native("philox_fill", words, integer(1), blocks, *address)
    return words


def visit(scope: Scope, site: ir.Site) -> Value:
    """How often this index has been here before in this step; counts this time in."""
    if not scope.repeated:
        return integer(0)
    counter = scope.visits[site.text]
    before = scope.f.get(counter)
    scope.f.set(counter, scope.f.operate("add", before, integer(1)))
    return before


def word(scope: Scope, site: ir.Site, visited: Value | None = None) -> Value:
    """The next 64-bit word of this site and index; counts the visit, unless that has been done."""
    if not scope.repeated and site.text in scope.routine.blocks:
        return _from_block(scope, site)
    return word_at(scope, site, scope.index, visit(scope, site) if visited is None else visited)


def word_at(scope: Scope, site: ir.Site, index: Value, visited: Value) -> Value:
    """The word of an address."""
    f = scope.f
    block = f.operate("add", f.operate("lshr", index, integer(2)), integer(1))
    lane = f.operate("and", index, integer(3))
    address = block, scope.slot("step"), integer(site.word), visited
    return scope.native("philox_word", *address, scope.slot("seed"), scope.slot("replicate"), lane)


def _from_block(scope: Scope, site: ir.Site) -> Value:
    """The word of an index among its neighbours', which are kept from turn to turn."""
    f, (words, known) = scope.f, scope.routine.blocks[site.text]
    wanted = f.operate("add", f.operate("lshr", scope.index, integer(2)), integer(1))
    with f.when(f.compare("!=", wanted, f.get(known))):
        address = wanted, scope.slot("step"), integer(site.word), integer(0)
        scope.native("philox_block", words, *address, scope.slot("seed"), scope.slot("replicate"))
        f.set(known, wanted)
    return f.load(I64, words, f.operate("and", scope.index, integer(3)))


def keep_blocks(scope: Scope, sites: list[str]) -> None:
    """Keep the last block of words of these sites: for indices that ascend from turn to turn."""
    for site in sites:
        known: Variable = scope.f.variable(I64, integer(0))
        scope.routine.blocks[site] = scope.f.room(I64, 4), known


def uniform(scope: Scope, site: ir.Site, visited: Value | None = None) -> Value:
    """The next uniform number in [0, 1) of this site and index."""
    return as_uniform(scope, word(scope, site, visited))


def as_uniform(scope: Scope, random: Value) -> Value:
    """A word as a uniform number in [0, 1)."""
    f = scope.f
    number = f.convert("uitofp", f.operate("lshr", random, integer(11)), DOUBLE)
    return f.operate("mul", number, real(2.0**-53))


def pick(scope: Scope, site: ir.Site, count: Value, visited: Value | None = None) -> Value:
    """A place below `count`, which is above 0."""
    f = scope.f
    scaled = f.operate("mul", uniform(scope, site, visited), f.convert("sitofp", count, DOUBLE))
    return f.convert("fptosi", scaled, I64)


@value.register
def _draw(expr: ir.Draw, scope: Scope) -> Value:
    arguments = [value(argument, scope) for argument in expr.arguments]
    f = scope.f
    match expr.distribution, arguments:
        case "chance", [p]:
            return f.compare("<", uniform(scope, expr.site), p)
        case "uniform", [a, b]:
            u = uniform(scope, expr.site)
            return f.operate("add", a, f.operate("mul", f.operate("sub", b, a), u))
        case "randint", [a, b]:
            return _randint(scope, a, b, expr.site)
        case "exponential", [mean]:
            scope.fail_if(f.compare("<", mean, real(0.0)), Failure.DOMAIN)
            u = uniform(scope, expr.site)
            log = numbers.libm(scope, "log", f.operate("sub", real(1.0), u))
            return f.operate("mul", f.emit(f"fneg double {log.text}", DOUBLE), mean)
        case "normal", [mean, sd]:
            scope.fail_if(f.compare("<", sd, real(0.0)), Failure.DOMAIN)
            u = uniform(scope, expr.site)
            u = f.choose(f.compare("==", u, real(0.0)), real(2.0**-54), u)
            return f.operate("add", mean, f.operate("mul", sd, scope.native("inverse_normal", u)))
        case "poisson", [mean]:
            return _poisson(scope, mean, expr.site)
    raise scope.unsupported(expr.distribution)


def _randint(scope: Scope, a: Value, b: Value, site: ir.Site) -> Value:
    """From a to b, both included. The product is taken in floats, as Python does: the width is exact there first."""
    f = scope.f
    scope.fail_if(f.compare("<", b, a), Failure.DOMAIN)
    width = numbers.whole(scope, "+", numbers.whole(scope, "-", b, a), integer(1))
    u = uniform(scope, site)
    step = numbers.to_int(scope, f.operate("mul", u, f.convert("sitofp", width, DOUBLE)))
    return numbers.least(f, b, numbers.whole(scope, "+", a, step))


def _poisson(scope: Scope, mean: Value, site: ir.Site) -> Value:
    """By sequential inversion, one word for each 500 of the mean."""
    f = scope.f
    sensible = f.both(f.compare(">=", mean, real(0.0)), f.compare("<=", mean, real(1e6)))
    scope.fail_if(f.negated(sensible), Failure.DOMAIN)
    left, count, after = f.variable(DOUBLE, mean), f.variable(I64, integer(0)), f.block()
    with f.repeating():
        part = numbers.least(f, f.get(left), real(500.0))
        u = uniform(scope.again(), site)
        p = numbers.libm(scope, "exp", f.emit(f"fneg double {part.text}", DOUBLE))
        found = scope.native("poisson_below", u, part, p)
        f.set(count, f.operate("add", f.get(count), found))
        rest = f.operate("sub", f.get(left), part)
        f.set(left, rest)
        on = f.block()
        f.branch(f.compare("<=", rest, real(0.0)), after, on)
        f.place(on)
    f.place(after)
    return f.get(count)
