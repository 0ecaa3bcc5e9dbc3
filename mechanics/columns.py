"""A live model as columns, and back: what a snapshot holds of one replicate after another.

Columns of a type are concatenated over replicates; `<type>.rows` says how many rows each replicate has. Labels are
stored by their position, references by id (-1 is nobody), networks as degrees and neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.compiled import Compiled
from sobremesa.mechanics.draws import Draws

Columns = Mapping[str, NDArray[np.generic]]
NOBODY = -1


def read(models: Sequence[Any], compiled: Compiled) -> dict[str, NDArray[np.generic]]:
    """The columns of live models, in their order; None stands for a replicate that failed and has no rows."""
    columns: dict[str, NDArray[np.generic]] = {}
    for kind in compiled.program.agents:
        attribute = compiled.names.members["type", kind.name]
        groups = [[] if model is None else getattr(model, attribute) for model in models]
        everyone = [agent for group in groups for agent in group]
        columns[f"{kind.name}.rows"] = np.array([len(group) for group in groups], dtype=np.int64)
        columns[f"{kind.name}.id"] = np.array([agent.id for agent in everyone], dtype=np.int64)
        if kind.place is not None:
            columns |= _places(kind, everyone, compiled.program)
        for field in kind.fields:
            values = [getattr(agent, compiled.names.fields[kind.name, field.name]) for agent in everyone]
            columns[f"{kind.name}.{field.name}"] = encode(values, field.type)
    if isinstance(compiled.program.space, ir.Grid):
        cells = [cell for model in models if model is not None for cell in model.cells]
        for field in compiled.program.space.cells:
            values = [getattr(cell, compiled.names.fields["cell", field.name]) for cell in cells]
            columns[f"cell.{field.name}"] = encode(values, field.type)
    for network in networks(compiled.program):
        attribute = compiled.names.members["type", network.of]
        agents = [agent for model in models if model is not None for agent in getattr(model, attribute)]
        key = network.layer or "space"
        columns[f"{key}.degree"] = np.array([len(agent.neighbors) for agent in agents], dtype=np.int64)
        near = [other.id for agent in agents for other in agent.neighbors]
        columns[f"{key}.neighbors"] = np.array(near, dtype=np.uint32)
    for field in compiled.program.globals:
        attribute = compiled.names.members["global", field.name]
        values = [zero(field.type) if model is None else getattr(model, attribute) for model in models]
        columns[f"model.{field.name}"] = encode(values, field.type)
    return columns


def _places(kind: ir.Agents, everyone: Sequence[Any], program: ir.Program) -> dict[str, NDArray[np.generic]]:
    if isinstance(program.space, ir.Grid):
        return {f"{kind.name}.cell": np.array([agent.cell.id for agent in everyone], dtype=np.int64)}
    places = {axis: [getattr(agent, axis) for agent in everyone] for axis in ("x", "y")}
    return {f"{kind.name}.{axis}": np.array(values, dtype=np.float64) for axis, values in places.items()}


def networks(program: ir.Program) -> list[ir.Network]:
    """The networks of a program, the space first."""
    return [each for each in (program.space, *program.layers) if isinstance(each, ir.Network)]


def encode(values: Iterable[Any], kind: ir.Type) -> NDArray[np.generic]:
    """Values of a field as an array; a vector takes a row of it."""
    if isinstance(kind, ir.Vector):
        rows = [encode(value, kind.item) for value in values]
        return np.stack(rows) if rows else np.zeros((0, kind.size), dtype=dtype(kind.item))
    if isinstance(kind, ir.Label):
        codes = {word: code for code, word in enumerate(kind.labels)}
        return np.array([codes[value] for value in values], dtype=dtype(kind))
    if isinstance(kind, ir.Ref):
        return np.array([NOBODY if value is None else value.id for value in values], dtype=dtype(kind))
    return np.array(list(values), dtype=dtype(kind))


def dtype(kind: ir.Type) -> np.dtype[np.generic]:
    """How a field of this type is stored."""
    if kind is ir.Scalar.FLOAT:
        return np.dtype("<f8")
    if kind is ir.Scalar.BOOL:
        return np.dtype("?")
    return np.dtype("<i2") if isinstance(kind, ir.Label) else np.dtype("<i8")


def zero(kind: ir.Type) -> Any:
    """A value that stands where there is none."""
    if isinstance(kind, ir.Vector):
        return [zero(kind.item)] * kind.size
    if isinstance(kind, ir.Label):
        return kind.labels[0]
    return None if isinstance(kind, ir.Ref) else 0


class Reader:
    """Builds live models from columns, one replicate after another."""

    def __init__(
        self, compiled: Compiled, columns: Columns, parameters: Mapping[str, float], alive: Sequence[bool]
    ) -> None:
        self._alive = alive
        self._compiled = compiled
        self._columns = columns
        self._parameters = parameters
        types = [kind.name for kind in compiled.program.agents]
        self._starts = {kind: np.concatenate([[0], np.cumsum(columns[f"{kind}.rows"])]) for kind in types}
        self._links = {
            network.layer or "space": np.concatenate([[0], np.cumsum(columns[f"{network.layer or 'space'}.degree"])])
            for network in networks(compiled.program)
        }

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
        if isinstance(compiled.program.space, ir.Grid):
            self._grid(compiled.program.space, place, model)
        for kind in compiled.program.agents:
            setattr(model, names.members["type", kind.name], self._agents(kind, place, model))
        for field in compiled.program.globals:
            (value,) = self._decoded(f"model.{field.name}", field.type, slice(place, place + 1), model)
            setattr(model, names.members["global", field.name], value)
        for kind in compiled.program.agents:
            self._fill(kind, place, model)
        for network in networks(compiled.program):
            self._link(network, place, model)
        if compiled.facts.around:
            model.find_neighbors()
        return model

    def _grid(self, grid: ir.Grid, place: int, model: Any) -> None:
        model.make_grid()
        count = len(model.cells)
        here = int(np.count_nonzero(self._alive[:place])) * count
        for field in grid.cells:
            attribute = self._compiled.names.fields["cell", field.name]
            values = self._decoded(f"cell.{field.name}", field.type, slice(here, here + count), model)
            for cell, value in zip(model.cells, values, strict=True):
                setattr(cell, attribute, value)

    def _rows(self, kind: str, place: int) -> slice:
        starts = self._starts[kind]
        return slice(int(starts[place]), int(starts[place + 1]))

    def _agents(self, kind: ir.Agents, place: int, model: Any) -> list[Any]:
        import mesa

        cls = self._compiled.classes[kind.name]
        agents = []
        for number in self._columns[f"{kind.name}.id"][self._rows(kind.name, place)].tolist():
            agent: Any = object.__new__(cls)
            mesa.Agent.__init__(agent, model)
            agent.id = number
            agents.append(agent)
        return agents

    def _fill(self, kind: ir.Agents, place: int, model: Any) -> None:
        agents = getattr(model, self._compiled.names.members["type", kind.name])
        rows = self._rows(kind.name, place)
        if kind.place is not None and isinstance(self._compiled.program.space, ir.Grid):
            for agent, number in zip(agents, self._columns[f"{kind.name}.cell"][rows].tolist(), strict=True):
                model.cells[number].enter(agent)
        for field in kind.fields:
            attribute = self._compiled.names.fields[kind.name, field.name]
            values = self._decoded(f"{kind.name}.{field.name}", field.type, rows, model)
            for agent, value in zip(agents, values, strict=True):
                setattr(agent, attribute, value)

    def _decoded(self, key: str, kind: ir.Type, rows: slice, model: Any) -> list[Any]:
        values: list[Any] = self._columns[key][rows].tolist()
        item = kind.item if isinstance(kind, ir.Vector) else kind
        if isinstance(item, ir.Label):
            words = item.labels
            return [[words[c] for c in value] if isinstance(value, list) else words[value] for value in values]
        if isinstance(item, ir.Ref):
            by_id = {agent.id: agent for agent in getattr(model, self._compiled.names.members["type", item.of])}
            return [by_id.get(value) for value in values]
        return values

    def _link(self, network: ir.Network, place: int, model: Any) -> None:
        agents = getattr(model, self._compiled.names.members["type", network.of])
        key, rows = network.layer or "space", self._rows(network.of, place)
        starts = self._links[key]
        degrees = self._columns[f"{key}.degree"][rows].tolist()
        near = self._columns[f"{key}.neighbors"][int(starts[rows.start]) : int(starts[rows.stop])].tolist()
        by_id = {agent.id: agent for agent in agents}
        others = iter([by_id[number] for number in near])
        for agent, degree in zip(agents, degrees, strict=True):
            agent.neighbors = [next(others) for _ in range(degree)]
