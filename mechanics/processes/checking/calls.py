"""What is called in a process: functions of numbers, distributions, and questions about how things stand."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence

from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.processes.checking.scope import BROKEN, Scope
from sobremesa.mechanics.processes.distributions import DISTRIBUTIONS, EMPIRICAL, Distribution
from sobremesa.mechanics.processes.expressions import Call, Constant, Draw, Expr, StateRead, Type

Lower = Callable[[ast.expr, Scope], Expr]

FUNCTIONS: Mapping[str, int] = {
    "abs": 1, "min": 0, "max": 0, "sqrt": 1, "exp": 1, "log": 1, "sin": 1, "cos": 1,
    "floor": 1, "ceil": 1, "round": 1, "int": 1,
}  # fmt: skip
"""How many arguments each takes; 0: two or more."""
KEEPING = frozenset(("abs", "min", "max"))
"""Functions that keep the dimension of what they are given."""
WHOLE = frozenset(("floor", "ceil", "round", "int"))
STATES: Mapping[str, str] = {
    "queue": "resource", "busy": "resource", "free": "resource", "level": "container", "stock": "store",
    "present": "entity",
}  # fmt: skip
"""Questions about how things stand, and what each is asked of."""


def call(node: ast.Call, scope: Scope, lower: Lower) -> Expr:
    """A call, lowered."""
    if not isinstance(node.func, ast.Name):
        return scope.wrong(node, "not_in_language", "only functions of the language can be called")
    word = node.func.id
    if word in STATES:
        return _state(node, word, scope)
    if word in DISTRIBUTIONS:
        return _draw(node, DISTRIBUTIONS[word], word, scope, lower)
    if word == EMPIRICAL:
        return _empirical(node, scope)
    if word in FUNCTIONS:
        return _function(node, word, scope, lower)
    known = [*FUNCTIONS, *STATES, *DISTRIBUTIONS, EMPIRICAL]
    return scope.wrong(node, "unknown_function", f"there is no function `{word}`", hint=did_you_mean(word, known))


def _function(node: ast.Call, word: str, scope: Scope, lower: Lower) -> Expr:
    arguments = tuple(lower(each, scope) for each in node.args)
    wanted = FUNCTIONS[word]
    if node.keywords or (len(arguments) != wanted if wanted else len(arguments) < 2):
        expected = f"{wanted} value{'s' * (wanted > 1)}" if wanted else "two or more values"
        return scope.wrong(node, "bad_arguments", f"`{word}` takes other arguments", expected)
    if any(each is BROKEN for each in arguments):
        return BROKEN
    for value, source in zip(arguments, node.args, strict=True):
        if value.type.kind != "number":
            return scope.wrong(source, "type_mismatch", f"`{word}` takes numbers")
    dimensions = {each.type.dimension for each in arguments} - {None}
    if len(dimensions) > 1:
        return scope.wrong(node, "unit_mismatch", f"`{word}` compares what has different units")
    if word not in KEEPING | WHOLE and dimensions - {0}:
        return scope.wrong(node, "unit_mismatch", f"`{word}` takes a plain number")
    whole = word in WHOLE or (word in KEEPING and all(each.type.whole for each in arguments))
    return Call(word, arguments, Type("number", next(iter(dimensions), None), whole))


def _state(node: ast.Call, word: str, scope: Scope) -> Expr:
    if not scope.setting.state:
        return scope.not_here(node, f"`{word}`")
    wanted = STATES[word]
    if len(node.args) != 1 or node.keywords or not isinstance(node.args[0], ast.Name):
        return scope.wrong(node, "bad_arguments", f"`{word}` takes the name of a {wanted}")
    of = node.args[0].id
    if scope.names.places.get(of) != wanted:
        known = [name for name, place in scope.names.places.items() if place == wanted]
        expected = ", ".join(sorted(known)) or f"a {wanted}, of which there is none"
        hint = did_you_mean(of, known)
        return scope.wrong(node.args[0], "unknown_place", f"there is no {wanted} `{of}`", expected, hint=hint)
    return StateRead(word, of, Type("number", 0, whole=word != "level"))


def _draw(node: ast.Call, of: Distribution, word: str, scope: Scope, lower: Lower) -> Expr:
    if not scope.setting.draws:
        return scope.not_here(node, f"the draw `{word}`")
    given = _arguments(node, of)
    if given is None:
        expected = ", ".join(f"{each}?" if each in of.optional else each for each in of.parameters)
        return scope.wrong(node, "bad_arguments", f"`{word}` takes other arguments", expected)
    values = [lower(source, scope) for source in given]
    if any(value is BROKEN for value in values):
        return BROKEN
    dimension: int | None = None
    for parameter, value, source in zip(of.parameters, values, given, strict=False):
        if value.type.kind != "number":
            return scope.wrong(source, "type_mismatch", f"`{word}` takes numbers")
        found = value.type.dimension
        if parameter in of.scaled:
            if None not in (dimension, found) and found != dimension:
                return scope.wrong(source, "unit_mismatch", f"the parameters of `{word}` have different units")
            dimension = found if dimension is None else dimension
        elif found:
            return scope.wrong(source, "unit_mismatch", f"`{parameter}` of `{word}` is a plain number")
    if _impossible(word, values, node, scope):
        return BROKEN
    kind = Type("truth") if word == "chance" else Type("number", dimension, of.whole)
    assert scope.sites is not None, "where draws are allowed they are named"
    return Draw(word, tuple(values), scope.sites.next(scope.kind, scope.label), scope.repeated, kind)


def _arguments(node: ast.Call, of: Distribution) -> list[ast.expr] | None:
    """The arguments in the order of parameters; None where they don't fit."""
    by_name = {each.arg: each.value for each in node.keywords}
    given: list[ast.expr] = list(node.args)
    if len(given) > len(of.parameters):
        return None
    for parameter in of.parameters[len(given) :]:
        if parameter in by_name:
            given.append(by_name.pop(parameter))
        elif parameter not in of.optional:
            return None
        else:
            break
    return given if not by_name else None


def _impossible(word: str, values: Sequence[Expr], node: ast.Call, scope: Scope) -> bool:
    """Whether constants were given that no such distribution has; notes that."""
    numbers = [value.value for value in values if isinstance(value, Constant)]
    if len(numbers) != len(values) or not all(isinstance(each, int | float) for each in numbers):
        return False
    plain = [float(each) for each in numbers]
    why = None
    if word in ("exponential", "poisson", "lognormal", "erlang") and min(plain) < 0:
        why = "its parameters can't be below 0"
    elif word == "lognormal" and plain[0] <= 0:
        why = "its mean must be above 0"
    elif word in ("gamma", "weibull") and min(plain) <= 0:
        why = "its parameters must be above 0"
    elif word in ("uniform", "triangular", "randint") and plain != sorted(plain):
        why = "its parameters must be in ascending order"
    elif word == "normal" and (plain[1] < 0 or plain[2:] != sorted(plain[2:])):
        why = "its sd can't be below 0, and low must be below high"
    elif word == "chance" and not 0 <= plain[0] <= 1:
        why = "a probability lies from 0 to 1"
    if why is not None:
        scope.wrong(node, "impossible_draw", f"there is no such `{word}`: {why}")
    return why is not None


def _empirical(node: ast.Call, scope: Scope) -> Expr:
    if not scope.setting.draws:
        return scope.not_here(node, "the draw `empirical`")
    tables = [each.id for each in node.args if isinstance(each, ast.Name) and each.id in scope.names.tables]
    if node.keywords or len(tables) != len(node.args) or len(tables) not in (1, 2):
        return scope.wrong(node, "bad_arguments", "`empirical` takes other arguments", "a table, and maybe its weights")
    declared = scope.names.document.tables
    if len(tables) == 2:
        weights = declared[tables[1]].values
        if len(weights) != len(declared[tables[0]].values) or min(weights) < 0 or sum(weights) <= 0:
            return scope.wrong(node, "impossible_draw", "weights are as many as the values, not below 0, and not all 0")
    assert scope.sites is not None, "where draws are allowed they are named"
    kind = scope.names.tables[tables[0]]
    site = scope.sites.next(scope.kind, scope.label)
    return Draw(EMPIRICAL, (), site, scope.repeated, kind, tuple(tables))
