"""What the journal keeps of a call that brought no answer, and the outcome that can be read from it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sobremesa.nodes.gateway.outcome import OverBudget, Refused, Unreachable, Usage
from sobremesa.store.journal import BUDGET, Unanswered

if TYPE_CHECKING:
    from sobremesa.nodes.gateway.outcome import Kind

REFUSED = "refused"

GivenUp = Refused | Unreachable | OverBudget


def kept(outcome: GivenUp) -> Unanswered:
    """What is kept of an outcome: what it took is in the journal's requests."""
    match outcome:
        case OverBudget(limit=limit):
            return Unanswered(BUDGET, limit)
        case Refused(words=words):
            return Unanswered(REFUSED, words)
        case Unreachable(kind=kind, advice=advice):
            return Unanswered(kind, advice)


def outcome_of(why: Unanswered) -> GivenUp:
    """The outcome again."""
    match why.kind:
        case "budget":
            return OverBudget(why.words)
        case "refused":
            return Refused(why.words, Usage())
    return Unreachable(cast("Kind", why.kind), why.words)
