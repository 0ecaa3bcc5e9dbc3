"""The statements of supporting functions: from Python's syntax tree to blocks of LLVM's text."""

from __future__ import annotations

import ast
import functools
from collections.abc import Sequence

from sobremesa.mechanics.kernel.subset import ARRAYS, SubsetError, Term, Writing, converted
from sobremesa.mechanics.kernel.terms import combined, term
from sobremesa.mechanics.kernel.values import Value, integer

WRITTEN_OUT = 10
"""The most rounds that are written out, so that the loop around them can be vectorised."""


def statements(body: Sequence[ast.stmt], w: Writing) -> None:
    """Write a body, statement by statement."""
    for statement in body:
        _statement(statement, w)


@functools.singledispatch
def _statement(node: ast.stmt, w: Writing) -> None:
    raise SubsetError(f"{w.f.name}: the subset has no {ast.unparse(node)}")


@_statement.register
def _expression(node: ast.Expr, w: Writing) -> None:
    if not isinstance(node.value, ast.Constant):
        term(node.value, w)


@_statement.register
def _pass(_node: ast.Pass, _w: Writing) -> None:
    pass


@_statement.register
def _assign(node: ast.Assign, w: Writing) -> None:
    (target,) = node.targets
    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        values = [term(each, w) for each in node.value.elts]
        for one, value in zip(target.elts, values, strict=True):
            _put(one, value, w)
    else:
        _put(target, term(node.value, w), w)


@_statement.register
def _annotated(node: ast.AnnAssign, w: Writing) -> None:
    kind = ast.unparse(node.annotation)
    assert node.value is not None
    if isinstance(node.value, ast.BinOp) and isinstance(node.value.left, ast.List):
        _put(node.target, _room(kind, node.value, w), w)
    else:
        _put(node.target, converted(term(node.value, w), kind, w), w)


def _room(kind: str, filled: ast.BinOp, w: Writing) -> Term:
    """`[x] * n`: an array on the stack, n a constant."""
    assert isinstance(filled.left, ast.List)
    word, item, _ = ARRAYS[kind]
    count = term(filled.right, w).value
    value = converted(term(filled.left.elts[0], w), item, w).value
    array = w.f.room(word, int(count.text))
    with w.f.counting(integer(0), count) as i:
        w.f.store(w.f.convert("trunc", value, word), array, i)
    return Term(array, kind)


@_statement.register
def _augmented(node: ast.AugAssign, w: Writing) -> None:
    _put(node.target, combined(node.op, term(node.target, w), term(node.value, w), w), w)


def _put(target: ast.expr, value: Term, w: Writing) -> None:
    if isinstance(target, ast.Subscript):
        array = term(target.value, w)
        word, kind, _ = ARRAYS[array.kind]
        stored = w.f.convert("trunc", converted(value, kind, w).value, word)
        w.f.store(stored, array.value, term(target.slice, w).value)
        return
    if not isinstance(target, ast.Name):
        raise SubsetError(f"{w.f.name}: the subset has no assignment to {ast.unparse(target)}")
    if target.id not in w.locals:
        w.locals[target.id] = w.f.variable(value.value.type), value.kind
    variable, kind = w.locals[target.id]
    w.f.set(variable, converted(value, kind, w).value)


@_statement.register
def _if(node: ast.If, w: Writing) -> None:
    with w.f.choice(term(node.test, w).value) as other:
        statements(node.body, w)
        with other():
            statements(node.orelse, w)


@_statement.register
def _while(node: ast.While, w: Writing) -> None:
    with w.f.repeating():
        with w.f.when(w.f.negated(term(node.test, w).value)):
            w.f.leave()
        statements(node.body, w)


@_statement.register
def _for(node: ast.For, w: Writing) -> None:
    assert isinstance(node.iter, ast.Call)
    ends = [term(each, w) for each in node.iter.args[:2]]
    start, stop = (ends[0].value, ends[1].value) if len(ends) == 2 else (integer(0), ends[0].value)
    down = len(node.iter.args) == 3
    if down and ast.unparse(node.iter.args[2]) != "-1":
        raise SubsetError(f"{w.f.name}: a range goes up or down by 1")
    if not down and w.written_out and _short(start, stop, node):
        for number in range(int(start.text), int(stop.text)):
            _put(node.target, Term(integer(number), "int"), w)
            statements(node.body, w)
        return
    first, last = (integer(0), w.f.operate("sub", start, stop)) if down else (start, stop)
    with w.f.counting(first, last) as i:
        _put(node.target, Term(w.f.operate("sub", start, i) if down else i, "int"), w)
        statements(node.body, w)


def _short(start: Value, stop: Value, node: ast.For) -> bool:
    """Whether a loop is written out: few rounds, of a known number, all of them done."""
    if start.text.startswith("%") or stop.text.startswith("%"):
        return False
    leaves = any(isinstance(each, ast.Break | ast.Continue) for each in ast.walk(node))
    return int(stop.text) - int(start.text) <= WRITTEN_OUT and not leaves


@_statement.register
def _break(_node: ast.Break, w: Writing) -> None:
    w.f.leave()


@_statement.register
def _continue(_node: ast.Continue, w: Writing) -> None:
    w.f.again()


@_statement.register
def _return(node: ast.Return, w: Writing) -> None:
    w.f.give(None if node.value is None else converted(term(node.value, w), w.result, w).value)
