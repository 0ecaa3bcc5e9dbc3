"""The rehearsal speaker: who talks when no language model does. A small model of people, and no more than that.

A turn: appraise what is shown and heard (`appraisal`), feel it and catch what others feel (`emotion`), listen and let
the stance move (`influence`), then put it into plain words (`phrasing`). Deterministic in seed, persona and perception.
"""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.personas.appraisal import Appraisal, agreement, appraise, latest_of_each
from sobremesa.personas.card import Persona
from sobremesa.personas.closeness import closeness
from sobremesa.personas.daily_form import on_the_day
from sobremesa.personas.emotion import VALENCE, Feeling, at_rest, feel, name_of, susceptibility
from sobremesa.personas.first_stance import reactive_stance
from sobremesa.personas.frankness import answer_frankly
from sobremesa.personas.influence import Voice, listen, stubbornness
from sobremesa.personas.jotting import jot
from sobremesa.personas.matter import Matter
from sobremesa.personas.measures import pressure
from sobremesa.personas.phrasing import Phrasing
from sobremesa.personas.speaker import Confided, Heard, Perception
from sobremesa.personas.subject_matter import matter_from
from sobremesa.personas.thinking import Mind
from sobremesa.personas.utterance import NOTHING_NEW, SelfReport, Utterance

ROUNDS_IN_MIND = 4
FROM_NUMBERS = 0.35
"""How far the worst numbers move the stance that someone holds to."""
FROM_MOOD = 0.15
CATCHES = 0.12
"""A pull of valence by somebody else from which it is noticed."""


class RehearsalSpeaker:
    """A `Speaker` that computes: no key, no network, the same words for the same seed."""

    @property
    def name(self) -> str:
        """`rehearsal`."""
        return "rehearsal"

    async def speak(self, persona: Persona, perception: Perception) -> Utterance:
        """One turn, of the persona as it is on the day that the seed stands for; never fails.

        It says in `silence` that there was nothing new to say when there was not.
        """
        return rehearse(on_the_day(persona, perception.seed), perception)

    async def confide(self, persona: Persona, perception: Perception) -> Confided:
        """What the persona, as it is on that day, answers in private; never fails."""
        today = on_the_day(persona, perception.seed)
        matter = matter_from(perception.question, perception.scene)
        return answer_frankly(today, perception, matter, _anchor(today, perception.lately(ROUNDS_IN_MIND), matter))

    async def note(self, persona: Persona, perception: Perception) -> str:
        """Notes that are computed (`jotting`); never fails."""
        return jot(perception)


def rehearse(persona: Persona, perception: Perception) -> Utterance:
    """The turn of `persona` with `perception`; a pure function."""
    perception = perception.lately(ROUNDS_IN_MIND)
    matter = matter_from(perception.question, perception.scene)
    latest = latest_of_each(perception.heard)
    start = _anchor(persona, perception, matter)
    now = perception.before.stance if perception.before else start
    close = {h.speaker: closeness(persona, h.speaker) for h in latest}
    voices = [Voice(h.speaker, h.leaning, h.to_me, close[h.speaker]) for h in latest if h.leaning is not None]
    moved = listen(persona.traits, start, now, voices)
    appraisal = appraise(persona.traits, persona.private, moved.stance, perception, matter, latest)
    before = _feeling_before(persona, perception)
    # From those who are dear one catches more, as if what they show were easier to see.
    shown = [Feeling(VALENCE[h.emotion], h.arousal * close[h.speaker]) for h in latest if h.emotion is not None]
    feeling = feel(persona.traits, before, appraisal, shown)
    stance = moved.stance
    if matter.kind in {"event", "celebration", "company"} and perception.before is not None:
        stance = _within(stance + FROM_MOOD * (feeling.valence - before.valence))
    names = {h.speaker: h.name for h in latest}
    mind = Mind(
        stance=stance,
        start=persona.stance if persona.stance is not None else start,
        valence=feeling.valence,
        arousal=feeling.arousal,
        emotion=name_of(feeling, before, appraisal, persona.traits),
        moved_by=next((names[other] for other in moved.by if other in names), None),
        caught_from=names.get(_caught_from(persona, before, latest) or ""),
    )
    words = Phrasing(persona, perception, matter, latest).words(mind)
    return Utterance(
        persona=persona.id,
        thought=words.thought,
        speech=words.speech,
        report=_report(persona, mind, appraisal, latest).model_copy(
            update={"intention": words.intention, "influenced_by": moved.by}
        ),
        to=words.to,
        whisper=words.whisper,
        silence=None if words.speech else NOTHING_NEW,
    )


def _anchor(persona: Persona, perception: Perception, matter: Matter) -> float:
    """The stance held to: as on the card, moved by the numbers (bad ones call for deciding, and are hard to accept)."""
    start = persona.stance if persona.stance is not None else reactive_stance(persona.traits)
    sign = 1 if matter.kind in {"decision", "reveal"} else -1
    return _within(start + sign * FROM_NUMBERS * pressure(perception.shown, perception.mine))


def _feeling_before(persona: Persona, perception: Perception) -> Feeling:
    if perception.before is None:
        return at_rest(persona.traits)
    return Feeling(perception.before.valence, perception.before.arousal)


def _caught_from(persona: Persona, before: Feeling, latest: Sequence[Heard]) -> str | None:
    """Whose distress pulls strongest, where it is enough to notice."""
    pulls = {
        h.speaker: susceptibility(persona.traits)
        * closeness(persona, h.speaker)
        * h.arousal
        * (before.valence - VALENCE[h.emotion])
        for h in latest
        if h.emotion is not None and VALENCE[h.emotion] < 0
    }
    strongest = max(pulls, key=lambda speaker: pulls[speaker], default=None)
    return strongest if strongest is not None and pulls[strongest] >= CATCHES else None


def _report(persona: Persona, mind: Mind, appraisal: Appraisal, latest: Sequence[Heard]) -> SelfReport:
    """What the model's numbers come to, on the scales of a report."""
    held = stubbornness(persona.traits)
    confidence = 0.4 + 0.35 * abs(mind.stance) + 0.3 * (held - 0.45) + 0.3 * (appraisal.coping - 0.5)
    confidence += 0.1 * agreement(mind.stance, latest)
    return SelfReport(
        emotion=mind.emotion,
        valence=round(mind.valence, 3),
        arousal=round(mind.arousal, 3),
        stance=round(mind.stance, 3),
        confidence=round(max(0.05, min(0.95, confidence)), 3),
        intention="",
    )


def _within(value: float) -> float:
    return max(-1.0, min(1.0, value))
