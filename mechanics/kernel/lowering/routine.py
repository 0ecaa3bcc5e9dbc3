"""One LLVM function over a replicate's state while it is written, and what all functions of a program share.

The first parameter of a routine is the header; every column and every slot that it reads as a constant is a further
parameter, named like the slot, so that LLVM knows that columns do not overlap and that such slots do not change.
Whoever calls the routine hands them over (`call`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sobremesa.mechanics import ir
from sobremesa.mechanics.kernel.building import Function
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.layout import Layout, memory_type
from sobremesa.mechanics.kernel.lowering.lists import Kept
from sobremesa.mechanics.kernel.module import Module
from sobremesa.mechanics.kernel.native import Natives
from sobremesa.mechanics.kernel.values import I32, I64, POINTER, Value, Variable, integer, real

HEADER = Value("%header", POINTER)


class Unit:
    """All that the functions of one program share: the module, our supporting functions in it, the layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.module = layout, Module()
        self.natives = Natives(self.module)
        self._shared: dict[str, list[Routine]] = {}

    @property
    def program(self) -> ir.Program:
        """The program that is lowered."""
        return self.layout.program

    def once(self, name: str, make: Callable[[Unit], list[Routine]]) -> list[Routine]:
        """Routines that several functions call, and that are written when they are first asked for."""
        if name not in self._shared:
            self._shared[name] = make(self)
        return self._shared[name]

    def table(self, name: str) -> Value:
        """The address of a table's figures, which are constants of the module."""
        word, kind = f"table.{name}", self.program.tables[name]
        if word not in self.module:
            figures = [
                real(v) if kind is ir.Scalar.FLOAT else integer(int(v), memory_type(kind)) for v in self._figures(name)
            ]
            array = f"[{len(figures)} x {memory_type(kind)}] [{', '.join(map(str, figures))}]"
            self.module.define(word, f"@{word} = private unnamed_addr constant {array}")
        return Value(f"@{word}", POINTER)

    def _figures(self, name: str) -> Sequence[float]:
        return self.program.document.tables[name].values


@dataclass(frozen=True, slots=True)
class KeptLocal:
    """A local that holds a collection."""

    array: Variable
    count: Variable
    item: ir.Type


Local = Variable | KeptLocal


class Routine:
    """One function over a replicate's state, while it is written. It returns 0, or the code of what went wrong."""

    def __init__(self, name: str, unit: Unit, place: str, attributes: str = "noinline nounwind") -> None:
        """`place` is one of `Layout.places`: where an error in it happened."""
        self.unit, self.place, self.name = unit, place, name
        once = " optsize" if place == "setup" else ""  # such code is compiled faster
        self.f = Function(name, I32, [("header", "ptr noalias")], f"{attributes}{once}")
        self.locals: dict[str, Local] = {}
        self.blocks: dict[str, tuple[Value, Variable]] = {}
        self.actor = self.f.variable(I64, integer(-1))
        self._slots: dict[str, str] = {}
        self._failing: dict[Failure, str] = {}
        self.taken = 0

    def slot(self, name: str, kind: str = I64) -> Value:
        """A slot that does not change while the routine runs (as i64, double or ptr)."""
        return self._parameter(name, kind)

    def column(self, name: str) -> Value:
        """The address of a column; nothing else in this routine may reach it."""
        return self._parameter(name, f"{POINTER} noalias")

    def place_of(self, name: str) -> Value:
        """The address of a slot in the header."""
        return self.f.element(I64, HEADER, integer(self.unit.layout.slots[name]))

    def live(self, name: str, kind: str = I64) -> Value:
        """A slot's value now."""
        return self.f.load(kind, self.place_of(name))

    def set_live(self, name: str, value: Value) -> None:
        """Give a slot a value."""
        self.f.store(value, self.place_of(name))

    def says(self, number: Value) -> None:
        """Whose turn it is from here on: the id that an error tells."""
        self.f.set(self.actor, number)

    def mark_at(self, place: int) -> Value:
        """How full the arena was at an earlier place of the function."""
        variable = self.f.variable(I64)
        with self.f.inserted(place):
            self.f.set(variable, self.unit.natives.call(self.f, "arena_mark", self.place_of("arena")))
        return self.f.get(variable)

    def failing(self, failure: Failure) -> str:
        """The block to jump to where this went wrong: it says where and to whom, and returns the code."""
        return self._failing.setdefault(failure, self.f.block())

    def call(self, other: Routine) -> Value:
        """Call another routine over the same state: its code, which is 0 where nothing went wrong."""
        passed = [HEADER]
        for word, kind in other.f.parameters[1:]:
            name = other._slots[word]
            constant = kind.startswith(POINTER)
            passed.append(self.column(name) if constant else self.slot(name, kind))
        return self.f.call(other.name, I32, *passed)

    def call_freshly(self, other: Routine) -> Value:
        """The same from a routine that itself reads nothing but the header: all is loaded now."""
        passed = [HEADER, *(self.live(other._slots[word], kind.split()[0]) for word, kind in other.f.parameters[1:])]
        return self.f.call(other.name, I32, *passed)

    def finish(self) -> None:
        """End the function, and put it into the module."""
        f = self.f
        f.give(integer(0, I32))
        leaving, code = f.block(), f.variable(I64)
        for failure, block in self._failing.items():
            f.place(block)
            f.set(code, integer(failure))
            f.jump(leaving)
        if self._failing:
            f.place(leaving)
            self.set_live("error", f.get(code))
            self.set_live("error#rule", integer(self.unit.layout.places.index(self.place)))
            self.set_live("error#agent", f.get(self.actor))
            f.give(f.convert("trunc", f.get(code), I32))
        self.unit.module.define(self.name, f.text)

    def _parameter(self, name: str, kind: str) -> Value:
        word = name.replace(":", "$").replace("#", "-")
        self._slots[word] = name
        return self.f.parameter(word, kind)


def kept_local(local: KeptLocal, f: Function) -> Kept:
    """What a local holds now."""
    return Kept(f.get(local.array), f.get(local.count), local.item)
