"""Waiting for servers and being served, as statements: `use` and `seize`, with patience, room, and interruptions."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterable

from sobremesa.mechanics.emit.nodes import SELF, Tree, assign, attribute, binary, call, compare, constant, do, name
from sobremesa.mechanics.processes import steps
from sobremesa.mechanics.processes.emit.expressions import Scope, expression, time
from sobremesa.mechanics.processes.emit.names import Names
from sobremesa.mechanics.processes.expressions import Expr
from sobremesa.mechanics.processes.program import Entity, ProcessProgram, Resource

ENV, DRAW = name("env"), name("draw")
NOW = attribute(ENV, "now")
Body = list[ast.stmt]


class ServingWriter(ABC):
    """Writes what one class of entities does with servers, and how it leaves."""

    def __init__(self, program: ProcessProgram, names: Names, entity: Entity) -> None:
        self._program = program
        self._names = names
        self._entity = entity
        self._me = name(names.variables[entity.name])
        self._scope = Scope(names, self._me, attribute(self._me, "id"))
        self._resources = {each.name: each for each in program.resources}
        self._containers = {each.name for each in program.containers}
        self._holds = any(isinstance(s, steps.Hold) for e in program.entities for s in e.steps())
        self._depth = 0
        self._parts: list[ast.stmt] = []

    @abstractmethod
    def _sequence(self, sequence: Iterable[steps.Step]) -> Body:
        """The statements of some steps."""

    def _use(self, step: steps.Use) -> Body:
        resource = self._resources[step.resource]
        self._depth += 1
        suffix = "" if self._depth == 1 else f"_{step.resource}"
        visit, turn = name(f"visit{suffix}"), name(f"turn{suffix}")
        lines: Body = [assign(visit, call("Visit", self._servers(step.resource), self._me))]
        if resource.order == "preemptive":
            lines += self._interruptible(step, visit, turn)
        else:
            lines += self._guarded(resource, visit, self._with(step, visit, turn))
        self._depth -= 1
        if step.patience is not None or resource.room is not None:
            away = (
                self._leave_as(attribute(visit, "fate")) if step.otherwise is None else self._sequence(step.otherwise)
            )
            lines.append(ast.If(attribute(visit, "fate"), away or [ast.Pass()], []))
        return lines

    def _with(self, step: steps.Use, visit: ast.Name, turn: ast.Name) -> Body:
        """Ask for a server, wait, hold it, let it go."""
        served: Body = [assign(attribute(visit, "began"), NOW), *self._changed()]
        if step.lasting is not None:
            served.append(do(ast.Yield(call(attribute(ENV, "timeout"), time(step.lasting, self._scope)))))
        served += [*self._sequence(step.steps), assign(attribute(visit, "ended"), NOW)]
        body = [*self._changed(), *self._waits(turn, visit, step.patience, served)]
        request = call(attribute(self._servers(step.resource), "request"), **self._priority(step))
        return [ast.With([ast.withitem(request, ast.Name(turn.id, ast.Store()))], body), *self._changed()]

    def _waits(self, turn: ast.Name, visit: ast.Name, patience: Expr | None, served: Body) -> Body:
        """Wait for one's turn, or until patience is over."""
        if patience is None:
            return [do(ast.Yield(turn)), *served]
        over = call(attribute(ENV, "timeout"), time(patience, self._scope))
        gave_up = do(call(attribute(visit, "turned_away"), NOW, constant("reneged")))
        return [
            do(ast.Yield(binary(turn, ast.BitOr(), over))),
            ast.If(attribute(turn, "triggered"), served, [gave_up]),
        ]

    def _guarded(self, resource: Resource, visit: ast.Name, lines: Body) -> Body:
        """Only where there is room to wait."""
        if resource.room is None:
            return lines
        full = call(attribute(self._servers(resource.name), "full"), expression(resource.room, self._scope))
        blocked = do(call(attribute(visit, "turned_away"), NOW, constant("blocked")))
        return [ast.If(full, [blocked], lines)]

    def _interruptible(self, step: steps.Use, visit: ast.Name, turn: ast.Name) -> Body:
        """Hold a server that others may take away; what is left is done later, in one's old place in the queue."""
        assert step.lasting is not None, "the checker has seen to it"
        left, start = name("left"), name("start")
        place = ast.Tuple([self._rank(step), attribute(visit, "asked")], ast.Load())
        request = call(attribute(self._servers(step.resource), "request"), priority=place)
        passed = binary(NOW, ast.Sub(), start)
        work = ast.Try(
            [do(ast.Yield(call(attribute(ENV, "timeout"), left))), assign(left, constant(0.0))],
            [
                ast.ExceptHandler(
                    attribute(name("simpy"), "Interrupt"),
                    None,
                    [ast.AugAssign(ast.Name("left", ast.Store()), ast.Sub(), passed)],
                )
            ],
            [],
            [],
        )
        body: Body = [
            do(ast.Yield(turn)),
            assign(start, call(attribute(visit, "resumes"), NOW)),
            work,
            do(call(attribute(visit, "pauses"), NOW)),
        ]
        holding = ast.With([ast.withitem(request, ast.Name(turn.id, ast.Store()))], body)
        stop = ast.If(compare(left, ast.LtE(), constant(0.0)), [ast.Break()], [])
        rounds: Body = [
            assign(left, time(step.lasting, self._scope)),
            ast.While(constant(True), [holding, *self._changed(), stop], []),
            assign(attribute(visit, "ended"), NOW),
        ]
        return self._guarded(self._resources[step.resource], visit, rounds)

    def _seize(self, step: steps.Seize) -> Body:
        resource = self._resources[step.resource]
        visit, turn = name(f"visit_{step.resource}"), name(f"turn_{step.resource}")
        servers = self._servers(step.resource)
        began: Body = [assign(attribute(visit, "began"), NOW)]
        asks: Body = [assign(turn, call(attribute(servers, "request"), **self._priority(step))), *self._changed()]
        if step.patience is None:
            asks += [do(ast.Yield(turn)), *began]
        else:
            over = call(attribute(ENV, "timeout"), time(step.patience, self._scope))
            gave_up = [
                do(call(attribute(turn, "cancel"))),
                do(call(attribute(visit, "turned_away"), NOW, constant("reneged"))),
                *self._leave("reneged"),
            ]
            asks += [
                do(ast.Yield(binary(turn, ast.BitOr(), over))),
                ast.If(ast.UnaryOp(ast.Not(), attribute(turn, "triggered")), gave_up, []),
                *began,
            ]
        lines: Body = [assign(visit, call("Visit", servers, self._me))]
        if resource.room is not None:
            full = call(attribute(servers, "full"), expression(resource.room, self._scope))
            blocked = do(call(attribute(visit, "turned_away"), NOW, constant("blocked")))
            lines.append(ast.If(full, [blocked, *self._leave("blocked")], []))
        return [*lines, *asks, *self._changed()]

    def _priority(self, step: steps.Use | steps.Seize) -> dict[str, Tree]:
        resource = self._resources[step.resource]
        return {"priority": self._rank(step)} if ranked(resource) else {}

    def _rank(self, step: steps.Use | steps.Seize) -> Tree:
        if self._resources[step.resource].order == "first_come":
            return constant(0)
        return expression(self._entity.priority if step.priority is None else step.priority, self._scope)

    def _servers(self, resource: str) -> Tree:
        return attribute(SELF, self._names.member("resource", resource))

    def _leave(self, fate: str, ends: bool = False) -> Body:
        """Leave for good."""
        if fate == "served":
            leaves: ast.stmt = assign(attribute(self._me, "left"), NOW)
        else:
            leaves = do(call(attribute(self._me, "leaves"), NOW, constant(fate)))
        return [leaves, *self._changed(), *([] if ends else [ast.Return(None)])]

    def _leave_as(self, fate: Tree) -> Body:
        return [do(call(attribute(self._me, "leaves"), NOW, fate)), *self._changed(), ast.Return(None)]

    def _changed(self) -> Body:
        """Tell those who wait until something is as they want it, if anybody ever does."""
        return [do(call(attribute(SELF, "changes", "happened")))] if self._holds else []


def ranked(resource: Resource) -> bool:
    """Whether those who wait have a priority: also where a breakdown goes before everybody."""
    return resource.order != "first_come" or resource.breaking is not None
