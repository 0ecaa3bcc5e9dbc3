"""Classes of entities: when they come, and what is drawn as they arrive."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.checking.syntax import Code, parse_expression
from sobremesa.mechanics.document import Expression
from sobremesa.mechanics.processes.checking.places import lower_spans
from sobremesa.mechanics.processes.checking.reader import Owner, Reader
from sobremesa.mechanics.processes.checking.routes import Routes
from sobremesa.mechanics.processes.checking.scope import ATTRIBUTE, BROKEN, GAP, SHARE
from sobremesa.mechanics.processes.document import Shares
from sobremesa.mechanics.processes.expressions import Constant, Expr, LabelDraw, Type
from sobremesa.mechanics.processes.program import Arrivals, Entity

RESERVED = frozenset(("id", "arrived", "left", "fate"))
"""What every entity has, under these names."""
TOLERANCE = 1e-9


def lower_entities(reader: Reader) -> tuple[Entity, ...]:
    """The classes, by name."""
    return tuple(_entity(reader, name) for name in sorted(reader.names.document.entities))


def _entity(reader: Reader, name: str) -> Entity:
    declared, path = reader.names.document.entities[name], f"entities.{name}"
    known: dict[str, Type] = {}
    owner = Owner(name, known)
    attributes = []
    for word in _ordered(reader, name):
        attribute = declared.attributes[word]
        value = _attribute(reader, f"{path}.attributes.{word}", word, attribute, owner)
        known[word] = value.type
        attributes.append((word, value.type, value))
    priority = reader.number(f"{path}.priority", declared.priority, ATTRIBUTE, owner, ("priority", "own"))
    routes = Routes(reader, declared, path, owner)
    route, further = routes.lower()
    return Entity(name, _arrivals(reader, name, owner), tuple(attributes), priority, route, further)


def _attribute(reader: Reader, path: str, word: str, declared: Expression | Shares, owner: Owner) -> Expr:
    if word in RESERVED:
        expected = f"none of {', '.join(sorted(RESERVED))}"
        reader.mistakes.add("name_taken", path, f"every entity has `{word}` already", expected)
        return BROKEN
    if not isinstance(declared, Shares):
        return reader.expression(path, declared, ATTRIBUTE, owner, ("attribute", word))
    labels = tuple(sorted(declared.shares))
    shares = tuple(reader.share(f"{path}.shares.{label}", declared.shares[label], SHARE, owner) for label in labels)
    check_total(reader.mistakes, f"{path}.shares", shares)
    return LabelDraw(labels, shares, owner.sites.next("attribute", word), Type("label", labels=labels))


def check_total(mistakes: Mistakes, path: str, shares: tuple[Expr, ...]) -> None:
    """Note shares, all of them literals, that don't add up to 1."""
    values = [share.value for share in shares if isinstance(share, Constant) and not isinstance(share.value, str)]
    if len(values) == len(shares) and abs(sum(values) - 1) > TOLERANCE:
        mistakes.add("out_of_bounds", path, "shares add up to 1", "1", f"{sum(values):.6g}")


def _ordered(reader: Reader, name: str) -> list[str]:
    """The attributes, each after those that it reads; those of a circle are told, and left out."""
    declared = reader.names.document.entities[name].attributes
    waits = {word: set(_reads(reader, name, word)) & set(declared) for word in sorted(declared)}
    ordered: list[str] = []
    while waits:
        ready = [word for word, others in waits.items() if not others - set(ordered)]
        if not ready:
            circle = ", ".join(sorted(waits))
            message = f"these attributes take their values from one another: {circle}"
            reader.mistakes.add("start_circle", f"entities.{name}.attributes", message)
            return ordered
        ordered.append(ready[0])
        del waits[ready[0]]
    return ordered


def _reads(reader: Reader, name: str, word: str) -> Iterator[str]:
    """The attributes that an attribute reads."""
    declared: Expression | Shares = reader.names.document.entities[name].attributes[word]
    texts: Mapping[str, Expression] = declared.shares if isinstance(declared, Shares) else {word: declared}
    for text in texts.values():
        tree = parse_expression(Code("", str(text)), Mistakes())[0] if isinstance(text, str) else None
        for node in ast.walk(tree) if tree is not None else ():
            if isinstance(node, ast.Attribute):
                yield node.attr


def _arrivals(reader: Reader, name: str, owner: Owner) -> Arrivals:
    declared, path = reader.names.document.entities[name].arrive, f"entities.{name}.arrive"
    given = [word for word in ("rate", "every", "at") if getattr(declared, word) is not None]
    if len(given) != 1:
        expected = "one of rate, every, at"
        message = "how often do they come?" if not given else "there is more than one way in which they come"
        reader.mistakes.add("bad_arrivals", path, message, expected, ", ".join(given) or "none")
    rate = None if declared.rate is None else lower_spans(reader, f"{path}.rate", declared.rate, "rate")
    every = None
    if declared.every is not None:
        every = reader.time(f"{path}.every", declared.every, GAP, owner, ("arrive", "gap"))
        if isinstance(every, Constant) and every.value == 0:
            reader.mistakes.add("out_of_bounds", f"{path}.every", "they would all come at once", "above 0", "0")
    at = None
    if declared.at is not None:
        at = tuple(reader.time(f"{path}.at[{place}]", time) for place, time in enumerate(declared.at))
    site = owner.sites.next("arrive", "gap") if rate is not None else ""
    size = None
    if declared.size != 1:
        size = reader.count(f"{path}.size", declared.size, GAP, owner, ("arrive", "size"))
    until = None if declared.until is None else reader.time(f"{path}.until", declared.until)
    most = None if declared.most is None else reader.count(f"{path}.most", declared.most)
    return Arrivals(rate, every, at, site, size, until, most)
