"""Agents, cells, links and the model, as plain objects; who is where, and who is linked with whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reference.draws import Draws
from sobremesa.mechanics import ir, networks


@dataclass(eq=False)
class Thing:
    """An agent, a cell or a link: its kind, number and state. `values` holds its place too, where it has one."""

    kind: str
    id: int
    values: dict[str, Any] = field(default_factory=dict)
    alive: bool = True


@dataclass
class Net:
    """A network: who each agent points to, by id, and the state of links by their ends."""

    program: ir.Network
    near: dict[int, set[int]]
    links: dict[tuple[int, int], Thing]

    def key(self, a: int, b: int) -> tuple[int, int]:
        return (a, b) if self.program.directed or a < b else (b, a)


class World:
    """All state of one run."""

    def __init__(self, program: ir.Program, parameters: Mapping[str, Any], seed: int, replicate: int) -> None:
        self.program = program
        self.parameters = dict(parameters)
        self.draws = Draws(seed, replicate)
        self.model = Thing("model", 0)
        self.agents: dict[str, list[Thing]] = {kind.name: [] for kind in program.agents}
        self.next_id = dict.fromkeys(self.agents, 0)
        self.cells: list[Thing] = []
        self.nets: dict[str | None, Net] = {}
        self.before: object = None
        self.personas: dict[str, int] = {}
        self.measures: dict[str, float] = {}
        self.report: dict[str, float] = {}
        self.sides, self.wraps, self.room = (0.0, 0.0), False, 2**31
        self.most: dict[str, int] = {}

    def state(self) -> object:
        """All that rules may change, as plain values: the state of `unchanged`."""
        things = [self.model, *self.cells, *(agent for kind in self.agents.values() for agent in kind)]
        things += [link for net in self.nets.values() for link in net.links.values()]
        return sorted(
            (thing.kind, thing.id, sorted((n, plain(v)) for n, v in thing.values.items())) for thing in things
        )

    @property
    def step(self) -> int:
        return self.draws.step

    def fields(self, kind: str) -> tuple[ir.Field, ...]:
        """The declared fields of a type, the cells, a network's links or the model."""
        if kind == "model":
            return self.program.globals
        if kind == "cell":
            return self.program.space.cells if isinstance(self.program.space, ir.Grid) else ()
        if kind.startswith("link"):
            return self.nets[kind[5:] or None].program.links
        return next(agents.fields for agents in self.program.agents if agents.name == kind)

    def field(self, kind: str, name: str) -> ir.Field:
        return next(each for each in self.fields(kind) if each.name == name)

    # ------------------------------------------------------------------------------------------- places

    def measure_out(self) -> None:
        """Sizes and limits are read once, before anything is set up: later values of parameters do not change them."""
        from reference.expressions import evaluate
        from reference.turn import Turn

        turn, space = Turn(self), self.program.space
        if isinstance(space, ir.Grid | ir.Plane):
            self.sides = evaluate(space.width, turn), evaluate(space.height, turn)
            self.wraps = bool(evaluate(space.torus, turn))
        if isinstance(space, ir.Grid) and space.capacity is not None:
            self.room = int(evaluate(space.capacity, turn))
        for kind in self.program.agents:
            if kind.maximum is not None:
                self.most[kind.name] = evaluate(kind.maximum, turn)

    def at(self, x: int, y: int) -> Thing | None:
        width, height = (int(side) for side in self.sides)
        if self.wraps:
            x, y = x % width, y % height
        return self.cells[y * width + x] if 0 <= x < width and 0 <= y < height else None

    def on(self, cell: Thing, kind: str) -> list[Thing]:
        return [agent for agent in self.agents[kind] if agent.values["cell"] is cell]

    def free(self, cell: Thing) -> int:
        limited = isinstance(self.program.space, ir.Grid) and self.program.space.capacity is not None
        return self.room - sum(len(self.on(cell, kind)) for kind in self.agents) if limited else self.room

    def way(self, one: Thing, other: Thing, axis: str) -> float:
        """The shorter way along an axis."""
        size = self.sides["xy".index(axis)]
        way = self.place(other)[axis] - self.place(one)[axis]
        if self.wraps:
            if way * 2 > size:
                return way - size
            if way * 2 < -size:
                return way + size
        return way

    def place(self, thing: Thing) -> dict[str, Any]:
        """What holds x and y."""
        return thing.values["cell"].values if "cell" in thing.values else thing.values

    def cells_near(self, center: Thing, radius: int, shape: str) -> list[Thing]:
        """By dy, then dx; each once, never the own."""
        own = center.values.get("cell", center)
        found: list[Thing] = []
        radius = min(radius, int(sum(self.sides)))  # which holds every cell
        for dy in range(-radius, radius + 1):
            for dx in range(-radius, radius + 1):
                if not within(dx, dy, radius, shape, own.values["y"]):
                    continue
                cell = self.at(own.values["x"] + dx, own.values["y"] + dy)
                if cell is not None and cell is not own and cell not in found:
                    found.append(cell)
        return found

    def move(self, agent: Thing, cell: Thing | None) -> None:
        if cell is not None and cell is not agent.values["cell"] and self.free(cell) > 0:
            agent.values["cell"] = cell

    def move_on_plane(self, agent: Thing, x: float, y: float) -> None:
        """To a place: beyond the edge the other side on a torus, else no further than the edge."""
        for axis, along, size in zip("xy", (x, y), self.sides, strict=True):
            wrapped = along % size if self.wraps else along
            if self.wraps and wrapped >= size:
                wrapped = 0.0
            agent.values[axis] = min(max(wrapped, 0.0), size)

    # ------------------------------------------------------------------------------------------- links

    def neighbors(self, agent: Thing, layer: str | None, incoming: bool) -> list[Thing]:
        """Those whom an agent points to, or who point to it; by id."""
        net = self.nets[layer]
        if incoming:
            return [other for other in self.agents[net.program.of] if agent.id in net.near.get(other.id, ())]
        return [other for other in self.agents[net.program.of] if other.id in net.near.get(agent.id, ())]

    def generate(self, network: ir.Network) -> Net:
        from reference.expressions import evaluate
        from reference.turn import Turn

        options = {name: evaluate(value, Turn(self)) for name, value in network.options.items() if name != "by"}
        n, site = len(self.agents[network.of]), f"network:{network.layer or 'space'}.{network.generator}"
        draws = _Networks(self.draws)
        match network.generator:
            case "complete" | "ring":
                pairs = getattr(networks, network.generator)(n, **options)
            case "lattice":
                pairs = networks.lattice(options["width"], options["height"], options.get("torus", False))
            case "given":
                pairs = list(network.edges)
            case "erdos_renyi":
                p = options["p"] if "p" in options else options["degree"] / max(n - 1, 1)
                pairs = networks.erdos_renyi(n, p, network.directed, draws, site)
            case "stochastic_block":
                by = network.options["by"]
                assert isinstance(by, ir.FieldRead)
                blocks = [agent.values[by.name] for agent in self.agents[network.of]]
                pairs = networks.stochastic_block(blocks, options["p_in"], options["p_out"], draws, site)
            case name:
                pairs = getattr(networks, name)(n, *options.values(), draws=draws, site=site)
        near: dict[int, set[int]] = {agent.id: set() for agent in self.agents[network.of]}
        for a, b in pairs:
            near[a].add(b)
            if not network.directed:
                near[b].add(a)
        return Net(network, near, {})


class _Networks:
    """The draws of network generators, which name index and visit themselves."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws

    def uniform01(self, site: str, index: int, visit: int = 0) -> float:
        return self._at(site, index, visit).uniform(ir.Site(site), index)

    def word(self, site: str, index: int, visit: int = 0) -> int:
        return self._at(site, index, visit).word(ir.Site(site), index)

    def _at(self, site: str, index: int, visit: int) -> Draws:
        fresh = Draws(0, 0)
        fresh.key, fresh.step = self._draws.key, self._draws.step
        fresh.visits[site, index] = visit
        return fresh


def plain(value: Any) -> object:
    """A value that can be compared: a reference by kind and number, zero whatever its sign."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Thing):
        return f"{value.kind} {value.id}" if value.alive else "nobody"
    return "nobody" if value is None else repr(value + 0.0 if isinstance(value, float) else value)


def within(dx: int, dy: int, radius: int, shape: str, row: int) -> bool:
    """Whether a step from a cell of this row is within the radius."""
    if shape == "von_neumann":
        return abs(dx) + abs(dy) <= radius
    if shape == "cross":
        return 0 in (dx, dy)
    if shape == "hex":  # odd rows lie half a cell to the right: through axial coordinates
        q = dx - ((row + dy) // 2 - row // 2)
        return max(abs(q), abs(dy), abs(q + dy)) <= radius
    return True
