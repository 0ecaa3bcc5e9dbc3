"""Secrets that come out: told by their owner, whispered, or leaked; and those that stay."""

from __future__ import annotations

from sobremesa.personas.card import Persona, PrivateSide, PublicSide
from sobremesa.personas.secrecy import Slip, slips, traceable
from sobremesa.personas.utterance import SelfReport, Turn, Utterance

REPORT = SelfReport(emotion="calm", valence=0, arousal=0.2, stance=0, confidence=0.5, intention="")


def someone(id_: str, *secrets: str, **more: tuple[str, ...]) -> Persona:
    private = PrivateSide(secrets=secrets, **more)
    return Persona(id=id_, public=PublicSide(name=id_.title(), role="guest"), private=private)


def turn(who: str, round_: int, speech: str, to: str | None = None, *, whisper: bool = False, at: int = 1) -> Turn:
    said = Utterance(persona=who, thought="", speech=speech, report=REPORT, to=to, whisper=whisper)
    return Turn(arm="talk", cycle=0, round=round_, turn=at, utterance=said)


CAST = (
    someone("ann", "I have already accepted a job abroad"),
    someone("bo", "the boat was pledged to Larkin & Sons in 1998"),
    someone("cyd", "I am ill"),
)
ALOUD = turn("ann", 1, "You may as well know: I accepted a job, and it's abroad.")


def of(*turns: Turn) -> tuple[Slip, ...]:
    return slips(CAST, turns)


def ways(*turns: Turn) -> list[tuple[str, str, str]]:
    return [(slip.owner, slip.by, slip.how) for slip in of(*turns)]


def test_a_secret_told_by_its_owner_may_be_passed_on() -> None:
    told = of(ALOUD, turn("bo", 2, "So you accepted that job abroad?"))
    assert [(slip.owner, slip.by, slip.how) for slip in told] == [("ann", "ann", "told")]
    assert told[0].turn == ("talk", 0, 1, "ann")
    assert told[0].words == ("abroad", "accepted", "job")


def test_a_secret_in_the_mouth_of_who_cannot_know_it_is_a_leak() -> None:
    leak = turn("bo", 1, "Ann has accepted a job abroad, hasn't she?")
    assert ways(leak, turn("cyd", 2, "A job abroad, Ann?")) == [("ann", "bo", "leaked")]
    assert ways(ALOUD, leak) == [("ann", "ann", "told"), ("ann", "bo", "leaked")], "said at the same moment"
    assert ways(ALOUD, turn("bo", 1, "A job abroad, Ann?", at=2)) == [("ann", "ann", "told")]


def test_a_whisper_tells_one_and_nobody_else() -> None:
    whisper = turn("ann", 1, "I accepted a job abroad.", "bo", whisper=True)
    assert ways(whisper, turn("bo", 2, "A job abroad! Accepted!")) == [("ann", "ann", "whispered")]
    assert ways(whisper, turn("cyd", 2, "A job abroad! Accepted!")) == [
        ("ann", "ann", "whispered"),
        ("ann", "cyd", "leaked"),
    ]


def test_one_word_of_several_gives_nothing_away() -> None:
    assert ways(turn("bo", 1, "I wouldn't mind a job, any job.")) == []


def test_what_all_know_and_what_two_keep_traces_nobody() -> None:
    assert [owner for owner, _ in traceable(CAST)] == ["ann", "bo"], "one short word is too little to go by"
    known = "Ann has accepted a job abroad, everyone knows that."
    assert [owner for owner, _ in traceable(CAST, known)] == ["bo"]
    twins = (someone("ann", "we sold the silver"), someone("bo", "we sold the silver"))
    assert traceable(twins) == ()
    assert slips(twins, [turn("ann", 1, "We sold the silver.")]) == ()


def test_what_only_one_knows_is_traced_like_a_secret() -> None:
    cast = (someone("ann", knows=("the bridge was closed at noon by the harbour master",)), someone("bo"))
    leaked = slips(cast, [turn("bo", 1, "The harbour master closed the bridge.")])
    assert [slip.how for slip in leaked] == ["leaked"]
