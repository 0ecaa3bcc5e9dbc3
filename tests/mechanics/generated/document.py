"""A whole document as text."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from generated import experiment, statements
from generated.expressions import number, truth, whole
from generated.statements import value_for
from generated.world import LABELS, Field, Kind, Net, Scope, World

Plain = dict[str, Any]


def generate(seed: int) -> str:
    """The text of a document; the same for the same seed."""
    return json.dumps(_document(Random(seed)), indent=1)


def _document(rng: Random) -> Plain:
    world = _world(rng)
    rules = [_rule(f"rule_{i}", world, rng) for i in range(rng.randint(1, 3))]
    setup = [_rule(f"prepare_{i}", world, rng, setup=True) for i in range(rng.choice([0, 0, 1]))]
    counts = {kind: rng.randint(2, 6) for kind in world.kinds}
    space, torus = _space(world, counts, rng), rng.random() < 0.5
    world.torus = torus
    measures, talk = _measures(world, rng), {}
    if rng.random() < 0.25:
        personas, coupling = experiment.coupling(world, measures, rng)
        talk = {"personas": personas, "coupling": coupling}
        rules.append({"name": "listen", "who": "model", "do": "model.pot += rate * spread"})
    names = ([rule["name"] for rule in rules], [rule["name"] for rule in setup])
    arms = experiment.arms(*names, space.get("space", {}), bool(talk), rng)
    plain: Plain = {
        "model": "generated",
        "purpose": "to mean the same to everyone",
        "clock": {"steps": 3},
        "parameters": {
            "rate": {"value": rng.choice([0.3, 0.0, 1.0]), "low": 0, "high": 1},
            "spread": {"value": rng.choice([2.5, -1.5, 1e3])},
            "most": {"type": "int", "value": rng.choice([2, 1, 3]), "low": 0, "high": 5},
            "wet": {"type": "bool", "value": rng.random() < 0.5},
        },
        "tables": {"hourly": {"values": [3, 5.5, -9]}, "few": {"values": [4, 2]}},
        "globals": {field.name: _field(field, world, rng, "global") for field in world.globals},
        **space,
        "agents": {name: _agents(kind, counts[name], world, rng) for name, kind in world.kinds.items()},
        **({"setup": setup} if setup else {}),
        "rules": rules,
        "measures": measures,
        **talk,
        "experiment": {"arms": arms, "headline": {"measure": "first_of_all"}},
    }
    if rng.random() < 0.25:
        scope = Scope(world, rng, draws=False, measure=True)
        plain["clock"] |= {"stop": rng.choice(["unchanged", truth(scope, 2), truth(scope, 1)])}
        if rng.random() < 0.4:
            plain["clock"]["stop_every"] = 2
    return plain


def _world(rng: Random) -> World:
    space = rng.choice(["network", "network", "grid", "grid", "plane", "none"])
    names = ["person", "wolf"][: rng.choice([1, 1, 2])]
    changes = rng.random() < 0.5
    kinds = {
        name: Kind(name, _fields(names, space, rng), changes and rng.random() < 0.6, changes and rng.random() < 0.6)
        for name in names
    }
    world = World(space, kinds)
    if space == "network":
        world.nets.append(_net("", rng.choice(names), rng))
    if rng.random() < 0.25:
        world.nets.append(_net("work", rng.choice(names), rng))
    if space == "grid":
        world.cells = [Field("grass", "float"), *([Field("crop", "int")] if rng.random() < 0.5 else [])]
        world.capacity = rng.random() < 0.5
    world.globals = [Field("pot", "float"), Field("votes", "int")]
    if rng.random() < 0.3:
        world.globals += [Field("season", "label"), Field("history", "float", size=2), Field("chief", "ref", names[0])]
    return world


def _fields(kinds: list[str], space: str, rng: Random) -> list[Field]:
    found = [Field("money", "float")]
    possible = [
        Field("age", "int"), Field("ill", "bool"), Field("mood", "label"), Field("friend", "ref", rng.choice(kinds)),
        Field("views", "int", size=3), Field("past", "float", size=2), Field("trust", "float"), Field("wealth", "int"),
        Field("moods", "label", size=2), Field("flags", "bool", size=2),
    ]  # fmt: skip
    if space == "grid":
        possible.append(Field("home", "ref", "cell"))
    return [*found, *(field for field in possible if rng.random() < 0.35)]


def _net(layer: str, of: str, rng: Random) -> Net:
    fields = [field for field in (Field("weight", "float"), Field("years", "int")) if rng.random() < 0.4]
    return Net(layer, of, rng.random() < 0.4, fields, rng.choice([0, 0, 3, 8]))


# ---------------------------------------------------------------------------------------------- sections


def _field(field: Field, world: World, rng: Random, owner: str, before: tuple[str, ...] = ()) -> Plain:
    plain: Plain = {"type": field.type}
    if field.size:
        plain["size"] = field.size
    if field.type == "label":
        plain["of"] = list(LABELS)
    if field.type == "ref":
        return {**plain, "of": field.of, **({"start": "none"} if rng.random() < 0.5 else {})}
    if field.type in ("float", "int") and rng.random() < 0.6:
        plain |= rng.choice([{"low": -50, "high": 50}, {"low": 0}, {"high": "most * 3"}, {"low": "-most", "high": 9}])
    if rng.random() < 0.85:
        plain["start"] = value_for(field, _start_scope(world, rng, owner, before))
        if field.type == "label" and plain["start"].startswith('"'):
            plain["start"] = plain["start"].strip('"')
        if "low" in plain and field.type == "float" and rng.random() < 0.3:
            plain["start"] = rng.choice([1, 0.5, "uniform(0, 1)"])
    return plain


def _start_scope(world: World, rng: Random, owner: str, before: tuple[str, ...]) -> Scope:
    if owner == "global":
        return Scope(world, rng, agents=False, globals=False, step=False, placed=False)
    return Scope(world, rng, me=owner, own=frozenset(before), agents=False, step=False, cells=owner != "cell")


def _state(fields: list[Field], world: World, rng: Random, owner: str) -> Plain:
    """Declarations; each start may use the fields before it."""
    return {
        field.name: _field(field, world, rng, owner, tuple(each.name for each in fields[:place]))
        for place, field in enumerate(fields)
    }


def _agents(kind: Kind, count: int, world: World, rng: Random) -> Plain:
    plain: Plain = {"count": count if rng.random() < 0.8 else f"{count} + most - most"}
    if kind.born:
        plain["max"] = rng.choice([40, 40, 40, count + 1])
    if world.space == "grid" and rng.random() < 0.4:
        plain["place"] = rng.choice(
            ["random", {"x": "self.id % 3", "y": "self.id // 3"}, {"x": "randint(0, 2)", "y": "1"}]
        )
    if world.space == "plane" and rng.random() < 0.4:
        plain["place"] = rng.choice(["random", {"x": "self.id / 2", "y": "uniform(0, 4)"}])
    return {**plain, "state": _state(kind.fields, world, rng, kind.name)}


def _space(world: World, counts: dict[str, int], rng: Random) -> Plain:
    plain: Plain = {}
    torus: object = rng.choice([True, False, "wet"])
    if world.space == "grid":
        plain["space"] = {
            "kind": "grid", "width": rng.choice([3, 4, "most + 2"]), "height": rng.randint(3, 4), "torus": torus,
            "neighborhood": rng.choice(["moore", "von_neumann", "hex"]),
            **({"capacity": rng.choice([2, 2, 9])} if world.capacity else {}),
            "cells": _state(world.cells, world, rng, "cell"),
        }  # fmt: skip
    elif world.space == "plane":
        plain["space"] = {"kind": "plane", "width": rng.choice([5, 7.5]), "height": "4 + most", "torus": torus}
    for net in world.nets:
        network = _network(net, counts[net.of], world, rng)
        if net.layer:
            plain["layers"] = {net.layer: network}
        else:
            plain["space"] = network
    return plain


def _network(net: Net, count: int, world: World, rng: Random) -> Plain:
    degree = min(2, count - 1)
    options: list[Plain] = [
        {"generator": "complete"},
        *([{"generator": "ring", "k": 2}] if count > 2 else []),
        {"generator": "erdos_renyi", **rng.choice([{"p": 0.4}, {"p": "rate"}, {"degree": 1}])},
        {"generator": "given", "edges": rng.choice([[[0, 1]], [[1, 0]], []])},
        {"generator": "lattice", "width": count, "height": 1, "torus": rng.random() < 0.5},
    ]
    if count > 2:
        options.append({"generator": "watts_strogatz", "k": 2, "p": 0.4})
    if not net.directed:
        options += [{"generator": "barabasi_albert", "m": 1}]
        if (degree * count) % 2 == 0 and count > degree:
            options.append({"generator": "random_regular", "degree": degree})
        if any(f.name == "mood" for f in world.kinds[net.of].fields):
            options += [{"generator": "stochastic_block", "by": "mood", "p_in": 0.8, "p_out": 0.2}] * 2
    chosen = rng.choice(options)
    plain: Plain = {"kind": "network", **chosen, "of": net.of}
    if chosen["generator"] in ("erdos_renyi", "given", "complete", "ring") and net.directed:
        plain["directed"] = True
    else:
        net.directed = False
    if net.max_degree:
        plain["max_degree"] = net.max_degree
    if net.fields:
        plain["links"] = _state(net.fields, world, rng, f"link:{net.layer}")
    return plain


def _rule(name: str, world: World, rng: Random, setup: bool = False) -> Plain:
    who = rng.choice([*world.kinds] * 4 + (["cells"] if world.space == "grid" else []) + ["model"])
    linked = world.linked
    if linked is not None and rng.random() < 0.15:
        who = "links"
    me = (
        f"link:{linked.layer}"
        if linked is not None and who == "links"
        else {"cells": "cell", "model": None}.get(who, who)
    )
    order = rng.choice(["together", "together", "one_by_one", "at_random"])
    scope = Scope(world, rng, me=me, at_once=who == "model" or order != "together", acting=True)
    plain: Plain = {"name": name, "who": who, "do": statements.body(scope, 3)}
    if who != "model":
        plain["order"] = order
    if rng.random() < 0.4:
        plain["when"] = truth(scope, 2)
    return plain


def _measures(world: World, rng: Random) -> Plain:
    scope = Scope(world, rng, draws=False, measure=True)
    first = rng.choice(list(world.kinds))
    plain: Plain = {"first_of_all": {"value": f"count({first})"}}
    for place in range(rng.randint(1, 3)):
        value = rng.choice([number, number, whole, truth])(scope, 3)
        plain[f"measure_{place}"] = {"value": value, **({"at": "end"} if rng.random() < 0.15 else {})}
    return plain
