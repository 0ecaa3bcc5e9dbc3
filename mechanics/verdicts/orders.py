"""The other order of turns: who acts together acts one by one, and the other way round."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from sobremesa.mechanics.document import ModelDocument, Rule
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.verdicts.variant import Variant, accepted, together

Order = Literal["together", "one_by_one", "at_random"]

FLIPPED: Mapping[str, Order] = {"together": "one_by_one", "one_by_one": "together", "at_random": "one_by_one"}
WORDS = {"together": "all at once", "one_by_one": "one by one", "at_random": "in random turns"}


def flipped(program: Program, seed: int) -> tuple[Variant, ...]:
    """All rules in their other order at once, where the language allows it for each of them; none if for none."""
    document = program.document
    singles: list[Variant] = []
    names: set[str] = set()
    for rule in document.rules:
        changed = None if rule.who == "model" else accepted(_flipping(document, {rule.name}))
        if changed is not None:
            names.add(rule.name)
            singles.append(Variant("order", _says(rule), changed, seed))
    whole = _flipping(document, names)
    return together(singles, whole, f"the other order of turns in {len(singles)} rules")


def _flipping(document: ModelDocument, names: Collection[str]) -> ModelDocument:
    rules = [
        rule.model_copy(update={"order": FLIPPED[rule.order]}) if rule.name in names else rule
        for rule in document.rules
    ]
    return document.model_copy(update={"rules": tuple(rules)})


def _says(rule: Rule) -> str:
    return f"{rule.name.replace('_', ' ')} {WORDS[FLIPPED[rule.order]]} instead of {WORDS[rule.order]}"
