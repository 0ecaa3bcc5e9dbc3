"""How places begin: the size of the space, where agents stand, and what is worked out again from a restored state."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.kernel.aids import reach
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.lowering import draws, grid, occupants, plane
from sobremesa.mechanics.kernel.lowering.dispatch import beginnings, endings_of_setup, placing, settlings, value
from sobremesa.mechanics.kernel.lowering.routine import Routine, Unit
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import DOUBLE, I8, Value, integer

SETUP = "setup"


def prepared(unit: Unit) -> list[Routine]:
    """Nobody stands anywhere yet; neighbourhoods of cells are worked out."""
    return unit.once("begin.space", _space)


def around(unit: Unit) -> list[Routine]:
    """The neighbours of agents who stand still for good."""
    return unit.once("begin.around", _around)


def _space(unit: Unit) -> list[Routine]:
    aids, space = unit.layout.aids, unit.program.space
    if not isinstance(space, ir.Grid | ir.Plane):
        return []
    routine = Routine("begin.space", unit, SETUP)
    scope, f = Scope(routine, at_once=True), routine.f
    if isinstance(space, ir.Grid):
        spots = scope.slot("cell#rows")
        for shape, radius in aids.tables:
            shaped, most = integer(grid.SHAPES[shape]), integer(reach(shape, radius))
            sizes = (*grid.size(scope), grid.torus(scope), shaped, integer(radius), most)
            tables = (scope.column(f"{word}:{shape}:{radius}") for word in ("near", "inner", "delta"))
            scope.native("near_tables", *tables, *sizes)
    else:
        spots = f.operate("mul", scope.slot("plane#columns"), scope.slot("plane#lines"))
    for kind in aids.listed:
        scope.native("nobody_lives" if aids.single else "nobody_stands", scope.column(f"on:{kind}"), spots)
    for name in aids.sets:
        scope.native("all_in", scope.column(f"set:{name}.words"), scope.column(f"set:{name}.tree"), spots)
        scope.set_live(f"set:{name}.count", spots)
    routine.finish()
    return [routine]


# ------------------------------------------------------------------------------------------- the first place


def _place(kind: ir.Agents, scope: Scope) -> None:
    """Where an agent of a type stands when the run begins."""
    assert scope.me is not None
    if isinstance(scope.program.space, ir.Grid):
        cell = _random_cell(kind, scope) if kind.place == "random" else _asked_cell(kind, scope)
        occupants.enter(scope, kind.name, scope.me, cell, starting=True)
        return
    across, down = plane.axes(scope)
    if kind.place == "random":
        x, y = (
            scope.f.operate("mul", axis.size, draws.uniform(scope, ir.Site(f"place:{kind.name}.{axis.name}#0")))
            for axis in (across, down)
        )
    else:
        assert kind.place is not None
        x, y = (plane.inside(scope, _float(value(part, scope), scope), axis.size)
                for part, axis in zip(kind.place, (across, down), strict=True))  # fmt: skip
    plane.put(scope, kind.name, scope.me, x, y)


def _float(along: Value, scope: Scope) -> Value:
    return along if along.type == DOUBLE else scope.f.convert("sitofp", along, DOUBLE)


def _random_cell(kind: ir.Agents, scope: Scope) -> Value:
    """A random one of the cells that have room."""
    f, aids = scope.f, scope.layout.aids
    name = "empty" if aids.single else "roomy" if "roomy" in aids.sets else ""
    count = scope.live(f"set:{name}.count") if name else scope.slot("cell#rows")
    scope.fail_if(f.compare("==", count, integer(0)), Failure.DOMAIN)
    k = draws.pick(scope, ir.Site(f"place:{kind.name}.cell#0"), count)
    return occupants.kth(scope, name, k) if name else k


def _asked_cell(kind: ir.Agents, scope: Scope) -> Value:
    assert isinstance(kind.place, tuple)
    x, y = (value(part, scope) for part in kind.place)
    cell = grid.cell_at(scope, x, y)
    scope.fail_if(scope.f.compare("<", cell, integer(0)), Failure.DOMAIN)
    scope.fail_if(scope.f.compare("<=", occupants.free(scope, cell), integer(0)), Failure.DOMAIN)
    return cell


# ------------------------------------------------------------------------------------------- from the state


def _around(unit: Unit) -> list[Routine]:
    if not unit.layout.aids.around:
        return []
    routine = Routine("begin.around", unit, SETUP)
    scope, shape = Scope(routine), grid.grid_of(Scope(routine)).neighborhood
    for kind, of, radius in unit.layout.aids.around:
        tables = (f"{word}:{shape}:{radius}" for word in ("near", "inner", "delta"))
        columns = [scope.column(name) for name in (f"around:{kind}:{of}:{radius}", *tables, f"on:{of}", f"{kind}.cell")]
        rows, width = scope.slot(f"{kind}#rows"), scope.slot("grid#width")
        scope.native("around_table", *columns, rows, width, integer(reach(shape, radius)))
        aligned = scope.native("is_aligned", scope.column(f"{kind}.cell"), rows, scope.slot("cell#rows"))
        scope.set_live(f"aligned:{kind}", aligned if kind == of else integer(0))
    routine.finish()
    return [routine]


def _standing(unit: Unit) -> list[Routine]:
    """Everyone lives, and stands where the state says."""
    aids, routines = unit.layout.aids, []
    for kind in (each.name for each in unit.program.agents):
        routine = Routine(f"settle.{kind}", unit, SETUP)
        scope, f = Scope(routine, at_once=True), routine.f
        rows = scope.rows(kind)
        scope.set_live(f"{kind}#living", rows)
        with f.counting(integer(0), rows) as row:
            if kind in unit.layout.facts.mortal:
                f.store(integer(1, I8), scope.column(f"{kind}#alive"), row)
            if kind in aids.placed and isinstance(unit.program.space, ir.Grid):
                occupants.enter(scope, kind, row, grid.cell_of(scope, kind, row))
            elif kind in aids.listed:
                plane.put(scope, kind, row, *plane.place_of(scope, kind, row))
        routine.finish()
        routines.append(routine)
    return routines


def _settled_again(unit: Unit) -> list[Routine]:
    return [*prepared(unit), *_standing(unit), *around(unit)]


beginnings.append(prepared)
endings_of_setup.append(around)
placing.append(_place)
settlings.append(_settled_again)
