from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sobremesa.personas.card import Persona, PrivateSide, PublicSide
from sobremesa.personas.conversation import HEARD_CHARACTERS, HEARD_ROUNDS, perceive
from sobremesa.personas.happening import Happening
from sobremesa.personas.memory import Note, is_due, pace
from sobremesa.personas.speaker import Perception
from sobremesa.personas.utterance import SelfReport, Turn, Utterance

REPORT = SelfReport(emotion="calm", valence=0, arousal=0.2, stance=0.4, confidence=0.5, intention="listen")
IDS = ("ana", "ben", "cyd", "dov")
CAST = tuple(
    Persona(
        id=name,
        public=PublicSide(name=name.title(), role="guest"),
        private=PrivateSide(secrets=(f"SECRET-{name}",), goals=(f"GOAL-{name}",), fears=(f"FEAR-{name}",)),
    )
    for name in IDS
)


def say(
    who: str, round_: int, speech: str = "Good.", *, to: str | None = None, whisper: bool = False, **at: object
) -> Turn:
    said = Utterance(persona=who, thought=f"THOUGHT-{who}", speech=speech, report=REPORT, to=to, whisper=whisper)
    arm, cycle, turn = str(at.get("arm", "talk")), int(str(at.get("cycle", 0))), int(str(at.get("turn", 1)))
    return Turn(arm=arm, cycle=cycle, round=round_, turn=turn, utterance=said)


def perception(
    who: str, turns: list[Turn], *, round_: int, cycle: int = 0, turn: int = 1, **more: object
) -> Perception:
    persona = next(p for p in CAST if p.id == who)
    return perceive(
        persona, CAST, turns, arm="talk", cycle=cycle, round=round_, rounds=9, scene="s", question="q",
        turn=turn, **more,
    )  # fmt: skip


@st.composite
def conversations(draw: st.DrawFn) -> list[Turn]:
    """Turns in which each speech carries a canary that says who said it, where, and to whom alone."""
    turns = []
    for arm in ("talk", "other"):
        for cycle in range(draw(st.integers(1, 2))):
            for spoken in range(1, draw(st.integers(2, 4))):
                one_by_one = draw(st.booleans())
                for place, who in enumerate(IDS, 1):
                    turn = place if one_by_one else 1
                    whisper = draw(st.booleans())
                    to = draw(st.sampled_from([other for other in IDS if other != who]))
                    mark = f"[{arm}|{cycle}|{spoken}|{turn}|{who}|{to if whisper else '*'}]"
                    turns.append(say(who, spoken, mark, to=to, whisper=whisper, arm=arm, cycle=cycle, turn=turn))
    return draw(st.permutations(turns))


@settings(max_examples=300, deadline=None)
@given(
    conversations(),
    st.sampled_from(IDS),
    st.integers(0, 2),
    st.integers(1, 5),
    st.integers(1, len(IDS)),
)
def test_nothing_reaches_a_listener_that_was_not_said_to_them(
    turns: list[Turn], who: str, cycle: int, round_: int, turn: int
) -> None:
    given_to = perception(who, turns, round_=round_, cycle=cycle, turn=turn)
    everything = given_to.model_dump_json()
    for other in IDS:
        if other != who:
            for private in (f"SECRET-{other}", f"GOAL-{other}", f"FEAR-{other}", f"THOUGHT-{other}"):
                assert private not in everything
    for heard in given_to.heard:
        arm, at_cycle, at_round, at_turn, speaker, to = heard.speech.strip("[]").split("|")
        assert arm == "talk"
        assert speaker == heard.speaker != who
        assert to in {"*", who}
        assert heard.whisper == (to == who)
        assert (int(at_cycle), int(at_round), int(at_turn)) < (cycle, round_, turn)
    assert "[other" not in everything
    for said in given_to.mine:
        assert said.persona == who


def test_what_is_said_at_once_is_heard_a_round_later_and_what_is_said_in_turn_at_once() -> None:
    at_once = [say(who, 1, f"Said by {who}.") for who in IDS]
    assert perception("cyd", at_once, round_=1).heard == ()
    assert len(perception("cyd", at_once, round_=2).heard) == 3
    in_turn = [say(who, 1, f"Said by {who}.", turn=place) for place, who in enumerate(("dov", "ana", "cyd", "ben"), 1)]
    seen = perception("cyd", in_turn, round_=1, turn=3)
    assert [heard.speaker for heard in seen.heard] == ["dov", "ana"]
    assert seen.mine == ()


def noted(who: str, round_: int, *, cycle: int = 0, arm: str = "talk") -> Note:
    return Note(arm=arm, cycle=cycle, round=round_, persona=who, text=f"NOTES-{who}-{round_}")


def test_without_notes_memory_is_bounded_and_keeps_the_newest() -> None:
    turns = [say(who, r, f"{r} {who} " + "x" * 1000) for r in range(1, 30) for who in IDS]
    late = perception("ana", turns, round_=30)
    assert sum(len(heard.speech) for heard in late.heard) <= HEARD_CHARACTERS
    assert {heard.round for heard in late.heard} <= set(range(30 - 2 * pace(len(IDS)), 30))
    assert late.heard[-1].speech.startswith("29 dov")
    assert late.before == REPORT
    assert (late.notes, late.noted, late.noted_mine) == ("", 0, 0)


def test_notes_stand_for_what_they_cover_and_the_last_rounds_stay_in_mind() -> None:
    turns = [say(who, r, f"{r} {who}") for r in range(1, 10) for who in IDS]
    others = [noted("ben", 8), noted("ana", 9, arm="other"), noted("ana", 3), noted("ana", 8)]
    seen = perception("ana", turns, round_=10, notes=others)
    assert seen.notes == "NOTES-ana-8"
    assert {heard.round for heard in seen.heard} == set(range(10 - HEARD_ROUNDS, 10))
    assert {heard.round for heard in seen.heard[seen.noted :]} == {9}
    assert [said.speech for said in seen.mine[seen.noted_mine :]] == ["9 ana"]
    early = perception("ana", turns, round_=10, notes=[noted("ana", 3)])
    assert {heard.round for heard in early.heard[early.noted :]} == set(range(4, 10))


def test_the_last_word_of_each_stays_in_mind_however_old() -> None:
    turns = [say("ben", 1, "Once and for all.")] + [say("cyd", r, f"{r}") for r in range(1, 12)]
    seen = perception("ana", turns, round_=12, notes=[noted("ana", 10)])
    assert [heard.speech for heard in seen.heard] == ["Once and for all.", "8", "9", "10", "11"]


@given(st.integers(2, 50), st.integers(1, 60))
def test_everyone_writes_notes_in_time_and_not_all_at_once(seats: int, rounds: int) -> None:
    every, noted, writing = pace(seats), [0] * seats, []
    for past in range(1, rounds + 1):
        due = [seat for seat in range(seats) if is_due(seat, seats, past, noted[seat])]
        for seat in due:
            noted[seat] = past
        assert max(past - covered for covered in noted) < 2 * every
        writing.append(len(due))
    assert max(writing) <= -(-seats // every)


def test_what_happens_is_perceived_from_its_round_on_by_everyone() -> None:
    lights, garden = Happening(round=3, what="the lights go out"), Happening(round=2, what="the garden", kind="scene")
    seen = [perception(who, [], round_=r, happenings=[lights, garden]).happened for r in (1, 2, 3, 9) for who in IDS]
    assert seen == [(), *[()] * 3, *[(garden,)] * 4, *[(garden, lights)] * 8]
    assert perception("ana", [], round_=1, cycle=2, happenings=[lights, Happening(round=10, what="x")]).happened == (
        lights,
        Happening(round=10, what="x"),
    )


def test_an_enormous_speech_is_cut_and_still_fits() -> None:
    heard = perception("ana", [say("ben", 1, "y" * 100_000)], round_=2).heard
    assert len(heard) == 1
    assert len(heard[0].speech) < HEARD_CHARACTERS


def test_silence_is_not_heard() -> None:
    assert perception("ana", [say("ben", 1, "")], round_=2).heard == ()


def test_the_address_names_the_turn_and_no_thread() -> None:
    assert perception("ana", [], round_=3, cycle=2).address == "talk/2/3/ana"


def test_others_are_seen_by_their_public_side_alone() -> None:
    seen = perception("ana", [], round_=1)
    assert [other for other, _ in seen.others] == ["ben", "cyd", "dov"]
    assert all(type(side) is PublicSide for _, side in seen.others)
