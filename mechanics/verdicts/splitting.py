"""A rule as two: everyone does the first half of it before anyone does the second."""

from __future__ import annotations

from sobremesa.mechanics.document import Arm, ModelDocument, Rule
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.verdicts.code import (
    DRAWS,
    assigned_in,
    body_of,
    calls_in,
    expression_of,
    fields_in,
    written,
)
from sobremesa.mechanics.verdicts.variant import Variant, accepted, together

SECOND = "_then"


def split(program: Program, seed: int) -> tuple[Variant, ...]:
    """Every rule that can be two, each cut once between its statements, all of them at once."""
    document = program.document
    singles: list[Variant] = []
    whole = document
    for rule in document.rules:
        halves = _halves(document, rule)
        if halves is None:
            continue
        halved, changed = halves
        says = f"{rule.name.replace('_', ' ')} in two steps, one after the other"
        singles.append(Variant("split", says, changed, seed))
        whole = _with(whole, rule, halved)
    return together(singles, whole, f"{len(singles)} rules each split in two")


def _halves(document: ModelDocument, rule: Rule) -> tuple[tuple[Rule, Rule], Program] | None:
    """The rule cut in two, as near its middle as the language allows, and then the program; None: it can't be cut."""
    body = body_of(rule.do)
    if rule.who == "model" or any(one.name == f"{rule.name}{SECOND}" for one in (*document.rules, *document.setup)):
        return None
    for cut in sorted(range(1, len(body)), key=lambda place: abs(2 * place - len(body))):
        if not _asks_the_same(rule, written(body[:cut])):
            continue
        first = rule.model_copy(update={"do": written(body[:cut])})
        second = rule.model_copy(update={"name": f"{rule.name}{SECOND}", "do": written(body[cut:])})
        program = accepted(_with(document, rule, (first, second)))
        if program is not None:
            return (first, second), program
    return None


def _asks_the_same(rule: Rule, before: str) -> bool:
    """Whether `when` can be asked again after the first half: it draws nothing, and reads nothing that has changed."""
    tests = [] if rule.when is None else [expression_of(rule.when)]
    first = body_of(before)
    leaves = calls_in(*first) & {"die"} or "return" in before.split()
    return not leaves and not calls_in(*tests) & DRAWS and not fields_in(*tests) & assigned_in(*first)


def _with(document: ModelDocument, rule: Rule, halves: tuple[Rule, Rule]) -> ModelDocument:
    rules = [half for one in document.rules for half in (halves if one.name == rule.name else (one,))]
    arms = tuple(_switching(arm, rule.name) for arm in document.experiment.arms)
    experiment = document.experiment.model_copy(update={"arms": arms})
    return document.model_copy(update={"rules": tuple(rules), "experiment": experiment})


def _switching(arm: Arm, name: str) -> Arm:
    """An arm that switches the rule off switches off both halves."""
    return arm.model_copy(update={"without": (*arm.without, f"{name}{SECOND}")}) if name in arm.without else arm
