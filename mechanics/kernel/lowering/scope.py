"""Where lowering stands: which function is being written, whose turn it is, where new values go, how an error leaves.

A `Routine` is one LLVM function over a replicate's state. Its first parameter is the header; every column and every
slot that it reads as a constant is a further parameter, named like the slot, so that LLVM knows that columns do not
overlap and that such slots do not change. Whoever calls the routine hands them over (`call`).

A `Scope` is a place in the program within a routine. It never changes: `with_…` give another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.emit.walk import every
from sobremesa.mechanics.kernel.building import (
    I32,
    I64,
    POINTER,
    Function,
    Module,
    Value,
    Variable,
    integer,
    real,
)
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.layout import Layout, memory_type
from sobremesa.mechanics.kernel.lowering.lists import Kept
from sobremesa.mechanics.kernel.native import Natives

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
            self.set_live("error.rule", integer(self.unit.layout.places.index(self.place)))
            self.set_live("error.agent", f.get(self.actor))
            f.give(f.convert("trunc", f.get(code), I32))
        self.unit.module.define(self.name, f.text)

    def _parameter(self, name: str, kind: str) -> Value:
        word = name.replace(":", "$")
        self._slots[word] = name
        return self.f.parameter(word, kind)


@dataclass(frozen=True, slots=True)
class Scope:
    """A place in the program within a routine."""

    routine: Routine
    kind: str | None = None
    """The type of reference that `self` is: a type of agents, `cell`, `link`, `link:layer`; None for the model."""
    me: Value | None = None
    """Whose turn it is: a row."""
    index: Value = field(default_factory=lambda: integer(0))
    """The index of draws made here."""
    at_once: bool = False
    """Whether writes, births, deaths and moves work at once."""
    measured: bool = False
    """Whether this is a measure or a stop: aggregates of nothing are missing (NaN)."""
    repeated: bool = False
    """Whether what stands here may be reached several times in a turn."""
    in_turn: bool = False
    """Whether the indices of draws here ascend from turn to turn, so that a block of words is kept."""
    turn_end: str | None = None
    """The block at which the turn ends."""
    loop: tuple[str, str] | None = None
    """The blocks at which the innermost `for` goes on, and is left."""
    bound: Mapping[str, Value] = field(default_factory=dict)
    """The variables of comprehensions and lambdas around."""
    own: Mapping[str, Variable] = field(default_factory=dict)
    """Own fields whose new value is a variable until the turn's end."""
    aside: frozenset[str] = frozenset()
    """Own vectors whose new values stand in the second column, `next.<type>.<field>`."""
    visits: Mapping[str, Variable] = field(default_factory=dict)
    """How often each site of draws has been reached by this index."""
    hoisted: Mapping[int, Value] = field(default_factory=dict)
    """Expressions (by identity) that were computed before the turns."""

    # ------------------------------------------------------------------------------------------ what is around

    @property
    def f(self) -> Function:
        """The function that is being written."""
        return self.routine.f

    @property
    def unit(self) -> Unit:
        """What all functions of the program share."""
        return self.routine.unit

    @property
    def layout(self) -> Layout:
        """Where the state lies."""
        return self.routine.unit.layout

    @property
    def program(self) -> ir.Program:
        """The program."""
        return self.layout.program

    def native(self, name: str, *values: Value) -> Value:
        """A call of a supporting function."""
        return self.unit.natives.call(self.f, name, *values)

    def slot(self, name: str, kind: str = I64) -> Value:
        """A slot that does not change while the routine runs."""
        return self.routine.slot(name, kind)

    def column(self, name: str) -> Value:
        """The address of a column."""
        return self.routine.column(name)

    def live(self, name: str, kind: str = I64) -> Value:
        """A slot's value now."""
        return self.routine.live(name, kind)

    def set_live(self, name: str, value: Value) -> None:
        """Give a slot a value."""
        self.routine.set_live(name, value)

    def rows(self, kind: str) -> Value:
        """How many rows a type has now, the dead of this rule included."""
        changes = self.at_once and kind in self.layout.facts.born
        return self.live(f"{kind}.rows") if changes else self.slot(f"{kind}.rows")

    def mortal(self, kind: str) -> bool:
        """Whether rows of this type may be those of the dead here."""
        return kind in self.layout.facts.mortal and self.at_once

    def alive(self, kind: str, row: Value) -> Value:
        """Whether the agent in a row (not nobody) still lives."""
        return self.f.compare("!=", self.f.load("i8", self.column(f"{kind}.alive"), row), integer(0, "i8"))

    # ------------------------------------------------------------------------------------------ going wrong

    def fail(self, failure: Failure) -> None:
        """The run ends here."""
        self.f.jump(self.routine.failing(failure))

    def fail_if(self, condition: Value, failure: Failure) -> None:
        """The run ends here where the condition holds."""
        on = self.f.block()
        self.f.branch(condition, self.routine.failing(failure), on, unlikely=True)
        self.f.place(on)

    def call(self, other: Routine) -> None:
        """Call another routine over the same state; where that went wrong, this one returns too."""
        self.pass_on(self.routine.call(other))

    def pass_on(self, code: Value) -> None:
        """Return the code of what went wrong elsewhere (which has said where), unless it is 0."""
        wrong, on = self.f.block(), self.f.block()
        self.f.branch(self.f.compare("!=", code, integer(0, I32)), wrong, on, unlikely=True)
        self.f.place(wrong)
        self.f.give(code)
        self.f.place(on)

    def unsupported(self, what: str) -> DocumentError:
        """An error for what can't be lowered yet."""
        place = Place(self.routine.place)
        return DocumentError([Diagnostic("not_supported_yet", place, f"not supported yet by the kernel: {what}")])

    # ------------------------------------------------------------------------------------------ the arena

    def take(self, size: Value) -> Value:
        """So many bytes in the arena, 8-byte aligned, until the turn's end."""
        self.routine.taken += 1
        taken = self.native("arena_take", self.routine.place_of("arena"), size)
        self.fail_if(self.f.compare("==", taken, Value("null", POINTER)), Failure.NO_MEMORY)
        return taken

    # ------------------------------------------------------------------------------------------ other places

    def again(self) -> Scope:
        """The same place, within a loop."""
        return self if self.repeated else replace(self, repeated=True)

    def with_bound(self, name: str, value: Value) -> Scope:
        """The same place, within a comprehension or a lambda whose variable has this value."""
        return replace(self, bound={**self.bound, name: value}, repeated=True)

    def with_turn(self, kind: str | None, me: Value | None, index: Value, *roots: object) -> Scope:
        """Somebody's turn: draws under `roots` have this index, which has reached none of their sites yet."""
        return replace(self, kind=kind, me=me, index=index, visits=self._unvisited(roots), repeated=False)

    def _unvisited(self, roots: tuple[object, ...]) -> dict[str, Variable]:
        """A counter at 0 for every site under the roots."""
        sites = dict.fromkeys(site.text for site in sites_in(*roots))
        return {site: self.f.variable(I64, integer(0)) for site in sites}


def sites_in(*roots: object) -> Iterator[ir.Site]:
    """The sites of all draws under the roots."""
    for node in every(ir.Draw | ir.OneOf | ir.BestOf | ir.Ordered, *roots):  # type: ignore[arg-type]
        if node.site is not None:
            yield node.site


def kept_local(local: KeptLocal, f: Function) -> Kept:
    """What a local holds now."""
    return Kept(f.get(local.array), f.get(local.count), local.item)
