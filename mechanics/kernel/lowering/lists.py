"""Members by their place: arrays in the arena, and collections that need none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir import Scalar
from sobremesa.mechanics.kernel.building import Function
from sobremesa.mechanics.kernel.values import DOUBLE, I1, I64, POINTER, Value, integer

if TYPE_CHECKING:
    from sobremesa.mechanics.kernel.lowering.scope import Scope

FIRST_ROOM = 16
"""How many members a growing array has room for at first."""


@dataclass(frozen=True, slots=True)
class Listed:
    """`count` members; `at(k)` is the k-th, for k from 0 to below count."""

    count: Value
    at: Callable[[Value], Value]


@dataclass(frozen=True, slots=True)
class Kept:
    """An array of `count` members of type `item`, each of 8 bytes: a double, or a whole number."""

    array: Value
    count: Value
    item: ir.Type

    def at(self, f: Function, k: Value) -> Value:
        """The k-th member, in a register."""
        member = f.load(element_type(self.item), self.array, k)
        return f.compare("!=", member, integer(0)) if self.item is Scalar.BOOL else member

    def listed(self, f: Function) -> Listed:
        """The members by their place."""
        return Listed(self.count, lambda k: self.at(f, k))


def element_type(item: ir.Type) -> str:
    """How a member stands in a kept array: floats as doubles, all else as whole numbers of 8 bytes."""
    return DOUBLE if item is Scalar.FLOAT else I64


def register_type(kind: ir.Type) -> str:
    """The LLVM type that a value of this type has in a register."""
    if kind is Scalar.FLOAT:
        return DOUBLE
    if kind is Scalar.BOOL:
        return I1
    return POINTER if isinstance(kind, ir.Vector) else I64


class Growing:
    """An array while members are put into it: at first on the stack, in the arena once it is larger."""

    def __init__(self, item: ir.Type, scope: Scope, lasting: bool) -> None:
        self._f, self._scope, self.item = scope.f, scope, item
        first = scope.take(integer(8 * FIRST_ROOM)) if lasting else scope.f.room(I64, FIRST_ROOM)
        self._array = scope.f.variable(POINTER, first)
        self._count = scope.f.variable(I64, integer(0))
        self._room = scope.f.variable(I64, integer(FIRST_ROOM))

    def append(self, member: Value) -> None:
        """Put a member at the end."""
        f = self._f
        count = f.get(self._count)
        full, on = f.block(), f.block()
        f.branch(f.compare("==", count, f.get(self._room)), full, on, unlikely=True)
        f.place(full)
        self._grow(count)
        f.place(on)
        f.store(f.convert("zext", member, I64) if member.type == I1 else member, f.get(self._array), count)
        f.set(self._count, f.operate("add", count, integer(1)))

    def _grow(self, count: Value) -> None:
        """Go on with twice the room, in the arena."""
        f, copying = self._f, "llvm.memcpy.p0.p0.i64"
        self._scope.unit.module.declare(copying, "void", [POINTER, POINTER, I64, I1])
        larger, size = self._scope.take(f.operate("shl", count, integer(4))), f.operate("shl", count, integer(3))
        f.line(f"call void @{copying}({larger}, {f.get(self._array)}, {size}, i1 false)")
        f.set(self._array, larger)
        f.set(self._room, f.operate("shl", count, integer(1)))

    def empty(self) -> None:
        """Begin again."""
        self._f.set(self._count, integer(0))

    def kept(self) -> Kept:
        """The array as it is now."""
        return Kept(self._f.get(self._array), self._f.get(self._count), self.item)


def growing(item: ir.Type, scope: Scope, lasting: bool = False) -> Growing:
    """An empty array, to be read before this place of the program is reached again, unless it is `lasting`."""
    return Growing(item, scope, lasting)
