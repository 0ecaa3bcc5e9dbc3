"""Numbers and conditions as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from generated import choices
from generated.world import LABELS, Field, Scope

LITERALS = ("0", "1", "2", "3", "0.5", "-1.25", "1e-3", "0.1", "100", "1e6")
LARGE = ("1e150", "1e300", "9007199254740993", "4611686018427387904", "9223372036854775807")
INTS = ("0", "1", "2", "3", "-1", "7")


def number(scope: Scope, depth: int) -> str:
    """A float (or something that widens to one)."""
    rng = scope.rng
    if depth <= 0 or rng.random() < 0.15:
        return leaf(scope)
    return rng.choice(NUMBERS)(scope, depth - 1)


def whole(scope: Scope, depth: int) -> str:
    """An int."""
    if depth <= 0 or scope.rng.random() < 0.2:
        return whole_leaf(scope)
    return scope.rng.choice(WHOLES)(scope, depth - 1)


def truth(scope: Scope, depth: int) -> str:
    """A condition."""
    if depth <= 0 or scope.rng.random() < 0.15:
        return truth_leaf(scope)
    return scope.rng.choice(TRUTHS)(scope, depth - 1)


# ----------------------------------------------------------------------------------------------- leaves


def element(scope: Scope, path: str, field: Field) -> str:
    """A field, or an element of a vector."""
    if not field.size:
        return f"{path}.{field.name}"
    safe = str(scope.rng.randrange(field.size))
    risky = f"{whole_leaf(scope)} % {field.size}" if scope.rng.random() < 0.9 else whole_leaf(scope)
    return f"{path}.{field.name}[{safe if scope.rng.random() < 0.6 else risky}]"


def leaf(scope: Scope) -> str:
    rng = scope.rng
    draw = rng.random()
    if draw < 0.15:
        return rng.choice(LARGE) if rng.random() < 0.03 else rng.choice(LITERALS)
    if draw < 0.3:
        return rng.choice(["rate", "spread", "rate", "hourly[most % 3]" if scope.tables else "spread", "pi"])
    if draw < 0.35:
        return whole_leaf(scope)
    locals_ = [name for name, kind in scope.known.items() if kind == "float"]
    if locals_ and draw < 0.5:
        return rng.choice(locals_)
    if scope.world.space == "plane" and scope.placed and draw < 0.6:
        places = [name for name, kind in scope.entities() if kind in scope.world.kinds]
        if places:
            return f"{rng.choice(places)}.{rng.choice('xy')}"
    found = scope.readable(("float",))
    if not found:
        return rng.choice(LITERALS)
    return element(scope, *rng.choice(found))


def whole_leaf(scope: Scope) -> str:
    rng = scope.rng
    draw = rng.random()
    if draw < 0.2:
        return rng.choice(LARGE[2:]) if rng.random() < 0.02 else rng.choice(INTS)
    if draw < 0.3 and scope.step:
        return "step"
    if draw < 0.4:
        return rng.choice(["most", "few[most % 2]" if scope.tables else "most"])
    locals_ = [name for name, kind in scope.known.items() if kind == "int"]
    if locals_ and draw < 0.6:
        return rng.choice(locals_)
    somebody = [name for name, kind in scope.entities() if not kind.startswith("link:")]
    if somebody and draw < 0.75:
        who = rng.choice(somebody)
        words = ["id", "x", "y"] if scope.world.space == "grid" and (scope.placed or who == "self") else ["id"]
        if scope.me != "cell" and not scope.placed:
            words = ["id"]
        if scope.world.capacity and who.endswith(".cell"):
            words += ["free"]
        return f"{who}.{rng.choice(words)}"
    found = scope.readable(("int",))
    if not found:
        return rng.choice(INTS)
    return element(scope, *rng.choice(found))


def truth_leaf(scope: Scope) -> str:
    rng = scope.rng
    found = scope.readable(("bool", "label", "ref"))
    if not found or rng.random() < 0.3:
        chance = ["chance(rate)", "chance(0.5)"] if scope.draws else []
        return rng.choice(["True", "wet", "rate > 0.2", f"{whole_leaf(scope)} % 2 == 0", *chance])
    path, field = rng.choice(found)
    read = element(scope, path, field)
    if field.type == "label":
        return f'{read} {rng.choice(["==", "!="])} "{rng.choice(LABELS)}"'
    if field.type == "ref":
        return f"{read} is {rng.choice(['', 'not '])}None"
    return read


# --------------------------------------------------------------------------------------------- numbers


def _binary(scope: Scope, depth: int) -> str:
    a, b = number(scope, depth), number(scope, depth)
    match scope.rng.randrange(7):
        case 0 | 1:
            return f"({a} + {b})"
        case 2:
            return f"({a} - {b})"
        case 3:
            return f"({a} * {b})"
        case 4:
            return f"({a} / (abs({b}) + 1))" if scope.rng.random() < 0.9 else f"({a} / {b})"
        case 5:
            return f"({a} // {scope.rng.choice(['2', '0.5', '-3', b])})"
    return f"({a} % {scope.rng.choice(['2', '0.7', '-3', b])})"


def _power(scope: Scope, depth: int) -> str:
    a = number(scope, depth)
    return scope.rng.choice(["{0}**2", "abs({0})**0.5", "{0}**3", "{0}**most", "{0}**-1"]).format(f"({a})")


def _function(scope: Scope, depth: int) -> str:
    a, b = number(scope, depth), number(scope, depth)
    patterns = [
        "abs({a})", "min({a}, {b})", "max({a}, {b}, 0)", "clip({a}, -2, {b})", "sqrt(abs({a}))",
        "exp(clip({a}, -9, 3))",
        "log(abs({a}) + 0.1)", "logistic({a})", "sin({a})", "cos({a})", "tan({a})", "atan2({a}, {b})", "tanh({a})",
        "-({a})", "+({a})", "exp({a})", "log({a})", "sqrt({a})", "clip({a}, 0, 1)",
    ]  # fmt: skip
    if scope.rng.random() < 0.9:
        patterns = patterns[:15] + patterns[18:]
    return scope.rng.choice(patterns).format(a=a, b=b)


def _chosen(scope: Scope, depth: int) -> str:
    """A number at random, or the best of some."""
    name = scope.fresh("x")
    source = scope.rng.choice(["range(3)", "range(-1, most)", "[{0} for {0} in range(4) if {1}]"])
    source = source.format(scope.fresh("x"), truth(scope, 0))
    if scope.draws and scope.rng.random() < 0.5:
        return f"one_of({source})"
    return f"best_of({source}, lambda {name}: {whole(replace(scope, draws=False), 1)} - {name}, ties=first)"


def _conditional(scope: Scope, depth: int) -> str:
    return f"({number(scope, depth)} if {truth(scope, depth)} else {number(scope, depth)})"


def _as_number(scope: Scope, depth: int) -> str:
    return whole(scope, depth)


def _draw(scope: Scope, depth: int) -> str:
    if not scope.draws:
        return _function(scope, depth)
    a, b = number(scope, depth - 1), number(scope, depth - 1)
    sd = f"abs({b})" if scope.rng.random() < 0.95 else b
    return scope.rng.choice(["uniform({a}, {b})", "normal({a}, {sd})", "exponential({sd})"]).format(a=a, b=b, sd=sd)


def _aggregate(scope: Scope, depth: int) -> str:
    kind = scope.rng.choice(["sum", "mean", "min", "max", "median", "std", "gini"])
    return aggregate(kind, scope, depth, number)


def aggregate(kind: str, scope: Scope, depth: int, value: Callable[[Scope, int], str]) -> str:
    """`kind(value for x in C if condition)`, with a default where it needs one."""
    source = choices.collection(scope, depth)
    name = scope.fresh("x")
    inner = scope.knowing(**{name: source.kind})
    text = f"{value(inner, depth)} for {name} in {source.text}"
    filtered = scope.rng.random() < 0.3
    if filtered:
        text += f" if {truth(inner, depth)}"
    if kind == "sum" or (source.never_empty and not filtered):
        return f"{kind}({text})"
    if scope.measure and scope.rng.random() < 0.5:
        return f"{kind}({text})"
    return f"{kind}(({text}), default={value(scope, depth - 1)})"


def _of_vector(scope: Scope, depth: int) -> str:
    vectors = [(p, f) for p, f in scope.readable(("float", "int", "bool")) if f.size]
    if not vectors:
        return _aggregate(scope, depth)
    path, field = scope.rng.choice(vectors)
    return f"{scope.rng.choice(['sum', 'mean', 'max', 'std', 'median'])}({path}.{field.name})"


def _apart(scope: Scope, depth: int) -> str:
    places = [name for name, kind in scope.entities() if not kind.startswith("link:")]
    if scope.world.space not in ("grid", "plane") or not places or not scope.placed:
        return _function(scope, depth)
    word = scope.rng.choice(["distance", "dx", "dy"])
    return f"{word}({scope.rng.choice(places)}, {scope.rng.choice(places)})"


def _of_best(scope: Scope, depth: int) -> str:
    """A field of somebody who is surely there, or of somebody who may be."""
    reads = [
        (name, field) for name, field in scope.readable(("ref",)) if field.of in scope.world.kinds and not field.size
    ]
    if reads and scope.agents:
        path, field = scope.rng.choice(reads)
        floats = [each for each in scope.world.fields(field.of) if each.type == "float" and not each.size]
        if floats:
            read = f"{path}.{field.name}"
            return f"({read}.{scope.rng.choice(floats).name} if {read} is not None else {number(scope, depth - 1)})"
    return _conditional(scope, depth)


NUMBERS: tuple[Callable[[Scope, int], str], ...] = (
    _binary, _binary, _binary, _power, _function, _function, _conditional, _as_number, _draw, _aggregate, _aggregate,
    _of_vector, _apart, _of_best,
)  # fmt: skip


# ------------------------------------------------------------------------------------------ whole numbers


def _whole_binary(scope: Scope, depth: int) -> str:
    a, b = whole(scope, depth), whole(scope, depth)
    match scope.rng.randrange(7):
        case 0 | 1:
            return f"({a} + {b})"
        case 2:
            return f"({a} - {b})"
        case 3:
            return f"({a} * {b})"
        case 4:
            return f"({a} // {scope.rng.choice(['2', '-3', b])})"
        case 5:
            return f"({a} % {scope.rng.choice(['3', '-2', b])})"
    return f"({a})**{scope.rng.choice(['2', '2', '3', 'most'])}"


def _whole_function(scope: Scope, depth: int) -> str:
    a, b, x = whole(scope, depth), whole(scope, depth), number(scope, depth)
    patterns = [
        "abs({a})", "-({a})", "min({a}, {b})", "max({a}, {b})", "clip({a}, -3, {b})", "floor({x})", "ceil({x})",
        "round({x})", "int({x})", "({a} if {c} else {b})",
    ]  # fmt: skip
    c = truth(scope, depth - 1)
    return scope.rng.choice(patterns).format(a=a, b=b, x=x, c=c)


def _whole_draw(scope: Scope, depth: int) -> str:
    if not scope.draws:
        return _whole_function(scope, depth)
    a, few = whole(scope, depth - 1), scope.rng.choice(["1", "100", "100"])
    return scope.rng.choice([f"randint(0, {scope.rng.choice(['3', 'most', a])})", "randint(-2, 2)", "poisson(1.5)",
                             f"poisson(clip({number(scope, 0)}, 0, 600 // {few}))"])  # fmt: skip


def _count(scope: Scope, depth: int) -> str:
    source = choices.collection(scope, depth)
    if scope.rng.random() < 0.5:
        return f"count({source.text})"
    name = scope.fresh("x")
    return f"count({name} for {name} in {source.text} if {truth(scope.knowing(**{name: source.kind}), depth)})"


def _whole_sum(scope: Scope, depth: int) -> str:
    return aggregate(scope.rng.choice(["sum", "min", "max"]), scope, depth, scope.rng.choice([whole, truth, whole]))


def _degree(scope: Scope, depth: int) -> str:
    nets = [net for net in scope.world.nets if scope.agents and scope.entities(net.of)]
    if not nets:
        return _count(scope, depth)
    net = scope.rng.choice(nets)
    return f"degree({scope.rng.choice(scope.entities(net.of))[0]}{net.at})"


def _groups(scope: Scope, depth: int) -> str:
    if not scope.measure:
        return _whole_sum(scope, depth)
    return choices.grouping(scope, depth, number, truth)


WHOLES: tuple[Callable[[Scope, int], str], ...] = (
    _whole_binary, _whole_binary, _whole_function, _whole_draw, _count, _count, _whole_sum, _degree, _groups, _chosen,
)  # fmt: skip


# --------------------------------------------------------------------------------------------- conditions


def _compared(scope: Scope, depth: int) -> str:
    ops = [scope.rng.choice(["<", "<=", ">", ">=", "==", "!="]) for _ in range(2)]
    sides = [scope.rng.choice([number, whole])(scope, depth) for _ in range(3)]
    if scope.rng.random() < 0.8:
        return f"{sides[0]} {ops[0]} {sides[1]}"
    return f"{sides[0]} {ops[0]} {sides[1]} {ops[1]} {sides[2]}"


def _joined(scope: Scope, depth: int) -> str:
    word = scope.rng.choice(["and", "or", "and not"])
    return f"({truth(scope, depth)} {word} {truth(scope, depth)})"


def _not(scope: Scope, depth: int) -> str:
    return f"not ({truth(scope, depth)})"


def _among(scope: Scope, depth: int) -> str:
    value = scope.rng.choice([number, whole])
    options = ", ".join(value(scope, depth - 1) for _ in range(2))
    return f"{value(scope, depth)} {scope.rng.choice(['in', 'not in'])} ({options})"


def _any(scope: Scope, depth: int) -> str:
    source, name = choices.collection(scope, depth), scope.fresh("x")
    inner = scope.knowing(**{name: source.kind})
    condition = f" if {truth(inner, 0)}" if scope.rng.random() < 0.3 else ""
    return f"{scope.rng.choice(['any', 'all'])}({truth(inner, depth)} for {name} in {source.text}{condition})"


def _same(scope: Scope, depth: int) -> str:
    kinds = [kind for kind in scope.world.kinds if len(scope.entities(kind)) > 1]
    if not kinds:
        return _compared(scope, depth)
    one, other = (name for name, _ in scope.rng.sample(scope.entities(scope.rng.choice(kinds)), 2))
    return f"{one} {scope.rng.choice(['==', '!='])} {other}"


def _chance(scope: Scope, depth: int) -> str:
    return f"chance({number(scope, depth)})" if scope.draws else _compared(scope, depth)


TRUTHS: tuple[Callable[[Scope, int], str], ...] = (_compared, _compared, _joined, _not, _among, _any, _same, _chance)
