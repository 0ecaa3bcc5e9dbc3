"""The coupling: when the personas talk, what they are shown, and what their reports move."""

from __future__ import annotations

import re
from string import Formatter

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.checking.names import GROUP
from sobremesa.mechanics.checking.personas import People
from sobremesa.mechanics.checking.reader import Reader
from sobremesa.mechanics.checking.settings import BY, INSTEAD, SHOWN, UNTIL
from sobremesa.mechanics.checking.types import UNKNOWN, describe
from sobremesa.mechanics.document import Coupling, LeverRule, Shown
from sobremesa.mechanics.ir import Scalar

_FORMAT = re.compile(r",?(\.\d{1,2})?[%fgd]?\Z")


def lower_levers(reader: Reader, coupling: Coupling, people: People) -> tuple[ir.Lever, ...]:
    """The levers, in their order."""
    return tuple(_lever(reader, f"coupling.levers[{i}]", lever, people) for i, lever in enumerate(coupling.levers))


def _lever(reader: Reader, path: str, lever: LeverRule, people: People) -> ir.Lever:
    sources = (lever.source,) if isinstance(lever.source, str) else lever.source
    for name in sources:
        _known(reader, f"{path}.from", name, people)
    if not sources:
        reader.mistakes.add("no_personas", f"{path}.from", "a lever needs a persona at least")
    own = sources[0] if len(sources) == 1 else ""
    me, group = people.agent_type(own), people.groups.get(own)
    moved = _check_moves(reader, f"{path}.moves", lever.moves, own, people)
    low = reader.constant(f"{path}.low", lever.low, Scalar.FLOAT)
    high = reader.constant(f"{path}.high", lever.high, Scalar.FLOAT)
    delay = reader.constant(f"{path}.delay", lever.delay, Scalar.INT) if lever.delay != 0 else None
    if isinstance(lever.delay, int) and lever.delay < 0:
        reader.mistakes.add("out_of_bounds", f"{path}.delay", "`delay` is 0 or more", found=str(lever.delay))
    if moved is not None:
        _check_bounds(reader, path, lever, *moved)
    choices = _choices(reader, path, lever)
    instead = None
    if lever.instead is not None:
        instead = reader.expression(f"{path}.instead", lever.instead, INSTEAD, me, target=Scalar.FLOAT, group=group)
    by = reader.expression(f"{path}.by", lever.by, BY, me, target=Scalar.FLOAT, group=group)
    return ir.Lever(lever.name, sources, lever.moves, by, low, high, instead, choices, delay)


def _known(reader: Reader, path: str, name: str, people: People) -> None:
    if name not in people:
        hint = did_you_mean(name, people.names)
        reader.mistakes.add(
            "unknown_persona", path, "nobody of the personas is called so", ", ".join(people.names), name, hint
        )


def _choices(reader: Reader, path: str, lever: LeverRule) -> tuple[tuple[str, float], ...]:
    """What a lever can be set to, ascending; a choice beyond its bounds, or given twice, is a mistake."""
    values = sorted((float(value), name) for name, value in lever.choices.items())
    if len({value for value, _ in values}) < len(values):
        reader.mistakes.add("bad_lever", f"{path}.choices", "two choices are one value", hint="give each its own")
    for bound, sign in ((lever.low, 1), (lever.high, -1)):
        beyond = [name for value, name in values if isinstance(bound, int | float) and sign * value < sign * bound]
        if beyond:
            found = f"{beyond[0]}: {lever.choices[beyond[0]]}"
            message = "a choice is beyond the lever's bounds"
            reader.mistakes.add("out_of_bounds", f"{path}.choices", message, f"{lever.low} to {lever.high}", found)
    return tuple((name, value) for value, name in values)


Bounds = tuple[object, object]


def _check_moves(reader: Reader, path: str, moves: str, own: str, people: People) -> Bounds | None:
    """What a lever moves, as its own bounds; None where there is no such thing."""
    owner, _, field = moves.partition(".")
    if owner in ("self", GROUP) and field:
        kind = people.agent_type(own) if owner == "self" else people.group_type(own)
        return _of_field(reader, path, moves, kind, field)
    document, add = reader.world.document, reader.mistakes.add
    parameter = document.parameters.get(moves)
    if parameter is None:
        known, hint = ", ".join(document.parameters), did_you_mean(moves, document.parameters)
        add("unknown_parameter", path, "a lever moves a parameter, `self.f` or `group.f`", known, moves, hint)
        return None
    if parameter.type != "float":
        add("bad_lever", path, "a lever moves a parameter of type float", found=f"{moves} is {parameter.type}")
    elif moves not in reader.world.learned.read:
        hint = f"a rule's `when` or `do` must read `{moves}` (starts and counts are read once, before anyone talks)"
        add("idle_lever", path, f"no rule reads `{moves}`: the lever would do nothing", hint=hint)
    return parameter.low, parameter.high


def _of_field(reader: Reader, path: str, moves: str, kind: str | None, field: str) -> Bounds | None:
    """The bounds of a field of the agent that the only persona of a lever is, or of those for whom it stands."""
    document = reader.world.document
    variable = document.agents[kind].state.get(field) if kind is not None and kind in document.agents else None
    if variable is None or variable.type != "float" or variable.size is not None:
        message = "a lever moves a float field of its only persona: `self.f` of an agent, `group.f` of a group"
        reader.mistakes.add("bad_lever", path, message, found=moves)
        return None
    return variable.low, variable.high


def _check_bounds(reader: Reader, path: str, lever: LeverRule, low: object, high: object) -> None:
    """A lever stays within the bounds of what it moves."""
    add = reader.mistakes.add
    if isinstance(lever.low, int | float) and isinstance(lever.high, int | float) and lever.low > lever.high:
        add("bad_bounds", path, "`low` is above `high`", found=f"{lever.low}, {lever.high}")
    beyond = [
        f"{bound}: {value}"
        for bound, value, limit, sign in (("low", lever.low, low, 1), ("high", lever.high, high, -1))
        if isinstance(value, int | float) and isinstance(limit, int | float) and sign * value < sign * limit
    ]
    if beyond:
        found = ", ".join(beyond)
        add("out_of_bounds", path, f"the lever goes beyond the bounds of `{lever.moves}`", f"{low} to {high}", found)


def lower_shown(reader: Reader, coupling: Coupling, people: People) -> tuple[ir.Sentence, ...]:
    """The sentences; one that is shown to personas of several types or groups becomes one for each."""
    return tuple(
        sentence
        for i, shown in enumerate(coupling.show)
        for sentence in _sentences(reader, f"coupling.show[{i}]", shown, people)
    )


def _sentences(reader: Reader, path: str, shown: Shown, people: People) -> list[ir.Sentence]:
    for i, name in enumerate(shown.to):
        _known(reader, f"{path}.to[{i}]", name, people)
    _check_text(reader, path, shown)
    sentences = []
    seats = dict.fromkeys((people.agent_type(name), people.groups.get(name)) for name in shown.to)
    for me, group in seats:
        values = [
            reader.expression(f"{path}.values[{i}]", value, SHOWN, me, group=group)
            for i, value in enumerate(shown.values)
        ]
        for i, value in enumerate(values):
            if not isinstance(value.type, Scalar | ir.Label) and value.type != UNKNOWN:
                where = f"{path}.values[{i}]"
                reader.mistakes.add(
                    "type_mismatch", where, "a shown value is a number or a label", None, describe(value.type)
                )
        to = tuple(name for name in shown.to if (people.agent_type(name), people.groups.get(name)) == (me, group))
        sentences.append(ir.Sentence(to, shown.text, tuple(values)))
    return sentences


def _check_text(reader: Reader, path: str, shown: Shown) -> None:
    """`{0}`, `{1:.0%}` and nothing else: a text can't reach into what it is given."""
    where, add = f"{path}.text", reader.mistakes.add
    try:
        parts = list(Formatter().parse(shown.text))
    except ValueError:
        add("bad_text", where, "the braces of this text don't match", hint="a brace of its own is written twice: `{{`")
        return
    used = set()
    for _, name, spec, conversion in parts:
        if name is None:
            continue
        if not name.isdecimal() or len(name) > 2 or conversion or not _FORMAT.match(spec or ""):
            add(
                "bad_text",
                where,
                "a text takes values by number",
                "`{0}`, `{0:.0%}`, `{1:.1f}`",
                _field(name, spec, conversion),
            )
        elif int(name) >= len(shown.values):
            add("bad_text", where, f"there is no value {name}", f"{len(shown.values)} values, from 0", f"{{{name}}}")
        else:
            used.add(int(name))
    for i in sorted(set(range(len(shown.values))) - used):
        add("bad_text", f"{path}.values[{i}]", "the text does not show this value", hint=f"`{{{i}}}`")


def _field(name: str, spec: str | None, conversion: str | None) -> str:
    return "{" + name[:40] + (f"!{conversion}" if conversion else "") + (f":{spec[:20]}" if spec else "") + "}"


def lower_cycle(reader: Reader, coupling: Coupling) -> tuple[ir.Expr, ir.Expr, ir.Expr | None]:
    """Steps per cycle, rounds of talk, and how many talks there are at most."""
    for key in ("every", "rounds", "cycles"):
        value = getattr(coupling, key)
        if isinstance(value, int) and value < 1:
            reader.mistakes.add("out_of_bounds", f"coupling.{key}", f"`{key}` is 1 or more", found=str(value))
    every = reader.constant("coupling.every", coupling.every, Scalar.INT)
    cycles = None if coupling.cycles is None else reader.constant("coupling.cycles", coupling.cycles, Scalar.INT)
    return every, reader.constant("coupling.rounds", coupling.rounds, Scalar.INT), cycles


def lower_until(reader: Reader, coupling: Coupling) -> ir.Expr | None:
    """What ends the talks before the last cycle."""
    if coupling.until is None:
        return None
    return reader.expression("coupling.until", coupling.until, UNTIL, target=Scalar.BOOL)
