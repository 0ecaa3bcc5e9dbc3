"""Live models as columns: what a snapshot holds of one replicate after another.

Columns of a type are concatenated over replicates; `<type>#rows` says how many rows each replicate has. Labels are
stored by their position, references by id (-1 is nobody), networks as degrees and neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.column_names import degree_of, neighbors_of, next_of, rows_of
from sobremesa.mechanics.ir.facts import network_word, networks

if TYPE_CHECKING:
    from sobremesa.mechanics.compiled import Compiled

Columns = dict[str, NDArray[np.generic]]
NOBODY = -1


def read(models: Sequence[Any], compiled: Compiled) -> Columns:
    """The columns of live models, in their order; None stands for a replicate that failed and has no rows."""
    columns: Columns = {}
    for kind in compiled.program.agents:
        columns |= _agents(kind, models, compiled)
    if isinstance(compiled.program.space, ir.Grid):
        cells = [cell for model in models if model is not None for cell in model.cells]
        columns |= _fields("cell", cells, compiled.program.space.cells, compiled)
    for network in networks(compiled.program):
        columns |= _network(network, models, compiled)
    for field in compiled.program.globals:
        attribute = compiled.names.members["global", field.name]
        values = [zero(field.type) if model is None else getattr(model, attribute) for model in models]
        columns[f"model.{field.name}"] = encode(values, field.type)
    return columns


def _agents(kind: ir.Agents, models: Sequence[Any], compiled: Compiled) -> Columns:
    made = compiled.classes[kind.name]
    groups = [[] if model is None else model.agents_by_type[made] for model in models]
    everyone = [agent for group in groups for agent in group]
    columns: Columns = {
        rows_of(kind.name): np.array([len(group) for group in groups], dtype=np.int64),
        f"{kind.name}.id": np.array([agent.id for agent in everyone], dtype=np.int64),
    }
    if kind.name in compiled.facts.born:
        numbers = [0 if model is None else model.register[made].next_id for model in models]
        columns[next_of(kind.name)] = np.array(numbers, dtype=np.int64)
    if kind.place is not None and isinstance(compiled.program.space, ir.Grid):
        columns[f"{kind.name}.cell"] = np.array([agent.cell.id for agent in everyone], dtype=np.int64)
    elif kind.place is not None:
        for axis in ("x", "y"):
            columns[f"{kind.name}.{axis}"] = np.array([getattr(agent, axis) for agent in everyone], dtype=np.float64)
    return columns | _fields(kind.name, everyone, kind.fields, compiled)


def _network(network: ir.Network, models: Sequence[Any], compiled: Compiled) -> Columns:
    from sobremesa.mechanics.emit.network import links_name, near_name

    made, near = compiled.classes[network.of], near_name(network)
    agents = [agent for model in models if model is not None for agent in model.agents_by_type[made]]
    owner = network_word("link", network.layer)
    others = [other.id for agent in agents for other in getattr(agent, near)]
    columns: Columns = {
        degree_of(network.layer): np.array([len(getattr(agent, near)) for agent in agents], dtype=np.int64),
        neighbors_of(network.layer): np.array(others, dtype=np.uint32),
    }
    if network.links:
        groups = [[] if model is None else list(getattr(model, links_name(network))) for model in models]
        columns[rows_of(owner)] = np.array([len(group) for group in groups], dtype=np.int64)
        columns |= _fields(owner, [link for group in groups for link in group], network.links, compiled)
    return columns


def _fields(owner: str, members: Sequence[Any], fields: Sequence[ir.Field], compiled: Compiled) -> Columns:
    columns: Columns = {}
    for field in fields:
        attribute = compiled.names.fields[owner, field.name]
        columns[f"{owner}.{field.name}"] = encode([getattr(member, attribute) for member in members], field.type)
    return columns


def encode(values: Iterable[Any], kind: ir.Type) -> NDArray[np.generic]:
    """Values of a field as an array; a vector takes a row of it, a reference to someone dead is nobody."""
    if isinstance(kind, ir.Vector):
        rows = [encode(value, kind.item) for value in values]
        return np.stack(rows) if rows else np.zeros((0, kind.size), dtype=dtype(kind.item))
    if isinstance(kind, ir.Label):
        codes = {word: code for code, word in enumerate(kind.labels)}
        return np.array([codes[value] for value in values], dtype=dtype(kind))
    if isinstance(kind, ir.Ref):
        numbers = [value.id if value is not None and getattr(value, "alive", True) else NOBODY for value in values]
        return np.array(numbers, dtype=dtype(kind))
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
