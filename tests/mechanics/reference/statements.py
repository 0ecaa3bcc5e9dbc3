"""What a statement does, at once or at the end of the rule."""

from __future__ import annotations

import math
from typing import Any

from reference.expressions import evaluate, members
from reference.turn import Turn, whole
from reference.world import Thing, World
from sobremesa.mechanics import ir
from sobremesa.mechanics.ir import Scalar


class Jumped(Exception):  # noqa: N818 - a way out of blocks, not an error
    """`break`, `continue`, or the end of the turn."""

    def __init__(self, kind: str) -> None:
        self.kind = kind


def execute(body: tuple[ir.Stmt, ...], turn: Turn) -> None:
    """Statement by statement."""
    for statement in body:
        _statement(statement, turn)


def _statement(statement: ir.Stmt, turn: Turn) -> None:
    match statement:
        case ir.SetLocal():
            turn.locals[statement.name] = evaluate(statement.value, turn)
        case ir.SetField():
            _set(statement, turn)
        case ir.Deposit():
            _deposit(statement, turn)
        case ir.If():
            for condition, body in statement.arms:
                if evaluate(condition, turn):
                    execute(body, turn)
                    return
            execute(statement.otherwise, turn)
        case ir.For():
            _loop(statement, turn)
        case ir.Jump():
            raise Jumped(statement.kind)
        case ir.Act():
            _act(statement, turn)
        case ir.Create():
            _create(statement, turn)


def _loop(statement: ir.For, turn: Turn) -> None:
    for member in members(statement.source, turn):
        if isinstance(member, Thing) and not member.alive:
            continue
        turn.locals[statement.variable] = member
        try:
            execute(statement.body, turn)
        except Jumped as jump:
            if jump.kind == "break":
                return
            if jump.kind == "return":
                raise


def kept(value: Any, field: ir.Field, world: World) -> Any:
    """The value as the field keeps it: finite, within its bounds (rules 21 and 25)."""
    item = field.type.item if isinstance(field.type, ir.Vector) else field.type
    if item not in (Scalar.INT, Scalar.FLOAT):
        return value
    if not math.isfinite(value) or (item is Scalar.INT and not -(2**63) <= value < 2**63):
        raise OverflowError(value)
    nobody = Turn(world)
    low = -math.inf if field.low is None else evaluate(field.low, nobody)
    high = math.inf if field.high is None else evaluate(field.high, nobody)
    return low if value < low else high if value > high else value


def _set(statement: ir.SetField, turn: Turn) -> None:
    value = evaluate(statement.value, turn)
    kind = kind_of(statement)
    field = turn.world.field(kind, statement.name)
    value = list(value) if isinstance(value, list) else kept(value, field, turn.world)
    of = turn.world.model if statement.of is None else evaluate(statement.of, turn)
    values = of.values
    if turn.ending is not None:  # rule 1: what others read stays as it was before the rule
        values = turn.pending
    if statement.index is None:
        values[statement.name] = value
        return
    vector = list(values.get(statement.name, of.values[statement.name]))
    index = evaluate(statement.index, turn)
    if not 0 <= index < len(vector):
        raise IndexError(index)
    vector[index] = value
    values[statement.name] = vector


def kind_of(statement: ir.SetField | ir.Deposit) -> str:
    """Whose field is written."""
    if statement.of is None:
        return "model"
    assert isinstance(statement.of.type, ir.Ref)
    return statement.of.type.of


def _deposit(statement: ir.Deposit, turn: Turn) -> None:
    assert turn.ending is not None
    of = turn.world.model if statement.of is None else evaluate(statement.of, turn)
    index = None if statement.index is None else evaluate(statement.index, turn)
    amount = evaluate(statement.amount, turn)
    if index is not None and not 0 <= index < len(of.values[statement.name]):
        raise IndexError(index)
    key, zero = (id(of), statement.name, index), 0.0 if isinstance(amount, float) else 0
    turn.ending.deposits[key] = whole(turn.ending.deposits.get(key, zero) + amount)


def _act(statement: ir.Act, turn: Turn) -> None:
    arguments = tuple(evaluate(argument, turn) for argument in statement.arguments)
    world, me = turn.world, turn.me
    match statement.action:
        case "die" if not arguments:
            assert me is not None
            if turn.ending is None:
                bury(me, world)
            else:
                turn.ending.deaths.append(me)
            raise Jumped("return")
        case "die":
            bury(arguments[0], world)
        case "move_to":
            assert me is not None
            if any(isinstance(each, float) and not math.isfinite(each) for each in arguments):
                raise OverflowError(arguments)
            if turn.ending is None:
                move(me, arguments, world)
            else:
                turn.ending.claims[me] = arguments
        case "push":
            target = statement.arguments[0]
            assert isinstance(target, ir.FieldRead | ir.GlobalRead)
            of = world.model if isinstance(target, ir.GlobalRead) else evaluate(target.of, turn)
            value = kept(arguments[1], world.field(of.kind, target.name), world)
            (of.values if turn.ending is None else turn.pending)[target.name] = [value, *arguments[0][:-1]]
        case "connect" | "disconnect":
            _connect(statement, arguments, world)


def _connect(statement: ir.Act, ends: tuple[Thing, ...], world: World) -> None:
    net = world.nets[statement.layer]
    a, b = ends
    if a is b or not (a.alive and b.alive) or (b.id in net.near[a.id]) == (statement.action == "connect"):
        return
    pairs = [(a.id, b.id)] if net.program.directed else [(a.id, b.id), (b.id, a.id)]
    for one, other in pairs:
        (net.near[one].add if statement.action == "connect" else net.near[one].remove)(other)
    if statement.action == "disconnect":
        net.links.pop(net.key(a.id, b.id)).alive = False
        return
    arriving = [one for one, near in net.near.items() if b.id in near] if net.program.directed else net.near[b.id]
    if net.program.max_degree is not None and max(len(net.near[a.id]), len(arriving)) > net.program.max_degree:
        raise ArithmeticError("too many links")
    make_link(net.key(a.id, b.id), statement.layer, world)


def make_link(ends: tuple[int, int], layer: str | None, world: World) -> None:
    """A link with its state."""
    net = world.nets[layer]
    a, b = (next(agent for agent in world.agents[net.program.of] if agent.id == end) for end in ends)
    kind = "link" if layer is None else f"link:{layer}"
    link = net.links[ends] = Thing(kind, a.id * 2**32 + b.id, {"a": a, "b": b})
    start(link, world)


def move(agent: Thing, where: tuple[Any, ...], world: World) -> None:
    """To a cell, or to a place."""
    if isinstance(world.program.space, ir.Plane):
        world.move_on_plane(agent, *where)
    else:
        world.move(agent, where[0] if len(where) == 1 else world.at(*where))


def bury(agent: Thing, world: World) -> None:
    """Someone dies, and their links with them."""
    if not agent.alive:
        return
    agent.alive = False
    world.agents[agent.kind].remove(agent)
    for net in world.nets.values():
        if net.program.of == agent.kind:
            net.near.pop(agent.id)
            for near in net.near.values():
                near.discard(agent.id)
            for ends in [ends for ends in net.links if agent.id in ends]:
                net.links.pop(ends).alive = False


def _create(statement: ir.Create, turn: Turn) -> None:
    cell = None if statement.cell is None else evaluate(statement.cell, turn)
    values = {name: _given(statement.of, name, value, turn) for name, value in statement.values}
    creator = turn.me or turn.world.model
    if turn.ending is not None:
        turn.ending.births.append((creator, statement, values, cell))
    else:
        bear(creator, statement, values, cell, turn.world)


def _given(kind: str, name: str, value: ir.Expr, turn: Turn) -> Any:
    """A named field of a newborn, as the field keeps it."""
    found = evaluate(value, turn)
    return list(found) if isinstance(found, list) else kept(found, turn.world.field(kind, name), turn.world)


def bear(creator: Thing, statement: ir.Create, values: dict[str, Any], cell: Thing | None, world: World) -> None:
    """Someone is born where their creator is, or at a cell; refused where that is full (rule 20)."""
    kind = next(agents for agents in world.program.agents if agents.name == statement.of)
    place = {}
    if isinstance(world.program.space, ir.Grid):
        place["cell"] = cell or creator.values.get("cell", creator)
        if world.free(place["cell"]) <= 0:
            return
    elif isinstance(world.program.space, ir.Plane):
        place = {axis: creator.values[axis] for axis in "xy"}
    if len(world.agents[kind.name]) >= world.most[kind.name]:
        raise ArithmeticError("more agents than `max`")
    agent = Thing(kind.name, world.next_id[kind.name], place)
    world.next_id[kind.name] += 1
    world.agents[kind.name].append(agent)
    start(agent, world, values)
    for net in world.nets.values():
        if net.program.of == kind.name:
            net.near[agent.id] = set()


ZEROS = {Scalar.FLOAT: 0.0, Scalar.INT: 0, Scalar.BOOL: False}


def start(thing: Thing, world: World, given: dict[str, Any] | None = None) -> None:
    """The fields of something new, each after those that it reads."""
    turn = Turn(world, thing, thing.id if thing.kind != "model" else 0)

    def one(field: ir.Field) -> Any:
        item = field.type.item if isinstance(field.type, ir.Vector) else field.type
        if field.start is None:
            return None if isinstance(item, ir.Ref) else 0 if isinstance(item, ir.Label) else ZEROS[Scalar(item)]
        return evaluate(field.start, turn)

    for field in world.fields(thing.kind):
        if given is not None and field.name in given:
            thing.values[field.name] = given[field.name]
        elif isinstance(field.type, ir.Vector):
            thing.values[field.name] = [kept(one(field), field, world) for _ in range(field.type.size)]
        else:
            thing.values[field.name] = kept(one(field), field, world)
