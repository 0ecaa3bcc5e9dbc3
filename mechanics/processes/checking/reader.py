"""Reads the code of a process where it stands: times, rates, counts, conditions, each with what it must be."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.checking.syntax import Code, parse_expression
from sobremesa.mechanics.document import Expression
from sobremesa.mechanics.processes.checking.expressions import describe, lower
from sobremesa.mechanics.processes.checking.scope import (
    BROKEN,
    MOST_CODE,
    PARAMETERS_ONLY,
    Names,
    Scope,
    Setting,
    Sites,
)
from sobremesa.mechanics.processes.expressions import Choice, Constant, Draw, Expr, Type, Unary

SURELY_ABOVE = frozenset(("exponential", "lognormal", "gamma", "erlang", "weibull", "poisson", "chance"))
"""Distributions of what is never below 0."""


class Reader:
    """What a document declares, the mistakes found so far, and (for a class of entities) whose code is read."""

    def __init__(self, names: Names, mistakes: Mistakes) -> None:
        self.names = names
        self.mistakes = mistakes
        self._length = 0

    def expression(
        self,
        path: str,
        text: Expression,
        setting: Setting = PARAMETERS_ONLY,
        owner: Owner | None = None,
        named: tuple[str, str] = ("", ""),
    ) -> Expr:
        """The expression at `path`; `named` is kind and label of its draws."""
        code = Code(path, str(text))
        self._length += len(code.text)
        if self._length > MOST_CODE:
            self.mistakes.add("code_too_long", path, "there is too much code in all", f"at most {MOST_CODE} characters")
            return BROKEN
        tree = _literal(text) or parse_expression(code, self.mistakes)[0]
        if tree is None:
            return BROKEN
        scope = Scope(self.names, self.mistakes, setting, code, kind=named[0], label=named[1])
        if owner is not None:
            scope.sites, scope.repeated, scope.attributes = owner.sites, owner.repeated, owner.attributes
        return lower(tree, scope)

    def time(
        self,
        path: str,
        text: Expression,
        setting: Setting = PARAMETERS_ONLY,
        owner: Owner | None = None,
        named: tuple[str, str] = ("", ""),
    ) -> Expr:
        """A time, never below 0."""
        value = self.expression(path, text, setting, owner, named)
        hint = "the mean time is 1 over the rate: `1 / x`" if value.type.dimension == -1 else None
        self._dimension(path, value, 1, hint)
        self._not_negative(path, value)
        return value

    def rate(self, path: str, text: Expression) -> Expr:
        """How many in a unit of time."""
        value = self.expression(path, text)
        hint = "a time between two arrivals is `every`" if value.type.dimension == 1 else None
        self._dimension(path, value, -1, hint)
        self._not_negative(path, value)
        return value

    def number(self, path: str, text: Expression, setting: Setting, owner: Owner, named: tuple[str, str]) -> Expr:
        """A number of any unit."""
        value = self.expression(path, text, setting, owner, named)
        if value is not BROKEN and value.type.kind != "number":
            self._wrong(path, "a number", value)
        return value

    def count(
        self,
        path: str,
        text: Expression,
        setting: Setting = PARAMETERS_ONLY,
        owner: Owner | None = None,
        named: tuple[str, str] = ("", ""),
    ) -> Expr:
        """How many: a whole number, not below 0."""
        value = self.expression(path, text, setting, owner, named)
        if value is BROKEN:
            return value
        if value.type.kind != "number" or value.type.dimension not in (None, 0):
            self._wrong(path, "a whole number", value)
        elif not value.type.whole:
            hint = "give the parameter `type: int`, or use `round(…)`"
            self.mistakes.add("type_mismatch", path, "this may not be a whole number", "a whole number", hint=hint)
        self._not_negative(path, value)
        return value

    def condition(self, path: str, text: Expression, setting: Setting, owner: Owner, named: tuple[str, str]) -> Expr:
        """True or false."""
        value = self.expression(path, text, setting, owner, named)
        if value is not BROKEN and value.type.kind != "truth":
            hint = f"with this probability: `chance({text})`" if value.type.kind == "number" else None
            self._wrong(path, "true or false", value, hint)
        return value

    def share(self, path: str, text: Expression, setting: Setting, owner: Owner) -> Expr:
        """A share, from 0 to 1."""
        value = self.expression(path, text, setting, owner)
        self._dimension(path, value, 0, None)
        if isinstance(value, Constant) and isinstance(value.value, int | float) and not 0 <= value.value <= 1:
            self.mistakes.add("out_of_bounds", path, "a share lies from 0 to 1", "0 to 1", str(value.value))
        return value

    def _dimension(self, path: str, value: Expr, wanted: int, hint: str | None) -> None:
        if value is BROKEN:
            return
        if value.type.kind != "number":
            self._wrong(path, describe(Type("number", wanted)), value, hint)
        elif value.type.dimension not in (None, wanted):
            expected = describe(Type("number", wanted))
            message = "this has another unit"
            self.mistakes.add("unit_mismatch", path, message, expected, describe(value.type), hint)

    def _wrong(self, path: str, expected: str, value: Expr, hint: str | None = None) -> None:
        message = "something else is needed here"
        self.mistakes.add("type_mismatch", path, message, expected, describe(value.type), hint)

    def _not_negative(self, path: str, value: Expr) -> None:
        """Note a draw or a literal that can be below 0 where nothing below 0 makes sense."""
        match value:
            case Unary(op="-", value=Constant(value=number)) if number:
                found = f"-{number}"
            case Choice(then=then, other=other):
                self._not_negative(path, then)
                self._not_negative(path, other)
                return
            case Draw(distribution="normal", arguments=(_, _)):
                hint = "cut it off: `normal(mean, sd, low=0)`; or use `lognormal(mean, sd)`"
                self.mistakes.add("out_of_bounds", path, "this draw can be below 0", "0 or more", "`normal`", hint)
                return
            case Draw(distribution="uniform" | "triangular" | "normal" as word, arguments=arguments):
                low = arguments[2] if word == "normal" else arguments[0]
                if not (isinstance(low, Unary) and low.op == "-"):
                    return
                found = f"`{word}` from below 0"
            case _:
                return
        self.mistakes.add("out_of_bounds", path, "this can be below 0", "0 or more", found)


class Owner:
    """The class whose code is read: how its draws are named, and its attributes as far as they are known."""

    def __init__(self, name: str, attributes: Mapping[str, Type]) -> None:
        self.name = name
        self.sites = Sites(name)
        self.attributes = attributes
        self.repeated = False


def _literal(value: Expression) -> ast.expr | None:
    """A literal of the document as a tree; None where it is text to be parsed."""
    if isinstance(value, str):
        return None
    tree: ast.expr = ast.Constant(abs(value) if not isinstance(value, bool) else value)
    if not isinstance(value, bool) and value < 0:
        tree = ast.UnaryOp(ast.USub(), tree)
    return ast.fix_missing_locations(ast.Expression(tree)).body
