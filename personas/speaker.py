"""The seam between a conversation and whoever puts words into it."""

from __future__ import annotations

from typing import Protocol

from sobremesa.errors import SobremesaError
from sobremesa.personas.card import Card, Persona, PublicSide, Share, Signed
from sobremesa.personas.happening import Happening, round_of_all
from sobremesa.personas.utterance import Emotion, SelfReport, Utterance


class Heard(Card):
    """A speech as one listener perceived it: never a thought, never a whisper to someone else.

    `emotion`, `arousal` and `leaning` are what face and voice show to whoever is in the room: how the speaker feels,
    how strongly, and to which side they lean, to the nearest half (-1, -0.5, 0, 0.5, 1).
    """

    speaker: str
    name: str
    speech: str
    round: int
    to_me: bool = False
    whisper: bool = False
    emotion: Emotion | None = None
    arousal: Share = 0.0
    leaning: Signed | None = None
    cycle: int = 0


class Perception(Card):
    """All that one persona knows when its turn comes.

    `question` is the statement that stance +1 agrees with. `shown` are sentences about the mechanics (empty in
    a conversation without), `happened` what has happened around the talk so far. `heard` is the recent past verbatim,
    oldest first; `mine` the persona's own recent utterances; `before` its last self-report. `notes` are the persona's
    own on what came before: they cover the first `noted` of `heard`, and the first `noted_mine` of `mine`.
    `at_once`: others speak at the same moment, and are heard a round later. `address` names the turn, whatever the
    thread, for draws.
    """

    scene: str
    question: str
    facts: tuple[str, ...] = ()
    others: tuple[tuple[str, PublicSide], ...] = ()
    shown: tuple[str, ...] = ()
    happened: tuple[Happening, ...] = ()
    heard: tuple[Heard, ...] = ()
    mine: tuple[Utterance, ...] = ()
    notes: str = ""
    noted: int = 0
    noted_mine: int = 0
    before: SelfReport | None = None
    round: int = 1
    rounds: int = 1
    at_once: bool = True
    cycle: int = 0
    seed: int = 0
    address: str = ""

    @property
    def now(self) -> int:
        """The number of the round among those of all meetings, from 1."""
        return round_of_all(self.cycle, self.round, self.rounds)

    def lately(self, rounds: int) -> Perception:
        """The same with the last so many rounds in mind, and no more."""
        places = sorted({(heard.cycle, heard.round) for heard in self.heard})[-rounds:]
        heard = tuple(heard for heard in self.heard if (heard.cycle, heard.round) in places)
        return self.model_copy(update={"heard": heard, "mine": self.mine[-rounds:]})


class Confided(Card):
    """What someone answers in private: in words, and where they truly stand (-1..1), how sure they are (0..1)."""

    answer: str
    stance: Signed
    confidence: Share


class Speaker(Protocol):
    """Puts words into a persona's mouth. Two implementations: rehearsal computes, a language model writes."""

    @property
    def name(self) -> str:
        """`rehearsal`, or the name of the language model."""

    async def speak(self, persona: Persona, perception: Perception) -> Utterance:
        """One turn. Raises SpeakerFailedError where there is none to be had; nothing was said then."""

    async def confide(self, persona: Persona, perception: Perception) -> Confided:
        """The answer to the question in private, which nobody hears. Raises SpeakerFailedError."""

    async def note(self, persona: Persona, perception: Perception) -> str:
        """The persona's notes, rewritten: they hold what `perception` remembers. Raises SpeakerFailedError."""


class SpeakerFailedError(SobremesaError, RuntimeError):
    """No utterance: the reason is a sentence for the transcript and the report."""
