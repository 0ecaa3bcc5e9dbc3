"""The rules of a program as far as they bear on a measure: what only keeps books of something else is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.walk import every

Variable = tuple[str | None, str]
"""The type that holds a field (None: the model), and the field's name."""


def bearing(program: ir.Program, measure: str) -> tuple[ir.Rule, ...]:
    """The rules that change what the measure or the end of a run reads, or what such rules read, and no more of them.

    Acts (moving, dying, linking, creating) always count: whatever meets whom hangs on them.
    """
    value = next(one.value for one in program.measures if one.name == measure)
    known = _read(value, program.stop)
    while True:
        rules = tuple(_bearing(rule, known) for rule in program.rules)
        kept = tuple(rule for rule in rules if _does_something(rule))
        more = known | {variable for rule in kept for variable in _read(rule.when, rule.body)}
        if more == known:
            return kept
        known = more


def _read(*roots: object) -> frozenset[Variable]:
    fields = {(each.of.type.of, each.name) for each in every(ir.FieldRead, *roots) if isinstance(each.of.type, ir.Ref)}
    return frozenset({*fields, *((None, each.name) for each in every(ir.GlobalRead, *roots))})


def _bearing(rule: ir.Rule, known: frozenset[Variable]) -> ir.Rule:
    body, length = tuple(_kept(rule.body, known)), -1
    while length != len(list(every(ir.SetLocal, body))):
        length = len(list(every(ir.SetLocal, body)))
        body = tuple(_used(body, frozenset(each.name for each in every(ir.LocalRead, rule.when, body))))
    return replace(rule, body=body)


def _kept(body: tuple[ir.Stmt, ...], known: frozenset[Variable]) -> Iterator[ir.Stmt]:
    """The statements without writes of what is not known, and without branches and loops that do nothing then."""
    for statement in body:
        match statement:
            case ir.SetField() | ir.Deposit():
                if _written(statement) in known:
                    yield statement
            case ir.If():
                arms = tuple((condition, tuple(_kept(part, known))) for condition, part in statement.arms)
                otherwise = tuple(_kept(statement.otherwise, known))
                if otherwise or any(part for _, part in arms):
                    yield replace(statement, arms=arms, otherwise=otherwise)
            case ir.For():
                inner = tuple(_kept(statement.body, known))
                if inner:
                    yield replace(statement, body=inner)
            case _:
                yield statement


def _written(write: ir.SetField | ir.Deposit) -> Variable:
    return (write.of.type.of if write.of is not None and isinstance(write.of.type, ir.Ref) else None, write.name)


def _used(body: tuple[ir.Stmt, ...], read: frozenset[str]) -> Iterator[ir.Stmt]:
    """The statements without locals that nothing reads."""
    for statement in body:
        match statement:
            case ir.SetLocal(name=name) if name not in read:
                continue
            case ir.If():
                arms = tuple((condition, tuple(_used(part, read))) for condition, part in statement.arms)
                yield replace(statement, arms=arms, otherwise=tuple(_used(statement.otherwise, read)))
            case ir.For():
                yield replace(statement, body=tuple(_used(statement.body, read)))
            case _:
                yield statement


def _does_something(rule: ir.Rule) -> bool:
    deeds = (ir.SetField, ir.Deposit, ir.Act, ir.Create)
    return any(next(every(kind, rule.body), None) is not None for kind in deeds)
