"""Where a program of Mesa failed: in which rule, and at whose turn. The traceback knows it, so programs needn't say."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import NamedTuple

from sobremesa.mechanics.compiled import Compiled, filename
from sobremesa.mechanics.ir.facts import owner
from sobremesa.mechanics.ir.walk import all_rules
from sobremesa.mechanics.runtime.pending import Pending


class Turn(NamedTuple):
    """A rule of the document, and the number of whoever acted; None of the model."""

    rule: str
    agent: int | None


def whose_turn(problem: BaseException, code: Compiled) -> Turn | None:
    """The innermost turn that was being taken; None where the problem arose outside of rules."""
    methods, file = _methods(code), filename(code.program)
    found: Turn | None = None
    for frame, _ in traceback.walk_tb(problem.__traceback__):
        rule = methods.get(frame.f_code.co_qualname) if frame.f_code.co_filename == file else None
        if rule is not None:
            one = frame.f_locals["self"]
            found = Turn(rule, None if isinstance(one, code.model) else one.id)
        elif found is not None and frame.f_code is Pending.bear.__code__:
            found = Turn(found.rule, frame.f_locals["creator"].id)
    return found


def _methods(code: Compiled) -> Mapping[str, str]:
    """The rule that a method belongs to, by the names of class and method."""
    names, found = code.names, {}
    for rule in all_rules(code.program):
        acting = names.model if rule.who == "model" else names.classes[owner(rule.who)]
        found[f"{acting}.{names.rule(rule)}"] = rule.name
        found |= {f"{each}.{names.settling(rule)}": rule.name for each in (names.model, *names.classes.values())}
    return found
