"""The class of the whole process: its parameters, its places, who comes, and what is measured."""

from __future__ import annotations

import ast

from sobremesa.mechanics.emit.nodes import (
    SELF,
    Tree,
    arguments,
    assign,
    attribute,
    binary,
    call,
    class_,
    constant,
    do,
    function,
    name,
)
from sobremesa.mechanics.processes import expressions as ex
from sobremesa.mechanics.processes import steps
from sobremesa.mechanics.processes.arms import SLICES
from sobremesa.mechanics.processes.emit.arrivals import arrival_methods, breakdown_method, shift_method, spans
from sobremesa.mechanics.processes.emit.expressions import Scope, expression
from sobremesa.mechanics.processes.emit.measures import measure_method
from sobremesa.mechanics.processes.emit.names import Names
from sobremesa.mechanics.processes.emit.routes import RouteWriter
from sobremesa.mechanics.processes.emit.serving import ranked
from sobremesa.mechanics.processes.program import Entity, ProcessProgram, Resource

ENV = attribute(SELF, "env")
Body = list[ast.stmt]


def entity_classes(program: ProcessProgram, names: Names) -> list[ast.stmt]:
    """A class for each kind of entity, with its attributes."""
    return [_entity_class(names, entity) for entity in program.entities]


def _entity_class(names: Names, entity: Entity) -> ast.stmt:
    own: list[Tree] = [constant(word) for word in sorted(word for word, _, _ in entity.attributes)]
    slots = assign(name("__slots__"), ast.Tuple(own, ast.Load()))
    return class_(names.classes[entity.name], [name("Entity")], [slots], f"Who comes as `{entity.name}`.")


def model_class(program: ProcessProgram, names: Names, doc: str) -> ast.stmt:
    """The class of the process."""
    methods: list[ast.stmt] = [_initialize(program, names)]
    for resource in program.resources:
        if isinstance(resource.capacity, tuple):
            methods.append(shift_method(names, resource, resource.capacity))
        if resource.breaking is not None:
            methods.append(breakdown_method(names, resource))
    for entity in program.entities:
        writer = RouteWriter(program, names, entity)
        routes = writer.methods()
        methods += [*arrival_methods(program, names, entity, writer), *routes]
    if movable := [each for each in program.resources if _moves(each)]:
        methods.append(_adjust(names, movable))
    methods.append(measure_method(program, names))
    return class_(names.model, [], methods, doc)


def _initialize(program: ProcessProgram, names: Names) -> ast.stmt:
    parameters = program.document.parameters
    words = {word: names.member("parameter", word) for word in sorted(parameters)}
    given = ast.arguments(
        [],
        [ast.arg("self"), *(ast.arg(words[word]) for word in words)],
        None,
        [ast.arg("seed"), ast.arg("replicate")],
        [constant(0), constant(0)],
        None,
        [_default(program, word) for word in words],
    )
    body: Body = [assign(attribute(SELF, member), name(member)) for member in words.values()]
    body += [
        assign(ENV, call(attribute(name("simpy"), "Environment"))),
        assign(attribute(SELF, "draws"), call("Streams", name("seed"), name("replicate"))),
    ]
    if _holds(program):
        body.append(assign(attribute(SELF, "changes"), call("Changes", ENV)))
    body += [*_places(program, names), *_beginnings(program, names)]
    return function("__init__", given, body, "Set everything up at time 0.")


def _default(program: ProcessProgram, word: str) -> Tree:
    parameter = program.document.parameters[word]
    return constant(float(parameter.value) if parameter.type == "float" else parameter.value)


def _places(program: ProcessProgram, names: Names) -> Body:
    """Tables, resources, containers, stores, and where batches come together."""
    scope, body = Scope(names), list[ast.stmt]()
    for table, values in sorted(program.tables.items()):
        member = attribute(SELF, names.member("table", table))
        body.append(assign(member, ast.Tuple([constant(value) for value in values], ast.Load())))
    if any(not isinstance(each.arrivals.rate, tuple | None) for each in program.entities):
        length = (
            binary(expression(program.horizon, scope), ast.Div(), constant(SLICES))
            if program.slice is None
            else expression(program.slice, scope)
        )
        body.append(assign(attribute(SELF, "slice"), length))
    for resource in program.resources:
        servers = call(_kind(resource), ENV, _first_capacity(resource, scope))
        body.append(assign(attribute(SELF, names.member("resource", resource.name)), servers))
    for container in program.containers:
        most = name("NEVER") if container.capacity is None else expression(container.capacity, scope)
        amount = call("Amount", ENV, most, expression(container.start, scope))
        body.append(assign(attribute(SELF, names.member("container", container.name)), amount))
    for store in program.stores:
        most = name("NEVER") if store.capacity is None else expression(store.capacity, scope)
        body.append(assign(attribute(SELF, names.member("store", store.name)), call("Shelf", ENV, most)))
    for entity in program.entities:
        body.append(assign(attribute(SELF, names.member("entities", entity.name)), ast.List([], ast.Load())))
        for step in entity.steps():
            if isinstance(step, steps.Batch):
                place = names.member(f"batch {entity.name}", str(step.number))
                body.append(assign(attribute(SELF, place), call("Gathering", ENV)))
    return body


def _kind(resource: Resource) -> str:
    if resource.order == "preemptive":
        return "PreemptiveServers"
    return "PriorityServers" if ranked(resource) else "Servers"


def _first_capacity(resource: Resource, scope: Scope) -> Tree:
    if isinstance(resource.capacity, tuple):
        from sobremesa.mechanics.emit.nodes import subscript

        return subscript(call("span_at", constant(0), spans(resource.capacity, scope)), constant(0))
    return expression(resource.capacity, scope)


def _beginnings(program: ProcessProgram, names: Names) -> Body:
    """Everything that goes on by itself."""
    body: Body = []

    def begin(method: str, *given: Tree) -> ast.stmt:
        return do(call(attribute(ENV, "process"), call(attribute(SELF, method), *given)))

    for resource in program.resources:
        if isinstance(resource.capacity, tuple):
            body.append(begin(names.member("shifts", resource.name)))
        elif resource.breaking is not None:
            one = begin(names.member("breakdowns", resource.name), name("server"))
            servers = call("range", expression(resource.capacity, Scope(names)))
            body.append(ast.For(ast.Name("server", ast.Store()), servers, [one], []))
    body += [begin(names.member("arrivals", entity.name)) for entity in program.entities]
    return body


def _moves(resource: Resource) -> bool:
    """Whether the number of servers follows a parameter."""
    if isinstance(resource.capacity, tuple):
        return False
    return any(isinstance(each, ex.ParameterRead) for each in ex.walk(resource.capacity))


def _adjust(names: Names, resources: list[Resource]) -> ast.stmt:
    scope = Scope(names)
    body: Body = []
    for resource in resources:
        assert not isinstance(resource.capacity, tuple), "a pattern follows its parameters by itself"
        servers = attribute(SELF, names.member("resource", resource.name))
        body.append(do(call(attribute(servers, "resize"), expression(resource.capacity, scope))))
    return function(names.member("method", "adjust"), arguments("self"), body, "Follow parameters that have changed.")


def _holds(program: ProcessProgram) -> bool:
    return any(isinstance(step, steps.Hold) for entity in program.entities for step in entity.steps())
