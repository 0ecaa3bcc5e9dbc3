"""Whether people stand in private where they stand among the others, by what they answer when nobody hears it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sobremesa.personas.card import Card, Signed
from sobremesa.personas.private_answer import PrivateAnswer
from sobremesa.personas.utterance import Turn

ELSEWHERE = 0.25
"""A distance of stances from which someone stands elsewhere in private: an eighth of the scale; ours."""


class Candour(Card):
    """Where someone stood in the end, `aloud` in their last turn and in `private` after it (-1..1 each)."""

    persona: str
    aloud: Signed
    private: Signed

    @property
    def elsewhere(self) -> bool:
        """Whether the two are apart."""
        return abs(self.private - self.aloud) >= ELSEWHERE


def candour(turns: Sequence[Turn], answers: Iterable[PrivateAnswer]) -> tuple[Candour, ...]:
    """Each who has spoken in one talk (`turns`, in order) and answered after it, in the order of the answers."""
    last = {turn.utterance.persona: turn.utterance.report.stance for turn in turns if turn.utterance.speech}
    arms = {turn.arm for turn in turns}
    return tuple(
        Candour(persona=answer.persona, aloud=last[answer.persona], private=answer.said.stance)
        for answer in answers
        if answer.said is not None and answer.when == "after" and answer.arm in arms and answer.persona in last
    )
