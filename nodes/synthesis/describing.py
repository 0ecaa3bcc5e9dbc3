"""The model as the report describes it: the elements of the ODD protocol, then the conventions that all runs share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sobremesa.mechanics.processes.program import ProcessProgram

if TYPE_CHECKING:
    from sobremesa.mechanics.documents import AnyProgram

_HEADING = re.compile(r"^## (?:\d+\. )?(.+)$", re.MULTILINE)
CONVENTIONS = """\
- Rules take effect in the order in which they stand. Each ends for everyone before the next begins, so that a later \
rule sees what an earlier one has done in the same step.
- Where all act together, they read the state from before the rule, and what they add to others arrives at its end. \
Who acts one by one does so in an order that is shuffled in each step.
- Everything is measured before the first step and after each one.
- A random number is a function of seed, run, step, rule and who draws it. So all arms meet the same chances, run by \
run, and a rule that is switched off leaves the draws of the others as they are.
- A run in which something can't be computed stops, is left out, and is named at the top of the report.
"""


def description(program: AnyProgram) -> tuple[tuple[str, str], ...]:
    """Headings and their text, as Markdown of the few kinds that `mechanics.odd` writes."""
    if isinstance(program, ProcessProgram):
        from sobremesa.mechanics.processes.odd import described

        return described(program)
    from sobremesa.mechanics.odd import odd

    parts = _HEADING.split(odd(program))
    told = zip(parts[1::2], parts[2::2], strict=True)
    return (*((heading, text.strip()) for heading, text in told), ("Conventions", CONVENTIONS.strip()))
