"""Lives: who dies, who is born, and rows that close up after those who died."""

from __future__ import annotations

from collections.abc import Mapping

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.facts import at_once, networks, owner
from sobremesa.mechanics.ir.walk import all_rules, every
from sobremesa.mechanics.kernel.aids import net
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.layout import NOBODY, memory_type
from sobremesa.mechanics.kernel.lowering import grid, network, occupants, plane
from sobremesa.mechanics.kernel.lowering.dispatch import acts, after_settling, statement, value
from sobremesa.mechanics.kernel.lowering.expressions import number_of, widened
from sobremesa.mechanics.kernel.lowering.routine import Routine, Unit
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.lowering.setup import start_field
from sobremesa.mechanics.kernel.lowering.statements import SIZES, copy
from sobremesa.mechanics.kernel.lowering.storing import bounded, element, field_of, load, store
from sobremesa.mechanics.kernel.values import I8, I64, NULL, POINTER, Value, integer

DEAD, ALIVE, DYING = 0, 1, 2
"""What stands in `<type>.alive`: a dying agent lives until the end of a rule in which all act together."""

Given = Mapping[str, Value]
"""Fields of a newborn that are named: values in registers, vectors by their address."""


# ------------------------------------------------------------------------------------------- deaths


def _die(stmt: ir.Act, scope: Scope) -> None:
    if stmt.arguments:
        of = stmt.arguments[0].type
        assert isinstance(of, ir.Ref)
        remove(scope, of.of, value(stmt.arguments[0], scope))
        return
    assert scope.kind is not None
    assert scope.me is not None
    assert scope.turn_end is not None
    if scope.at_once:
        remove(scope, scope.kind, scope.me)
    else:
        scope.f.store(integer(DYING, I8), scope.column(f"{scope.kind}#alive"), scope.me)
    scope.f.jump(scope.turn_end)


acts["die"] = _die


def remove(scope: Scope, kind: str, row: Value) -> None:
    """Someone leaves the model, the place and all links; nothing happens to the dead."""
    f = scope.f
    alive = scope.column(f"{kind}#alive")
    with f.when(f.compare("!=", f.load(I8, alive, row), integer(DEAD, I8))):
        f.store(integer(DEAD, I8), alive, row)
        living = f"{kind}#living"
        scope.set_live(living, f.operate("sub", scope.live(living), integer(1)))
        if kind in scope.layout.aids.placed:
            if isinstance(scope.program.space, ir.Grid):
                occupants.leave(scope, kind, row)
            else:
                plane.leave(scope, kind, row)
        for each in networks(scope.program):
            if each.of == kind:
                network.leave(scope, each.layer, row)


# ------------------------------------------------------------------------------------------- births


@statement.register
def _create(stmt: ir.Create, scope: Scope) -> None:
    cell = None if stmt.cell is None else value(stmt.cell, scope)
    if scope.at_once:
        given = {word: _given(stmt.of, word, expr, scope) for word, expr in stmt.values}
        bear(scope, stmt.of, scope.kind, scope.me, cell, given)
    else:
        _note(stmt, cell, scope)


def _given(kind: str, word: str, expr: ir.Expr, scope: Scope) -> Value:
    """A named field of a newborn, as the field keeps it; an element of a vector is computed for each place."""
    field = field_of(scope, kind, word)
    if isinstance(expr.type, ir.Vector):
        return value(expr, scope)
    if not isinstance(field.type, ir.Vector):
        return bounded(scope, widened(scope, value(expr, scope), field.type), field, expr)
    vector = scope.take(integer(field.type.size * SIZES[memory_type(field.type)]))
    with scope.f.counting(integer(0), integer(field.type.size)) as place:
        item = widened(scope, value(expr, scope.again()), field.type.item)
        store(scope, field.type.item, bounded(scope, item, field, expr), vector, place)
    return vector


def bear(
    scope: Scope, kind: str, creator: str | None, row: Value | None, cell: Value | None, given: Given
) -> None:  # fmt: skip
    """Make a new agent, at a cell or where its creator is; refused where that cell is full.

    It is an error where more would live than the document allows.
    """
    f, refused = scope.f, scope.f.block()
    on_grid = isinstance(scope.program.space, ir.Grid)
    spot = _spot(scope, creator, row, cell) if on_grid else None
    if spot is not None and grid.grid_of(scope).capacity is not None:
        enough = f.block()
        f.branch(f.compare(">", occupants.free(scope, spot), integer(0)), enough, refused)
        f.place(enough)
    living, most = scope.live(f"{kind}#living"), scope.slot(f"{kind}#maximum")
    scope.fail_if(f.compare(">=", living, most), Failure.LIMIT_REACHED)
    new = scope.live(f"{kind}#rows")
    scope.fail_if(f.compare(">=", new, scope.slot(f"{kind}#capacity")), Failure.NO_ROOM)
    number = scope.live(f"{kind}#next")
    for word, amount in (("living", living), ("rows", new), ("next", number)):
        scope.set_live(f"{kind}#{word}", f.operate("add", amount, integer(1)))
    f.store(number, scope.column(f"{kind}.id"), new)
    if kind in scope.layout.facts.mortal:
        f.store(integer(ALIVE, I8), scope.column(f"{kind}#alive"), new)
    if kind in scope.layout.aids.placed:
        if spot is not None:
            occupants.enter(scope, kind, new, spot)
        else:
            assert creator is not None
            assert row is not None
            plane.enter(scope, kind, new, *plane.place_of(scope, creator, row))
    _linkless(scope, kind, new)
    _start(scope, kind, new, number, given)
    f.place(refused)


def _start(scope: Scope, kind: str, row: Value, number: Value, given: Given) -> None:
    """The fields of a newborn, in an order in which their starts can be computed."""
    fields = scope.layout.fields(kind)
    turn = scope.with_turn(kind, row, number, *(field.start for field in fields))
    for field in fields:
        if field.name not in given:
            start_field(turn, kind, field, row)
        elif isinstance(field.type, ir.Vector):
            place = element(scope, field.type, scope.column(f"{kind}.{field.name}"), row)
            copy(scope, place, given[field.name], field.type)
        else:
            store(scope, field.type, given[field.name], scope.column(f"{kind}.{field.name}"), row)


def _spot(scope: Scope, creator: str | None, row: Value | None, cell: Value | None) -> Value | None:
    """The cell where someone is to be born, if there is one."""
    near = None
    if row is not None and (creator == "cell" or creator in scope.layout.aids.placed):
        near = grid.cell_of(scope, str(creator), row)
    if cell is None or near is None:
        return near if cell is None else cell
    return scope.f.choose(scope.f.compare("==", cell, integer(NOBODY)), near, cell)


def _linkless(scope: Scope, kind: str, row: Value) -> None:
    """A newborn has no links."""
    for each in networks(scope.program):
        if each.of == kind:
            ways = ["", ".in"] if each.layer in scope.layout.aids.incoming else [""]
            for way in ways:
                degree = scope.column(f"{net(each.layer)}{way}.degree")
                scope.f.store(integer(0), degree, row)


# ------------------------------------------------------------------------------------------- births that wait

HEAD = 4
"""Words before the fields in a record of a birth: the next record, which `create` it is, the creator, the cell."""


def _note(stmt: ir.Create, cell: Value | None, scope: Scope) -> None:
    """Remember a birth until the end of a rule in which all act together."""
    f = scope.f
    assert scope.me is not None
    given = {word: _given(stmt.of, word, expr, scope) for word, expr in stmt.values}
    places = _places(stmt, scope)
    size = integer(8 * (HEAD + sum(words for _, words in places.values())))
    record = scope.native("arena_take", scope.routine.place_of("pending"), size)
    scope.fail_if(f.compare("==", record, NULL), Failure.NO_MEMORY)
    head = (NULL, integer(_number(stmt, scope)), scope.me, integer(NOBODY) if cell is None else cell)
    for place, word in enumerate(head):
        f.store(word, f.element(I64, record, integer(place)))
    for name, (place, _) in places.items():
        kind, here = field_of(scope, stmt.of, name).type, f.element(I64, record, integer(place))
        if isinstance(kind, ir.Vector):
            copy(scope, here, given[name], kind)
        else:
            store(scope, kind, given[name], here, integer(0))
    last = scope.live("pending#last", POINTER)
    with f.choice(f.compare("==", last, NULL)) as some:
        scope.set_live("pending#first", record)
        with some():
            f.store(record, last)
    scope.set_live("pending#last", record)


def _places(stmt: ir.Create, scope: Scope) -> dict[str, tuple[int, int]]:
    """Of each named field the first word in a record, and how many words it takes."""
    places, place = {}, HEAD
    for name, _ in stmt.values:
        kind = field_of(scope, stmt.of, name).type
        size = kind.size * SIZES[memory_type(kind)] if isinstance(kind, ir.Vector) else 8
        places[name] = place, (size + 7) // 8
        place += places[name][1]
    return places


def _number(stmt: ir.Create, scope: Scope) -> int:
    """Which `create` of the program it is."""
    creates = every(ir.Create, *(rule.body for rule in all_rules(scope.program)))
    return next(number for number, each in enumerate(creates) if each is stmt)


def births(rule: ir.Rule, unit: Unit) -> list[Routine]:
    """What ends a rule in which all act together: those are born who are to be, in their creators' order."""
    creates = list(every(ir.Create, rule.body))
    if at_once(rule) or not creates:
        return []
    routine = Routine(f"rule.{rule.name}.births", unit, rule.name)
    scope, f, kind = Scope(routine, at_once=True), routine.f, owner(rule.who)
    record = f.variable(POINTER, scope.live("pending#first", POINTER))
    head, inside, after = f.block(), f.block(), f.block()
    f.place(head)
    here = f.get(record)
    f.branch(f.compare("!=", here, NULL), inside, after)
    f.place(inside)
    which, creator, cell = (f.load(I64, here, integer(word)) for word in (1, 2, 3))
    routine.says(number_of(scope, kind, creator))
    for stmt in creates:
        with f.when(f.compare("==", which, integer(_number(stmt, scope)))):
            given = _recorded(stmt, here, scope)
            bear(scope, stmt.of, kind, creator, cell if stmt.cell is not None else None, given)
    f.set(record, f.load(POINTER, here))
    f.jump(head)
    f.place(after)
    for end in ("first", "last"):
        scope.set_live(f"pending#{end}", NULL)
    scope.native("arena_rewind", routine.place_of("pending"), integer(0))
    routine.finish()
    return [routine]


def _recorded(stmt: ir.Create, record: Value, scope: Scope) -> Given:
    given = {}
    for name, (place, _) in _places(stmt, scope).items():
        kind, here = field_of(scope, stmt.of, name).type, scope.f.element(I64, record, integer(place))
        given[name] = here if isinstance(kind, ir.Vector) else load(scope, kind, here, integer(0))
    return given


# ------------------------------------------------------------------------------------------- deaths that wait


def burial(rule: ir.Rule, unit: Unit) -> list[Routine]:
    """What ends a rule in which all act together: those leave who are to die."""
    if not any(act.action == "die" for act in every(ir.Act, rule.body)):
        return []
    routine = Routine(f"rule.{rule.name}.deaths", unit, rule.name)
    scope, f, kind = Scope(routine, at_once=True), routine.f, owner(rule.who)
    with f.counting(integer(0), scope.rows(kind)) as row:
        dying = f.load(I8, scope.column(f"{kind}#alive"), row)
        with f.when(f.compare("==", dying, integer(DYING, I8))):
            remove(scope, kind, row)
    routine.finish()
    return [routine]


after_settling.append(births)
