"""Where lowering stands in the program: whose turn it is, where new values go, how an error leaves.

A `Scope` is a place in the program within a routine. It never changes: `with_…` give another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.ir.walk import every
from sobremesa.mechanics.kernel.building import Function
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.layout import Layout
from sobremesa.mechanics.kernel.lowering.routine import Routine, Unit
from sobremesa.mechanics.kernel.values import I32, I64, POINTER, Value, Variable, integer


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
    """Own vectors whose new values stand in the second column, `next:<type>.<field>`."""
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
        return self.live(f"{kind}#rows") if changes else self.slot(f"{kind}#rows")

    def mortal(self, kind: str) -> bool:
        """Whether rows of this type may be those of the dead here."""
        return kind in self.layout.facts.mortal and self.at_once

    def passing(self, kind: str) -> bool:
        """Whether rows of this type may be those of the dead here, or of links that have vanished."""
        return self.layout.facts.passing(kind) and self.at_once

    def alive(self, kind: str, row: Value) -> Value:
        """Whether the agent or link in a row (not nobody) is still there."""
        return self.f.compare("!=", self.f.load("i8", self.column(f"{kind}#alive"), row), integer(0, "i8"))

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
