"""Set-up and steps: who acts when, and what is measured."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from reference import levers
from reference.columns import NOBODY
from reference.expressions import evaluate, may_miss
from reference.failing import Failure, Stopped, blaming
from reference.levers import Report, Reports
from reference.statements import Jumped, bear, bury, execute, kept, kind_of, make_link, move, start
from reference.turn import Ending, Turn, whole
from reference.world import Thing, World
from sobremesa.mechanics import ir
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.ir.walk import every

Row = dict[str, float]


def nobody(_step: int) -> Mapping[str, Report]:
    """No persona reports anything."""
    return {}


def run(program: ir.Program, arm: Arm, seed: int, replicate: int, steps: int) -> tuple[list[Row], Failure | None]:
    """The measures of steps 0 to `steps`, and why the run failed, if it did (its rows end there)."""
    rows, failure, _ = played(program, arm, seed, replicate, steps)
    return rows, failure


def played(
    program: ir.Program, arm: Arm, seed: int, replicate: int, steps: int, reports: Reports = nobody
) -> tuple[list[Row], Failure | None, World]:
    """The same, and the world as it is at the end. `reports` tells what the personas report after a step."""
    program = replace(program, space=program.arm_spaces.get(arm.name, program.space))
    values = {name: parameter.value for name, parameter in program.document.parameters.items()}
    world = World(program, values, seed, replicate)
    levers.begin(world, arm)
    end, every = horizon(program, arm, world), 0 if program.every is None else evaluate(program.every, Turn(world))
    rows: list[Row] = []
    try:
        prepare(world, arm)
        for step in range(steps + 1):
            if step > 0:
                begin(step, world, arm)
            row = measured(world, at_end=False)
            with blaming(step, "stop"):
                over = stopped(world)
            if over or step >= end:
                row |= measured(world, at_end=True)
            rows.append({measure.name: row.get(measure.name, math.nan) for measure in program.measures})
            if over:
                return rows + [rows[-1]] * (steps - step), None, world
            world.measures = rows[-1]
            if program.levers and levers.talks(step, every, min(steps, end)):
                with blaming(step, None):
                    levers.move(world, arm, reports(step))
    except Stopped as stop:
        return rows, stop.failure, world
    return rows, None, world


def prepare(world: World, arm: Arm) -> None:
    """Everything before the first measure: the world, the rules of setup, who the personas are."""
    with blaming(0, "setup"):
        world.measure_out()
        set_up(world)
    for rule in world.program.setup:
        if rule.name not in arm.without:
            apply(rule, world)
    for name, chosen in world.program.personas.items():
        with blaming(0, f"personas.{name}"):
            agent = evaluate(chosen, Turn(world))
        world.personas[name] = NOBODY if agent is None else agent.id


def begin(step: int, world: World, arm: Arm) -> None:
    """A step: every rule in turn."""
    levers.intervene(step, world, arm)
    world.draws.begin(step)
    world.before = world.state()
    for rule in world.program.rules:
        if rule.name not in arm.without:
            apply(rule, world)


def horizon(program: ir.Program, arm: Arm, world: World) -> int:
    """The step at which the run ends by itself."""
    return int(evaluate(program.arm_steps.get(arm.name, program.steps), Turn(world)))


def measured(world: World, at_end: bool) -> Row:
    """What is measured at every step, or what is measured at the end."""
    row = {}
    for measure in world.program.measures:
        if measure.at_end == at_end:
            with blaming(world.step, measure.name):
                row[measure.name] = finite_or_missing(measure.value, Turn(world))
    return row


def finite_or_missing(expr: ir.Expr, turn: Turn) -> float:
    """A measure may be missing where an aggregate in it, without a default, may be of nobody; it is never infinite."""
    value = float(evaluate(expr, turn))
    if math.isinf(value) or (math.isnan(value) and not may_miss(expr)):
        raise OverflowError(value)
    return value


def stopped(world: World) -> bool:
    stop, every = world.program.stop, world.program.stop_every
    return stop is not None and world.step % every == 0 and bool(evaluate(stop, Turn(world)))


def set_up(world: World) -> None:
    """Globals, cells, agents with place and fields, networks: in this order."""
    start(world.model, world)
    if isinstance(world.program.space, ir.Grid):
        width, height = (int(side) for side in world.sides)
        world.cells = [Thing("cell", n, {"x": n % width, "y": n // width}) for n in range(width * height)]
        for cell in world.cells:
            start(cell, world)
    for kind in sorted(world.program.agents, key=lambda agents: agents.name):
        for number in range(evaluate(kind.count, Turn(world))):
            agent = Thing(kind.name, number)
            settle(agent, kind, world)
            world.agents[kind.name].append(agent)
            world.next_id[kind.name] = number + 1
            start(agent, world)
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
        width, height = world.sides
        if kind.place == "random":
            sites = [ir.Site(f"place:{kind.name}.{axis}#0") for axis in "xy"]
            x, y = (side * world.draws.uniform(s, agent.id) for s, side in zip(sites, (width, height), strict=True))
        elif kind.place is not None:
            x, y = (evaluate(axis, Turn(world, agent, agent.id)) for axis in kind.place)
        world.move_on_plane(agent, x, y)


# --------------------------------------------------------------------------------------------------- rules


def apply(rule: ir.Rule, world: World) -> None:
    """Everyone's turn, in the rule's order."""
    if rule.who == "model":
        with blaming(world.step, rule.name):
            take(rule, Turn(world))
        return
    everyone = acting(rule.who, world)
    if rule.order == "together":
        ending = Ending()
        for one in everyone:
            turn = Turn(world, one, one.id, ending)
            with blaming(world.step, rule.name, one.id):
                take(rule, turn)
            ending.states.append((one, turn.pending))
        end(rule, ending, world)
    elif rule.order == "one_by_one":
        site = ir.Site(f"order:{rule.who}.{rule.name}#0")
        for one in sorted(everyone, key=lambda one: (world.draws.word(site, one.id), one.id)):
            if one.alive:
                with blaming(world.step, rule.name, one.id):
                    take(rule, Turn(world, one, one.id))
    else:
        site = ir.Site(f"pick:{rule.who}.{rule.name}#0")
        for number in range(len(everyone)):
            one = everyone[int(world.draws.uniform(site, number) * len(everyone))]
            if one.alive:
                with blaming(world.step, rule.name, one.id):
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
    deposit(rule, ending, world)
    site = ir.Site(f"move:{rule.who}.{rule.name}#0")
    grant([one for one in ending.claims if one.alive], room, ending, site, world)
    for creator, statement, values, cell in ending.births:
        with blaming(world.step, rule.name, creator.id):
            bear(creator, statement, values, cell, world)


def deposit(rule: ir.Rule, ending: Ending, world: World) -> None:
    """Fields that the rule deposits into: the sum of deposits (from zero on) is added, and the result clamped once.

    Kinds and fields in the order in which the rule mentions them, then by id and index.
    """
    mentioned = dict.fromkeys((kind_of(each), each.name) for each in every(ir.Deposit, rule.body))
    for kind in dict.fromkeys(kind for kind, _ in mentioned):
        names = [name for of, name in mentioned if of == kind]
        for one in [world.model] if kind == "model" else acting(who(kind), world):
            with blaming(world.step, rule.name, None if kind == "model" else one.id):
                for name in names:
                    add_deposits(one, name, ending, world)


def add_deposits(one: Thing, name: str, ending: Ending, world: World) -> None:
    """What was deposited into one field."""
    field, value = world.field(one.kind, name), one.values[name]

    def settled(old: Any, index: int | None) -> Any:
        added = ending.deposits.get((id(one), name, index), 0.0 if isinstance(old, float) else 0)
        return kept(whole(old + added), field, world)

    if isinstance(value, list):
        one.values[name] = [settled(old, index) for index, old in enumerate(value)]
    else:
        one.values[name] = settled(value, None)


def who(kind: str) -> str:
    """Those whose kind this is, as rules name them."""
    return {"cell": "cells", "link": "links"}.get(kind, kind.replace("link:", "links:"))


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
