"""What became of the conversations that were held again without someone, beside what they had been."""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.nodes.contract import Request
from sobremesa.nodes.talks import replays
from sobremesa.personas.card import Persona
from sobremesa.personas.masking import Masked, difference
from sobremesa.personas.outcome import outcome_of
from sobremesa.personas.utterance import Turn


def held_again(
    request: Request, unheard: Sequence[str], cast: Sequence[Persona], turns: Sequence[Turn], exact: bool
) -> tuple[Masked, ...]:
    """What hearing each of the `unheard` did to the others, over the pairs of conversations that are both whole.

    `exact`: the speakers say the same where they hear the same.
    """
    whole = {arm: of_one for arm, of_one in _by_arm(turns).items() if not outcome_of(cast, of_one).broken}
    found = []
    for persona in unheard:
        named = [(talk.origin, talk.arm) for talk in replays(request, (persona,))]
        pairs = [(whole[heard], whole[again]) for heard, again in named if heard in whole and again in whole]
        if pairs:
            found.append(difference(cast, persona, pairs, exact))
    return tuple(found)


def _by_arm(turns: Sequence[Turn]) -> dict[str, list[Turn]]:
    arms: dict[str, list[Turn]] = {}
    for turn in turns:
        arms.setdefault(turn.arm, []).append(turn)
    return arms
