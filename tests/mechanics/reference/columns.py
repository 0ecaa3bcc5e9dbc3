"""The reference's world as the columns that an engine's snapshot holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reference.world import Net, Thing, World
from sobremesa.mechanics import ir
from sobremesa.mechanics.column_names import degree_of, neighbors_of, next_of, rows_of

NOBODY = -1


def columns(world: World) -> dict[str, list[Any]]:
    """Each column of the snapshot as a list, references by id and labels by their position."""
    found: dict[str, list[Any]] = {}
    for kind in world.program.agents:
        everyone = world.agents[kind.name]
        found[rows_of(kind.name)] = [len(everyone)]
        found[f"{kind.name}.id"] = [agent.id for agent in everyone]
        found[next_of(kind.name)] = [world.next_id[kind.name]]
        for place in ("cell", "x", "y"):
            found[f"{kind.name}.{place}"] = [_plain(a.values[place]) for a in everyone if place in a.values]
        found |= _fields(kind.name, everyone, kind.fields)
    if isinstance(world.program.space, ir.Grid):
        found |= _fields("cell", world.cells, world.program.space.cells)
    for layer, net in world.nets.items():
        found |= _network(layer, net, world)
    return found | _fields("model", [world.model], world.program.globals)


def _network(layer: str | None, net: Net, world: World) -> dict[str, list[Any]]:
    rows = [sorted(net.near[agent.id]) for agent in world.agents[net.program.of]]
    links = [net.links[ends] for ends in sorted(net.links)]
    owner = "link" if layer is None else f"link:{layer}"
    return {
        degree_of(layer): [len(row) for row in rows],
        neighbors_of(layer): [number for row in rows for number in row],
        rows_of(owner): [len(links)],
        **_fields(owner, links, net.program.links),
    }


def _fields(owner: str, things: Sequence[Thing], fields: Sequence[ir.Field]) -> dict[str, list[Any]]:
    return {
        f"{owner}.{field.name}": [_encoded(each.values[field.name], field.type) for each in things] for field in fields
    }


def _encoded(value: Any, kind: ir.Type) -> Any:
    if isinstance(kind, ir.Vector):
        return [_encoded(each, kind.item) for each in value]
    if isinstance(kind, ir.Label) and isinstance(value, str):
        return kind.labels.index(value)
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Thing):
        return value.id if value.alive else NOBODY
    return NOBODY if value is None else value
