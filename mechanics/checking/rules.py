"""Rules and measures: what happens in a step, and what is recorded of it."""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.mechanics import document as written
from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.checking.reader import Reader
from sobremesa.mechanics.checking.scope import Setting, Sites
from sobremesa.mechanics.checking.settings import MEASURE, RULE, SETUP, STOP
from sobremesa.mechanics.checking.types import BROKEN, UNKNOWN, describe, is_number, widened
from sobremesa.mechanics.ir import Scalar


def lower_rules(reader: Reader, section: str, rules: Sequence[written.Rule]) -> tuple[ir.Rule, ...]:
    """The rules of `setup` or `rules`, in their order."""
    setting = RULE if section == "rules" else SETUP
    kind = "rule" if section == "rules" else "setup"
    return tuple(_rule(reader, f"{section}[{i}]", rule, kind, setting) for i, rule in enumerate(rules))


def _rule(reader: Reader, path: str, rule: written.Rule, kind: str, setting: Setting) -> ir.Rule:
    who = _acting(reader, path, rule.who)
    sequential = who == "model"
    if sequential and rule.order == "at_random":
        reader.mistakes.add(
            "bad_order", f"{path}.order", "a rule of the model runs once, as a script", "leave `order` out"
        )
    order = "one_by_one" if sequential else rule.order
    me = None if sequential else who
    condition, statements = reader.turn(path, rule.when, rule.do, setting, me, order, Sites(kind, rule.who, rule.name))
    lowered_who = rule.who if who is None or not who.startswith("link") else who.replace("link", "links", 1)
    return ir.Rule(rule.name, lowered_who, order, condition, statements)


def _acting(reader: Reader, path: str, who: str) -> str | None:
    """Who acts, as the world names owners."""
    world, add = reader.world, reader.mistakes.add
    if who == "model" or who in world.types:
        return who
    if who == "cells":
        if not world.has_cells:
            add("no_grid", f"{path}.who", "only a grid has cells", hint="`space: {kind: grid, …}`")
        return "cell"
    if who == "links":
        owner = "link" if "link" in world.networks else next(iter(world.networks), None)
        if owner is None or (owner != "link" and len(world.networks) > 1):
            add("no_network", f"{path}.who", "`links` needs a network as the space, or one layer")
        return owner
    known = [*world.types, "cells", "links", "model"]
    add("unknown_type", f"{path}.who", "nobody is called so", ", ".join(known), who, did_you_mean(who, known))
    return "?"


def lower_measures(reader: Reader) -> tuple[ir.Measure, ...]:
    """The measures, each as a float (a bool counts as 0 or 1)."""
    return tuple(_measure(reader, name, measure) for name, measure in reader.world.document.measures.items())


def _measure(reader: Reader, name: str, measure: written.Measure) -> ir.Measure:
    path = f"measures.{name}.value"
    value = reader.expression(path, measure.value, MEASURE)
    if not is_number(value.type):
        reader.mistakes.add(
            "type_mismatch", path, "a measure is a number", describe(Scalar.FLOAT), describe(value.type)
        )
        value = BROKEN
    if value.type != UNKNOWN:
        value = widened(value, Scalar.FLOAT)
    return ir.Measure(name, value, measure.unit, measure.at == "end")


def lower_stop(reader: Reader) -> ir.Expr | None:
    """The condition that ends a run early."""
    stop = reader.world.document.clock.stop
    return None if stop is None else reader.expression("clock.stop", stop, STOP, target=Scalar.BOOL)
