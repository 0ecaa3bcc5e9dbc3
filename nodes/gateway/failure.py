"""What to do about a call that brought no answer: a sentence for the report, or a run that waits to be resumed."""

from __future__ import annotations

from sobremesa.errors import SobremesaError
from sobremesa.nodes.gateway.outcome import Invalid, OverBudget, Refused, Truncated, Unreachable
from sobremesa.nodes.report import Spending

Failure = Refused | Truncated | Invalid | Unreachable | OverBudget

LIMITS = {
    "calls": "the limit of calls of a language model is reached (SOBREMESA_MAX_CALLS)",
    "tokens": "the limit of tokens is reached (SOBREMESA_MAX_TOKENS)",
    "usd": "the limit in US dollars is reached (SOBREMESA_MAX_USD)",
    "price": "a limit in US dollars is set (SOBREMESA_MAX_USD), and no price is known for the model: set "
    "SOBREMESA_PRICE, or lift the limit",
    "deadline": "the time for language models is over (SOBREMESA_DEADLINE)",
}


class LanguageModelError(SobremesaError, RuntimeError):
    """No language model can be asked: the sentence says what to change. What was done is kept; resume afterwards."""


def sentence(failure: Failure) -> str:
    """What happened, in one sentence."""
    match failure:
        case Refused(words=words):
            return f"The language model declined: {words}"
        case Truncated():
            return "The language model's answer ran into the length limit."
        case Invalid(problem=problem):
            first = problem.splitlines()[0].rstrip(".")
            return f"The language model's answer could not be used, even after two repairs: {first}."
        case Unreachable(advice=advice):
            return f"The language model could not be asked: {advice}"
        case OverBudget(limit=limit):
            return f"The call was not made: {LIMITS.get(limit, limit)}."


def stopped_by(spending: Spending) -> str | None:
    """Which limit ended the run before it had all that it would have asked for, in a sentence; None where none did."""
    if spending.stopped_by is None:
        return None
    limit = LIMITS.get(spending.stopped_by, spending.stopped_by)
    return f"{limit[0].upper()}{limit[1:]}."


def raise_if_final(failure: Failure) -> None:
    """Raise LanguageModelError where the endpoint gave no answer, however often it was tried.

    A wrong key, an endpoint that is down or overloaded, one too slow: a run that went on would be a report about an
    endpoint, and one that stops can be resumed when it is well.
    """
    if isinstance(failure, Unreachable):
        raise LanguageModelError(sentence(failure))
