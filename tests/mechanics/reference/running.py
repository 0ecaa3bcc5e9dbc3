"""Set-up and steps: who acts when, and what is measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reference.expressions import evaluate
from reference.statements import Jumped, bear, bury, execute, kept, make_link, move, start
from reference.turn import Ending, Turn
from reference.world import Thing, World
from sobremesa.mechanics import ir
from sobremesa.mechanics.document import Arm

Row = dict[str, float]


def run(program: ir.Program, arm: Arm, seed: int, replicate: int, steps: int) -> tuple[list[Row], str | None]:
    """The measures of steps 0 to `steps`, and the rule in which the run failed, if it did (its rows end there)."""
    values = {name: parameter.value for name, parameter in program.document.parameters.items()}
    world = World(program, {**values, **arm.set}, seed, replicate)
    place, rows = "setup", []
    try:
        set_up(world)
        for rule in program.setup:
            place = rule.name
            apply(rule, world, "setup")
        for step in range(steps + 1):
            if step > 0:
                world.draws.begin(step)
                world.before = world.state()
                for rule in program.rules:
                    place = rule.name
                    if rule.name not in arm.without:
                        apply(rule, world, "rule")
            place = "measures"
            rows.append({m.name: float(evaluate(m.value, Turn(world))) for m in program.measures})
            if stopped(world):
                return rows + [rows[-1]] * (steps - step), None
    except (ArithmeticError, ValueError, LookupError):
        return rows, place
    return rows, None


def stopped(world: World) -> bool:
    stop, every = world.program.stop, world.program.stop_every
    return stop is not None and world.step % every == 0 and bool(evaluate(stop, Turn(world)))


def set_up(world: World) -> None:
    """Globals, cells, agents with place and fields, networks: in this order."""
    start(world.model, world)
    if isinstance(world.program.space, ir.Grid):
        width, height = (int(side) for side in world.size())
        world.cells = [Thing("cell", n, {"x": n % width, "y": n // width}) for n in range(width * height)]
        for cell in world.cells:
            start(cell, world)
    for kind in sorted(world.program.agents, key=lambda agents: agents.name):
        for number in range(evaluate(kind.count, Turn(world))):
            agent = Thing(kind.name, number)
            settle(agent, kind, world)
            start(agent, world)
            world.agents[kind.name].append(agent)
            world.next_id[kind.name] = number + 1
    for network in (world.program.space, *world.program.layers):
        if isinstance(network, ir.Network):
            net = world.nets[network.layer] = world.generate(network)
            for ends in sorted({net.key(a, b) for a, near in net.near.items() for b in near}):
                make_link(ends, network.layer, world)


def settle(agent: Thing, kind: ir.Agents, world: World) -> None:
    """Where someone stands at the start."""
    if isinstance(world.program.space, ir.Grid):
        if kind.place == "random":
            free = [cell for cell in world.cells if world.free(cell) > 0]
            agent.values["cell"] = world.draws.pick(list(free), ir.Site(f"place:{kind.name}.cell#0"), agent.id)
        elif kind.place is not None:
            x, y = (evaluate(axis, Turn(world, agent, agent.id)) for axis in kind.place)
            agent.values["cell"] = world.at(x, y)
            if agent.values["cell"] is None or world.free(agent.values["cell"]) <= 0:
                raise ValueError("no room")
    elif isinstance(world.program.space, ir.Plane):
        width, height = world.size()
        if kind.place == "random":
            sites = [ir.Site(f"place:{kind.name}.{axis}#0") for axis in "xy"]
            x, y = (side * world.draws.uniform(s, agent.id) for s, side in zip(sites, (width, height), strict=True))
        elif kind.place is not None:
            x, y = (evaluate(axis, Turn(world, agent, agent.id)) for axis in kind.place)
        world.move_on_plane(agent, x, y)


# --------------------------------------------------------------------------------------------------- rules


def apply(rule: ir.Rule, world: World, kind: str) -> None:
    """Everyone's turn, in the rule's order."""
    if rule.who == "model":
        take(rule, Turn(world))
        return
    everyone = acting(rule.who, world)
    if rule.order == "together":
        ending = Ending()
        for one in everyone:
            turn = Turn(world, one, one.id, ending)
            take(rule, turn)
            ending.states.append((one, turn.pending))
        end(rule, ending, world)
    elif rule.order == "one_by_one":
        site = ir.Site(f"order:{rule.who}.{rule.name}#0")
        for one in sorted(everyone, key=lambda one: (world.draws.word(site, one.id), one.id)):
            if one.alive:
                take(rule, Turn(world, one, one.id))
    else:
        site = ir.Site(f"pick:{rule.who}.{rule.name}#0")
        for number in range(len(everyone)):
            one = everyone[int(world.draws.uniform(site, number) * len(everyone))]
            if one.alive:
                take(rule, Turn(world, one, number))


def acting(who: str, world: World) -> list[Thing]:
    if who == "cells":
        return list(world.cells)
    if who.startswith("links"):
        links = world.nets[who[6:] or None].links
        return [links[ends] for ends in sorted(links)]
    return list(world.agents[who])


def take(rule: ir.Rule, turn: Turn) -> None:
    """One turn: `when`, then `do`."""
    if rule.when is not None and not evaluate(rule.when, turn):
        return
    try:
        execute(rule.body, turn)
    except Jumped as jump:
        assert jump.kind == "return"


def end(rule: ir.Rule, ending: Ending, world: World) -> None:
    """Deaths, then state and deposits, then moves, then births (rules 2 to 4)."""
    room = {id(cell): world.free(cell) for cell in world.cells} if ending.claims else {}
    for one in ending.deaths:
        bury(one, world)
    for one, pending in ending.states:
        one.values.update(pending)
    deposit(ending, world)
    site = ir.Site(f"move:{rule.who}.{rule.name}#0")
    grant([one for one in ending.claims if one.alive], room, ending, site, world)
    for creator, statement, values, cell in ending.births:
        bear(creator, statement, values, cell, world)


def deposit(ending: Ending, world: World) -> None:
    """All deposits into one place are added up first, in the order of turns, then added to it and clamped once."""
    sums: dict[tuple[int, str, int | None], Any] = {}
    places: dict[tuple[int, str, int | None], Thing] = {}
    for of, statement, amount, index in ending.deposits:
        key = id(of), statement.name, index
        places[key] = of
        sums[key] = sums.get(key, 0.0 if isinstance(amount, float) else 0) + amount
    for (_, name, index), (of, added) in zip(sums, zip(places.values(), sums.values(), strict=True), strict=True):
        if of.alive:
            field = world.field(of.kind, name)
            if index is None:
                of.values[name] = kept(of.values[name] + added, field, world)
            else:
                of.values[name] = list(of.values[name])
                of.values[name][index] = kept(of.values[name][index] + added, field, world)


def grant(claimants: Sequence[Thing], room: dict[int, int], ending: Ending, site: ir.Site, world: World) -> None:
    """Claims on cells are granted in the order of their words, while room from before the rule lasts."""
    if isinstance(world.program.space, ir.Plane):
        for one in claimants:
            move(one, ending.claims[one], world)
        return
    granted = []
    for one in sorted(claimants, key=lambda one: (world.draws.word(site, one.id), one.id)):
        where = ending.claims[one]
        cell = where[0] if len(where) == 1 else world.at(*where)
        if cell is None or cell is one.values["cell"]:
            continue
        if room[id(cell)] > 0:
            room[id(cell)] -= 1
            granted.append((one, cell))
    for one, cell in granted:
        one.values["cell"] = cell
