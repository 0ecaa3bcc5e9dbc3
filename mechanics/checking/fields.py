"""State variables: of agents, cells, links and the model, in an order in which their starts can be computed."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.checking.reader import Reader
from sobremesa.mechanics.checking.scope import Setting, Sites
from sobremesa.mechanics.checking.types import BROKEN, describe
from sobremesa.mechanics.checking.writing import as_written, note_none
from sobremesa.mechanics.document import StateVariable
from sobremesa.mechanics.ir import Scalar
from sobremesa.mechanics.ir.walk import every


def lower_fields(
    reader: Reader, path: str, variables: Mapping[str, StateVariable], owner: str, kind: str, setting: Setting
) -> tuple[ir.Field, ...]:
    """The fields of `owner` (whose draws are named `kind:owner.name#…`), each after those that its start reads."""
    lowered = {}
    for name in sorted(variables):
        where = f"{path}.{name}"
        variable = variables[name]
        _check_shape(reader, where, variable)
        type_ = reader.world.state[owner][name]
        start = _start(reader, where, variable, type_, owner, Sites(kind, _named(owner), name), setting)
        note = start.type if start is not None else ir.Ref("none", optional=True)
        note_none(owner, name, note, reader.world)
        low, high = (_bound(reader, where, bound, variable, type_) for bound in ("low", "high"))
        lowered[name] = ir.Field(name, type_, start, low, high)
    return _in_order(reader, path, lowered, owner)


def _named(owner: str) -> str:
    """The owner as sites name it: as `who:` would, and a layer by its name."""
    return {"cell": "cells", "link": "links"}.get(owner, owner.removeprefix("link:"))


def _start(
    reader: Reader, where: str, variable: StateVariable, type_: ir.Type, owner: str, sites: Sites, setting: Setting
) -> ir.Expr | None:
    item = type_.item if isinstance(type_, ir.Vector) else type_
    start = variable.start
    if start is None or (isinstance(item, ir.Ref) and start == "none"):
        return None
    if isinstance(item, ir.Label) and isinstance(start, str) and start.strip() in item.labels:
        return ir.Const(item.labels.index(start.strip()), item)
    me = None if owner == "model" else owner
    if isinstance(item, ir.Label) and isinstance(start, str) and start.strip().isidentifier():
        labels, hint = ", ".join(item.labels), did_you_mean(start, item.labels)
        reader.mistakes.add("unknown_label", f"{where}.start", f"`{start}` is none of the labels", labels, hint=hint)
        return BROKEN
    return reader.expression(f"{where}.start", start, setting, me, sites, as_written(item))


def _bound(reader: Reader, where: str, bound: str, variable: StateVariable, type_: ir.Type) -> ir.Expr | None:
    text = variable.low if bound == "low" else variable.high
    if text is None:
        return None
    item = type_.item if isinstance(type_, ir.Vector) else type_
    if item not in (Scalar.INT, Scalar.FLOAT):
        reader.mistakes.add("bad_bounds", f"{where}.{bound}", "only numbers have bounds", found=describe(type_))
        return None
    return reader.constant(f"{where}.{bound}", text, Scalar(item))


def _check_shape(reader: Reader, where: str, variable: StateVariable) -> None:
    """Labels need words, references a type; numbers neither."""
    of, add = variable.of, reader.mistakes.add
    if variable.type == "label":
        labels = (of,) if isinstance(of, str) else of or ()
        if len(labels) < 2 or len(set(labels)) < len(labels):
            found = ", ".join(labels) or "none"
            add(
                "bad_labels",
                f"{where}.of",
                "a label field needs two words or more, each once",
                "`of: [calm, angry]`",
                found,
            )
    elif variable.type == "ref":
        known = [*reader.world.types, *(["cell"] if reader.world.has_cells else [])]
        if not isinstance(of, str) or of not in known:
            hint = did_you_mean(str(of), known)
            add(
                "unknown_type",
                f"{where}.of",
                "a reference needs the type it points to",
                ", ".join(known),
                f"{of}",
                hint,
            )
        if variable.size is not None:
            add("wrong_shape", f"{where}.size", "a reference stands alone", "no `size`", f"size: {variable.size}")
    elif of is not None:
        add("bad_labels", f"{where}.of", f"a field of type {variable.type} takes no `of`", hint="`type: label`")
    low, high = variable.low, variable.high
    if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
        add("bad_bounds", where, "`low` is above `high`", found=f"{low}, {high}")


def _in_order(reader: Reader, path: str, lowered: Mapping[str, ir.Field], owner: str) -> tuple[ir.Field, ...]:
    """Sorted so that what a start reads comes first; ties by name, since the order of keys means nothing."""
    sorter = TopologicalSorter({name: _reads(field.start, owner) & lowered.keys() for name, field in lowered.items()})
    try:
        sorter.prepare()
    except CycleError as error:
        circle = sorted(set(error.args[1]))
        found = ", ".join(circle)
        reader.mistakes.add("start_circle", f"{path}.{circle[0]}.start", "these starts need each other", found=found)
        return ()
    ordered: list[ir.Field] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        ordered += [lowered[name] for name in ready]
        sorter.done(*ready)
    return tuple(ordered)


def _reads(start: ir.Expr | None, owner: str) -> set[str]:
    """The fields of `self` (or the globals, for the model) that a start reads."""
    if owner == "model":
        return {read.name for read in every(ir.GlobalRead, start)}
    return {read.name for read in every(ir.FieldRead, start) if read.own}
