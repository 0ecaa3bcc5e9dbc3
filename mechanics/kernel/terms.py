"""The expressions of supporting functions: from Python's syntax tree to typed values."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Mapping
from enum import Enum

from sobremesa.mechanics.kernel.building import Function
from sobremesa.mechanics.kernel.subset import ARRAYS, SubsetError, Term, Writing, alike, converted, register
from sobremesa.mechanics.kernel.values import DOUBLE, FALSE, I1, I64, POINTER, TRUE, VOID, Value, integer, real

OPERATORS: Mapping[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.BitAnd: "and",
    ast.BitOr: "or",
    ast.BitXor: "xor",
    ast.LShift: "shl",
}
PREDICATES: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


@functools.singledispatch
def term(node: ast.AST, w: Writing) -> Term:
    """The value of an expression."""
    raise SubsetError(f"{w.f.name}: the subset has no {ast.unparse(node)}")


def literal(number: object, w: Writing) -> Term:
    """A constant."""
    if isinstance(number, bool):
        return Term(TRUE if number else FALSE, "bool")
    if isinstance(number, int):
        return Term(integer(int(number)), "int" if number < 2**63 else "u64")
    if isinstance(number, float):
        return Term(real(number), "float")
    raise SubsetError(f"{w.f.name}: {number!r} is no constant of the subset")


@term.register
def _constant(node: ast.Constant, w: Writing) -> Term:
    return literal(node.value, w)


@term.register
def _name(node: ast.Name, w: Writing) -> Term:
    if node.id in w.locals:
        variable, kind = w.locals[node.id]
        return Term(w.f.get(variable), kind)
    found = w.module.get(node.id)
    return _table(node.id, found, w) if isinstance(found, tuple) else literal(found, w)


def _table(name: str, numbers: tuple[float, ...], w: Writing) -> Term:
    """A tuple of numbers of the module."""
    floats = isinstance(numbers[0], float)
    items = ", ".join(str(real(number) if floats else integer(int(number))) for number in numbers)
    kind, word = ("Table", DOUBLE) if floats else ("U64s", I64)
    w.constants[name] = f"@{name} = private unnamed_addr constant [{len(numbers)} x {word}] [{items}]"
    return Term(Value(f"@{name}", POINTER), kind)


@term.register
def _attribute(node: ast.Attribute, w: Writing) -> Term:
    if isinstance(node.value, ast.Name):
        owner = w.module.get(node.value.id)
        if isinstance(owner, type) and issubclass(owner, Enum):
            return literal(owner[node.attr].value, w)
    raise SubsetError(f"{w.f.name}: the subset has no {ast.unparse(node)}")


@term.register
def _subscript(node: ast.Subscript, w: Writing) -> Term:
    array = term(node.value, w)
    word, kind, widen = ARRAYS[array.kind]
    value = w.f.load(word, array.value, term(node.slice, w).value)
    return Term(w.f.convert(widen, value, I64) if widen else value, kind)


@term.register
def _unary(node: ast.UnaryOp, w: Writing) -> Term:
    a = term(node.operand, w)
    if isinstance(node.op, ast.Not):
        return Term(w.f.negated(a.value), "bool")
    if not isinstance(node.op, ast.USub):
        raise SubsetError(f"{w.f.name}: the subset has no {ast.unparse(node)}")
    if a.kind == "float":
        return Term(w.f.emit(f"fneg double {a.value.text}", DOUBLE), "float")
    return Term(w.f.operate("sub", integer(0), a.value), a.kind)


@term.register
def _binary(node: ast.BinOp, w: Writing) -> Term:
    return combined(node.op, term(node.left, w), term(node.right, w), w)


def combined(op: ast.operator, a: Term, b: Term, w: Writing) -> Term:
    """An operation on two terms."""
    a, b = alike(a, b, w)
    if isinstance(op, ast.RShift):
        return Term(w.f.operate("lshr" if a.kind == "u64" else "ashr", a.value, b.value), a.kind)
    if isinstance(op, ast.Div) and a.kind == "float":
        return Term(w.f.operate("div", a.value, b.value), "float")
    if isinstance(op, ast.FloorDiv | ast.Mod) and a.kind != "float":
        return Term(_floored(isinstance(op, ast.Mod), a, b, w.f), a.kind)
    if type(op) not in OPERATORS or (a.kind == "float" and not isinstance(op, ast.Add | ast.Sub | ast.Mult)):
        raise SubsetError(f"{w.f.name}: the subset has no {type(op).__name__} of {a.kind}")
    return Term(w.f.operate(OPERATORS[type(op)], a.value, b.value), a.kind)


def _floored(rest: bool, a: Term, b: Term, f: Function) -> Value:
    if a.kind == "u64":
        return f.operate("urem" if rest else "udiv", a.value, b.value)
    remainder = f.operate("srem", a.value, b.value)
    signs = f.compare("<", f.operate("xor", remainder, b.value), integer(0))
    short = f.both(f.compare("!=", remainder, integer(0)), signs)
    if rest:
        return f.operate("add", remainder, f.choose(short, b.value, integer(0)))
    return f.operate("sub", f.operate("sdiv", a.value, b.value), f.convert("zext", short, I64))


@term.register
def _compare(node: ast.Compare, w: Writing) -> Term:
    left, holds = term(node.left, w), TRUE
    for op, right in zip(node.ops, (term(each, w) for each in node.comparators), strict=True):
        a, b = alike(left, right, w)
        this = w.f.compare(PREDICATES[type(op)], a.value, b.value, unsigned=a.kind == "u64")
        holds, left = this if holds is TRUE else w.f.both(holds, this), right
    return Term(holds, "bool")


@term.register
def _boolean(node: ast.BoolOp, w: Writing) -> Term:
    first = term(node.values[0], w).value
    result = w.f.variable(I1, first)
    for each in node.values[1:]:
        known = w.f.get(result)
        with w.f.when(known if isinstance(node.op, ast.And) else w.f.negated(known)):
            w.f.set(result, term(each, w).value)
    return Term(w.f.get(result), "bool")


@term.register
def _choose(node: ast.IfExp, w: Writing) -> Term:
    with w.f.choice(term(node.test, w).value) as other:
        then = term(node.body, w)
        result = w.f.variable(then.value.type, then.value)
        with other():
            w.f.set(result, converted(term(node.orelse, w), then.kind, w).value)
    return Term(w.f.get(result), then.kind)


@term.register
def _call(node: ast.Call, w: Writing) -> Term:
    terms = [term(argument, w) for argument in node.args]
    assert isinstance(node.func, ast.Name)
    name = node.func.id
    if name in OPERATIONS:
        w.used.add(name)
        return OPERATIONS[name](w, *terms)
    function = w.module.get(name)
    if not callable(function):
        raise SubsetError(f"{w.f.name}: the subset has no {name}")
    kinds, result, symbol = w.signature(function)
    values = [converted(a, kind, w).value for a, kind in zip(terms, kinds, strict=True)]
    w.called.append(function)
    return Term(w.f.call(symbol, register(result), *values), result)


# -------------------------------------------------------------------------------- operations by their names


def _int(w: Writing, a: Term) -> Term:
    if a.kind == "float":
        return Term(w.f.convert("fptosi", a.value, I64), "int")
    return Term(w.f.convert("zext", a.value, I64), "int")


def _size(w: Writing, a: Term) -> Term:
    if a.kind == "float":
        return Term(w.outside("llvm.fabs.f64", DOUBLE, a.value), "float")
    return Term(w.outside("llvm.abs.i64", I64, a.value, FALSE), "int")


def _of_floats(name: str, pure: bool = False) -> Callable[..., Term]:
    attributes = "nounwind willreturn memory(none)" if pure else ""

    def operation(w: Writing, *terms: Term) -> Term:
        values = [converted(a, "float", w).value for a in terms]
        return Term(w.outside(name, DOUBLE, *values, attributes=attributes), "float")

    return operation


def _extreme(predicate: str) -> Callable[..., Term]:
    def operation(w: Writing, a: Term, b: Term) -> Term:
        a, b = alike(a, b, w)
        better = w.f.compare(predicate, b.value, a.value, unsigned=a.kind == "u64")
        return Term(w.f.choose(better, b.value, a.value), a.kind)

    return operation


def _high(w: Writing, a: Term, b: Term) -> Term:
    upper = w.f.operate("lshr", _product(w, a, b), integer(64, "i128"))
    return Term(w.f.convert("trunc", upper, I64), "u64")


def _low(w: Writing, a: Term, b: Term) -> Term:
    return Term(w.f.convert("trunc", _product(w, a, b), I64), "u64")


def _product(w: Writing, a: Term, b: Term) -> Value:
    """All 128 bits: written alike for both halves, it is one multiplication."""
    wide = [w.f.convert("zext", converted(each, "u64", w).value, "i128") for each in (a, b)]
    return w.f.operate("mul", *wide)


def _turned(instruction: str, kind: str) -> Callable[..., Term]:
    return lambda w, a: Term(w.f.convert(instruction, a.value, register(kind)), kind)


def _allocated(w: Writing, size: Term) -> Term:
    return Term(w.outside("sobremesa_allocate", POINTER, size.value, attributes="nounwind"), "I64s")


def _released(w: Writing, memory: Term) -> Term:
    return Term(w.outside("sobremesa_release", VOID, memory.value, attributes="nounwind"), "None")


def _raised(w: Writing, flag: Term) -> Term:
    now = w.f.emit(f"load volatile i64, {flag.value}", I64)  # or LLVM would have it looked at once, before a loop
    return Term(w.f.compare("!=", now, integer(0)), "bool")


OPERATIONS: Mapping[str, Callable[..., Term]] = {
    "int": _int,
    "float": lambda w, a: converted(a, "float", w),
    "abs": _size,
    "min": _extreme("<"),
    "max": _extreme(">"),
    "sqrt": _of_floats("llvm.sqrt.f64"),
    "floor": _of_floats("llvm.floor.f64"),
    "copysign": _of_floats("llvm.copysign.f64"),
    **{name: _of_floats(f"sobremesa_{name}", pure=True) for name in ("exp", "log", "log1p", "fmod")},
    "high": _high,
    "low": _low,
    "lowest_bit": lambda w, a: Term(w.outside("llvm.cttz.i64", I64, a.value, TRUE), "int"),
    "unsigned": lambda _, a: Term(a.value, "u64"),
    "signed": lambda _, a: Term(a.value, "int"),
    "bits": _turned("bitcast", "u64"),
    "from_bits": _turned("bitcast", "float"),
    "located": _turned("inttoptr", "I64s"),
    "address": _turned("ptrtoint", "int"),
    "allocated": _allocated,
    "released": _released,
    "raised": _raised,
}
