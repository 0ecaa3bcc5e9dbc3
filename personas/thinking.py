"""What someone thinks and keeps to themselves, and what they mean to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sobremesa.personas.card import Persona
from sobremesa.personas.material import lines, side_of, voice_lines
from sobremesa.personas.matter import Matter
from sobremesa.personas.sentences import Sentences
from sobremesa.personas.speaker import Heard
from sobremesa.personas.tone import mood_of
from sobremesa.personas.utterance import Emotion

LOW = -0.1
"""A valence below which doubts come first."""
COPING = {"for": "live_with_it", "against": "not_accept_it", "torn": "wait_and_see"}
"""What someone means to do about what has happened, by the side they take; there is nothing to vote on."""
UNSURE = 0.2
"""A stance nearer to the middle than this is no firm one."""


@dataclass(frozen=True, slots=True)
class Mind:
    """What there is to be said: stance now and at the start, feeling, and who has had an effect (by name)."""

    stance: float
    start: float
    valence: float
    arousal: float
    emotion: Emotion
    moved_by: str | None
    caught_from: str | None


def thought_of(persona: Persona, mind: Mind, matter: Matter, voice: str, sentences: Sentences) -> str:
    """The thought of a turn: what weighs on this persona alone in one, the mood in the next; empty if none is new."""
    weighing = _weighing(persona, mind, sentences.turn)
    if weighing and ((sentences.turn + sentences.seat) % 2 == 0 or len(weighing) > 1):
        kind, slots = weighing[sentences.turn % len(weighing)]
        thought = sentences.think(f"private/{kind}", lines("private", kind), slots)
        if thought:
            return thought
    if matter.kind == "company":
        return sentences.think("table/think", lines("table", "think")) or ""
    if matter.kind == "celebration":
        return sentences.think("celebration/think", lines("celebration", "think")) or ""
    moods = ["think", "doubt"]
    if mind.valence < LOW or abs(mind.stance) < UNSURE:
        moods.reverse()
    thoughts = (sentences.think(f"{voice}/{mood}", voice_lines(voice, mood)) for mood in moods)
    found = next((thought for thought in thoughts if thought), None)
    mood = mood_of(mind.emotion)
    return found or sentences.think(f"moods/{mood}", lines("moods", mood)) or ""


def _weighing(persona: Persona, mind: Mind, turn: int) -> list[tuple[str, Mapping[str, str]]]:
    """What weighs on someone: others' mood, the own secrets, knowledge, fears and goals, and whoever has moved them."""
    private = persona.private
    kinds: list[tuple[str, Mapping[str, str]]] = []
    if mind.caught_from:
        kinds.append(("caught", {"other": mind.caught_from}))
    kept_back = {"secret": private.secrets, "known": private.knows, "fear": private.fears, "goal": private.goals}
    for kind, kept in kept_back.items():
        if kept:
            kinds.append((kind, {kind: kept[turn % len(kept)]}))
    if mind.moved_by and turn % 3 == 1 and not private.secrets:
        kinds.append(("moved", {"other": mind.moved_by}))
    return kinds


def intention_of(mind: Mind, matter: Matter, voice: str, consoled: Heard | None, sentences: Sentences) -> str:
    """What someone means to do next: a phrase without capital or full stop."""
    kind = side_of(mind.stance)
    if consoled is not None:
        kind = "comfort"
    elif matter.kind in {"company", "celebration"}:
        kind = matter.kind
    elif voice == "withdrawn" and mind.valence < 0:
        kind = "withdraw"
    elif matter.kind == "event":
        kind = COPING[kind]
    elif sentences.perception.round == sentences.perception.rounds:
        kind = f"after_{kind}"
    pool = sentences.shuffled(f"intend/{kind}", lines("intentions", kind))
    other = {"other": consoled.name} if consoled else {}
    return pool[(sentences.turn + sentences.seat) % len(pool)].format_map({**sentences.slots, **other})
