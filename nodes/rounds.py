"""How many rounds people talk: as the caller says, or the context, or the text."""

from __future__ import annotations

from sobremesa.errors import BadRequestError
from sobremesa.nodes.contract import MAX_ROUNDS, Request
from sobremesa.nodes.happenings import without_happenings
from sobremesa.nodes.reading.happenings import foretold
from sobremesa.nodes.reading.numbers import read_numbers
from sobremesa.nodes.reading.tokens import tokenise

DEFAULT_ROUNDS = 5
KEYS = ("rounds", "num_rounds", "number_of_rounds")


def rounds_asked(request: Request) -> int | None:
    """The number of rounds that the caller gave, as a field or in the context; None where neither holds one.

    Raises BadRequestError where the context holds a number of rounds that there can't be.
    """
    if request.rounds is not None:
        return request.rounds
    given = next((fact for fact in map(request.context.get, KEYS) if type(fact) is int), None)
    if given is not None and not 1 <= given <= MAX_ROUNDS:
        raise BadRequestError(f"rounds, in the context, must be a whole number from 1 to {MAX_ROUNDS}.")
    return given


def rounds_of_conversation(request: Request) -> int:
    """Rounds of a conversation without mechanics: what was asked for, what the text says, or five.

    Of what the text says to happen in a later round than the fifth, the last gives the number where nothing else does.
    Raises BadRequestError where the caller's own event is to happen in a round that there is not.

    >>> rounds_of_conversation(Request(scenario="Let three siblings talk for four rounds."))
    4
    """
    rounds = rounds_asked(request) or _rounds_said(request)
    latest = max((event.round for event in request.events), default=0)
    if latest > rounds:
        raise BadRequestError(
            f"Something is to happen in round {latest}, and they talk for {rounds}: ask for {latest} rounds, or let it "
            "happen earlier."
        )
    return rounds


def _rounds_said(request: Request) -> int:
    """What the text says, or five."""
    plain = without_happenings(request).scenario
    said = (number for number in read_numbers(tokenise(plain)) if number.unit == "round" and not number.per)
    counts = (int(number.value) for number in said if number.high is None and not number.text.lower().startswith("a "))
    latest = max((happening.round for happening in foretold(request.scenario).happenings), default=0)
    return next((count for count in counts if 1 <= count <= MAX_ROUNDS), max(DEFAULT_ROUNDS, latest))
