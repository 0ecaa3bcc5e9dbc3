"""Neighbouring rules as one: whoever acts does both in one turn, before others have seen the first."""

from __future__ import annotations

import ast

from sobremesa.mechanics.document import ModelDocument, Rule
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.verdicts.code import body_of, expression_of, written
from sobremesa.mechanics.verdicts.variant import Variant, accepted, together
from sobremesa.mechanics.wording import humanised

LONGEST_NAME = 64


def merged(program: Program, seed: int) -> tuple[Variant, ...]:
    """Every pair of neighbouring rules of the same agents in the same order that can be one, all of them at once.

    Rules that an arm switches off stay apart: what the arm shows is what they do.
    """
    document = program.document
    pairs: list[tuple[int, Rule]] = []
    singles: list[Variant] = []
    for place, (one, other) in enumerate(zip(document.rules, document.rules[1:], strict=False)):
        rule = _as_one(document, one, other)
        if rule is None or (pairs and pairs[-1][0] == place - 1):
            continue
        changed = accepted(_with(document, [(place, rule)]))
        if changed is not None:
            pairs.append((place, rule))
            says = f"{_words(one)} and {_words(other)} in one turn instead of one after the other"
            singles.append(Variant("merged", says, changed, seed))
    return together(singles, _with(document, pairs), f"{2 * len(pairs)} rules merged two and two")


def _as_one(document: ModelDocument, one: Rule, other: Rule) -> Rule | None:
    alone = {name for arm in document.experiment.arms for name in arm.without}
    name = f"{one.name}_and_{other.name}"
    known = {rule.name for rule in (*document.setup, *document.rules)}
    if (one.who, one.order) != (other.who, other.order) or one.who == "model" or alone & {one.name, other.name}:
        return None
    first = body_of(one.do)
    leaves = any(isinstance(node, ast.Return) for statement in first for node in ast.walk(statement))
    if leaves or len(name) > LONGEST_NAME or name in known:
        return None
    body = [*_guarded(one.when, first), *_guarded(other.when, body_of(other.do))]
    return Rule(name=name, who=one.who, order=one.order, do=written(body))


def _guarded(when: bool | int | float | str | None, body: list[ast.stmt]) -> list[ast.stmt]:
    return body if when is None else [ast.If(test=expression_of(when), body=body, orelse=[])]


def _with(document: ModelDocument, pairs: list[tuple[int, Rule]]) -> ModelDocument:
    rules = list(document.rules)
    for place, rule in reversed(pairs):
        rules[place : place + 2] = [rule]
    return document.model_copy(update={"rules": tuple(rules)})


def _words(rule: Rule) -> str:
    return humanised(rule.name)
