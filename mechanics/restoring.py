"""Live models from columns: the way back from a snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.column_names import counts, degree_of, neighbors_of, next_of, rows_of
from sobremesa.mechanics.compiled import Compiled
from sobremesa.mechanics.draws import Draws
from sobremesa.mechanics.emit.model import needs_pending
from sobremesa.mechanics.emit.network import links_name, near_name
from sobremesa.mechanics.engine import Snapshot
from sobremesa.mechanics.held_values import check_values, steady
from sobremesa.mechanics.ir.facts import network_word, networks
from sobremesa.mechanics.runtime.pending import Pending

Columns = Mapping[str, NDArray[np.generic]]


class Restorer:
    """Builds live models from a snapshot. `whole` says which replicates have rows: those that failed have none.

    `parameters` are those of the start: sizes and limits were read from them once, before any lever moved.
    """

    def __init__(
        self, compiled: Compiled, snapshot: Snapshot, parameters: Mapping[str, float], whole: Sequence[bool]
    ) -> None:
        self._compiled = compiled
        self._columns: Columns = snapshot.columns
        self._parameters = parameters
        self._whole = whole
        self._steady = steady(compiled.program, snapshot, parameters)
        self._starts: dict[str, NDArray[np.int64]] = {}
        for key in self._columns:
            if counts(key):
                lengths = np.asarray(self._columns[key], dtype=np.int64)
                self._starts[key] = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])

    def check(self) -> None:
        """Raise ValueError where the columns do not belong together, KeyError where one is missing."""
        for kind in self._compiled.program.agents:
            rows = self._columns[rows_of(kind.name)]
            if len(rows) != len(self._whole) or int(np.sum(rows)) != len(self._columns[f"{kind.name}.id"]):
                raise ValueError(f"the columns of {kind.name} have other lengths")
        for network in networks(self._compiled.program):
            degrees, others = (self._columns[name(network.layer)] for name in (degree_of, neighbors_of))
            if int(np.sum(degrees)) != len(others):
                raise ValueError(f"the columns of the network {network.layer or 'space'} have other lengths")

        for owner, fields in self._declared():
            for field in fields:
                name = f"{owner}.{field.name}"
                check_values(field, np.asarray(self._columns[name]), self._steady, name)

    def _declared(self) -> list[tuple[str, Sequence[ir.Field]]]:
        program = self._compiled.program
        cells = [("cell", program.space.cells)] if isinstance(program.space, ir.Grid) else []
        links = [(network_word("link", network.layer), network.links) for network in networks(program)]
        agents = [(kind.name, kind.fields) for kind in program.agents]
        return [*agents, *cells, *links, ("model", program.globals)]

    def model(self, place: int, seed: int, replicate: int, step: int) -> Any:
        """The live model of the replicate that stands at a place of the columns."""
        import mesa

        compiled, names = self._compiled, self._compiled.names
        model: Any = object.__new__(compiled.model)
        mesa.Model.__init__(model, rng=seed)
        model.steps = step
        model.draws = Draws(seed, replicate)
        for word, value in self._parameters.items():
            setattr(model, names.members["parameter", word], value)
        if needs_pending(compiled.program):
            model.pending = Pending()
        self._space(place, model)
        for kind in compiled.program.agents:
            self._agents(kind, place, model)
        for kind in compiled.program.agents:
            self._place(kind, place, model)
            self._fill(kind.name, kind.fields, self._everyone(kind.name, model), self._rows(kind.name, place), model)
        self._cells(place, model)
        self._births(place, model)
        self._networks(place, model)
        for field in compiled.program.globals:
            (value,) = self._decoded(f"model.{field.name}", field.type, slice(place, place + 1), model)
            setattr(model, names.members["global", field.name], value)
        if compiled.facts.around:
            model.find_neighbors()
        return model

    def _rows(self, kind: str, place: int) -> slice:
        starts = self._starts[rows_of(kind)]
        return slice(int(starts[place]), int(starts[place + 1]))

    def _space(self, place: int, model: Any) -> None:
        space = self._compiled.program.space
        if isinstance(space, ir.Plane):
            model.make_plane()
        if isinstance(space, ir.Grid):
            model.make_grid()

    def _cells(self, place: int, model: Any) -> None:
        """The state of cells, which may refer to agents."""
        space = self._compiled.program.space
        if isinstance(space, ir.Grid):
            count = len(model.cells)
            start = sum(self._whole[:place]) * count
            self._fill("cell", space.cells, model.cells, slice(start, start + count), model)

    def _agents(self, kind: ir.Agents, place: int, model: Any) -> None:
        """The agents of a type, in Mesa's set of them, and in the list where there is one."""
        import mesa

        cls = self._compiled.classes[kind.name]
        for number in self._columns[f"{kind.name}.id"][self._rows(kind.name, place)].tolist():
            agent: Any = object.__new__(cls)
            mesa.Agent.__init__(agent, model)
            agent.id = number
        model.agents_by_type.setdefault(cls, mesa.agent.AgentSet([], random=model.random))
        if self._compiled.names.listed(kind.name):
            setattr(model, self._compiled.names.members["type", kind.name], self._everyone(kind.name, model))

    def _everyone(self, kind: str, model: Any) -> list[Any]:
        return list(model.agents_by_type[self._compiled.classes[kind]])

    def _place(self, kind: ir.Agents, place: int, model: Any) -> None:
        if kind.place is None:
            return
        everyone, rows = self._everyone(kind.name, model), self._rows(kind.name, place)
        if isinstance(self._compiled.program.space, ir.Grid):
            for agent, number in zip(everyone, self._columns[f"{kind.name}.cell"][rows].tolist(), strict=True):
                agent.cell = model.cells[number]
            return
        for axis in ("x", "y"):
            for agent, value in zip(everyone, self._columns[f"{kind.name}.{axis}"][rows].tolist(), strict=True):
                setattr(agent, axis, value)

    def _fill(self, owner: str, fields: Sequence[ir.Field], members: Sequence[Any], rows: slice, model: Any) -> None:
        for field in fields:
            attribute = self._compiled.names.fields[owner, field.name]
            values = self._decoded(f"{owner}.{field.name}", field.type, rows, model)
            for member, value in zip(members, values, strict=True):
                setattr(member, attribute, value)

    def _births(self, place: int, model: Any) -> None:
        if self._compiled.facts.born:
            model.watch_births()
        for kind in self._compiled.facts.born:
            model.register[self._compiled.classes[kind]].next_id = int(self._columns[next_of(kind)][place])

    def _networks(self, place: int, model: Any) -> None:
        compiled = self._compiled
        for network in networks(compiled.program):
            self._link(network, place, model)
        if compiled.facts.linked:
            model.make_links()
        for network in networks(compiled.program):
            if network.links:
                owner, links = network_word("link", network.layer), list(getattr(model, links_name(network)))
                self._fill(owner, network.links, links, self._rows(owner, place), model)

    def _link(self, network: ir.Network, place: int, model: Any) -> None:
        agents = self._everyone(network.of, model)
        near, rows, degree = near_name(network), self._rows(network.of, place), degree_of(network.layer)
        starts, degrees = self._starts[degree], self._columns[degree][rows].tolist()
        numbers = self._columns[neighbors_of(network.layer)]
        numbers = numbers[int(starts[rows.start]) : int(starts[rows.stop])].tolist()
        by_id = {agent.id: agent for agent in agents}
        others = iter([by_id[number] for number in numbers])
        for agent, degree in zip(agents, degrees, strict=True):
            setattr(agent, near, [next(others) for _ in range(degree)])
            if network.directed:
                setattr(agent, f"in_{near}", [])
        if network.directed:
            for agent in agents:
                for other in getattr(agent, near):
                    getattr(other, f"in_{near}").append(agent)

    def _decoded(self, key: str, kind: ir.Type, rows: slice, model: Any) -> list[Any]:
        values: list[Any] = self._columns[key][rows].tolist()
        item = kind.item if isinstance(kind, ir.Vector) else kind
        if isinstance(item, ir.Label):
            words = item.labels
            return [[words[c] for c in value] if isinstance(value, list) else words[value] for value in values]
        if isinstance(item, ir.Ref):
            members = model.cells if item.of == "cell" else self._everyone(item.of, model)
            by_id = {member.id: member for member in members}
            return [by_id.get(value) for value in values]
        return values
