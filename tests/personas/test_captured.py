"""A fully captured persona can change the text of what it said, and nothing else: not a line of anyone's prompt.

Each prompt is rendered with a plain word in one place and with a trap in the same place; the two may differ in that
word alone, as JSON, to the byte.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from random_talks import TRAPS
from sobremesa.nodes.sanitise import sanitise
from sobremesa.personas.adherence import departures
from sobremesa.personas.card import Persona, PrivateSide, PublicSide
from sobremesa.personas.conversation import LONGEST_SPEECH, perceive
from sobremesa.personas.happening import Happening
from sobremesa.personas.memory import Note
from sobremesa.personas.rewrite_prompt import rewriting
from sobremesa.personas.speaker import Perception
from sobremesa.personas.turn_prompt import in_private, passing, recollection, standing
from sobremesa.personas.turn_taking import TurnTaking, have_the_floor
from sobremesa.personas.utterance import Departure, SelfReport, Turn, Utterance

PLAIN = "PLAINWORD"
CAST = tuple(
    Persona(id=id_, public=PublicSide(name=id_.title(), role="guest"), private=PrivateSide(secrets=(f"SECRET-{id_}",)))
    for id_ in ("ann", "bo", "cyd")
)
PLACES = ("speech", "whisper", "thought", "intention", "event")
text_from_outside = (st.sampled_from(TRAPS) | st.text(max_size=80)).map(sanitise).map(str.strip).filter(bool)


def talk(place: str, words: str) -> list[Turn]:
    """Two rounds of three; in the first, Ann's `words` stand in one place."""
    put = {name: words if name == place else "Well." for name in PLACES}
    turns = []
    for round_ in (1, 2):
        for persona in CAST:
            mine = persona.id == "ann" and round_ == 1
            report = SelfReport(
                emotion="anger", valence=-0.5, arousal=0.5, stance=0.5, confidence=0.5,
                intention=put["intention"] if mine or (persona.id == "ann" and place == "intention") else "wait",
            )  # fmt: skip
            whispers = mine and place == "whisper"
            said = Utterance(
                persona=persona.id, thought=put["thought"] if persona.id == "ann" else "Hm.",
                speech=(words if place in ("speech", "whisper") else "Well.") if mine else f"{persona.id} speaks.",
                to="bo" if whispers else None, whisper=whispers, report=report,
            )  # fmt: skip
            turns.append(Turn(arm="talk", cycle=0, round=round_, utterance=said))
    return turns


def seen(persona: Persona, place: str, words: str, notes: tuple[Note, ...] = ()) -> Perception:
    around = (Happening(round=2, what=words if place == "event" else "It rains."),)
    return perceive(
        persona, CAST, talk(place, words), arm="talk", cycle=0, round=3, rounds=5, scene="A kitchen.\nLate.",
        question="they stay", facts=("rent: 900",), happenings=around, notes=notes,
    )  # fmt: skip


def prompts(persona: Persona, perception: Perception) -> dict[str, str]:
    said = Utterance(persona=persona.id, thought="", speech="So.", report=talk("speech", "x")[0].utterance.report)
    why = (Departure(kind="jumps", reason="The stance jumps."),)
    return {
        "standing": standing(persona, perception),
        "turn": passing(perception),
        "private": in_private(perception),
        "note": recollection(persona, perception),
        "rewrite": rewriting(passing(perception), said, why),
    }


@pytest.mark.parametrize("place", PLACES)
@given(trap=text_from_outside)
def test_words_change_nothing_but_themselves(place: str, trap: str) -> None:
    arrived = 0
    for persona in CAST:
        plain = prompts(persona, seen(persona, place, PLAIN))
        trapped = prompts(persona, seen(persona, place, trap))
        for name, words in plain.items():
            expected = words.replace(json.dumps(PLAIN), json.dumps(trap, ensure_ascii=False))
            assert trapped[name] == expected, (persona.id, name)
            arrived += PLAIN in words
    assert arrived > 0


@given(trap=text_from_outside)
def test_words_put_into_a_rewriting_stay_quoted(trap: str) -> None:
    plain, trapped = (
        Utterance(persona="ann", thought="", speech=words, report=talk("speech", "x")[0].utterance.report)
        for words in (PLAIN, trap)
    )
    why = (Departure(kind="jumps", reason="The stance jumps."),)
    expected = rewriting("TURN", plain, why).replace(json.dumps(PLAIN), json.dumps(trap, ensure_ascii=False))
    assert rewriting("TURN", trapped, why) == expected


@pytest.mark.parametrize("outside", ["scene", "question", "facts", "name", "role", "manner", "notes", "reason"])
@given(trap=text_from_outside)
def test_text_of_callers_and_notes_never_begins_a_line_of_its_own(outside: str, trap: str) -> None:
    """Every line that a trap adds or changes begins with `> `, or holds it as a JSON string."""

    def rendered(words: str) -> list[str]:
        ann = CAST[0]
        if outside in ("name", "role", "manner"):
            ann = ann.model_copy(update={"public": ann.public.model_copy(update={outside: words})})
        note = Note(arm="talk", cycle=0, round=1, persona="ann", text=words if outside == "notes" else "Nothing new.")
        known = {
            "scene": words if outside == "scene" else "A kitchen.",
            "question": words if outside == "question" else "they stay",
            "facts": (words if outside == "facts" else "rent: 900",),
        }
        perception = seen(ann, "speech", "Well.", (note,)).model_copy(update=known)
        reason = (Departure(kind="jumps", reason=words if outside == "reason" else "It jumps."),)
        said = talk("speech", "x")[0].utterance
        return "\n".join([*prompts(ann, perception).values(), rewriting("TURN", said, reason)]).split("\n")

    before = set(rendered(PLAIN))
    string = json.dumps(" ".join(trap.split()), ensure_ascii=False)
    added = [line for line in rendered(trap) if line not in before]
    assert all(line.startswith("> ") or string in line for line in added), added


@pytest.mark.parametrize("trap", TRAPS)
def test_nobody_gets_the_floor_by_words(trap: str) -> None:
    takings: tuple[TurnTaking, ...] = ("simultaneous", "round_robin", "urgency")
    for taking in takings:
        floors = [have_the_floor(taking, CAST, talk("speech", words), []) for words in (PLAIN, trap)]
        assert floors[0] == floors[1]


@pytest.mark.parametrize("trap", TRAPS)
def test_what_was_heard_is_never_held_against_the_listener(trap: str) -> None:
    said = Utterance(
        persona="bo",
        thought="",
        speech="I would rather stay at home this year.",
        report=talk("event", "x")[1].utterance.report,
    )
    assert departures(CAST[1], seen(CAST[1], "speech", trap), said) == ()


def test_a_speech_of_any_length_keeps_its_quotation() -> None:
    long = seen(CAST[1], "speech", '"\n> x' * 2 * LONGEST_SPEECH)
    assert len(passing(long).split("\n")) == len(passing(seen(CAST[1], "speech", PLAIN)).split("\n"))
