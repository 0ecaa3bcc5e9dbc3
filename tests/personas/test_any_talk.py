"""Whatever people do (fall silent, whisper, stay away, repeat themselves), what is measured of it is sound."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from known_talks import people, said, turns_of
from sobremesa.personas.laws import laws
from sobremesa.personas.masking import MOST_MASKED, difference, strongest
from sobremesa.personas.utterance import Turn
from sobremesa.personas.who_moved import who_moved

IDS = ("p0", "p1", "p2", "p3")
signed = st.sampled_from((-1.0, -0.5, 0.0, 0.25, 0.3, 1.0)) | st.floats(-1, 1)


@st.composite
def talks(draw: st.DrawFn) -> list[Turn]:
    turns = []
    for arm in ("talk", "talk 2", "talk 3")[: draw(st.integers(1, 3))]:
        for number in range(1, draw(st.integers(1, 14)) + 1):
            for place, who in enumerate(draw(st.permutations(IDS))[: draw(st.integers(0, 4))], start=1):
                whisper = draw(st.booleans()) and draw(st.booleans())
                utterance = said(
                    who, draw(signed), draw(signed), to=draw(st.sampled_from(IDS)) if whisper else None,
                    whisper=whisper, influenced_by=draw(st.lists(st.sampled_from((*IDS, "ghost")), max_size=2)),
                )  # fmt: skip
                if draw(st.integers(0, 9)) == 0:
                    utterance = utterance.model_copy(update={"speech": "", "silence": "refused"})
                turns.append(Turn(arm=arm, cycle=0, round=number, turn=place, utterance=utterance))
    return turns


@settings(max_examples=60, deadline=None)
@given(talks())
def test_any_talk_can_be_measured(turns: list[Turn]) -> None:
    cast = people(len(IDS))
    moved, law = who_moved(cast, turns), laws(cast, turns)
    for pull in moved.pulls:
        assert pull.speaker != pull.listener
        if pull.pull is not None:
            assert pull.low is not None and pull.high is not None and pull.chance is not None
            assert pull.low <= pull.pull <= pull.high
            assert 0 < pull.chance <= 1
    assert (moved.needed is not None) == (moved.untold == "too few rounds")
    assert all(claim.named <= claim.turns and claim.speaker in IDS for claim in moved.claims)
    assert len(strongest(moved)) <= MOST_MASKED
    if law is not None:
        assert {fit.law for fit in law.fits} == {"no change", "averaging", "holding on", "bounded confidence"}
        assert all(0 <= share <= 1 for fit in law.fits for share in (fit.weight, fit.held) if share is not None)


@settings(max_examples=40, deadline=None)
@given(talks())
def test_a_replay_that_changes_nothing_shows_nothing(turns: list[Turn]) -> None:
    arms = dict.fromkeys(turn.arm for turn in turns)
    pairs = [(whole, whole) for whole in ([turn for turn in turns if turn.arm == arm] for arm in arms)]
    masked = difference(people(len(IDS)), "p0", pairs, exact=True)
    assert not masked.told
    assert all(shift.difference == 0 and shift.listener != "p0" for shift in masked.shifts)


def test_who_stays_away_from_some_of_many_conversations_is_measured_in_the_others() -> None:
    random = np.random.default_rng(6)
    turns = [
        turn
        for number in range(9)
        for turn in turns_of(random.uniform(-1, 1, (4 + number % 3, 4)), arm=f"talk {number}")
        if (turn.utterance.persona, number) not in {("p0", 2), ("p1", 5), ("p1", 6), ("p1", 7)}
        and (turn.utterance.persona, turn.arm, turn.round > 1) != ("p2", "talk 3", True)
    ]
    pulls = who_moved(people(4), turns).pulls
    assert all(pull.pull is not None for pull in pulls if pull.channel == "stance")
