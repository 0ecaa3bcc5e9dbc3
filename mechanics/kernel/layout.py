"""Where a model's state lies in memory, for one replicate: a header of 8-byte slots, and the columns they point to.

A slot holds a number (a parameter, a count, where an error happened) or the address of a column. A column is one
array over the rows of its owner: a type of agents, `cell`, or the links of a network (`link`, `link:layer`). Columns
are named and typed as in snapshots (`mechanics.columns`), but that references are rows here and ids there.

Rows ascend by id. The dead keep their row until the end of a rule, where `alive` says who goes on; then rows close up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir import Scalar
from sobremesa.mechanics.ir.facts import (
    Facts,
    deposited,
    facts_of,
    network_word,
    networks,
    owner,
    pending_fields,
    watches_changes,
)
from sobremesa.mechanics.ir.walk import all_rules
from sobremesa.mechanics.kernel.aids import Aids, remembered
from sobremesa.mechanics.kernel.scratch import Scratch, scratches
from sobremesa.mechanics.kernel.values import DOUBLE, I8, I16, I64

NOBODY = -1
"""A reference that is None."""

RUN = ("seed", "replicate", "step", "end", "stopped_at", "error", "error#rule", "error#agent", "arena", "cancel")
"""Slots of the run itself. `error` is 0 or a code of `failures`; `error.rule` counts as `Layout.places` does."""


@dataclass(frozen=True, slots=True)
class Column:
    """An array over the rows of `owner`: `width` values of LLVM type `kind` in each row."""

    name: str
    owner: str
    kind: str
    width: int = 1


def memory_type(kind: ir.Type) -> str:
    """How a field of this type is stored: as in snapshots."""
    if isinstance(kind, ir.Vector):
        return memory_type(kind.item)
    if kind is Scalar.FLOAT:
        return DOUBLE
    if kind is Scalar.BOOL:
        return I8
    return I16 if isinstance(kind, ir.Label) else I64


_LATELY: deque[Layout] = deque(maxlen=16)


def layout_of(program: ir.Program) -> Layout:
    """The layout of a program; for one that was asked for lately, the same again."""
    for known in tuple(_LATELY):
        if known.program is program:
            return known
    made = Layout(program)
    _LATELY.append(made)
    return made


@dataclass(frozen=True)
class Layout:
    """The slots and columns of a program's state."""

    program: ir.Program

    @cached_property
    def facts(self) -> Facts:
        """Who may die, be born, move."""
        return facts_of(self.program)

    @cached_property
    def aids(self) -> Aids:
        """What is worked out from the state."""
        return Aids(self.program, self.facts)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """All columns, those of the state first."""
        columns = tuple(self._columns())
        return (*columns, *self._remembered(columns))

    @cached_property
    def slots(self) -> dict[str, int]:
        """The number of each slot in the header."""
        names = [*RUN, *self._numbers(), *(column.name for column in self.columns)]
        return {name: number for number, name in enumerate(dict.fromkeys(names))}

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Where an error can happen, as `error.rule` counts: set-up, its rules, rules, measures, stop, personas."""
        program = self.program
        rules = (rule.name for rule in (*program.setup, *program.rules))
        personas = (f"personas.{name}" for name in program.personas)
        return ("setup", *rules, *(measure.name for measure in program.measures), "stop", *personas)

    def column(self, name: str) -> Column:
        """The column of this name. Raises KeyError."""
        return self._by_name[name]

    def fields(self, owner: str) -> tuple[ir.Field, ...]:
        """The declared fields of a type, of cells, of a network's links, or of the model."""
        if owner == "model":
            return self.program.globals
        if owner == "cell":
            return self.program.space.cells if isinstance(self.program.space, ir.Grid) else ()
        for network in networks(self.program):
            if network_word("link", network.layer) == owner:
                return network.links
        return next(kind.fields for kind in self.program.agents if kind.name == owner)

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def _numbers(self) -> Iterator[str]:
        """Slots that hold a number: parameters and switches of rules, globals, counts, sizes of the space."""
        program = self.program
        yield from (f"parameter#{name}" for name in program.parameters)
        yield from (f"rule#{rule.name}" for rule in (*program.setup, *program.rules))
        yield from (f"model.{field.name}" for field in program.globals if not isinstance(field.type, ir.Vector))
        for rule in all_rules(program):
            yield from (f"added:model.{name}" for name in deposited(rule).get(None, ()))
        yield from (f"measure#{measure.name}" for measure in program.measures)
        yield from (f"persona#{name}" for name in program.personas)
        for kind in program.agents:
            yield from (f"{kind.name}#{word}" for word in ("rows", "living", "next", "capacity", "maximum"))
        if isinstance(program.space, ir.Grid):
            yield from ("cell#rows", "grid#width", "grid#height", "grid#torus", "grid#capacity")
        if isinstance(program.space, ir.Plane):
            yield from ("plane#width", "plane#height", "plane#torus")
        for network in networks(program):
            yield f"{network_word('link', network.layer)}#rows"
        yield from self.aids.slots()
        if watches_changes(program):
            yield "before:known"
            yield from (f"before:model.{field.name}" for field in program.globals)
            owners = [kind.name for kind in program.agents]
            owners += [network_word("link", network.layer) for network in networks(program)]
            yield from (f"before:{owner}#rows" for owner in owners)

    @cached_property
    def state(self) -> tuple[Column, ...]:
        """The columns that snapshots hold, too."""
        return tuple(self._lasting())

    @cached_property
    def scratch(self) -> tuple[Scratch, ...]:
        """What rules and measures take from the system for a while."""
        return scratches(self.program)

    def _columns(self) -> Iterator[Column]:
        yield from self.state
        yield from dict.fromkeys(self._aside())
        yield from (Column(*entry) for entry in dict.fromkeys(self.aids.columns()))

    def _lasting(self) -> Iterator[Column]:
        program = self.program
        yield from self._of_fields("model", (f for f in program.globals if isinstance(f.type, ir.Vector)))
        for kind in program.agents:
            yield Column(f"{kind.name}.id", kind.name, I64)
            if kind.name in self.facts.mortal:
                yield Column(f"{kind.name}#alive", kind.name, I8)
            if kind.place is not None and isinstance(program.space, ir.Grid):
                yield Column(f"{kind.name}.cell", kind.name, I64)
            elif kind.place is not None:
                yield from (Column(f"{kind.name}.{axis}", kind.name, DOUBLE) for axis in "xy")
            yield from self._of_fields(kind.name, kind.fields)
        if isinstance(program.space, ir.Grid):
            yield from self._of_fields("cell", program.space.cells)
        for network in networks(program):
            owner = network_word("link", network.layer)
            yield from self._of_fields(owner, network.links)

    def _remembered(self, columns: Iterable[Column]) -> Iterator[Column]:
        """Where the state of the step's beginning is kept for `unchanged`."""
        names = remembered(self.program, self.facts)
        yield from (replace(column, name=f"before:{column.name}") for column in columns if column.name in names)

    def _aside(self) -> Iterator[Column]:
        """Second columns of what a `together` rule changes while others read it, and sums of what they deposit.

        Sums are zero between rules.
        """
        for rule in all_rules(self.program):
            kind = owner(rule.who)
            for name in pending_fields(rule):
                yield replace(self._state(kind, name), name=f"next:{kind}.{name}")
            for holder, names in deposited(rule).items():
                of = holder or "model"
                for name in names:
                    column = self._state(of, name)
                    if of == "model" and column.width == 1:
                        continue  # a slot
                    yield replace(column, name=f"added:{of}.{name}")

    def _state(self, owner: str, name: str) -> Column:
        """The column of a declared field."""
        field = next(field for field in self.fields(owner) if field.name == name)
        return next(self._of_fields(owner, [field]))

    @staticmethod
    def _of_fields(owner: str, fields: Iterable[ir.Field]) -> Iterator[Column]:
        for field in fields:
            width = field.type.size if isinstance(field.type, ir.Vector) else 1
            yield Column(f"{owner}.{field.name}", owner, memory_type(field.type), width)
