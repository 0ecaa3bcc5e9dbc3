"""Values on their way between memory and registers, and what a field makes of a value that it is to keep."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir import Scalar
from sobremesa.mechanics.ir.magnitude import surely_finite, within
from sobremesa.mechanics.kernel.layout import NOBODY, memory_type
from sobremesa.mechanics.kernel.lowering import numbers
from sobremesa.mechanics.kernel.lowering.dispatch import value
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import DOUBLE, I1, I8, I16, I64, Value, integer, real


def item_of(kind: ir.Type) -> ir.Type:
    """The type of a vector's elements, of a collection's members, or the type itself."""
    return kind.item if isinstance(kind, ir.Vector | ir.Collection) else kind


def load(scope: Scope, kind: ir.Type, base: Value, place: Value) -> Value:
    """An element of a column, as it stands in a register."""
    memory = memory_type(kind)
    loaded = scope.f.load(memory, base, place)
    if memory == I8:
        return scope.f.convert("trunc", loaded, I1)
    return scope.f.convert("zext", loaded, I64) if memory == I16 else loaded


def store(scope: Scope, kind: ir.Type, new: Value, base: Value, place: Value) -> None:
    """Put a value from a register into an element of a column."""
    memory = memory_type(kind)
    if memory == I8:
        new = scope.f.convert("zext", new, I8)
    elif memory == I16:
        new = scope.f.convert("trunc", new, I16)
    scope.f.store(new, base, place)


def element(scope: Scope, kind: ir.Vector, base: Value, row: Value) -> Value:
    """The address of a row's vector in a column."""
    first = scope.f.operate("mul nsw", row, integer(kind.size))
    return scope.f.element(memory_type(kind), base, first)


def living(scope: Scope, kind: ir.Type, row: Value) -> Value:
    """A reference, which is to nobody once the agent has died."""
    if not isinstance(kind, ir.Ref) or not scope.mortal(kind.of):
        return row
    f = scope.f
    somebody = f.compare("!=", row, integer(NOBODY))
    column = scope.column(f"{kind.of}#alive")
    alive = f.compare("!=", f.load(I8, column, f.choose(somebody, row, integer(0))), integer(0, I8))
    return f.choose(f.emit(f"select {somebody}, {alive}, i1 false", I1), row, integer(NOBODY))


def slot_value(scope: Scope, kind: ir.Type, name: str, changing: bool) -> Value:
    """What stands in a slot of the header: a parameter or a global."""
    memory = DOUBLE if kind is Scalar.FLOAT else I64
    found = scope.live(name, memory) if changing else scope.slot(name, memory)
    return scope.f.compare("!=", found, integer(0)) if kind is Scalar.BOOL else found


def set_slot(scope: Scope, name: str, new: Value) -> None:
    """Put a value into a slot of the header."""
    scope.set_live(name, scope.f.convert("zext", new, I64) if new.type == I1 else new)


def field_of(scope: Scope, owner: str, name: str) -> ir.Field:
    """A declared field of a type, of cells, of links, or of the model."""
    return next(field for field in scope.layout.fields(owner) if field.name == name)


def bounded(scope: Scope, new: Value, field: ir.Field, expr: ir.Expr | None = None) -> Value:
    """A value as the field keeps it: finite, and within its bounds; `expr` is what it was computed from, if known."""
    kind = item_of(field.type)
    if kind not in (Scalar.INT, Scalar.FLOAT) or (expr is not None and within(expr, field)):
        return new
    if kind is Scalar.FLOAT and not (expr is not None and surely_finite(expr, scope.program)):
        numbers.finite(scope, new)
    f, nothing = scope.f, scope
    low = None if field.low is None else value(field.low, nothing)
    high = None if field.high is None else value(field.high, nothing)
    above = new if high is None else f.choose(f.compare(">", new, high), high, new)
    return above if low is None else f.choose(f.compare("<", new, low), low, above)


def zero(kind: ir.Type) -> Value:
    """What a field starts with where the document gives no start."""
    if kind is Scalar.FLOAT:
        return real(0.0)
    if kind is Scalar.BOOL:
        return Value("false", I1)
    return integer(NOBODY if isinstance(kind, ir.Ref) else 0)
