"""Units, where both sides declare one that is known: nobody adds hours to days, or compares euros with people.

Units are free words, and most say more than a table can know (`share of all places`). So only the plain words of
`KNOWN` are held against each other, and only where a name stands by itself: what is computed may have been converted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import pairwise

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.checking.world import World

_WORDS = {
    "second": "s sec seconds", "minute": "min minutes", "hour": "h hours", "day": "days", "week": "weeks",
    "month": "months", "year": "years", "metre": "m meter meters metres",
    "kilometre": "km kilometer kilometers kilometres",
    "kilogram": "kg kilograms", "euro": "euros eur €", "dollar": "dollars usd $", "pound": "pounds gbp £",
    "person": "people persons", "share": "shares", "percent": "% percents", "probability": "probabilities",
    "m/s": "metres per second", "km/h": "kilometres per hour",
}  # fmt: skip
KNOWN: Mapping[str, str] = {
    word: name
    for name, others in _WORDS.items()
    for word in (name, *(others.split() if "per" not in others else [others]))
}
"""What is written, and the unit that it means."""
ALIKE = frozenset({"share", "probability"})
"""Numbers from 0 to 1, which are of one kind."""
SAME_UNIT = ("mean", "min", "max", "median", "std")
"""Aggregates whose result has the unit of what they are taken of."""


def check_units(program: ir.Program, world: World, mistakes: Mistakes) -> None:
    """Sums and comparisons of two names, and measures of one name."""
    if not _has_units(world):
        return
    for path, code in _codes(program):
        for one, other in _beside(code):
            _compare(path, _unit(one, world), _unit(other, world), mistakes)
    for measure in program.measures:
        value = _plain(measure.value)
        while isinstance(value, ir.Aggregate) and value.kind in SAME_UNIT and value.value is not None:
            value = _plain(value.value)
        path = f"measures.{measure.name}.unit"
        _compare(
            path, _unit(value, world), measure.unit, mistakes, "the measure's unit is not that of what it measures"
        )


def _has_units(world: World) -> bool:
    document = world.document
    given = [each.unit for each in document.parameters.values()] + [each.unit for each in document.tables.values()]
    return bool(world.units) or any(unit is not None for unit in given)


def _compare(
    path: str, one: str | None, other: str | None, mistakes: Mistakes, message: str = "these units don't go together"
) -> None:
    a, b = (KNOWN.get(each.strip().lower()) if each else None for each in (one, other))
    if a is None or b is None or a == b or {a, b} <= ALIKE:
        return
    hint = "convert one of them: multiply by a parameter"
    mistakes.add("unit_mismatch", path, message, f"{one}", f"{other}", hint)


def _unit(expr: ir.Expr, world: World) -> str | None:
    document = world.document
    match expr:
        case ir.ParameterRead(name=name):
            return document.parameters[name].unit
        case ir.TableRead(name=name):
            return document.tables[name].unit
        case ir.GlobalRead(name=name):
            return world.units.get(("model", name))
        case ir.FieldRead(of=of, name=name) if isinstance(of.type, ir.Ref):
            return world.units.get((of.type.of, name))
    return None


def _beside(node: object) -> Iterator[tuple[ir.Expr, ir.Expr]]:
    """Pairs that are added, subtracted or compared."""
    if isinstance(node, tuple):
        for part in node:
            yield from _beside(part)
        return
    if not is_dataclass(node) or isinstance(node, ir.Site | type):
        return
    if isinstance(node, ir.Binary) and node.op in ("+", "-"):
        yield _plain(node.left), _plain(node.right)
    if isinstance(node, ir.Compare):
        sides = [node.first, *(side for _, side in node.rest)]
        yield from ((_plain(one), _plain(other)) for one, other in pairwise(sides))
    for part in fields(node):
        if part.name != "type":
            yield from _beside(getattr(node, part.name))


def _plain(expr: ir.Expr) -> ir.Expr:
    while isinstance(expr, ir.Cast):
        expr = expr.value
    return expr


def _codes(program: ir.Program) -> Iterator[tuple[str, object]]:
    """Code, and where it stands."""
    for section, rules in (("setup", program.setup), ("rules", program.rules)):
        for place, rule in enumerate(rules):
            yield f"{section}[{place}].when", rule.when
            yield f"{section}[{place}].do", rule.body
    for measure in program.measures:
        yield f"measures.{measure.name}.value", measure.value
    yield "clock.stop", program.stop
    for agents in program.agents:
        for field in agents.fields:
            yield f"agents.{agents.name}.state.{field.name}.start", field.start
