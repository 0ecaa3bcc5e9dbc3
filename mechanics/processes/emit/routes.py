"""What an entity does, as a generator of SimPy events: one method for each route, one for each part of a split."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

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
from sobremesa.mechanics.processes import steps
from sobremesa.mechanics.processes.emit.expressions import expression, time, uniform
from sobremesa.mechanics.processes.emit.serving import DRAW, ENV, NOW, Body, ServingWriter
from sobremesa.mechanics.processes.expressions import Expr
from sobremesa.mechanics.wording import humanised


class RouteWriter(ServingWriter):
    """Writes the routes of one class of entities."""

    def methods(self) -> list[ast.stmt]:
        """The methods of all routes, and what drives an entity from one to the next."""
        entity, variable = self._entity, self._names.variables[self._entity.name]
        main = self._names.member("route", entity.name)
        written = [self._method(main, entity.route, f"What each {humanised(entity.name)} does.")]
        for route, sequence in entity.routes:
            word = self._names.member(f"route {entity.name}", route)
            written.append(self._method(word, sequence, f"The route `{route}` of a {humanised(entity.name)}."))
        if entity.routes:
            written.insert(0, self._life(variable))
        return [*written, *self._parts]

    def entrance(self) -> str:
        """The method that an entity begins with."""
        return self._names.member("life" if self._entity.routes else "route", self._entity.name)

    def _life(self, variable: str) -> ast.stmt:
        """From one route to the next, until the entity leaves."""
        route = name("route")
        rounds = ast.For(
            ast.Name("_", ast.Store()),
            call("range", name("MOST_ROUNDS")),
            [
                assign(route, ast.YieldFrom(call(route, self._me))),
                ast.If(compare(route, ast.Is(), constant(None)), [ast.Return(None)], []),
            ],
            [],
        )
        body = [assign(route, attribute(SELF, self._names.member("route", self._entity.name))), rounds, endless()]
        doc = f"From route to route, until the {humanised(self._entity.name)} leaves."
        return function(self._names.member("life", self._entity.name), arguments("self", variable), body, doc)

    def _method(self, word: str, sequence: Sequence[steps.Step], doc: str) -> ast.stmt:
        body = self._sequence(sequence)
        if not (sequence and isinstance(sequence[-1], steps.Go)):
            body += self._leave("served", ends=True)
        return function(word, arguments("self", self._me.id), prepared(body), doc)

    def _sequence(self, sequence: Iterable[steps.Step]) -> Body:
        return [statement for step in sequence for statement in self._step(step)]

    def _step(self, step: steps.Step) -> Body:
        match step:
            case steps.Use():
                return self._use(step)
            case steps.Seize():
                return self._seize(step)
            case steps.Release(resource=resource):
                visit, turn = name(f"visit_{resource}"), name(f"turn_{resource}")
                done = do(call(attribute(self._servers(resource), "release"), turn))
                return [assign(attribute(visit, "ended"), NOW), done, *self._changed()]
            case steps.Delay(lasting=lasting):
                return [do(ast.Yield(call(attribute(ENV, "timeout"), time(lasting, self._scope))))]
            case steps.Branch():
                return self._branch(step)
            case steps.Balk(when=when):
                return [ast.If(expression(when, self._scope), self._leave("balked"), [])]
            case steps.Assign(values=values):
                return self._assign(values)
            case steps.Go(route=route):
                main = route == steps.MAIN
                kind, word = ("route", self._entity.name) if main else (f"route {self._entity.name}", route)
                return [ast.Return(attribute(SELF, self._names.member(kind, word)))]
            case _:
                return self._together(step)

    def _together(self, step: steps.Hold | steps.Loop | steps.Batch | steps.Split | steps.Put | steps.Get) -> Body:
        """Steps in which others, or other rounds, play a part."""
        match step:
            case steps.Hold(until=until):
                wait = do(ast.Yield(call(attribute(SELF, "changes", "wait"))))
                return [ast.While(ast.UnaryOp(ast.Not(), expression(until, self._scope)), [wait], [])]
            case steps.Loop(steps=within, again=again):
                stop = ast.If(ast.UnaryOp(ast.Not(), expression(again, self._scope)), [ast.Break()], [])
                rounds = call("range", name("MOST_ROUNDS"))
                return [ast.For(ast.Name("_", ast.Store()), rounds, [*self._sequence(within), stop], [endless()])]
            case steps.Batch():
                return self._batch(step)
            case steps.Split():
                return self._split(step)
            case steps.Put(into=into, amount=amount):
                return self._put(into, amount)
            case steps.Get(out_of=out_of, amount=amount):
                return self._get(out_of, amount)

    def _branch(self, step: steps.Branch) -> Body:
        if step.site is None:
            tests = [None if way.test is None else expression(way.test, self._scope) for way in step.ways]
            return self._chain(tests, step.ways)
        u = name("u")
        tests, upto = [], None
        for place, way in enumerate(step.ways):
            if way.test is None or (place == len(step.ways) - 1 and not _rest(step)):
                tests.append(None)
                continue
            part = expression(way.test, self._scope)
            upto = part if upto is None else binary(upto, ast.Add(), part)
            tests.append(compare(u, ast.Lt(), upto))
        return [assign(u, uniform(step.site, step.repeated, self._scope)), *self._chain(tests, step.ways)]

    def _chain(self, tests: Sequence[Tree | None], ways: Sequence[steps.Way]) -> Body:
        """`if … elif … else`."""
        after: Body = []
        for test, way in reversed(list(zip(tests, ways, strict=True))):
            body = self._sequence(way.steps)
            after = body if test is None else [ast.If(test, body or [ast.Pass()], after)]
        return after

    def _assign(self, values: Sequence[tuple[str, Expr]]) -> Body:
        targets = [attribute(self._me, word) for word, _ in values]
        trees = [expression(value, self._scope) for _, value in values]
        if len(values) == 1:
            return [assign(targets[0], trees[0]), *self._changed()]
        stored: list[Tree] = [ast.Attribute(self._me, word, ast.Store()) for word, _ in values]
        together = ast.Assign([ast.Tuple(stored, ast.Store())], ast.Tuple(trees, ast.Load()))
        return [together, *self._changed()]

    def _batch(self, step: steps.Batch) -> Body:
        place = attribute(SELF, self._names.member(f"batch {self._entity.name}", str(step.number)))
        group = name("group" if self._depth == 0 else f"group_{step.number}")
        self._depth += 1
        within = self._sequence(step.steps)
        self._depth -= 1
        few = compare(attribute(group, "size"), ast.Lt(), expression(step.size, self._scope))
        goes_on: Body = [do(call(attribute(place, "close"))), *within, do(call(attribute(group, "done", "succeed")))]
        waits: Body = [do(ast.Yield(attribute(group, "done")))]
        return [assign(group, call(attribute(place, "join"))), ast.If(few, waits, goes_on)]

    def _split(self, step: steps.Split) -> Body:
        processes: list[Tree] = []
        for number, part in enumerate(step.parts):
            word = self._names.member(f"part {self._entity.name} {step.number}", str(number))
            depth, self._depth = self._depth, 0
            doc = f"One of the routes that a {humanised(self._entity.name)} takes side by side."
            body = prepared(self._sequence(part))
            self._depth = depth
            self._parts.append(function(word, arguments("self", self._me.id), body, doc))
            processes.append(call(attribute(ENV, "process"), call(attribute(SELF, word), self._me)))
        return [do(ast.Yield(call(attribute(ENV, "all_of"), ast.List(processes, ast.Load()))))]

    def _put(self, into: str, amount: Expr | None) -> Body:
        if into in self._containers:
            assert amount is not None, "the checker fills it in"
            place = attribute(SELF, self._names.member("container", into))
            put = do(ast.Yield(call(attribute(place, "put"), expression(amount, self._scope))))
            return [put, do(call(attribute(place, "note"))), *self._changed()]
        place, taken = attribute(SELF, self._names.member("store", into)), name("taken")
        return [
            assign(taken, call(attribute(ENV, "event"))),
            do(ast.Yield(call(attribute(place, "put"), taken))),
            do(call(attribute(place, "note"))),
            *self._changed(),
            do(ast.Yield(taken)),
        ]

    def _get(self, out_of: str, amount: Expr | None) -> Body:
        if out_of in self._containers:
            assert amount is not None, "the checker fills it in"
            place = attribute(SELF, self._names.member("container", out_of))
            got = do(ast.Yield(call(attribute(place, "get"), expression(amount, self._scope))))
            return [got, do(call(attribute(place, "note"))), *self._changed()]
        place, item = attribute(SELF, self._names.member("store", out_of)), name("item")
        return [
            assign(item, ast.Yield(call(attribute(place, "get")))),
            do(call(attribute(item, "succeed"))),
            do(call(attribute(place, "note"))),
            *self._changed(),
        ]


def prepared(body: Body) -> Body:
    """The body of a generator, with what it uses at hand; a generator waits at least once."""
    tree = ast.Module(body, [])
    if not any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(tree)):
        body = [do(ast.Yield(call(attribute(ENV, "timeout"), constant(0)))), *body]
    used = {node.id for each in body for node in ast.walk(each) if isinstance(node, ast.Name)}
    first: Body = [assign(ENV, attribute(SELF, "env"))] if "env" in used else []
    if "draw" in used:
        first.append(assign(DRAW, attribute(SELF, "draws")))
    return [*first, *body]


def endless() -> ast.stmt:
    """Raised where somebody goes round and round."""
    return ast.Raise(call("OverflowError", constant("somebody goes round for ever")), None)


def _rest(step: steps.Branch) -> bool:
    """Whether the last way is for whoever is left."""
    return step.ways[-1].test is None
