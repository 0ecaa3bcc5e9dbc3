"""What is left of a program's rules without names and numbers: two programs of one shape are one form of a model.

Numbers, parameters and whatever is computed from them alone are one mark. Names count by where they stand, not by what
they are. The order of rules, of factors, of summands, of conditions joined by `and` or `or`, and of the two sides of a
comparison does not count; neither does whether a bound itself belongs to what it bounds, nor a local in between. What
only keeps books of something that the headline does not hang on is left out before (`bearing`).

The same thing said by other means (a count divided by the number of all, instead of a mean) has another shape: whether
two texts mean the same can't be decided.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sobremesa.mechanics import ir
from sobremesa.mechanics.forms.bearing import bearing
from sobremesa.mechanics.gates.entering import inlined
from sobremesa.mechanics.ir.walk import every

FIGURE = "#"
OWN_NAMES = frozenset({"id", "x", "y", "cell", "free", "a", "b"})
"""Fields that everything of a kind has: their names are the language's."""
PLACES = frozenset({"cell", "cells", "empty_cells", "link", "links", "model"})
TURNED = {">": "<", ">=": "<", "<=": "<"}
"""Comparisons as one: which side is the larger, and a bound on either side."""
UNSEEN = frozenset({"type", "line", "site", "own"})
LOOKS_ALIKE = "_"
"""What every name is where only the order of parts is looked for."""

Scope = Mapping[str, str]
Read = ir.Const | ir.ParameterRead | ir.TableRead | ir.GlobalRead | ir.LocalRead


def shape_of(program: ir.Program) -> str:
    """The shape of the rules that bear on the headline, as a hash in hexadecimal."""
    rules = bearing(program, program.document.experiment.headline.measure)
    blind = sorted(rules, key=lambda rule: _Teller(blind=True).rule(rule))
    teller = _Teller()
    told = "\n".join(teller.rule(rule) for rule in blind)
    return hashlib.sha256(told.encode()).hexdigest()


def same_form(one: ir.Program, other: ir.Program) -> bool:
    """Whether two programs have the same rules but for names and numbers."""
    return shape_of(one) == shape_of(other)


@dataclass(slots=True)
class _Teller:
    """Tells rules as text, each name by when it first came up; `blind`: all names alike."""

    blind: bool = False
    seen: dict[tuple[str, object], str] = field(default_factory=dict)
    bound: int = 0

    def rule(self, rule: ir.Rule) -> str:
        often = Counter(each.name for each in every(ir.SetLocal, rule.body))
        plain = {
            each.name: each.value for each in every(ir.SetLocal, rule.body) if often[each.name] == 1 and _is_pure(each)
        }
        known: dict[str, ir.Expr] = {}
        for name, value in plain.items():
            known[name] = inlined(value, known)
        told = [self._name("type", rule.who), rule.order, self._any(_put_in(rule.when, known), {})]
        return "(".join([*told, self._body(_put_in(rule.body, known), {}, frozenset(known))])

    def _body(self, body: tuple[ir.Stmt, ...], scope: Scope, away: frozenset[str]) -> str:
        return ";".join(
            self._statement(each, scope, away)
            for each in body
            if not (isinstance(each, ir.SetLocal) and each.name in away)
        )

    def _statement(self, statement: ir.Stmt, scope: Scope, away: frozenset[str]) -> str:
        match statement:
            case ir.SetLocal(name=name, value=value):
                return f"{self._name('local', name)}={self._any(value, scope)}"
            case ir.SetField(of=of, name=name, value=value, index=index):
                to = f"{self._any(of, scope)}.{self._field(of, name)}[{self._any(index, scope)}]"
                return f"{to}={self._any(value, scope)}"
            case ir.Deposit(of=of, name=name, amount=amount, index=index):
                to = f"{self._any(of, scope)}.{self._field(of, name)}[{self._any(index, scope)}]"
                return f"{to}+={self._any(amount, scope)}"
            case ir.If(arms=arms, otherwise=otherwise):
                told = [f"{self._any(condition, scope)}?{self._body(part, scope, away)}" for condition, part in arms]
                return f"if({'|'.join([*told, self._body(otherwise, scope, away)])})"
            case ir.For(variable=variable, source=source, body=body):
                over = self._any(source, scope)
                return f"for({over}:{self._body(body, self._with(scope, variable), away)})"
            case ir.Create(of=of, values=values, cell=cell):
                given = sorted(f"{self._name('field', (of, name))}={self._any(value, scope)}" for name, value in values)
                return f"create({self._name('type', of)},{','.join(given)},{self._any(cell, scope)})"
            case ir.Act(action=action, arguments=arguments, layer=layer):
                return f"{action}({self._any(arguments, scope)},{layer is not None})"
            case ir.Jump(kind=kind):
                return kind

    def _any(self, node: Any, scope: Scope) -> str:
        if isinstance(node, tuple):
            return f"[{','.join(self._any(part, scope) for part in node)}]"
        if not dataclasses.is_dataclass(node) or isinstance(node, type):
            return str(node)
        node = _uncast(node)
        if _is_figure(node):
            return FIGURE
        match node:
            case ir.Const() | ir.ParameterRead() | ir.TableRead() | ir.GlobalRead() | ir.LocalRead():
                return self._read(node, scope)
            case ir.FieldRead(of=of, name=name):
                return f"{self._any(of, scope)}.{self._field(of, name)}"
            case ir.Binary(op="*" | "+"):
                return self._joined(node, scope)
            case ir.Unary(op="-"):
                return self._joined(node, scope)
            case ir.Binary(op="/", right=right) if _is_figure(right):
                return self._joined(node, scope)
            case ir.BoolOp(op=op, values=values):
                return f"{op}({','.join(self._in_order(values, scope))})"
            case ir.Compare(first=first, rest=((op, other),)) if op not in ("is", "is not"):
                return self._compared(first, op, other, scope)
        return self._node(node, scope)

    def _read(self, node: Read, scope: Scope) -> str:
        """What stands for itself: a constant, or something that is known by a name alone."""
        match node:
            case ir.Const(value=value, type=ir.Label() as kind):
                return self._name("label", (kind.labels, value))
            case ir.Const(value=value):
                return str(value)
            case ir.LocalRead(name=name):
                return scope.get(name) or self._name("local", name)
            case ir.TableRead(name=name, index=index):
                return f"{self._name('table', name)}[{self._any(index, scope)}]"
        return self._name(type(node).__name__, node.name)

    def _node(self, node: Any, scope: Scope) -> str:
        """Any other node, part by part; what it binds has a name in its later parts."""
        names = (node.variable,) if hasattr(node, "variable") and node.variable else getattr(node, "variables", ())
        inner: Scope = scope
        for name in names:
            inner = self._with(inner, name)
        told = []
        for part in dataclasses.fields(node):
            if part.name in UNSEEN or part.name in ("variable", "variables"):
                continue
            value = getattr(node, part.name)
            if part.name == "of" and isinstance(value, str):
                told.append(self._name("type", value))
            elif part.name == "layer":
                told.append(self._name("layer", value))
            else:
                told.append(self._any(value, scope if part.name == "source" else inner))
        return f"{type(node).__name__}({','.join(told)})"

    def _joined(self, node: ir.Binary | ir.Unary, scope: Scope) -> str:
        """Factors or summands in an order of their own, all figures among them as one.

        `/ figure` is `* figure`, and a minus in front is one more figure: a number's sign is part of the number.
        """
        op = "+" if node.op == "+" else "*"
        parts = list(_parts(node, op))
        figures = [part for part in parts if _is_figure(part)]
        others = [part for part in parts if not _is_figure(part)]
        told = self._in_order(others, scope) + ([FIGURE] if figures else [])
        return f"{op}({','.join(told)})"

    def _compared(self, first: ir.Expr, op: str, other: ir.Expr, scope: Scope) -> str:
        if op in ("==", "!="):
            return f"{op}({','.join(self._in_order((first, other), scope))})"
        sides = (other, first) if op.startswith(">") else (first, other)
        return f"<({','.join(self._any(side, scope) for side in sides)})"

    def _in_order(self, parts: Sequence[ir.Expr], scope: Scope) -> list[str]:
        """Parts whose order does not count, by what they look like without names."""
        alike = dict.fromkeys(scope, LOOKS_ALIKE)
        ordered = sorted(parts, key=lambda part: _Teller(blind=True)._any(part, alike))
        return [self._any(part, scope) for part in ordered]

    def _with(self, scope: Scope, name: str) -> Scope:
        self.bound += 1
        return {**scope, name: LOOKS_ALIKE if self.blind else f"v{self.bound}"}

    def _field(self, of: ir.Expr | None, name: str) -> str:
        kind = of.type.of if of is not None and isinstance(of.type, ir.Ref) else None
        return name if name in OWN_NAMES else self._name("field", (kind, name))

    def _name(self, kind: str, name: object) -> str:
        if name is None or name in PLACES:
            return str(name)
        if self.blind:
            return f"{kind}{LOOKS_ALIKE}"
        return self.seen.setdefault((kind, name), f"{kind}{len(self.seen)}")


def _uncast(node: Any) -> Any:
    while isinstance(node, ir.Cast):
        node = node.value
    return node


def _is_pure(local: ir.SetLocal) -> bool:
    """Whether the same comes out wherever a local is put in: nothing is drawn for it."""
    drawn = (ir.Draw, ir.OneOf, ir.BestOf, ir.Ordered)
    return all(next(every(kind, local.value), None) is None for kind in drawn)


def _put_in(node: Any, known: Mapping[str, ir.Expr]) -> Any:
    return node if node is None else inlined(node, known)


def _parts(node: ir.Expr, op: str) -> Iterator[ir.Expr]:
    node = _uncast(node)
    scaled = isinstance(node, ir.Binary) and op == "*" and node.op == "/" and _is_figure(node.right)
    if isinstance(node, ir.Binary) and not _is_figure(node) and (node.op == op or scaled):
        yield from _parts(node.left, op)
        yield from _parts(node.right, op)
    elif isinstance(node, ir.Unary) and node.op == "-" and op == "*":
        yield ir.Const(-1, ir.Scalar.INT)
        yield from _parts(node.value, op)
    else:
        yield node


def _is_figure(node: Any) -> bool:
    """Whether a node is a number that nothing in a run changes."""
    node = _uncast(node)
    match node:
        case ir.Const(value=value):
            return (
                isinstance(value, int | float) and not isinstance(value, bool) and not isinstance(node.type, ir.Label)
            )
        case ir.ParameterRead(type=kind):
            return kind is not ir.Scalar.BOOL
        case ir.Unary(op="-" | "+", value=value):
            return _is_figure(value)
        case ir.Binary(left=left, right=right):
            return _is_figure(left) and _is_figure(right)
        case ir.MathCall(arguments=arguments):
            return bool(arguments) and all(map(_is_figure, arguments))
    return False
