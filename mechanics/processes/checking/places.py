"""What entities wait for: resources, containers, stores."""

from __future__ import annotations

from sobremesa.mechanics.document import Expression
from sobremesa.mechanics.processes.checking.reader import Owner, Reader
from sobremesa.mechanics.processes.checking.scope import GAP, PARAMETERS_ONLY
from sobremesa.mechanics.processes.document import Pattern
from sobremesa.mechanics.processes.expressions import Constant, Expr
from sobremesa.mechanics.processes.program import Container, Resource, Spans, Store

DEEPEST = 10


def lower_resources(reader: Reader) -> tuple[Resource, ...]:
    """The resources, by name."""
    return tuple(_resource(reader, name) for name in sorted(reader.names.document.resources))


def _resource(reader: Reader, name: str) -> Resource:
    declared, path = reader.names.document.resources[name], f"resources.{name}"
    room = None if declared.room is None else reader.count(f"{path}.room", declared.room)
    capacity = lower_spans(reader, f"{path}.capacity", declared.capacity, "count")
    breaking = repair = None
    if declared.breakdowns is not None:
        owner = Owner(name, {})
        owner.repeated = True
        down = declared.breakdowns
        breaking = reader.time(f"{path}.breakdowns.every", down.every, GAP, owner, ("breaking", "down"))
        repair = reader.time(f"{path}.breakdowns.for", down.lasting, GAP, owner, ("repair", "down"))
        if not isinstance(capacity, Expr):
            message = "servers that break down can't also come and go by a pattern"
            reader.mistakes.add("not_supported_yet", f"{path}.breakdowns", message, "a capacity that stays")
    return Resource(name, capacity, declared.order, room, breaking, repair)


def lower_spans(reader: Reader, path: str, declared: Expression | Pattern, kind: str) -> Expr | Spans:
    """A rate or a capacity: one value, or several one after another."""
    read = reader.rate if kind == "rate" else reader.count
    if not isinstance(declared, Pattern):
        return read(path, declared)
    spans = []
    for number, span in enumerate(declared.pattern):
        place = f"{path}.pattern[{number}]"
        spans.append((reader.time(f"{place}.for", span.span), read(f"{place}.value", span.value)))
    if all(isinstance(span, Constant) and span.value == 0 for span, _ in spans):
        reader.mistakes.add("out_of_bounds", f"{path}.pattern", "a pattern must last some time", "above 0", "0")
    return tuple(spans)


def lower_containers(reader: Reader) -> tuple[Container, ...]:
    """The containers, by name."""
    found = []
    owner = Owner("model", {})
    for name, declared in sorted(reader.names.document.containers.items()):
        path = f"containers.{name}"
        named = ("", "")
        capacity = declared.capacity
        most = None if capacity is None else reader.number(f"{path}.capacity", capacity, PARAMETERS_ONLY, owner, named)
        start = reader.number(f"{path}.start", declared.start, PARAMETERS_ONLY, owner, named)
        found.append(Container(name, most, start))
    return tuple(found)


def lower_stores(reader: Reader) -> tuple[Store, ...]:
    """The stores, by name."""
    return tuple(
        Store(name, None if each.capacity is None else reader.count(f"stores.{name}.capacity", each.capacity))
        for name, each in sorted(reader.names.document.stores.items())
    )
