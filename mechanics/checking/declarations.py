"""Names, parameters and tables: what can be said about them before any code is read."""

from __future__ import annotations

import math
from collections.abc import Iterable

from sobremesa.mechanics.checking.mistakes import Mistakes, did_you_mean
from sobremesa.mechanics.checking.names import BUILT_IN, is_reserved
from sobremesa.mechanics.checking.syntax import LARGEST_INT
from sobremesa.mechanics.checking.world import World
from sobremesa.mechanics.document import ModelDocument, Parameter, Provenance
from sobremesa.mechanics.processes.document import ProcessDocument


def check_names(document: ModelDocument, world: World, mistakes: Mistakes) -> None:
    """Parameters, tables and types share one room of names with the language's own words."""
    taken: dict[str, str] = {}
    sections = {"parameters": document.parameters, "tables": document.tables, "agents": document.agents}
    for section, names in sections.items():
        for name in names:
            path = f"{section}.{name}"
            if name in BUILT_IN or is_reserved(name):
                mistakes.add("name_taken", path, f"`{name}` is a word of the language", hint="call it something else")
            elif name in taken:
                mistakes.add("name_taken", path, f"`{name}` already names something", found=f"{taken[name]}.{name}")
            taken[name] = section
    for owner, fields in world.state.items():
        built_in = world.built_in(owner)
        for name in fields:
            if name in built_in or is_reserved(name):
                message = f"`{name}` is a field that every {owner.split(':')[0]} has, or a word of Python"
                mistakes.add("name_taken", _path_of(owner, name), message, hint="call it something else")
    if document.coupling is not None:
        for name in document.measures.keys() & (document.parameters.keys() | document.tables.keys()):
            mistakes.add("name_taken", f"measures.{name}", f"`{name}` is a parameter too: levers read both by name")
    for section, rules in (("setup", document.setup), ("rules", document.rules)):
        check_unique(((f"{section}[{i}].name", rule.name) for i, rule in enumerate(rules)), "rule", mistakes)


def check_unique(named: Iterable[tuple[str, str]], what: str, mistakes: Mistakes) -> None:
    """Every name of a list once."""
    seen = set()
    for path, name in named:
        if name in seen:
            mistakes.add("name_taken", path, f"there is another {what} called `{name}`", hint="give each its own name")
        seen.add(name)


def check_parameters(document: ModelDocument | ProcessDocument, mistakes: Mistakes) -> None:
    """Values of the right type, within their bounds, with the evidence that their source promises."""
    for name, parameter in document.parameters.items():
        path = f"parameters.{name}"
        check_value(f"{path}.value", parameter, parameter.value, mistakes)
        low, high = parameter.low, parameter.high
        if parameter.type == "bool" and (low is not None or high is not None):
            mistakes.add("bad_bounds", path, "only numbers have bounds", found="type: bool")
        elif low is not None and high is not None and low > high:
            mistakes.add("bad_bounds", path, "`low` is above `high`", found=f"{low}, {high}")
        _check_evidence(path, parameter, mistakes)
    for name, table in document.tables.items():
        if not table.values:
            mistakes.add("wrong_shape", f"tables.{name}.values", "a table needs a value at least")
        _check_evidence(f"tables.{name}", table, mistakes)
    dt = document.clock.dt if isinstance(document, ModelDocument) else None
    if dt is not None and dt not in document.parameters:
        hint = did_you_mean(dt, document.parameters)
        mistakes.add(
            "unknown_name", "clock.dt", "`dt` names the parameter that is the step's length", found=dt, hint=hint
        )


def check_value(path: str, parameter: Parameter, value: bool | int | float, mistakes: Mistakes) -> None:
    """A parameter's value, or what an arm sets it to."""
    if not _is_a(parameter.type, value):
        hint = {"int": "write it without a point", "bool": "true or false", "float": "a number"}[parameter.type]
        if parameter.type == "int" and isinstance(value, float):
            hint = "write it without a point, or make the type float"
        mistakes.add("type_mismatch", path, "the value is of another type", parameter.type, _shown(value), hint)
        return
    if not math.isfinite(value):
        mistakes.add("not_finite", path, "a value is a finite number", found=_shown(value))
        return
    low, high = parameter.low, parameter.high
    if parameter.type != "bool" and ((low is not None and value < low) or (high is not None and value > high)):
        bounds = f"{'…' if low is None else low} to {'…' if high is None else high}"
        mistakes.add(
            "out_of_bounds", path, "the value is outside its bounds", bounds, _shown(value), "change `low`, `high`"
        )
    if isinstance(value, int) and abs(value) > LARGEST_INT:
        mistakes.add("number_too_large", path, "this number does not fit 64 bits")


def _is_a(kind: str, value: bool | int | float) -> bool:
    if kind == "bool" or isinstance(value, bool):
        return kind == "bool" and isinstance(value, bool)
    return kind == "float" or isinstance(value, int)


def _check_evidence(path: str, given: Provenance, mistakes: Mistakes) -> None:
    if given.source == "stated" and not given.quote:
        hint = 'quote: "…", or source: assumed'
        mistakes.add("evidence_missing", path, "what is stated needs the exact words", "`quote`", hint=hint)
    if given.source == "literature" and not given.cite:
        mistakes.add("evidence_missing", path, "what is from the literature needs its source", "`cite`")


def _path_of(owner: str, name: str) -> str:
    section = {"cell": "space.cells", "model": "globals", "link": "space.links"}.get(owner)
    if section is None:
        section = f"layers.{owner[5:]}.links" if owner.startswith("link:") else f"agents.{owner}.state"
    return f"{section}.{name}"


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
