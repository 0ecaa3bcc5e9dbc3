"""How many a share of people is: what a question that begins with "how many" asks for.

Told where the headline is a share of all agents of one type, whose number stays the same, and the question counts
people or those of that type ("how many have heard it?", "how many computers"), and nothing else ("how many days").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sobremesa.mechanics.arithmetic import NotArithmeticError, evaluate
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.library import names
from sobremesa.mechanics.wording import humanised
from sobremesa.nodes.claims import Figure, figures_of
from sobremesa.nodes.reading.fitting import entities
from sobremesa.nodes.reading.nouns import singular
from sobremesa.nodes.reading.people import names_people
from sobremesa.nodes.reading.stems import matches

_ASKED = re.compile(r"\bhow many\s+(?:of (?:the |them )?)?(?P<what>[a-z'’-]+)[^.!?]*\?", re.IGNORECASE)
_SHARE_OF_ALL = re.compile(r"mean\((?P<term>.+) for (?P<each>\w+) in (?P<kind>\w+)\)", re.DOTALL)
_CHANGING = re.compile(r"\b(?:create|die)\s*\(")


def headcount(scenario: str, document: Document, level: Finding, library: str | None) -> tuple[Finding, int] | None:
    """The level as a number of agents, and of how many; None where that is not asked for, or can't be told."""
    everyone = _everyone(document, level) if isinstance(document, ModelDocument) else None
    if everyone is None:
        return None
    kind, number = everyone
    if not any(_counts(found["what"].lower(), kind, library) for found in _ASKED.finditer(" ".join(scenario.split()))):
        return None
    low, high = (None if bound is None else bound * number for bound in (level.low, level.high))
    return level.model_copy(update={"value": level.value * number, "low": low, "high": high, "unit": None}), number


def heads_of(
    findings: Iterable[Finding], scenario: str, document: Document | None, library: str | None
) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    """The figures of such numbers, by the id of the level that they are of."""
    for level in findings if document is not None else ():
        if level.headline and level.kind == "level" and document is not None:
            counted = headcount(scenario, document, level, library)
            if counted is not None:
                yield level.id, (*figures_of(counted[0]), Figure(counted[1]))


def _everyone(document: ModelDocument, level: Finding) -> tuple[str, int] | None:
    """The type that a share is of, and how many of them there are from the start to the end."""
    measure = document.measures.get(level.measure)
    if measure is None or measure.unit != "share" or level.take in ("sum", "var", "when", "change"):
        return None
    of = _SHARE_OF_ALL.fullmatch(str(measure.value).strip())
    rules = (*document.setup, *document.rules)
    if of is None or " if " in of["term"].rpartition(" for ")[2] or any(_CHANGING.search(rule.do) for rule in rules):
        return None
    if of["kind"] not in document.agents or level.arms != (scenario_arm(document).name,):
        return None
    values = {name: parameter.value for name, parameter in document.parameters.items()}
    try:
        number = evaluate(document.agents[of["kind"]].count, {**values, **scenario_arm(document).set})
    except NotArithmeticError:
        return None
    return of["kind"], int(number)


def _counts(what: str, kind: str, library: str | None) -> bool:
    """Whether a word behind "how many" is one for these agents, or no noun at all (a verb: "how many get it")."""
    if names_people(what) or singular(what) in humanised(kind).split() or not what.endswith("s"):
        return True
    known = entities(library) if library in names() else ()
    return matches(what, known)
