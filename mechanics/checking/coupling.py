"""Personas and coupling: who talks, what they are shown, and what their reports move."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.checking.names import BUILT_IN
from sobremesa.mechanics.checking.reader import Reader
from sobremesa.mechanics.checking.scope import Sites
from sobremesa.mechanics.checking.settings import BY, INSTEAD, PERSONA, SHOWN
from sobremesa.mechanics.checking.types import UNKNOWN, describe
from sobremesa.mechanics.document import Coupling, LeverRule, Shown
from sobremesa.mechanics.ir import Scalar

_FORMAT = re.compile(r",?(\.\d{1,2})?[%fgd]?\Z")


def lower_personas(reader: Reader) -> Mapping[str, ir.Expr]:
    """The agent of each persona: chosen once, after setup."""
    document, add = reader.world.document, reader.mistakes.add
    lowered = {}
    for name, persona in document.personas.items():
        path = f"personas.{name}.agent"
        agent = reader.expression(path, persona.agent, PERSONA, sites=Sites("persona", name, "agent"))
        if not (isinstance(agent.type, ir.Ref) and agent.type.of in (*reader.world.types, UNKNOWN.of)):
            add("type_mismatch", path, "a persona is one agent", "`one_of(person)`", describe(agent.type))
        lowered[name] = agent
    if document.coupling is None and document.personas:
        add(
            "key_missing",
            "coupling",
            "there are personas, and nothing says when they talk",
            hint="`coupling: {every: 6, rounds: 2}`",
        )
    if document.coupling is not None and not document.personas:
        add("no_personas", "coupling", "there is nobody to talk", hint="a `personas:` section")
    return lowered


def lower_levers(reader: Reader, coupling: Coupling, personas: Mapping[str, ir.Expr]) -> tuple[ir.Lever, ...]:
    """The levers, in their order."""
    return tuple(_lever(reader, f"coupling.levers[{i}]", lever, personas) for i, lever in enumerate(coupling.levers))


def _lever(reader: Reader, path: str, lever: LeverRule, personas: Mapping[str, ir.Expr]) -> ir.Lever:
    sources = (lever.source,) if isinstance(lever.source, str) else lever.source
    for name in sources:
        _known(reader, f"{path}.from", name, personas)
    if not sources:
        reader.mistakes.add("no_personas", f"{path}.from", "a lever needs a persona at least")
    me = _agent_type(personas.get(sources[0])) if len(sources) == 1 else None
    moved = _check_moves(reader, f"{path}.moves", lever.moves, me)
    low = reader.constant(f"{path}.low", lever.low, Scalar.FLOAT)
    high = reader.constant(f"{path}.high", lever.high, Scalar.FLOAT)
    if moved is not None:
        _check_bounds(reader, path, lever, *moved)
    instead = None
    if lever.instead is not None:
        instead = reader.expression(f"{path}.instead", lever.instead, INSTEAD, me, target=Scalar.FLOAT)
    by = reader.expression(f"{path}.by", lever.by, BY, me, target=Scalar.FLOAT)
    return ir.Lever(lever.name, sources, lever.moves, by, low, high, instead)


def _known(reader: Reader, path: str, name: str, personas: Mapping[str, ir.Expr]) -> None:
    if name not in personas:
        hint = did_you_mean(name, personas)
        reader.mistakes.add(
            "unknown_persona", path, "nobody of the personas is called so", ", ".join(personas), name, hint
        )


def _agent_type(agent: ir.Expr | None) -> str | None:
    return agent.type.of if agent is not None and isinstance(agent.type, ir.Ref) else None


Bounds = tuple[object, object]


def _check_moves(reader: Reader, path: str, moves: str, me: str | None) -> Bounds | None:
    """What a lever moves, as its own bounds; None where there is no such thing."""
    document, add = reader.world.document, reader.mistakes.add
    if moves.startswith("self."):
        variable = document.agents[me].state.get(moves[5:]) if me is not None and me in document.agents else None
        if variable is None or variable.type != "float" or variable.size is not None:
            add(
                "bad_lever",
                path,
                "a lever moves a float field of the persona's own agent (with a single `from`)",
                found=moves,
            )
            return None
        return variable.low, variable.high
    parameter = document.parameters.get(moves)
    if parameter is None:
        hint = did_you_mean(moves, document.parameters)
        add(
            "unknown_parameter",
            path,
            "a lever moves a parameter, or `self.f`",
            ", ".join(document.parameters),
            moves,
            hint,
        )
        return None
    if parameter.type != "float":
        add("bad_lever", path, "a lever moves a parameter of type float", found=f"{moves} is {parameter.type}")
    elif moves not in reader.world.learned.read:
        hint = f"a rule's `when` or `do` must read `{moves}` (starts and counts are read once, before anyone talks)"
        add("idle_lever", path, f"no rule reads `{moves}`: the lever would do nothing", hint=hint)
    return parameter.low, parameter.high


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


def lower_shown(reader: Reader, coupling: Coupling, personas: Mapping[str, ir.Expr]) -> tuple[ir.Sentence, ...]:
    """The sentences; one that speaks of `self` to personas of several types becomes one for each type."""
    return tuple(
        sentence
        for i, shown in enumerate(coupling.show)
        for sentence in _sentences(reader, f"coupling.show[{i}]", shown, personas)
    )


def _sentences(reader: Reader, path: str, shown: Shown, personas: Mapping[str, ir.Expr]) -> list[ir.Sentence]:
    for i, name in enumerate(shown.to):
        _known(reader, f"{path}.to[{i}]", name, personas)
    _check_text(reader, path, shown)
    sentences = []
    types = dict.fromkeys(_agent_type(personas.get(name)) for name in shown.to)
    for me in types:
        values = [reader.expression(f"{path}.values[{i}]", value, SHOWN, me) for i, value in enumerate(shown.values)]
        for i, value in enumerate(values):
            if not isinstance(value.type, Scalar | ir.Label) and value.type != UNKNOWN:
                where = f"{path}.values[{i}]"
                reader.mistakes.add(
                    "type_mismatch", where, "a shown value is a number or a label", None, describe(value.type)
                )
        to = tuple(name for name in shown.to if _agent_type(personas.get(name)) == me)
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


def lower_cycle(reader: Reader, coupling: Coupling) -> tuple[ir.Expr, ir.Expr]:
    """Steps per cycle, and rounds of talk."""
    for key in ("every", "rounds"):
        value = getattr(coupling, key)
        if isinstance(value, int) and value < 1:
            reader.mistakes.add("out_of_bounds", f"coupling.{key}", f"`{key}` is 1 or more", found=str(value))
    for name in reader.world.document.personas:
        if name in BUILT_IN:
            reader.mistakes.add("name_taken", f"personas.{name}", f"`{name}` is a word of the language")
    every = reader.constant("coupling.every", coupling.every, Scalar.INT)
    return every, reader.constant("coupling.rounds", coupling.rounds, Scalar.INT)
