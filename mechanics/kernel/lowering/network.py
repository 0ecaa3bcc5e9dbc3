"""Networks: neighbours, links with a state, and links that come and go.

A network that never changes is read from `indptr` and `indices`; one that does has places in a pool (`aids`).
Rows ascend by id, so neighbours sorted by row are sorted by id.
"""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.facts import network_word, networks
from sobremesa.mechanics.kernel.aids import net
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.lowering.dispatch import Body, crowds, value
from sobremesa.mechanics.kernel.lowering.expressions import number_of
from sobremesa.mechanics.kernel.lowering.lists import Listed
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.lowering.setup import start_field
from sobremesa.mechanics.kernel.values import I8, I32, I64, Value, integer


def network_of(scope: Scope, layer: str | None) -> ir.Network:
    """The space's network, or that of a layer."""
    return next(network for network in networks(scope.program) if network.layer == layer)


def row_of(scope: Scope, layer: str | None, row: Value, incoming: bool = False) -> tuple[Value, Value]:
    """Where the neighbours of a row begin in `ends`, and how many they are."""
    f, way = scope.f, _way(layer, incoming)
    if layer in scope.layout.aids.changing:
        return f.load(I64, scope.column(f"{way}.start"), row), f.load(I64, scope.column(f"{way}.degree"), row)
    indptr = scope.column(f"{way}.indptr")
    start = f.load(I64, indptr, row)
    stop = f.load(I64, indptr, f.operate("add nsw", row, integer(1)))
    return start, f.operate("sub nsw", stop, start)


def ends_of(scope: Scope, layer: str | None, incoming: bool = False) -> Value:
    """The array in which neighbours stand."""
    return scope.column(f"{_way(layer, incoming)}.{'pool' if layer in scope.layout.aids.changing else 'indices'}")


def _way(layer: str | None, incoming: bool) -> str:
    return f"{net(layer)}.in" if incoming else net(layer)


def layer_of(source: ir.Neighbors, scope: Scope) -> str | None:
    """The layer whose neighbours are meant. Raises DocumentError where there is no network."""
    if source.layer is None and not isinstance(scope.program.space, ir.Network):
        raise scope.unsupported("neighbors on this space")
    return source.layer


def linked(source: ir.Neighbors, scope: Scope) -> Listed:
    """The neighbours of an agent by their place."""
    layer, f = layer_of(source, scope), scope.f
    start, count = row_of(scope, layer, value(source.center, scope), source.incoming)
    first = f.element(I32, ends_of(scope, layer, source.incoming), start)
    return Listed(count, lambda k: f.convert("zext", f.load(I32, first, k), I64))


def degree(scope: Scope, expr: ir.SpaceCall) -> Value:
    """How many neighbours an agent has."""
    _, count = row_of(scope, expr.layer, value(expr.arguments[0], scope))
    return count


# ------------------------------------------------------------------------------------------- links themselves


def directed(scope: Scope, layer: str | None) -> bool:
    """Whether links go one way."""
    return network_of(scope, layer).directed


def ordered_ends(scope: Scope, layer: str | None, a: Value, b: Value) -> tuple[Value, Value]:
    """The ends of a link as it is kept: the lower row first, unless links go one way."""
    if directed(scope, layer):
        return a, b
    f = scope.f
    turned = f.compare("<", b, a)
    return f.choose(turned, b, a), f.choose(turned, a, b)


def found(scope: Scope, layer: str | None, a: Value, b: Value) -> Value:
    """The place in `ends` at which b stands among the neighbours of a, or -1."""
    start, count = row_of(scope, layer, a)
    return scope.native("found_in", ends_of(scope, layer), start, count, b)


def between(scope: Scope, expr: ir.SpaceCall) -> Value:
    """The row of the link of two agents; it is an error where there is none."""
    a, b = (value(argument, scope) for argument in expr.arguments)
    place = found(scope, expr.layer, a, b)
    scope.fail_if(scope.f.compare("<", place, integer(0)), Failure.MISSING)
    return scope.f.convert("zext", scope.f.load(I32, scope.column(f"{net(expr.layer)}.link"), place), I64)


def read_end(expr: ir.FieldRead, scope: Scope) -> Value:
    """`link.a` and `link.b`."""
    assert isinstance(expr.of.type, ir.Ref)
    row = value(expr.of, scope)
    return scope.f.convert("zext", scope.f.load(I32, scope.column(f"{expr.of.type.of}.{expr.name}"), row), I64)


def each_link(source: ir.Everyone, scope: Scope, body: Body) -> None:
    """All links, by a and then b. Where links come and go within a rule, they are found through those they link."""
    f, layer = scope.f, source.of[6:] or None
    word = network_word("link", layer)
    if layer not in scope.layout.aids.changing or not scope.at_once:
        with f.counting(integer(0), scope.slot(f"{word}#rows")) as row:
            body(row)
        return
    network = network_of(scope, layer)
    ends, link = ends_of(scope, layer), scope.column(f"{net(layer)}.link")
    with f.counting(integer(0), scope.rows(network.of)) as a:
        start, count = row_of(scope, layer, a)
        with f.counting(integer(0), count) as k:
            place = f.operate("add", start, k)
            b = f.convert("zext", f.load(I32, ends, place), I64)

            def one(place: Value = place) -> None:
                body(f.convert("zext", f.load(I32, link, place), I64))

            if network.directed:
                one()
            else:
                with f.when(f.compare("<", a, b)):
                    one()


crowds["links"] = each_link


# ------------------------------------------------------------------------------------------- coming and going


def connect(stmt: ir.Act, scope: Scope) -> None:
    """Link two agents, unless they are, or one has died; it is an error where one would have too many links."""
    f, layer = scope.f, stmt.layer
    a, b = (value(argument, scope) for argument in stmt.arguments)
    after = f.block()
    _unless(scope, f.compare("==", a, b), after)
    if scope.mortal(of := network_of(scope, layer).of):
        for end in (a, b):
            _unless(scope, f.negated(scope.alive(of, end)), after)
    a, b = ordered_ends(scope, layer, a, b)
    _unless(scope, f.compare(">=", found(scope, layer, a, b), integer(0)), after)
    most = network_of(scope, layer).max_degree
    back = directed(scope, layer)
    if most is not None:
        for row, incoming in ((a, False), (b, back)):
            _, count = row_of(scope, layer, row, incoming)
            scope.fail_if(f.compare(">=", count, integer(most)), Failure.LIMIT_REACHED)
    number = _new_link(scope, layer, a, b) if layer in scope.layout.aids.numbered else None
    _put(scope, layer, a, b, number, incoming=False)
    _put(scope, layer, b, a, None if back else number, incoming=back)
    f.place(after)


def _unless(scope: Scope, condition: Value, after: str) -> None:
    on = scope.f.block()
    scope.f.branch(condition, after, on)
    scope.f.place(on)


def _put(scope: Scope, layer: str | None, a: Value, b: Value, number: Value | None, incoming: bool) -> None:
    columns = _pool(scope, layer, incoming)
    if number is None:
        scope.native("put_end", *columns, a, b)
    else:
        scope.native("put_link", *columns, scope.column(f"{net(layer)}.link"), a, b, number)


def _pool(scope: Scope, layer: str | None, incoming: bool) -> list[Value]:
    return [scope.column(f"{_way(layer, incoming)}.{word}") for word in ("start", "degree", "pool")]


def _new_link(scope: Scope, layer: str | None, a: Value, b: Value) -> Value:
    """The row of a new link, with its ends and the state that it starts with."""
    f, word = scope.f, network_word("link", layer)
    row = scope.live(f"{word}#rows")
    scope.fail_if(f.compare(">=", row, scope.slot(f"capacity:{word}")), Failure.NO_ROOM)
    scope.set_live(f"{word}#rows", f.operate("add", row, integer(1)))
    for end, agent in (("a", a), ("b", b)):
        f.store(f.convert("trunc", agent, I32), scope.column(f"{word}.{end}"), row)
    f.store(integer(1, I8), scope.column(f"{word}#alive"), row)
    scope.set_live(f"changed:{word}", integer(1))
    number = link_number(scope, layer, a, b)
    f.store(number, scope.column(f"{word}.id"), row)
    start_link(scope, network_of(scope, layer), row, number)
    return row


def start_link(scope: Scope, network: ir.Network, row: Value, number: Value) -> None:
    """The state that a link starts with. One that was made before in this step goes on with its visits of sites."""
    f, word = scope.f, network_word("link", network.layer)
    turn = scope.with_turn(word, row, number, *(field.start for field in network.links)).again()
    sites = scope.layout.aids.remade(network)
    entry = _entry(scope, word, len(sites), number) if sites else None
    for place, site in enumerate(sites):
        assert entry is not None
        f.set(turn.visits[site], f.load(I64, entry, integer(2 + place)))
    for field in network.links:
        start_field(turn, word, field, row)
    for place, site in enumerate(sites):
        assert entry is not None
        f.store(f.get(turn.visits[site]), entry, integer(2 + place))


def _entry(scope: Scope, word: str, sites: int, number: Value) -> Value:
    """Where it is noted how often a link has been made in this step."""
    f, table = scope.f, scope.column(f"made:{word}")
    entries = f.operate("add", f.operate("shl", scope.slot(f"capacity:{word}"), integer(1)), integer(64))
    place = scope.native("entry_of", table, entries, integer(2 + sites), number, scope.slot("step"))
    scope.fail_if(f.compare("<", place, integer(0)), Failure.NO_ROOM)
    return f.element(I64, table, place)


def link_number(scope: Scope, layer: str | None, a: Value, b: Value) -> Value:
    """What a link is known by to draws: the id of a times 2**32, plus the id of b."""
    f, of = scope.f, network_of(scope, layer).of
    first, second = (number_of(scope, of, end) for end in (a, b))
    return f.operate("add", f.operate("shl", first, integer(32)), second)


def disconnect(stmt: ir.Act, scope: Scope) -> None:
    """Part two agents, if they are linked."""
    a, b = (value(argument, scope) for argument in stmt.arguments)
    a, b = ordered_ends(scope, stmt.layer, a, b)
    part(scope, stmt.layer, a, b)


def part(scope: Scope, layer: str | None, a: Value, b: Value) -> None:
    """Part two agents, given as the link is kept, if they are linked."""
    f, back = scope.f, directed(scope, layer)
    if layer in scope.layout.aids.numbered:
        place = found(scope, layer, a, b)
        with f.when(f.compare(">=", place, integer(0))):
            link = f.convert("zext", f.load(I32, scope.column(f"{net(layer)}.link"), place), I64)
            f.store(integer(0, I8), scope.column(f"{network_word('link', layer)}#alive"), link)
            scope.set_live(f"changed:{network_word('link', layer)}", integer(1))
    _cut(scope, layer, a, b, incoming=False)
    _cut(scope, layer, b, a, incoming=back)


def _cut(scope: Scope, layer: str | None, a: Value, b: Value, incoming: bool) -> None:
    columns = _pool(scope, layer, incoming)
    if layer in scope.layout.aids.numbered and not incoming:
        scope.native("cut_link", *columns, scope.column(f"{net(layer)}.link"), a, b)
    else:
        scope.native("cut_end", *columns, a, b)


def leave(scope: Scope, layer: str | None, row: Value) -> None:
    """Take away all links of an agent."""
    f, back = scope.f, directed(scope, layer)
    for incoming in (False, True) if back else (False,):
        head, inside, after = f.block(), f.block(), f.block()
        f.place(head)
        start, count = row_of(scope, layer, row, incoming)
        f.branch(f.compare(">", count, integer(0)), inside, after)
        f.place(inside)
        last = f.operate("sub", f.operate("add", start, count), integer(1))
        other = f.convert("zext", f.load(I32, ends_of(scope, layer, incoming), last), I64)
        a, b = ordered_ends(scope, layer, *((other, row) if incoming else (row, other)))
        part(scope, layer, a, b)
        f.jump(head)
        f.place(after)
