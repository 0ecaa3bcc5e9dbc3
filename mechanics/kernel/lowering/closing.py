"""Rows close up at the end of a rule in which someone died, and references follow; links are numbered anew."""

from __future__ import annotations

import functools

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.facts import network_word, networks, owner
from sobremesa.mechanics.ir.walk import every
from sobremesa.mechanics.kernel.aids import net
from sobremesa.mechanics.kernel.layout import Column
from sobremesa.mechanics.kernel.lowering import plane
from sobremesa.mechanics.kernel.lowering.dispatch import after_settling
from sobremesa.mechanics.kernel.lowering.occupants import lists
from sobremesa.mechanics.kernel.lowering.routine import Routine, Unit
from sobremesa.mechanics.kernel.lowering.rules import rewinding
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import DOUBLE, I8, I16, I32, I64, Value, integer

SETUP = "setup"
BYTES = {DOUBLE: 8, I64: 8, I32: 4, I16: 2, I8: 1}
ASIDE = (
    "before:",
    "next:",
    "added:",
    "moved:",
    "claim:",
    "claimed:",
    "claim.x:",
    "claim.y:",
    "on:",
    "near:",
    "inner:",
    "delta:",
    "around:",
    "net:",
)
"""How the names of columns begin that are not closed up row by row."""


def closing(rule: ir.Rule, unit: Unit) -> list[Routine]:
    """What ends a rule: the rows of those types close up of which it lets some die, and those of links that it cut."""
    killed = {_killed(act, rule) for act in every(ir.Act, rule.body) if act.action == "die"}
    routines: list[Routine] = []
    for kind in unit.program.agents:
        if kind.name in killed:
            routines += unit.once(f"close.{kind.name}", functools.partial(_close, kind.name))
    acts = {act.layer for act in every(ir.Act, rule.body) if act.action in ("connect", "disconnect")}
    aids = unit.layout.aids
    for network in networks(unit.program):
        if network.layer in aids.numbered and (network.layer in acts or network.of in killed):
            word = network_word("link", network.layer)
            routines += unit.once(f"close.{word}", functools.partial(_renumber, network))
    return routines


def _killed(act: ir.Act, rule: ir.Rule) -> str:
    if not act.arguments:
        return owner(rule.who)
    kind = act.arguments[0].type
    assert isinstance(kind, ir.Ref)
    return kind.of


def _close(kind: str, unit: Unit) -> list[Routine]:
    """The rows of a type close up, if someone has died."""
    routine = Routine(f"close.{kind}", unit, SETUP)
    scope, f = Scope(routine), routine.f
    rows, left, over = scope.live(f"{kind}#rows"), scope.live(f"{kind}#living"), f.block()
    some = f.block()
    f.branch(f.compare("!=", rows, left), some, over)
    f.place(some)
    moved, alive = scope.column(f"moved:{kind}"), scope.column(f"{kind}#alive")
    scope.native("closing", alive, rows, moved)
    for column in unit.layout.columns:
        if column.owner == kind and column.name != f"{kind}#alive":
            _close_column(column, moved, rows, scope)
    _follow(kind, moved, left, scope)
    with rewinding(scope):
        _close_networks(kind, moved, alive, rows, left, scope)
    _close_places(kind, moved, left, scope)
    with f.counting(integer(0), left) as row:
        f.store(integer(1, I8), alive, row)
    scope.set_live(f"{kind}#rows", left)
    f.place(over)
    routine.finish()
    return [routine]


def _close_column(column: Column, moved: Value, rows: Value, scope: Scope) -> None:
    address, width = scope.column(column.name), column.width
    if column.name.startswith("added:"):
        size = scope.f.operate("mul", rows, integer(width * BYTES[column.kind]))
        scope.native("zeroed", address, size)
    elif column.name.startswith(ASIDE):
        return
    elif column.kind in (DOUBLE, I64):
        scope.native("close_words", address, moved, rows, integer(width))
    elif column.kind == I32:
        scope.native("close_halves", address, moved, rows, integer(width))
    else:
        scope.native("close_bytes", address, moved, rows, integer(width * BYTES[column.kind]))


def _follow(kind: str, moved: Value, left: Value, scope: Scope) -> None:
    """All references to this type, wherever they stand."""
    f, layout = scope.f, scope.layout
    owners = [each.name for each in layout.program.agents]
    owners += ["cell"] if isinstance(layout.program.space, ir.Grid) else []
    owners += [network_word("link", each.layer) for each in networks(layout.program)]
    for holder in ("model", *owners):
        for field in layout.fields(holder):
            item = field.type.item if isinstance(field.type, ir.Vector) else field.type
            if not isinstance(item, ir.Ref) or item.of != kind:
                continue
            width = field.type.size if isinstance(field.type, ir.Vector) else 1
            name = f"{holder}.{field.name}"
            if holder == "model":
                column = scope.column(name) if isinstance(field.type, ir.Vector) else scope.routine.place_of(name)
                count = integer(width)
            else:
                rows = left if holder == kind else scope.live(f"{holder}#rows")
                column, count = scope.column(name), f.operate("mul", rows, integer(width))
            scope.native("follow", column, count, moved)


def _close_networks(kind: str, moved: Value, alive: Value, rows: Value, left: Value, scope: Scope) -> None:
    f, aids = scope.f, scope.layout.aids
    dead = f.operate("sub", rows, left)
    for network in networks(scope.program):
        if network.of != kind:
            continue
        key = net(network.layer)
        spare = scope.take(f.operate("shl", dead, integer(3)))
        for way in [key, *([f"{key}.in"] if network.layer in aids.incoming else [])]:
            columns = (scope.column(f"{way}.{word}") for word in ("start", "degree", "pool"))
            scope.native("close_pool", *columns, alive, moved, rows, spare)
        if network.layer in aids.numbered:
            word = network_word("link", network.layer)
            for end in "ab":
                scope.native("follow_halves", scope.column(f"{word}.{end}"), scope.live(f"{word}#rows"), moved)


def _close_places(kind: str, moved: Value, left: Value, scope: Scope) -> None:
    """Who stands where, by the new rows."""
    f, aids = scope.f, scope.layout.aids
    if kind not in aids.listed:
        return
    if aids.single:
        scope.native("stand_alone", scope.column(f"on:{kind}"), scope.column(f"{kind}.cell"), left)
        return
    on, last, beside = lists(scope, kind)
    scope.native("follow_halves", beside, f.operate("shl", left, integer(1)), moved)
    if isinstance(scope.program.space, ir.Grid):
        scope.native("first_and_last", on, last, beside, scope.column(f"{kind}.cell"), left)
        return
    with f.counting(integer(0), left) as row:
        bucket = plane.bucket_of(scope, *plane.place_of(scope, kind, row))
        scope.native("ends_of_list", on, last, beside, bucket, row)


def _renumber(network: ir.Network, unit: Unit) -> list[Routine]:
    """Links that are gone lose their row, and the others are in order again, by a and then b."""
    word, key = network_word("link", network.layer), net(network.layer)
    routine = Routine(f"close.{word}".replace(":", "$"), unit, SETUP)
    scope, f = Scope(routine), routine.f
    with f.when(f.compare("!=", scope.live(f"changed:{word}"), integer(0))), rewinding(scope):
        rows, links = scope.live(f"{network.of}#rows"), scope.live(f"{word}#rows")
        moved = scope.column(f"moved:{word}")
        pool = [scope.column(f"{key}.{name}") for name in ("start", "degree", "pool")]
        turned = integer(int(network.directed))
        left = scope.native("renumbered", *pool, rows, turned, scope.column(f"{key}.link"), moved, links)
        kept = [column for column in unit.layout.columns
                if column.owner == word and not column.name.startswith(ASIDE)]  # fmt: skip
        widest = max(column.width * BYTES[column.kind] for column in kept)
        room = scope.take(f.operate("mul", f.operate("add", left, integer(1)), integer(widest)))
        for column in kept:
            width = integer(column.width * BYTES[column.kind])
            scope.native("rearranged", scope.column(column.name), room, moved, links, left, width)
        scope.set_live(f"{word}#rows", left)
        scope.set_live(f"changed:{word}", integer(0))
    routine.finish()
    return [routine]


after_settling.append(closing)
