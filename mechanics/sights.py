"""What a coupling reads of the living world beside parameters and measures: globals, an agent and its surroundings.

Each such figure is a sight. It is measured as measures are, by the engine that runs the world: the program is taken
with sights for its measures and with the personas' agents as parameters, and looks at a snapshot without a step. So
both engines see the same, to the last bit, and a look costs what a measure costs, however many agents there are.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from sobremesa.mechanics import ir
from sobremesa.mechanics.column_names import measure_of, rows_of
from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.document import Parameter
from sobremesa.mechanics.engine import Engine, LeverValue, Snapshot
from sobremesa.mechanics.ir.rebuilding import rebuilt
from sobremesa.mechanics.ir.walk import nodes

Value = bool | int | float | str
Seen = Mapping[str, Value]
NOBODY = -1
MEMBER = "_other"
WORLD = (ir.GlobalRead, ir.SelfRead, ir.Everyone, ir.SpaceCall, ir.Others, ir.OnCell)


class UnseenError(ValueError):
    """What is to be looked at has no value in this world: its agent has died, or a computation fails."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A figure of the living world, as a measure; `who` is the persona through whose eyes it is seen, if anybody's."""

    name: str
    value: ir.Expr
    who: str | None


class Sights:
    """The sights of a program's coupling, collected while its expressions are read."""

    def __init__(self, program: ir.Program) -> None:
        self._program = program
        self._found: dict[tuple[ir.Expr, str | None], Sight] = {}

    def read(self, expr: ir.Expr, who: str | None, place: str) -> tuple[ir.Expr, tuple[Sight, ...]]:
        """The expression with sights for whatever it reads of the world, and those sights.

        `who` is the persona that `self` is. Raises DocumentError (not_supported_yet) where reports or measures stand
        inside something that only the world can tell.
        """
        taken: list[Sight] = []

        def change(node: Any) -> Any:
            if not _of_world(node):
                return node if _is_expression(node) else None
            if _is_value(node) and not _mixed(node):
                sight = self._sight(node, who)
                taken.append(sight)
                return ir.MeasureRead(sight.name, node.type)
            if _mixed(node) and not isinstance(node, _OPEN):
                raise _unsupported(place)
            return None

        changed = rebuilt(expr, change)
        return changed, tuple(taken)

    def standing(self, lever: ir.Lever) -> Sight:
        """The field that a lever moves: the agent's own, or the mean over those for whom its persona stands."""
        who, word = lever.sources[0], lever.field or ""
        group = self._program.groups.get(who)
        if group is None:
            of = self._program.personas[who].type
            assert isinstance(of, ir.Ref)
            return self._sight(ir.FieldRead(ir.SelfRead(ir.Ref(of.of)), word, ir.Scalar.FLOAT, own=True), who)
        assert isinstance(group.type, ir.Collection)
        each = ir.FieldRead(ir.LocalRead(MEMBER, group.type.item), word, ir.Scalar.FLOAT, own=False)
        return self._sight(ir.Aggregate("mean", MEMBER, group, each, None, None, ir.Scalar.FLOAT), None)

    def _sight(self, node: ir.Expr, who: str | None) -> Sight:
        found = self._found.get((node, who))
        if found is None:
            found = self._found[node, who] = Sight(f"_seen_{len(self._found)}", node, who)
        return found


_OPEN = (ir.Cast, ir.Unary, ir.Binary, ir.Compare, ir.BoolOp, ir.Choose, ir.MathCall, ir.Membership)
"""What may be computed in part from the world, and in part from reports and measures."""


def _is_expression(node: Any) -> bool:
    return hasattr(node, "type")


def _of_world(node: Any) -> bool:
    return any(isinstance(part, WORLD) for part in nodes(node))


def _mixed(node: Any) -> bool:
    return any(isinstance(part, ir.ReportRead | ir.MeasureRead) for part in nodes(node))


def _is_value(node: Any) -> bool:
    return isinstance(getattr(node, "type", None), ir.Scalar | ir.Label)


def _unsupported(place: str) -> DocumentError:
    message = "not supported yet: reports or measures inside of what is taken over agents"
    return DocumentError([Diagnostic("not_supported_yet", Place(place), message, hint="take a measure for it")])


@dataclass(frozen=True)
class Lookout:
    """Some sights of a program, and the program that looks at them: it has no rules, and agents' ids as parameters."""

    program: ir.Program
    sights: tuple[Sight, ...]

    @cached_property
    def personas(self) -> tuple[str, ...]:
        """Through whose eyes."""
        return tuple(dict.fromkeys(sight.who for sight in self.sights if sight.who is not None))

    @cached_property
    def looking(self) -> ir.Program:
        """The program that looks."""
        measures = tuple(ir.Measure(sight.name, _measured(self.program, sight), None) for sight in self.sights)
        return beside(self.program, measures, integers=tuple(map(eyes, self.personas)))

    def look(self, engine: Engine, snapshot: Snapshot, levers: Sequence[LeverValue]) -> dict[str, Value]:
        """The sights in a snapshot of one replicate, as they would be with `levers` moved.

        Raises UnseenError where one of them has no value.
        """
        agents = [LeverValue(eyes(who), float(self._agent(snapshot, who))) for who in self.personas]
        held = replace(snapshot, levers=(*snapshot.levers, *levers, *agents))
        _, series = engine.advance(self.looking, as_of(held, self.looking), 0)
        for error in series.errors.values():
            raise UnseenError(error.message)
        return {sight.name: typed(sight.value.type, float(series.values[sight.name][0, 0])) for sight in self.sights}

    def _agent(self, snapshot: Snapshot, who: str) -> int:
        if row_of(self.program, snapshot, 0, who) is None:
            raise UnseenError(f"{who} is nobody in the model any more")
        return snapshot.personas[who][0]


def eyes(who: str) -> str:
    """The parameter that holds a persona's agent; no name of a document begins like this."""
    return f"_{who}"


def beside(
    program: ir.Program,
    measures: tuple[ir.Measure, ...],
    integers: Sequence[str] = (),
    floats: Sequence[str] = (),
    rules: tuple[ir.Rule, ...] = (),
) -> ir.Program:
    """The program with other measures and rules, and further parameters: 0 as long as no lever moves them."""
    kinds = {**dict.fromkeys(integers, ir.Scalar.INT), **dict.fromkeys(floats, ir.Scalar.FLOAT)}
    added = {name: Parameter(type="int" if kind is ir.Scalar.INT else "float", value=0) for name, kind in kinds.items()}
    # Compiled code is kept under the document's text: a program of its own has a text of its own.
    told = hashlib.sha256(repr((measures, rules)).encode()).hexdigest()
    changes = {"parameters": {**program.document.parameters, **added}, "purpose": f"beside {told}"}
    return replace(
        program,
        document=program.document.model_copy(update=changes),
        parameters={**program.parameters, **kinds},
        measures=measures,
        setup=(),
        rules=rules,
        stop=None,
    )


def as_of(snapshot: Snapshot, program: ir.Program) -> Snapshot:
    """The snapshot as if it were of a program that was made beside its own."""
    missing = np.full(len(snapshot.replicates), math.nan)
    measured = {measure_of(measure.name): missing for measure in program.measures}
    arm = snapshot.arm.model_copy(update={"without": ()})
    return replace(snapshot, document=program.sha256, arm=arm, columns={**snapshot.columns, **measured})


def typed(kind: ir.Type, value: float) -> Value:
    """A measured value as what it is. Raises UnseenError where it is missing."""
    if math.isnan(value):
        raise UnseenError("it is taken over nobody")
    if isinstance(kind, ir.Label):
        return kind.labels[int(value)]
    return bool(value) if kind is ir.Scalar.BOOL else int(value) if kind is ir.Scalar.INT else value


def row_of(program: ir.Program, snapshot: Snapshot, place: int, who: str) -> int | None:
    """The row of a persona's agent among those of its type in all replicates; None where it is dead, or nobody."""
    of = program.personas[who].type
    assert isinstance(of, ir.Ref)
    rows = np.asarray(snapshot.columns[rows_of(of.of)], dtype=np.int64)
    first = int(rows[:place].sum())
    ids = snapshot.columns[f"{of.of}.id"][first : first + int(rows[place])]
    found = np.flatnonzero(np.asarray(ids) == snapshot.personas[who][place])
    return first + int(found[0]) if found.size else None


def _measured(program: ir.Program, sight: Sight) -> ir.Expr:
    """The sight as a measure: nobody is `self` there, and a label is its number."""

    def change(node: Any) -> Any:
        if sight.who is None:
            return None
        of = program.personas[sight.who].type
        assert isinstance(of, ir.Ref)
        me = ir.SpaceCall("by_id", (ir.ParameterRead(eyes(sight.who), ir.Scalar.INT),), ir.Ref(of.of))
        match node:
            case ir.SelfRead():
                return me
            case ir.FieldRead(own=True):
                return ir.FieldRead(me, node.name, node.type, own=False)
            case ir.Others():
                return _without(me, ir.Everyone(node.of, ir.Collection(ir.Ref(node.of))), node.type)
            case ir.OnCell(center=None):
                here = ir.OnCell(ir.FieldRead(me, "cell", ir.Ref("cell"), own=False), node.of, node.type)
                return _without(me, here, node.type) if node.of == of.of else here
        return None

    value = rebuilt(sight.value, change)
    if not isinstance(value.type, ir.Label):
        return value
    number: ir.Expr = ir.Const(len(value.type.labels) - 1, ir.Scalar.INT)
    for code in reversed(range(len(value.type.labels) - 1)):
        alike = ir.Compare(value, (("==", ir.Const(code, value.type)),))
        number = ir.Choose(alike, ir.Const(code, ir.Scalar.INT), number, ir.Scalar.INT)
    return number


def _without(me: ir.Expr, source: ir.Expr, kind: ir.Type) -> ir.Expr:
    assert isinstance(kind, ir.Collection)
    member = ir.LocalRead(MEMBER, kind.item)
    return ir.Filtered(MEMBER, source, ir.Compare(member, (("!=", me),)), ir.Collection(kind.item))
