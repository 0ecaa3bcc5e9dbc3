"""Networks once they are drawn: who points to whom, pools in which links come and go, and the rows of links."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.facts import network_word, networks
from sobremesa.mechanics.kernel.aids import net
from sobremesa.mechanics.kernel.lowering.dispatch import links_made, settlings
from sobremesa.mechanics.kernel.lowering.expressions import number_of
from sobremesa.mechanics.kernel.lowering.network import start_link
from sobremesa.mechanics.kernel.lowering.routine import Routine, Unit
from sobremesa.mechanics.kernel.lowering.rules import rewinding
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.lowering.turns import turns
from sobremesa.mechanics.kernel.values import I8, Value, integer

SETUP = "setup"


def made(unit: Unit) -> list[Routine]:
    """From neighbours as drawn to all that the rules need."""
    return unit.once("links.made", lambda unit: [_made(network, unit) for network in networks(unit.program)])


def _made(network: ir.Network, unit: Unit) -> Routine:
    routine = Routine(f"links.made.{network.layer or ''}", unit, SETUP)
    scope, aids, key = Scope(routine), unit.layout.aids, net(network.layer)
    rows = scope.slot(f"{network.of}#rows")
    if network.layer in aids.incoming:
        ways = ("indptr", "indices")
        outgoing, incoming = ([scope.column(f"{key}{way}.{word}") for word in ways] for way in ("", ".in"))
        scope.native("turn_round", *outgoing, rows, *incoming)
    if network.layer in aids.changing:
        _pooled(network, rows, scope)
    if network.layer in aids.numbered:
        with rewinding(scope):
            _numbered(network, rows, scope)
    routine.finish()
    return routine


def _pooled(network: ir.Network, rows: Value, scope: Scope) -> None:
    """Each row gets its place in the pool: room for the most links, or for those that it has where none are added."""
    aids, key = scope.layout.aids, net(network.layer)
    ways = [key, *([f"{key}.in"] if network.layer in aids.incoming else [])]
    room = integer(0)
    if network.layer in aids.growing:
        room = integer(max(network.max_degree or 0, 1))
        for way in ways:
            room = scope.native("widest", scope.column(f"{way}.indptr"), rows, room)
    capacity = scope.slot(f"{network.of}#capacity")
    for way in ways:
        drawn = scope.column(f"{way}.indptr"), scope.column(f"{way}.indices")
        pool = (scope.column(f"{way}.{word}") for word in ("start", "degree", "pool"))
        scope.native("into_pool", *drawn, rows, room, capacity, *pool)


def _numbered(network: ir.Network, rows: Value, scope: Scope) -> None:
    """Every link gets its row, by a and then b."""
    f, key, word = scope.f, net(network.layer), network_word("link", network.layer)
    changing = network.layer in scope.layout.aids.changing
    if changing:
        start, degree, ends = (scope.column(f"{key}.{name}") for name in ("start", "degree", "pool"))
    else:
        start, ends = scope.column(f"{key}.indptr"), scope.column(f"{key}.indices")
        degree = scope.take(f.operate("shl", rows, integer(3)))
        scope.native("degrees", start, rows, degree)
    columns = scope.column(f"{key}.link"), scope.column(f"{word}.a"), scope.column(f"{word}.b")
    count = scope.native("number_links", start, degree, ends, rows, integer(int(network.directed)), *columns)
    scope.set_live(f"{word}#rows", count)
    ids = scope.column(f"{network.of}.id"), scope.column(f"{word}.id")
    scope.native("link_ids", columns[1], columns[2], *ids, count)
    if changing:
        with f.counting(integer(0), count) as row:
            f.store(integer(1, I8), scope.column(f"{word}#alive"), row)


def _starting(unit: Unit) -> list[Routine]:
    """Every link starts."""
    return [_started(network, unit) for network in networks(unit.program) if network.links]


def _started(network: ir.Network, unit: Unit) -> Routine:
    word = network_word("link", network.layer)
    routine = Routine(f"begin.{word}".replace(":", "$"), unit, SETUP)
    scope = Scope(routine)
    with turns(scope, routine.slot(f"{word}#rows")) as row:
        start_link(scope, network, row, number_of(scope, word, row))
    routine.finish()
    return routine


links_made.extend([made, _starting])
settlings.append(made)
