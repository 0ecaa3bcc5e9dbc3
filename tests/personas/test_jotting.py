"""Notes that are computed, and how notes are kept short."""

from hypothesis import given
from hypothesis import strategies as st

from sobremesa.personas.jotting import jot
from sobremesa.personas.memory import NOTE_CHARACTERS, shortened
from sobremesa.personas.speaker import Heard, Perception
from sobremesa.personas.utterance import SelfReport

REPORT = SelfReport(emotion="calm", valence=0, arousal=0, stance=0, confidence=0.5, intention="wait for Bo")


def heard(name: str, speech: str, round_: int = 1, leaning: float = 0.5) -> Heard:
    return Heard(speaker=name.lower(), name=name, speech=speech, round=round_, leaning=leaning)


def test_notes_hold_where_each_stands_what_they_said_last_and_what_was_meant() -> None:
    said = (heard("Ann", "Yes. And more."), heard("Bo", "No.", leaning=-1), heard("Ann", "Perhaps. I'll see.", 2, 0))
    seen = Perception(scene="", question="", heard=said, before=REPORT, notes="Ann was late.")
    assert jot(seen) == "Ann, undecided: “Perhaps.” Bo, firmly against: “No.” I meant to: wait for Bo. Ann was late."


@given(st.lists(st.text(max_size=1200), max_size=60), st.text(max_size=2000))
def test_notes_never_grow(speeches: list[str], notes: str) -> None:
    said = tuple(heard(f"P{number}", speech) for number, speech in enumerate(speeches))
    jotted = jot(Perception(scene="", question="", heard=said, before=REPORT, notes=notes))
    assert len(jotted) <= NOTE_CHARACTERS
    assert "\n" not in jotted


@given(st.text(max_size=3000))
def test_notes_of_any_length_are_cut_between_words(text: str) -> None:
    short = shortened(text)
    assert len(short) <= NOTE_CHARACTERS
    flat = " ".join(text.split())
    assert short == flat if len(flat) <= NOTE_CHARACTERS else flat.startswith(short.removesuffix("…"))
