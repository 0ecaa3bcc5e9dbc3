"""What ends a replicate, in words."""

from __future__ import annotations

from collections.abc import Mapping

from sobremesa.mechanics.engine import RunError
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.world import World
from sobremesa.mechanics.limits import TooLargeError
from sobremesa.mechanics.overseeing import EndedError

SENTENCES: Mapping[Failure, str] = {
    Failure.LIMIT_REACHED: "there are more agents of a type, or links of an agent, than the document allows",
    Failure.ZERO_DIVISION: "something was divided by zero",
    Failure.OVERFLOW: "a number became too large",
    Failure.INDEX: "an index is out of range",
    Failure.MISSING: "there is no such agent, cell or link",
    Failure.DOMAIN: "a function has no value there",
}


class OutOfRoomError(Exception):
    """So many came and went within one rule that rows ran short: it has to be done again with more of them."""


def run_error(world: World, place: int) -> RunError | None:
    """What ended a replicate; None where it goes on, or was told to stop."""
    code = int(world.get("error")[place])
    if code == 0:
        return None
    failure, step = Failure(code), int(world.get("step")[place])
    if failure is Failure.NO_MEMORY:
        raise TooLargeError(f"There is no memory left for what a single turn needs (step {step}).")
    if failure is Failure.CANCELLED:
        raise EndedError
    if failure is Failure.NO_ROOM:
        raise OutOfRoomError
    rule, agent = world.layout.places[int(world.get("error#rule")[place])], int(world.get("error#agent")[place])
    who = "" if agent < 0 else f", agent {agent}"
    sentence = f"{SENTENCES[failure]} (step {step}, {rule}{who})"
    return RunError(failure.name.lower(), step, sentence, rule, None if agent < 0 else agent)
