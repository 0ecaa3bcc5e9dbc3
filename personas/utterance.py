"""What one persona gives in one turn: a thought, a speech, and a report on itself."""

from __future__ import annotations

from typing import Literal

from sobremesa.personas.card import Card, Share, Signed

Emotion = Literal[
    "joy", "hope", "relief", "pride", "gratitude", "interest", "calm", "surprise",
    "distress", "fear", "disappointment", "sadness", "shame", "guilt", "anger", "contempt", "frustration",
]  # fmt: skip


NOTHING_NEW = "had nothing new to say"
"""The silence of someone who chose it; any other is a failure to speak."""


class SelfReport(Card):
    """How it is with a persona at the end of its turn.

    `valence` and `stance` lie in -1..1, `arousal` and `confidence` in 0..1. `influenced_by` holds persona ids.
    """

    emotion: Emotion
    valence: Signed
    arousal: Share
    stance: Signed
    confidence: Share
    intention: str
    influenced_by: tuple[str, ...] = ()


Departing = Literal["out of the play", "speaks for others", "repeats", "jumps", "out of tone"]


class Departure(Card):
    """One way in which an utterance does not go with its speaker's card: of what kind, and a sentence that says it."""

    kind: Departing
    reason: str


class Rewrite(Card):
    """That an utterance went back to its speaker once, since it departed from the card, and which version stands.

    `reasons` are those for which the first went back; `kept` is `first` where the second was no better, or never came.
    """

    reasons: tuple[str, ...]
    kept: Literal["first", "second"]


class Utterance(Card):
    """One turn. `to` is a persona id, or None for everyone; a whisper is heard by `to` alone.

    `silence` says why nothing was said (a refusal, an exhausted budget); `speech` and `thought` are empty then.
    `departures`: how it does not go with the card (`adherence`), as it stands; `rewrite`: None for what was never sent
    back.
    """

    persona: str
    thought: str
    speech: str
    report: SelfReport
    to: str | None = None
    whisper: bool = False
    silence: str | None = None
    departures: tuple[Departure, ...] = ()
    rewrite: Rewrite | None = None


class Turn(Card):
    """An utterance at its place: arm, cycle (0 in a conversation without mechanics) and round, from 0 and 1.

    `turn` counts the turns of a round from 1; turns with one number were spoken at once.
    """

    arm: str
    cycle: int
    round: int
    turn: int = 1
    utterance: Utterance

    @property
    def key(self) -> tuple[str, int, int, str]:
        """What is unique about a turn."""
        return (self.arm, self.cycle, self.round, self.utterance.persona)

    @property
    def order(self) -> tuple[str, int, int, int, str]:
        """The order in which turns stand in a transcript."""
        return (self.arm, self.cycle, self.round, self.turn, self.utterance.persona)
