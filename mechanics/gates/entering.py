"""Who gets into which state, and under which conditions: every write of a truth value or a label, with its guards.

Locals are replaced by what they hold where they are assigned once; a value that is computed becomes a condition of its
own (`self.ill = chance(p)` is: become ill where `chance(p)`).
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.walk import every, fields_of, uncast

Condition = tuple[ir.Expr, bool]
"""An expression, and whether it holds."""
Locals = Mapping[str, ir.Expr]


@dataclass(frozen=True, slots=True)
class Entry:
    """A way into a state: `holder.field` becomes `value` in a rule at `place`, where all `conditions` hold."""

    rule: ir.Rule
    place: str
    kind: str
    field: str
    holder: ir.Expr
    value: bool | int | str
    conditions: tuple[Condition, ...]

    @property
    def own(self) -> bool:
        """Whether it is the state of whoever acts."""
        return isinstance(self.holder, ir.SelfRead)

    def admits(self, value: bool | int | str) -> bool:
        """Whether someone whose state is `value` may come this way."""
        return all(_holds(condition, self, value) is not False for condition in self.conditions)

    def about(self, holder: ir.Expr) -> tuple[Condition, ...]:
        """The conditions that read a field of `holder`."""
        return tuple(c for c in self.conditions if any(read.of == holder for read in every(ir.FieldRead, c[0])))


def _holds(condition: Condition, entry: Entry, value: bool | int | str) -> bool | None:
    """Whether a condition holds where the entry's own state is `value`; None where it is about something else."""
    told, holds = condition
    match told:
        case ir.FieldRead(of=of, name=name) if of == entry.holder and name == entry.field:
            return bool(value) == holds
        case ir.Compare(first=ir.FieldRead(of=of, name=name), rest=((("==" | "!=") as op, ir.Const(value=other)),)):
            if of == entry.holder and name == entry.field:
                return ((value == other) == (op == "==")) == holds
    return None


def entries(program: ir.Program) -> tuple[Entry, ...]:
    """Every way into a state, in document order."""
    return tuple(entry for number, rule in enumerate(program.rules) for entry in _of_rule(rule, f"rules[{number}].do"))


def _of_rule(rule: ir.Rule, place: str) -> Iterator[Entry]:
    often = Counter(each.name for each in every(ir.SetLocal, rule.body))
    once = frozenset(name for name, number in often.items() if number == 1)
    whenever = () if rule.when is None else tuple(_flat((rule.when, True), {}))
    yield from _Reading(rule, place, once).of(rule.body, whenever, {})


@dataclass(frozen=True, slots=True)
class _Reading:
    rule: ir.Rule
    place: str
    once: frozenset[str]

    def of(self, body: tuple[ir.Stmt, ...], under: tuple[Condition, ...], known: Locals) -> Iterator[Entry]:
        known = dict(known)
        for statement in body:
            match statement:
                case ir.SetLocal(name=name, value=value) if name in self.once:
                    known[name] = inlined(value, known)
                case ir.SetField(of=holder, name=name, index=None) if holder is not None:
                    yield from self._written(inlined(holder, known), name, statement.value, under, known)
                case ir.If():
                    yield from self._branches(statement, under, known)
                    under = (*under, *_passed_over(statement, known))
                case ir.For():
                    yield from self.of(statement.body, under, known)

    def _branches(self, branch: ir.If, under: tuple[Condition, ...], known: Locals) -> Iterator[Entry]:
        for condition, body in branch.arms:
            yield from self.of(body, (*under, *_flat((condition, True), known)), known)
            under = (*under, *_flat((condition, False), known))
        yield from self.of(branch.otherwise, under, known)

    def _written(
        self, holder: ir.Expr, name: str, value: ir.Expr, under: tuple[Condition, ...], known: Locals
    ) -> Iterator[Entry]:
        value = inlined(uncast(value), known)
        if not isinstance(holder.type, ir.Ref):
            return
        if isinstance(value, ir.Choose):
            for part, holds in ((value.then, True), (value.other, False)):
                yield from self._written(holder, name, part, (*under, *_flat((value.condition, holds), known)), known)
        elif isinstance(value, ir.Const) and isinstance(value.value, bool | str | int):
            if value.type is ir.Scalar.BOOL or isinstance(value.type, ir.Label):
                yield Entry(self.rule, self.place, holder.type.of, name, holder, value.value, under)
        elif value.type is ir.Scalar.BOOL:
            for holds in (True, False):
                then = (*under, *_flat((value, holds), known))
                yield Entry(self.rule, self.place, holder.type.of, name, holder, holds, then)


def _passed_over(branch: ir.If, known: Locals) -> Iterator[Condition]:
    """What holds after a branch whose arms end the turn: none of their conditions did."""
    for condition, body in branch.arms:
        if not (body and isinstance(body[-1], ir.Jump)):
            return
        yield from _flat((condition, False), known)


def _flat(condition: Condition, known: Locals) -> Iterator[Condition]:
    """A condition as those that hold together."""
    expr, holds = inlined(uncast(condition[0]), known), condition[1]
    if isinstance(expr, ir.Unary) and expr.op == "not":
        yield from _flat((expr.value, not holds), known)
    elif isinstance(expr, ir.BoolOp) and (expr.op == "and") == holds:
        for part in expr.values:
            yield from _flat((part, holds), known)
    else:
        yield expr, holds


def inlined(expr: ir.Expr, known: Locals) -> ir.Expr:
    """The expression with known locals put in."""
    if not known:
        return expr
    result: ir.Expr = rewritten(expr, lambda node: known.get(node.name) if isinstance(node, ir.LocalRead) else None)
    return result


def rewritten(node: Any, change: Any) -> Any:
    """An IR node with every node for which `change` gives another replaced by it, outermost first."""
    if isinstance(node, tuple):
        return tuple(rewritten(part, change) for part in node)
    if not dataclasses.is_dataclass(node) or isinstance(node, type | ir.Site | ir.Label | ir.Ref | ir.Vector):
        return node
    other = change(node)
    if other is not None:
        return other
    parts = {field.name: getattr(node, field.name) for field in dataclasses.fields(node) if field.name != "type"}
    changed = {name: rewritten(part, change) for name, part in parts.items()}
    if all(changed[name] is part for name, part in parts.items()):
        return node
    return dataclasses.replace(node, **changed)


def others_of(program: ir.Program, entry: Entry) -> list[bool | int]:
    """The other states that the entry's field may have."""
    field = next(f for f in fields_of(program, entry.kind) if f.name == entry.field)
    states = range(len(field.type.labels)) if isinstance(field.type, ir.Label) else (False, True)
    return [state for state in states if state != entry.value]


def named_state(program: ir.Program, entry: Entry) -> str:
    """The state in words: `person.ill`, or `person.health “recovered”`."""
    field = next((f for f in fields_of(program, entry.kind) if f.name == entry.field), None)
    if field is not None and isinstance(field.type, ir.Label):
        return f"{entry.kind}.{entry.field} “{field.type.labels[int(entry.value)]}”"
    return f"{entry.kind}.{entry.field}"
