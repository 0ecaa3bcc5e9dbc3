"""What comes by itself: entities, breakdowns, and servers who come and go by a pattern."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from sobremesa.mechanics.emit.nodes import (
    SELF,
    Tree,
    arguments,
    assign,
    attribute,
    binary,
    call,
    compare,
    constant,
    do,
    function,
    name,
)
from sobremesa.mechanics.processes import expressions as ex
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.emit.expressions import Scope, expression, inverse, time, uniform
from sobremesa.mechanics.processes.emit.names import Names
from sobremesa.mechanics.processes.emit.routes import RouteWriter, prepared
from sobremesa.mechanics.processes.emit.serving import ENV, NOW, Body
from sobremesa.mechanics.processes.program import Entity, ProcessProgram, Resource, Spans
from sobremesa.mechanics.wording import humanised

NUMBER = name("number")


def arrival_methods(program: ProcessProgram, names: Names, entity: Entity, writer: RouteWriter) -> list[ast.stmt]:
    """The generator by which a class of entities comes, and what it asks for the rate where that changes."""
    arrivals, scope = entity.arrivals, Scope(names, None, NUMBER)
    comes = _comes(names, entity, writer)
    if arrivals.size is not None:
        comes = [ast.For(ast.Name("_", ast.Store()), call("range", expression(arrivals.size, scope)), comes, [])]
    if arrivals.until is not None:
        late = compare(NOW, ast.Gt(), expression(arrivals.until, scope))
        comes = [ast.If(late, [ast.Return(None)], []), *comes]
    methods: list[ast.stmt] = []
    if arrivals.at is not None:
        body = _timetable(arrivals.at, comes, scope)
    else:
        waits, further = _wait(program, names, entity, scope)
        methods += further
        most = name("MOST_ARRIVALS") if arrivals.most is None else expression(arrivals.most, scope)
        body = [ast.For(ast.Name("number", ast.Store()), call("range", most), [*waits, *comes], [])]
        if arrivals.most is None:
            body.append(ast.Raise(call("OverflowError", constant(f"too many {entity.name} have come")), None))
    doc = f"{humanised(entity.name).capitalize()} after {humanised(entity.name)} comes."
    word = names.member("arrivals", entity.name)
    return [function(word, arguments("self"), prepared(body), doc), *methods]


def _comes(names: Names, entity: Entity, writer: RouteWriter) -> Body:
    """One entity comes, gets its attributes, and goes its way."""
    me = name(names.variables[entity.name])
    everyone = attribute(SELF, names.member("entities", entity.name))
    scope = Scope(names, me, attribute(me, "id"))
    attributes = [assign(attribute(me, word), expression(value, scope)) for word, _, value in entity.attributes]
    alone = entity.arrivals.size is None
    return [
        assign(me, call(names.classes[entity.name], NUMBER if alone else call("len", everyone), NOW)),
        do(call(attribute(everyone, "append"), me)),
        *attributes,
        do(call(attribute(ENV, "process"), call(attribute(SELF, writer.entrance()), me))),
    ]


def _timetable(at: Sequence[ex.Expr], comes: Body, scope: Scope) -> Body:
    times = call("sorted", ast.List([time(each, scope) for each in at], ast.Load()))
    numbered = ast.Tuple([ast.Name("number", ast.Store()), ast.Name("at", ast.Store())], ast.Store())
    wait = do(ast.Yield(call(attribute(ENV, "timeout"), binary(name("at"), ast.Sub(), NOW))))
    return [ast.For(numbered, call("enumerate", times), [wait, *comes], [])]


def _wait(program: ProcessProgram, names: Names, entity: Entity, scope: Scope) -> tuple[Body, list[ast.stmt]]:
    """Wait for the next arrival; and a method for the rate, where it may change or be 0."""
    arrivals = entity.arrivals
    if arrivals.every is not None:
        return [do(ast.Yield(call(attribute(ENV, "timeout"), time(arrivals.every, scope))))], []
    assert arrivals.rate is not None, "the checker has seen to it"
    if not isinstance(arrivals.rate, tuple) and surely_above(arrivals.rate, program.document):
        u = uniform(arrivals.site, False, scope)
        gap = call("exponential", u, inverse(arrivals.rate, scope))
        return [do(ast.Yield(call(attribute(ENV, "timeout"), gap)))], []
    work = call("exponential", uniform(arrivals.site, False, scope), constant(1.0))
    rate = names.member("rate", entity.name)
    waits = do(ast.YieldFrom(call("until_next", ENV, work, attribute(SELF, rate))))
    return [waits], [_rate(names, entity, arrivals.rate, rate)]


def _rate(names: Names, entity: Entity, rate: ex.Expr | Spans, word: str) -> ast.stmt:
    """The rate, and how long it holds: if nothing else is known, look again after a slice."""
    scope = Scope(names)
    if isinstance(rate, tuple):
        value: Tree = call("span_at", name("now"), spans(rate, scope))
    else:
        value = ast.Tuple([expression(rate, scope), attribute(SELF, "slice")], ast.Load())
    doc = f"How many {humanised(entity.name)} come in a unit of time now, and how long that holds."
    return function(word, arguments("self", "now"), [ast.Return(value)], doc)


def spans(pattern: Spans, scope: Scope) -> Tree:
    """A pattern: (how long, value) one after another."""
    pairs: list[Tree] = [
        ast.Tuple([time(length, scope), expression(value, scope)], ast.Load()) for length, value in pattern
    ]
    return ast.Tuple(pairs, ast.Load())


def shift_method(names: Names, resource: Resource, pattern: Spans) -> ast.stmt:
    """Servers come and go."""
    scope = Scope(names)
    servers = attribute(SELF, names.member("resource", resource.name))
    pair = ast.Tuple([ast.Name("servers", ast.Store()), ast.Name("holds", ast.Store())], ast.Store())
    body: Body = [
        ast.Assign([pair], call("span_at", NOW, spans(pattern, scope))),
        do(call(attribute(servers, "resize"), name("servers"))),
        do(ast.Yield(call(attribute(ENV, "timeout"), name("holds")))),
    ]
    doc = f"How many there are of {humanised(resource.name)}, by the hour."
    whole = [ast.While(constant(True), body, [])]
    return function(names.member("shifts", resource.name), arguments("self"), prepared([*whole]), doc)


def breakdown_method(names: Names, resource: Resource) -> ast.stmt:
    """A server breaks down, and is repaired."""
    assert resource.breaking is not None, "there are breakdowns"
    assert resource.repair is not None, "and repairs"
    servers = attribute(SELF, names.member("resource", resource.name))
    scope = Scope(names, None, name("server"))
    first: Tree = name("FIRST")
    if resource.order == "preemptive":
        first = ast.Tuple([first, constant(0)], ast.Load())
    request = call(attribute(servers, "request"), priority=first)
    down = name("down")
    repaired: Body = [
        do(ast.Yield(name("turn"))),
        assign(down, call(attribute(servers, "breaks"))),
        do(ast.Yield(call(attribute(ENV, "timeout"), time(resource.repair, scope)))),
        ast.Assign([ast.Subscript(down, constant(1), ast.Store())], NOW),
    ]
    body: Body = [
        do(ast.Yield(call(attribute(ENV, "timeout"), time(resource.breaking, scope)))),
        ast.With([ast.withitem(request, ast.Name("turn", ast.Store()))], repaired),
    ]
    doc = f"One server of {humanised(resource.name)} breaks down now and then."
    whole: Body = [ast.While(constant(True), body, [])]
    return function(names.member("breakdowns", resource.name), arguments("self", "server"), prepared(whole), doc)


def surely_above(expr: ex.Expr, document: ProcessDocument) -> bool:
    """Whether a rate is above 0 whatever an arm or a lever does: else nobody would come until it changes."""
    match expr:
        case ex.Constant(value=value):
            return not isinstance(value, str) and value > 0
        case ex.Unit():
            return True
        case ex.ParameterRead(name=word):
            low = document.parameters[word].low
            return low is not None and low > 0
        case ex.Binary(op="+" | "*" | "/", left=left, right=right):
            return surely_above(left, document) and surely_above(right, document)
        case _:
            return False
