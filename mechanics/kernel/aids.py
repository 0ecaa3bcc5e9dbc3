"""What is worked out from the state, so that neighbours are found fast: who stands where, what is near, who is linked.

Aids are columns and slots beside those of the state. They are never part of a snapshot: `settle` works them out again
from the state (`lowering.standing`).

* `on:<type>`: of each cell (on the plane: each square of a coarse grid, a *bucket*), the first row that stands there,
  and how many; on a grid where a cell holds one agent, that row alone (`NONE` is nobody). `last:<type>`: the last row,
  where a cell is crowded.
* `beside:<type>`: of each row, the next and the one before on the same cell, by id.
* `empty`, `roomy`: sets of cells, of which the k-th is found fast (`supporting.standing`).
* `near:<shape>:<radius>`: of each cell near the edge, how many cells are within the radius, and which. All others are
  `inner:` cells (a bit each), for which `delta:` holds by how much their neighbours' numbers differ from their own:
  first for even rows, then for odd ones. That table is small, so it stays where memory is fastest.
* `around:<type>:<of>:<radius>`: of each agent of a type that stands still for good, its neighbours in the same form.
  Where each agent's row is the number of its cell (`aligned:<type>`), `delta:` serves here too.
* `net:<layer or space>.indptr`, `.indices`: neighbours as drawn (CSR); `.in.` those who point to me. A network that
  changes has `.start`, `.degree` and a `.pool` of rows instead, where `indptr` and `indices` are what it begins with.
* `net:<layer or space>.link`: the row of the link, beside each entry of `indices` or of the pool.
* `moved:<type>`: where rows go when the dead are taken out. `claim:<type>`: who wants to go where.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.facts import Facts, neighborhood, network_word, networks, watches_changes
from sobremesa.mechanics.ir.walk import all_rules, every
from sobremesa.mechanics.kernel.values import I8, I32, I64

NONE = 2**32 - 1
"""No row, where rows take 32 bits."""
MOST_NEAR = 48
"""The largest neighbourhood that is kept in a table for every cell: a radius of 3."""
LISTED = 2
"""Words of a cell in `on:<type>`: the first row, and how many there are."""

Entry = tuple[str, str, str, int]
"""Name, owner, LLVM type and width of a column."""


def net(layer: str | None) -> str:
    """What the names of a network's columns begin with."""
    return f"net:{layer or 'space'}"


def reach(shape: str, radius: int) -> int:
    """How many cells are within a radius of a cell."""
    if shape == "von_neumann":
        return 2 * radius * (radius + 1)
    if shape == "hex":
        return 3 * radius * (radius + 1)
    return 4 * radius if shape == "cross" else (2 * radius + 1) ** 2 - 1


@dataclass(frozen=True)
class Aids:
    """Which aids a program needs."""

    program: ir.Program
    facts: Facts

    @cached_property
    def placed(self) -> tuple[str, ...]:
        """The types that have a place on the grid or plane."""
        return tuple(kind.name for kind in self.program.agents if kind.place is not None)

    @cached_property
    def single(self) -> bool:
        """Whether a cell never holds more than one agent, as the document says by a literal."""
        capacity = self.program.space.capacity if isinstance(self.program.space, ir.Grid) else None
        return isinstance(capacity, ir.Const) and capacity.value == 1

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """The types of which is known who stands where: all on a grid, on a plane those who are looked for."""
        if isinstance(self.program.space, ir.Grid):
            return self.placed
        if not isinstance(self.program.space, ir.Plane):
            return ()
        sought = {near.of for near in every(ir.Neighbors, *self._roots)}
        return tuple(name for name in self.placed if name in sought)

    @cached_property
    def sets(self) -> tuple[str, ...]:
        """The sets of cells that are kept: `empty` (nobody there), `roomy` (room for one more, during set-up)."""
        space = self.program.space
        if not isinstance(space, ir.Grid):
            return ()
        scattered = space.capacity is not None and any(kind.place == "random" for kind in self.program.agents)
        names = ["empty"] if any(each.of == "empty_cells" for each in every(ir.Everyone, *self._roots)) else []
        if scattered and self.single:
            return ("empty",)
        return (*names, *(["roomy"] if scattered else []))

    @cached_property
    def tables(self) -> tuple[tuple[str, int], ...]:
        """Neighbourhoods of cells that are kept: shape and radius."""
        space = self.program.space
        if not isinstance(space, ir.Grid):
            return ()
        found = [(each.shape, each.radius) for each in every(ir.CellsNear, *self._roots)]
        found += [(space.neighborhood, each.radius) for each in every(ir.Neighbors, *self._roots)
                  if each.radius is not None and each.layer is None]  # fmt: skip
        if any(each.kind.endswith(("region", "regions")) for each in every(ir.Grouping, *self._roots)):
            found.append((space.neighborhood, ir.Const(1, ir.Scalar.INT)))
        known = {(shape, radius.value) for shape, radius in found if isinstance(radius, ir.Const)}
        return tuple(sorted((shape, r) for shape, r in known
                            if isinstance(r, int) and r > 0 and reach(shape, r) <= MOST_NEAR))  # fmt: skip

    @cached_property
    def around(self) -> tuple[tuple[str, str, int], ...]:
        """Neighbourhoods of agents that are kept: whose, of which type, the radius."""
        if not self.single or not isinstance(self.program.space, ir.Grid):
            return ()
        keys = {neighborhood(each, self.facts) for each in every(ir.Neighbors, *self._roots)}
        shape = self.program.space.neighborhood
        return tuple(sorted((kind, of, radius) for kind, of, radius in (key for key in keys if key is not None)
                            if isinstance(radius, int) and (shape, radius) in self.tables))  # fmt: skip

    @cached_property
    def changing(self) -> frozenset[str | None]:
        """The layers (None: the space) whose network changes."""
        acts = {act.layer for act in every(ir.Act, *self._roots) if act.action in ("connect", "disconnect")}
        living = self.facts.mortal | self.facts.born
        return frozenset(each.layer for each in networks(self.program) if each.layer in acts or each.of in living)

    @cached_property
    def growing(self) -> frozenset[str | None]:
        """The layers whose network may get new links."""
        return frozenset(act.layer for act in every(ir.Act, *self._roots) if act.action == "connect")

    @cached_property
    def numbered(self) -> frozenset[str | None]:
        """The layers whose links have rows: they are used for themselves, or watched for `unchanged`."""
        words = {each.of for each in every(ir.Everyone, *self._roots)} | {rule.who for rule in all_rules(self.program)}
        words |= {
            network_word("links", call.layer) for call in every(ir.SpaceCall, *self._roots) if call.function == "link"
        }
        watched = self.changing if watches_changes(self.program) else frozenset()
        return frozenset(
            each.layer
            for each in networks(self.program)
            if each.links or each.layer in watched or network_word("links", each.layer) in words
        )

    def remade(self, network: ir.Network) -> tuple[str, ...]:
        """The sites of draws of links that may be made twice in a step: who reaches them again has to be counted."""
        cut = network.of in self.facts.mortal or any(
            act.action == "disconnect" and act.layer == network.layer for act in every(ir.Act, *self._roots)
        )
        if network.layer not in self.growing or not cut:
            return ()
        starts = [field.start for field in network.links]
        drawing = every(ir.Draw | ir.OneOf | ir.BestOf | ir.Ordered, *starts)  # type: ignore[arg-type]
        return tuple(dict.fromkeys(draw.site.text for draw in drawing if draw.site is not None))

    @cached_property
    def incoming(self) -> frozenset[str | None]:
        """The directed layers of which is known who points to whom."""
        asked = {each.layer for each in every(ir.Neighbors, *self._roots) if each.incoming}
        return frozenset(each.layer for each in networks(self.program)
                         if each.directed and (each.layer in asked or each.layer in self.changing))  # fmt: skip

    @cached_property
    def _roots(self) -> tuple[object, ...]:
        return (self.program, tuple(self.program.personas.values()))

    # ------------------------------------------------------------------------------------------ what they take

    def slots(self) -> Iterator[str]:
        """Slots that hold a number."""
        yield from (f"set:{name}.count" for name in self.sets)
        yield from (f"aligned:{kind}" for kind, _, _ in self.around)
        if isinstance(self.program.space, ir.Plane):
            yield from ("plane#columns", "plane#lines")
        yield from ("pending", "pending#first", "pending#last")
        for network in networks(self.program):
            if network.layer in self.numbered:
                word = network_word("link", network.layer)
                yield from (f"capacity:{word}", f"changed:{word}")

    def columns(self) -> Iterator[Entry]:
        """All columns of aids."""
        spot = "cell" if isinstance(self.program.space, ir.Grid) else "bucket"
        for name in self.listed:
            yield f"on:{name}", spot, I32, 1 if self.single else LISTED
            if not self.single:
                yield f"last:{name}", spot, I32, 1
                yield f"beside:{name}", name, I32, 2
        for name in self.sets:
            yield f"set:{name}.words", "cell.words", I64, 1
            yield f"set:{name}.tree", "cell.words", I64, 1
        for shape, radius in self.tables:
            yield f"near:{shape}:{radius}", "cell", I32, reach(shape, radius) + 1
            yield f"inner:{shape}:{radius}", "cell.words", I64, 1
            yield f"delta:{shape}:{radius}", "model", I32, 2 * (reach(shape, radius) + 1)
        for kind, of, radius in self.around:
            assert isinstance(self.program.space, ir.Grid)
            yield f"around:{kind}:{of}:{radius}", kind, I32, reach(self.program.space.neighborhood, radius) + 1
        for name in self.facts.mortal:
            yield f"moved:{name}", name, I32, 1
        yield from self._pending()
        for network in networks(self.program):
            yield from self._network(network)

    def _pending(self) -> Iterator[Entry]:
        """Claims of rules in which all act together."""
        for rule in all_rules(self.program):
            if rule.order == "together" and any(act.action == "move_to" for act in every(ir.Act, rule.body)):
                if isinstance(self.program.space, ir.Grid):
                    yield f"claim:{rule.who}", rule.who, I64, 1
                    yield "granted", "cell", I32, 1
                else:
                    yield f"claimed:{rule.who}", rule.who, I8, 1
                    yield from ((f"claim.{axis}:{rule.who}", rule.who, "double", 1) for axis in "xy")

    def _network(self, network: ir.Network) -> Iterator[Entry]:
        key, layer = net(network.layer), network.layer
        link = network_word("link", layer)
        ways = [key, *([f"{key}.in"] if layer in self.incoming else [])]
        for way in ways:
            yield f"{way}.indptr", f"{key}.ptr", I64, 1
            yield f"{way}.indices", f"{key}.ends", I32, 1
        ends = f"{key}.ends"
        if layer in self.changing:
            ends = f"{key}.pool"
            for way in ways:
                yield f"{way}.start", network.of, I64, 1
                yield f"{way}.degree", network.of, I64, 1
                yield f"{way}.pool", ends, I32, 1
        if layer in self.numbered:
            yield f"{key}.link", ends, I32, 1
            yield f"{link}.id", link, I64, 1
            yield f"{link}.a", link, I32, 1
            yield f"{link}.b", link, I32, 1
            if layer in self.changing:
                yield f"{link}#alive", link, I8, 1
                yield f"moved:{link}", link, I32, 1
            if self.remade(network):
                yield f"made:{link}", f"made:{link}", I64, 2 + len(self.remade(network))


def remembered(program: ir.Program, facts: Facts) -> tuple[str, ...]:
    """The columns that are compared for `unchanged`: who there is, where, and in which state; none if nobody asks."""
    if not watches_changes(program):
        return ()
    names = [f"model.{field.name}" for field in program.globals if isinstance(field.type, ir.Vector)]
    for kind in program.agents:
        axes = () if kind.place is None else ("cell",) if isinstance(program.space, ir.Grid) else ("x", "y")
        names += [f"{kind.name}.{word}" for word in ("id", *axes, *(field.name for field in kind.fields))]
    if isinstance(program.space, ir.Grid):
        names += [f"cell.{field.name}" for field in program.space.cells]
    for network in networks(program):
        if network.layer in Aids(program, facts).numbered:
            word = network_word("link", network.layer)
            names += [f"{word}.{name}" for name in ("id", *(field.name for field in network.links))]
    return tuple(names)


def drawn(
    aids: Aids, network: ir.Network, degrees: Sequence[int], rows: int, incoming: Sequence[int] = ()
) -> dict[str, int]:
    """How many rows the owners of a network's columns have, once it is drawn.

    `degrees` are the neighbours of each agent that lives now, `incoming` (of a directed network) how many point to it;
    `rows` is the capacity of the type that is linked.
    """
    key, ends = net(network.layer), sum(degrees)
    found = {f"{key}.ptr": len(degrees) + 1, f"{key}.ends": ends}
    links = ends if network.directed else ends // 2
    if network.layer in aids.growing:
        widest = max([*degrees, *incoming, network.max_degree or 0, 1])
        found[f"{key}.pool"] = rows * widest
        links = rows * widest * (2 if network.directed else 1)
    elif network.layer in aids.changing:
        found[f"{key}.pool"] = ends
    link = network_word("link", network.layer)
    found[link] = max(links, 1)
    found[f"made:{link}"] = 2 * found[link] + 64
    return found
