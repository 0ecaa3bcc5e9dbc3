"""Choosing sentences: in an order drawn once per conversation, and not what has just been said.

All who speak in a round remember the same words; each takes, of what nobody has said, the one at their own place. So
nobody repeats themselves or another, and no two bring up the same thing at once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from random import Random

from sobremesa.personas.card import Persona
from sobremesa.personas.english import capitalised
from sobremesa.personas.matter import Matter
from sobremesa.personas.speaker import Heard, Perception
from sobremesa.personas.tone import goes_with
from sobremesa.personas.utterance import Emotion

TO_SEVERAL = re.compile(
    r"\b(?:all of (?:us|you)|[Yy]ou all|like you all|You've all|everyone|[Ee]verybody|the others|[Nn]obody here|"
    r"Who else|each of (?:you|us)|both of|anyone else|the rest of|their voice|one room|two of us|anybody's|"
    r"the only one)\b"
)
"""What one doesn't say to a single person."""


class Sentences:
    """What one persona can choose from in one turn; deterministic in seed, seat, turn, memory and what they feel."""

    def __init__(
        self, persona: Persona, perception: Perception, matter: Matter, emotion: Emotion | None = None
    ) -> None:
        self.perception, self.emotion = perception, emotion
        order = sorted([persona.id, *(other for other, _ in perception.others)])
        self.seat, self.seats = order.index(persona.id), len(order)
        self.turn = (max(perception.cycle, 1) - 1) * perception.rounds + perception.round - 1
        self.place = (self.seat + self.turn) % self.seats
        self.mine = " ".join(said.speech for said in perception.mine)
        self.said = " ".join([self.mine, *(heard.speech for heard in perception.heard)])
        self.thought = " ".join(said.thought for said in perception.mine)
        self.slots = {
            "topic": matter.topic, "doing": matter.doing, "do": matter.do, "claim": matter.claim,
            "denial": matter.denied,
        }  # fmt: skip

    def pick(
        self,
        pool: str,
        templates: Sequence[str],
        partner: Heard | None = None,
        slots: Mapping[str, str] | None = None,
        strict: bool = False,
    ) -> str | None:
        """A sentence of a pool that nobody in memory has said, filled; None where there is none.

        `strict` gives None to who finds none at their own place; else one that somebody else has said will do.
        """
        filling = {**({"other": partner.name} if partner else {}), **(slots or {})}
        return self._fresh(pool, templates, filling, (self.said,) if strict else (self.said, self.mine), strict)

    def think(self, pool: str, templates: Sequence[str], slots: Mapping[str, str] | None = None) -> str | None:
        """A thought that the persona has not had of late."""
        return self._fresh(pool, templates, slots or {}, (self.thought,), strict=False)

    def _fresh(
        self, pool: str, templates: Sequence[str], filling: Mapping[str, str], memories: Sequence[str], strict: bool
    ) -> str | None:
        order = self.shuffled(pool, templates)
        for memory in memories:
            fresh = [t for t in order if self._core(t) not in memory and self.filled(t, filling) not in memories[0]]
            if fresh and (self.place < len(fresh) or not strict):
                start = self.place % len(fresh)
                fitting = next((t for t in fresh[start:] + fresh[:start] if self._fits(t)), None)
                if fitting is not None:
                    return self.filled(fitting, filling)
        return None

    def _fits(self, template: str) -> bool:
        return self.emotion is None or goes_with(template, self.emotion)

    def shuffled(self, pool: str, templates: Sequence[str]) -> list[str]:
        """The templates in this conversation's order, begun further on as it goes: memory is short, lists are long."""
        order = [t for t in templates if self.seats > 2 or not TO_SEVERAL.search(t)]
        Random(lottery(self.perception.seed, f"{self.perception.question}/{pool}")).shuffle(order)
        start = self.turn // 2 % len(order) if order else 0
        return order[start:] + order[:start]

    def filled(self, template: str, slots: Mapping[str, str] | None = None) -> str:
        """A template with its slots filled, in one pass: what is put in is text and nothing more."""
        return capitalised(template.format_map({**self.slots, **(slots or {})}))

    def lot(self, what: str) -> float:
        """A number in 0..1 that depends on seed and turn alone."""
        return int(lottery(self.perception.seed, f"{self.perception.address}/{what}")[:8], 16) / 2**32

    def _core(self, template: str) -> str:
        """The longest stretch of a sentence that stays the same whomever and whatever it is about."""
        stretches = re.split(r"\{(?:other|point|told|secret|known|fear|goal)\}", template)
        return max(stretches, key=len).strip().format_map(self.slots)


def lottery(seed: int, what: str) -> str:
    """A hexadecimal hash of seed and purpose: the source of every choice here."""
    return hashlib.sha256(f"{seed}/{what}".encode()).hexdigest()
