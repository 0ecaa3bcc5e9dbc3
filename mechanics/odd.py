"""What a model is, in the order of the ODD protocol (Grimm et al. 2020), written from its checked document.

What a document can't tell (adaptation, prediction, learning) is not made up: design concepts are those that the rules
show. Read: `odd`, then a function for each of the seven elements.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from sobremesa.mechanics import ir
from sobremesa.mechanics.document import Expression, Measure, ModelDocument, Provenance, StateVariable
from sobremesa.mechanics.document import Rule as WrittenRule
from sobremesa.mechanics.ir.facts import networks
from sobremesa.mechanics.ir.walk import every, nodes
from sobremesa.mechanics.odd_words import area, bounds, circle, hands, kind_of, listed, plain, written

HOW = {
    "together": "all act together, on the state from before the rule",
    "one_by_one": "one by one, in an order shuffled each time",
    "at_random": "as many turns as there are members, each by one picked at random",
}
FULL = ("purpose", "entities", "process", "concepts", "initialization", "input", "submodels")
BRIEF = FULL[:4]
"""What an exported program says of itself: the rest stands in its code."""


def odd(program: ir.Program, elements: Sequence[str] = FULL) -> str:
    """The summary as Markdown: a heading for each element asked for, and what the document says of it."""
    writers = {
        "purpose": ("1. Purpose and patterns", _purpose),
        "entities": ("2. Entities, state variables, and scales", _entities),
        "process": ("3. Process overview and scheduling", _process),
        "concepts": ("4. Design concepts", _concepts),
        "initialization": ("5. Initialization", _initialization),
        "input": ("6. Input data", _input),
        "submodels": ("7. Submodels", _submodels),
    }
    parts = []
    for element in elements:
        heading, write = writers[element]
        parts.append("\n".join([f"## {heading}", "", *write(program)]))
    return "\n\n".join(parts) + "\n"


def as_docstring(program: ir.Program) -> str:
    """What an exported program says of itself, in plain lines of at most 98 characters."""
    lines: list[str] = []
    for line in odd(program, BRIEF).replace("**", "").splitlines():
        bare = line.removeprefix("## ")
        indent = len(bare) - len(bare.lstrip()) + (2 if bare.lstrip().startswith("- ") else 0)
        indent += 3 if bare[:1].isdigit() and not line.startswith("#") else 0
        lines += textwrap.wrap(bare, 98, subsequent_indent=" " * indent) or [""]
    if program.personas:
        lines += ["", "In this file nobody talks: what they would set stays as it is."]
    return "\n".join(lines)


def _purpose(program: ir.Program) -> Iterator[str]:
    document = program.document
    yield document.purpose
    if document.experiment.question and document.experiment.question != document.purpose:
        yield f"Asked is: {document.experiment.question}"
    outcomes = [document.experiment.headline, *document.experiment.also]
    yield f"It is judged by {listed([f'`{each.measure}` ({each.take})' for each in outcomes])}."


def _entities(program: ir.Program) -> Iterator[str]:
    document = program.document
    for word, kind in document.agents.items():
        most = "" if kind.max is None else f", at most {plain(kind.max)}"
        yield f"- **{plain(word)}**: {written(kind.count)} of them{most}."
        yield from _state(kind.state)
    space = document.space
    if space is not None and space.cells:
        yield "- **cells**:"
        yield from _state(space.cells)
    for network in networks(program):
        if network.links:
            declared = document.layers[network.layer] if network.layer else space
            yield f"- **links**{f' of {network.layer}' if network.layer else ''}:"
            yield from _state(declared.links if declared else {})
    if document.globals:
        yield "- **the model**:"
        yield from _state(document.globals)
    yield ""
    yield f"Space: {area(program)}"
    yield f"Time: {circle(program)}"


def _state(fields: Mapping[str, StateVariable]) -> Iterator[str]:
    for word, field in fields.items():
        unit = f", in {field.unit}" if field.unit else ""
        yield f"  - `{word}`: {kind_of(field)}{bounds(field.low, field.high)}{unit}"


def _process(program: ir.Program) -> Iterator[str]:
    yield f"In each {program.document.clock.unit}, in this order:"
    yield ""
    for number, rule in enumerate(program.rules, 1):
        yield f"{number}. `{rule.name}` ({_who(rule)}): {_turns(rule)}{hands(rule)}."
    if not program.rules:
        yield "nothing happens."
    yield ""
    yield "Each process ends before the next begins. Then everything is measured."
    yield from _talk(program.document)


def _talk(document: ModelDocument) -> Iterator[str]:
    coupling = document.coupling
    if coupling is None:
        return
    people = listed([plain(word) for word in document.personas])
    most = "" if coupling.cycles is None else f", {written(coupling.cycles)} times at most"
    until = "" if coupling.until is None else f", and no more once {written(coupling.until)}"
    yield f"Every {written(coupling.every)} steps {people} talk for {written(coupling.rounds)} rounds{most}{until}."
    for name, persona in document.personas.items():
        if persona.group is not None:
            yield f"{plain(name).capitalize()} stands for {written(persona.group)}."
    for lever in coupling.levers:
        one = f", to one of {listed([f'`{choice}`' for choice in lever.choices])}" if lever.choices else ""
        late = "" if lever.delay == 0 else f", {written(lever.delay)} steps later"
        sets = f"`{lever.moves}`{bounds(lever.low, lever.high)}{one}{late}"
        yield f"What they say then sets {sets}, by {written(lever.by)}."


def _who(rule: ir.Rule) -> str:
    return {"model": "the model", "cells": "every cell", "links": "every link"}.get(
        rule.who, f"every {plain(rule.who)}"
    )


def _turns(rule: ir.Rule) -> str:
    return "once" if rule.who == "model" else HOW[rule.order]


def _concepts(program: ir.Program) -> Iterator[str]:
    rules = (*program.setup, *program.rules)
    yield f"- Emergence: {listed([f'`{each.name}`' for each in program.measures])} come out of what single members do."
    met = _meetings(rules)
    yield f"- Interaction: {listed(met)}." if met else "- Interaction: none; everyone acts for themselves."
    seen = sorted({f"`{read.name}`" for read in every(ir.FieldRead, rules) if not read.own})
    yield f"- Sensing: of others, their {listed(seen)}." if seen else "- Sensing: nobody reads another's state."
    chosen = [f"`{rule.name}`" for rule in rules if next(every(ir.BestOf, rule.when, rule.body), None)]
    if chosen:
        yield f"- Objectives: in {listed(chosen)} the best of several is chosen."
    yield f"- Stochasticity: {_chance(program)}"
    yield f"- Observation: {listed([_observed(*item) for item in program.document.measures.items()])}."
    for each in program.document.assumptions:
        yield f"- Assumed: {each}."


def _meetings(rules: Sequence[ir.Rule]) -> list[str]:
    """How members meet, as the rules look for each other."""
    kinds = {
        "with neighbours": next(every(ir.Neighbors, rules), None),
        "with those on the same cell": next(every(ir.OnCell, rules), None),
        "through the cells around": next(every(ir.CellsNear, rules), None),
        "with anyone else": next(every(ir.Others, rules), None),
        "with all members of a type": next((e for e in every(ir.Everyone, rules) if not _places(e)), None),
    }
    return [words for words, found in kinds.items() if found is not None]


def _places(expr: ir.Everyone) -> bool:
    return expr.of in ("cells", "empty_cells") or expr.of.startswith("links")


def _chance(program: ir.Program) -> str:
    drawn = [f"`{rule.name}`" for rule in (*program.setup, *program.rules) if _draws(rule)]
    starts = any(_draws(field) for kind in program.agents for field in kind.fields)
    placed = any(kind.place == "random" for kind in program.agents)
    found = [
        *(["start values"] if starts else []),
        *(["places"] if placed else []),
        *(["the network"] if any(not _fixed(each) for each in networks(program)) else []),
        *drawn,
    ]
    shuffled = [f"`{rule.name}`" for rule in program.rules if rule.order != "together" and rule.who != "model"]
    parts = [f"drawn at random are {listed(found)}"] if found else []
    parts += [f"random is who acts when in {listed(shuffled)}"] if shuffled else []
    return "; ".join(parts) + "." if parts else "none."


def _fixed(network: ir.Network) -> bool:
    return network.generator in ("complete", "ring", "lattice", "given")


def _draws(*roots: object) -> bool:
    kinds = (ir.Draw, ir.OneOf, ir.BestOf, ir.Ordered)
    return any(isinstance(each, kinds) and each.site is not None for each in nodes(*roots))


def _observed(word: str, measure: Measure) -> str:
    notes = [*([measure.unit] if measure.unit else []), *(["at the end"] if measure.at else [])]
    return f"`{word}`{f' ({listed(notes)})' if notes else ''}"


def _initialization(program: ir.Program) -> Iterator[str]:
    document = program.document
    for word, kind in document.agents.items():
        place = kind.place
        where = "" if place is None else " at random places" if place == "random" else f" at {_place(place)}"
        starts = [f"`{name}` = {written(field.start)}" for name, field in kind.state.items() if field.start is not None]
        with_ = f" with {listed(starts)}" if starts else ""
        yield f"- {written(kind.count)} of type {plain(word)}{where}{with_}"
    for title, fields in (("cells", document.space.cells if document.space else {}), ("the model", document.globals)):
        starts = [f"`{name}` = {written(field.start)}" for name, field in fields.items() if field.start is not None]
        if starts:
            yield f"- {title}: {listed(starts)}"
    for rule in document.setup:
        yield f"- then `{rule.name}`, once (see the submodels)"
    if document.parameters:
        yield from ["", "| parameter | value | may be | from |", "|---|---|---|---|"]
    for word, parameter in document.parameters.items():
        unit = f" {parameter.unit}" if parameter.unit else ""
        span = bounds(parameter.low, parameter.high).strip() or "anything"
        yield f"| `{word}` | {written(parameter.value)}{unit} | {span} | {_origin(parameter)} |"


def _place(place: Mapping[Literal["x", "y"], Expression]) -> str:
    return f"({written(place.get('x'))}, {written(place.get('y'))})"


def _origin(given: Provenance) -> str:
    quotes = (given.quote,) if isinstance(given.quote, str) else given.quote or ()
    words = [*(f"“{quote}”" for quote in quotes), *(each for each in (given.why, given.cite) if each)]
    return f"{given.source}: {'; '.join(words)}".replace("|", "/") if words else given.source


def _input(program: ir.Program) -> Iterator[str]:
    tables = program.document.tables
    if not tables:
        yield "None: nothing is read while the model runs."
    for word, table in tables.items():
        yield f"- `{word}`: {len(table.values)} figures{f' in {table.unit}' if table.unit else ''}; {_origin(table)}"


def _submodels(program: ir.Program) -> Iterator[str]:
    document = program.document
    for rule in (*document.setup, *document.rules):
        yield from _submodel(rule)
    yield "Measures:"
    yield ""
    for word, measure in document.measures.items():
        yield f"- `{word}` = {written(measure.value)}"


def _submodel(rule: WrittenRule) -> Iterator[str]:
    when = "" if rule.when is None else f", when {written(rule.when)}"
    yield f"`{rule.name}` ({plain(rule.who)}, {plain(rule.order)}{when}):"
    yield from ["", "```python", *rule.do.rstrip().splitlines(), "```", ""]
