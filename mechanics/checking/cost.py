"""What a run would cost at most, before it runs: agents × steps × operations."""

from __future__ import annotations

from collections.abc import Mapping

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.checking.work import Work, work_of, work_of_rule
from sobremesa.mechanics.ir.hoisting import hoistable
from sobremesa.mechanics.ir.sizes import Sizes

MOST_OPERATIONS = 1e11
"""Operations of one replicate (a compiled kernel does some 1e9 a second)."""
MOST_AGENTS = 1e7
MOST_CELLS = 1e7
MOST_STEPS = 1e6


def works(program: ir.Program) -> Mapping[str, Work]:
    """The work of one turn of each rule, of what is common to its turns, and of each measure, by its place."""
    rules: dict[str, Work] = {}
    for i, rule in enumerate(program.rules):
        common = hoistable(rule, program) if rule.order == "together" else []
        rules[f"rules[{i}]"] = work_of_rule(rule, common)
        if common:
            rules[f"rules[{i}].do"] = work_of(*common)
    return rules | {f"measures.{one.name}": work_of(one.value) for one in program.measures}


def check_cost(work: Mapping[str, Work], sizes: Sizes, mistakes: Mistakes) -> None:
    """Refuse what is too large to run, and say what to reduce. `work` is the program's (`works`)."""
    agents = sum(sizes.population.values())
    where = f" in the arm `{sizes.arm.name}`"
    for path, what, amount, most in (
        ("agents", "agents", agents, MOST_AGENTS),
        ("space", "cells", sizes.cells if isinstance(sizes.space, ir.Grid) else 0.0, MOST_CELLS),
        ("clock.steps", "steps", sizes.steps, MOST_STEPS),
    ):
        if amount > most:
            message = f"there are too many {what}{where}"
            mistakes.add("cost_limit", path, message, f"at most {most:,.0f}", f"{amount:,.0f}", f"reduce the {what}")
            return
    costs = _costs(work, sizes)
    total = sizes.steps * sum(costs.values())
    if total > MOST_OPERATIONS:
        dearest = max(costs, key=lambda path: costs[path])
        found = f"about {total:.1g}: {agents:,.0f} agents, {sizes.steps:,.0f} steps, {costs[dearest]:.1g} a step here"
        hint = "reduce the agents, the steps, or loops over everyone inside loops over everyone"
        mistakes.add(
            "cost_limit",
            dearest,
            f"a run{where} takes too long",
            f"at most {MOST_OPERATIONS:.0g} operations",
            found,
            hint,
        )


def operations(sizes: Sizes) -> float:
    """What a run takes at most."""
    return sizes.steps * sum(_costs(works(sizes.program), sizes).values())


def _costs(work: Mapping[str, Work], sizes: Sizes) -> dict[str, float]:
    """What each rule and measure takes in a step, by its place in the document."""
    turns = {f"rules[{i}]": _turns(sizes, rule) for i, rule in enumerate(sizes.program.rules)}
    return {path: turns.get(path, 1.0) * each.operations(sizes) for path, each in work.items()}


def _turns(sizes: Sizes, rule: ir.Rule) -> float:
    if rule.who == "model":
        return 1.0
    if rule.who in sizes.population:
        return sizes.population[rule.who]
    return sizes.of(ir.Everyone(rule.who, ir.Collection(ir.Ref("cell"))))
