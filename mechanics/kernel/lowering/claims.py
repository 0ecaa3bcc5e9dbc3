"""Moves of a rule in which all act together: claims, granted in random order while room from before the rule lasts.

`claim:<type>` holds the cell that an agent asks for last, plus 1; on the plane, `claimed:<type>` says who wants to go
to `claim.x:<type>`, `claim.y:<type>`. Both are 0 between rules.
"""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.facts import at_once, owner
from sobremesa.mechanics.ir.walk import every
from sobremesa.mechanics.kernel.lowering import draws, grid, occupants, plane
from sobremesa.mechanics.kernel.lowering.dispatch import after_settling, before_settling
from sobremesa.mechanics.kernel.lowering.expressions import number_of
from sobremesa.mechanics.kernel.lowering.ordering import sorted_places
from sobremesa.mechanics.kernel.lowering.population import DYING, burial
from sobremesa.mechanics.kernel.lowering.routine import Routine, Unit
from sobremesa.mechanics.kernel.lowering.rules import rewinding
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import DOUBLE, I8, I32, I64, Value, integer


def _claims(rule: ir.Rule) -> bool:
    return not at_once(rule) and any(act.action == "move_to" for act in every(ir.Act, rule.body))


def granting(rule: ir.Rule, unit: Unit) -> list[Routine]:
    """Keep the claims on cells for which there was room before the rule: in random order, ties by id."""
    if not _claims(rule) or not isinstance(unit.program.space, ir.Grid):
        return []
    routine = Routine(f"rule.{rule.name}.claims", unit, rule.name)
    scope = Scope(routine)
    with rewinding(scope):
        _grant(rule, owner(rule.who), scope)
    routine.finish()
    return [routine]


def _grant(rule: ir.Rule, kind: str, scope: Scope) -> None:
    f, claims, rows = scope.f, scope.column(f"claim:{kind}"), scope.rows(kind)
    size = f.operate("shl", rows, integer(3))
    words, claimants, count = scope.take(size), scope.take(size), f.variable(I64, integer(0))
    site = ir.Site(f"move:{rule.who}.{rule.name}#0")
    with f.counting(integer(0), rows) as row:
        claim = f.load(I64, claims, row)
        with f.when(f.compare("!=", claim, integer(0))), f.choice(_serious(scope, kind, row, claim)) as vain:
            place = f.get(count)
            f.store(draws.word_at(scope, site, number_of(scope, kind, row), integer(0)), words, place)
            f.store(row, claimants, place)
            f.add_to(count, integer(1))
            with vain():
                f.store(integer(0), claims, row)
    many = f.get(count)
    order, granted = sorted_places(scope, words, many), scope.column("granted")
    with f.counting(integer(0), many) as place:
        row = f.load(I64, claimants, f.load(I64, order, place))
        cell = f.operate("sub", f.load(I64, claims, row), integer(1))
        given = f.load(I32, granted, cell)
        room = f.compare(">", occupants.free(scope, cell), f.convert("zext", given, I64))
        with f.choice(room) as full:
            f.store(f.operate("add", given, integer(1, I32)), granted, cell)
            with full():
                f.store(integer(0), claims, row)
    with f.counting(integer(0), many) as place:
        claim = f.load(I64, claims, f.load(I64, claimants, place))
        with f.when(f.compare("!=", claim, integer(0))):
            f.store(integer(0, I32), granted, f.operate("sub", claim, integer(1)))


def _serious(scope: Scope, kind: str, row: Value, claim: Value) -> Value:
    """Whether someone wants to go somewhere else, and will live."""
    f = scope.f
    moves = f.compare("!=", f.operate("sub", claim, integer(1)), grid.cell_of(scope, kind, row))
    if kind not in scope.layout.facts.mortal:
        return moves
    stays = f.compare("!=", f.load(I8, scope.column(f"{kind}#alive"), row), integer(DYING, I8))
    return f.both(moves, stays)


def moving(rule: ir.Rule, unit: Unit) -> list[Routine]:
    """Let those move whose claims were granted: all leave, then all enter. On the plane everyone goes."""
    if not _claims(rule):
        return []
    routine = Routine(f"rule.{rule.name}.moves", unit, rule.name)
    scope, f, kind = Scope(routine, at_once=True), routine.f, owner(rule.who)
    rows = scope.rows(kind)
    if not isinstance(unit.program.space, ir.Grid):
        _move_on_plane(kind, rows, scope)
        routine.finish()
        return [routine]
    claims = scope.column(f"claim:{kind}")
    for entering in (False, True):
        with f.counting(integer(0), rows) as row:
            claim = f.load(I64, claims, row)
            with f.when(f.compare("!=", claim, integer(0))):
                if entering:
                    occupants.enter(scope, kind, row, f.operate("sub", claim, integer(1)))
                    f.store(integer(0), claims, row)
                else:
                    occupants.leave(scope, kind, row)
    routine.finish()
    return [routine]


def _move_on_plane(kind: str, rows: Value, scope: Scope) -> None:
    f, claimed = scope.f, scope.column(f"claimed:{kind}")
    with f.counting(integer(0), rows) as row, f.when(f.compare("!=", f.load(I8, claimed, row), integer(0, I8))):
        scope.routine.says(number_of(scope, kind, row))
        f.store(integer(0, I8), claimed, row)
        x, y = (f.load(DOUBLE, scope.column(f"claim.{axis}:{kind}"), row) for axis in "xy")
        lives = f.block()
        over = f.block()
        if kind in scope.layout.facts.mortal:
            f.branch(scope.alive(kind, row), lives, over)
            f.place(lives)
        plane.move(scope, kind, row, x, y)
        f.place(over)


before_settling.extend([granting, burial])
after_settling.insert(0, moving)
