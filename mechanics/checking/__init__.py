"""From a document to a checked, typed program: every mistake is found at once, and nothing is ever evaluated.

Read in this order: `world` (what the document declares), `syntax` and `pieces` (code → tree, within the closed
grammar), `scope` and `flow` (what code may see and knows where it stands), `expressions` with `terms`, `calls`,
`collections` and `aggregates`, `statements` with `writing` and `actions`, then the sections: `fields`, `spaces`,
`population`, `rules`, `experiment`, `personas`, `coupling`, `exploring`, and `arms` with `feasibility`, `work` and
`cost`. This file puts them together.
"""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.arms import check_arms
from sobremesa.mechanics.checking.coupling import lower_cycle, lower_levers, lower_shown, lower_until
from sobremesa.mechanics.checking.declarations import check_names, check_parameters
from sobremesa.mechanics.checking.excess import refuse_excess
from sobremesa.mechanics.checking.experiment import check_experiment, lower_arm_spaces, lower_arm_steps
from sobremesa.mechanics.checking.exploring import check_exploring
from sobremesa.mechanics.checking.fields import lower_fields
from sobremesa.mechanics.checking.levers import check_levers
from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.checking.personas import lower_personas
from sobremesa.mechanics.checking.pieces import Pieces
from sobremesa.mechanics.checking.population import learn_least, lower_agents
from sobremesa.mechanics.checking.reader import Reader
from sobremesa.mechanics.checking.rules import lower_measures, lower_rules, lower_stop
from sobremesa.mechanics.checking.settings import GLOBAL_START
from sobremesa.mechanics.checking.spaces import lower_network, lower_space
from sobremesa.mechanics.checking.units import check_units
from sobremesa.mechanics.checking.world import Learned, World
from sobremesa.mechanics.document import ModelDocument

__all__ = ["check"]

MOST_READINGS = 3
"""How often a document is read before references that take their values from one another are taken to be None."""


def check(document: ModelDocument) -> ir.Program:
    """Lower a document to a typed program.

    Raises DocumentError with every mistake that was found. The document is read again as long as reading it
    teaches something that changes types (who may die, which references may be None); each time more is known.
    """
    refuse_excess(document)
    learned, pieces, readings = Learned(), Pieces(), 0
    learn_least(Reader(World(document, learned), Mistakes(), pieces))
    while True:
        before, mistakes = learned.size(), Mistakes()
        reader = Reader(World(document, learned), mistakes, pieces)
        program = _program(reader)
        if learned.size() == before:
            break
        readings += 1
        if readings >= MOST_READINGS:
            learned.give_up()
    reader.refuse_excess()
    check_arms(program, mistakes)
    check_levers(program, mistakes)
    check_exploring(program, mistakes)
    check_units(program, reader.world, mistakes)
    mistakes.raise_any()
    return program


def _program(reader: Reader) -> ir.Program:
    world, document = reader.world, reader.world.document
    check_names(document, world, reader.mistakes)
    check_parameters(document, reader.mistakes)
    globals_ = lower_fields(reader, "globals", document.globals, "model", "global", GLOBAL_START)
    space = None if document.space is None else lower_space(reader, "space", document.space)
    layers = [lower_network(reader, f"layers.{name}", layer, name) for name, layer in document.layers.items()]
    agents = tuple(lower_agents(reader, name, declared) for name, declared in document.agents.items())
    setup = lower_rules(reader, "setup", document.setup)
    rules = lower_rules(reader, "rules", document.rules)
    measures = lower_measures(reader)
    check_experiment(reader)
    people = lower_personas(reader)
    coupling = document.coupling
    every, rounds, cycles = (None, None, None) if coupling is None else lower_cycle(reader, coupling)
    return ir.Program(
        document=document,
        steps=reader.constant("clock.steps", document.clock.steps, ir.Scalar.INT),
        stop=lower_stop(reader),
        stop_every=document.clock.stop_every,
        parameters=world.parameters,
        tables=world.tables,
        globals=globals_,
        agents=agents,
        space=space,
        layers=tuple(layer for layer in layers if layer is not None),
        setup=setup,
        rules=rules,
        measures=measures,
        personas=people.agents,
        groups=people.groups,
        levers=() if coupling is None else lower_levers(reader, coupling, people),
        shown=() if coupling is None else lower_shown(reader, coupling, people),
        every=every,
        rounds=rounds,
        cycles=cycles,
        until=None if coupling is None else lower_until(reader, coupling),
        arm_steps=lower_arm_steps(reader),
        arm_spaces=lower_arm_spaces(reader),
    )
