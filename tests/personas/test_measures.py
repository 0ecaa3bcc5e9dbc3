from __future__ import annotations

import pytest

from sobremesa.personas.measures import pressure, read_shown
from sobremesa.personas.utterance import SelfReport, Utterance

REPORT = SelfReport(emotion="calm", valence=0, arousal=0, stance=0, confidence=0.5, intention="wait")


def spoke(speech: str) -> Utterance:
    return Utterance(persona="a", thought="", speech=speech, report=REPORT)


@pytest.mark.parametrize(
    ("sentence", "share", "change"),
    [
        ("60% are frustrated; +10 since last time.", 0.6, 0.1),
        ("12 % of the town now believe the water is unsafe.", 0.12, None),
        ("3 of the 8 people you know best believe it.", 0.375, None),
        ("40% are infected, down 5 from last week.", 0.4, -0.05),
    ],
)
def test_reads_shares_and_their_change(sentence: str, share: float, change: float | None) -> None:
    (read,) = read_shown([sentence], [])
    assert read.share == pytest.approx(share)
    assert read.change == (None if change is None else pytest.approx(change))


def test_what_is_neither_good_nor_bad_presses_nobody() -> None:
    (read,) = read_shown(["52% of the residents are in favour now."], [spoke("I hear that 47% are in favour.")])
    assert read.good is None
    assert read.change == pytest.approx(0.05)
    assert pressure(["52% of the residents are in favour now."], []) == 0


@pytest.mark.parametrize(
    ("sentence", "good"),
    [
        ("Repairs now reach 5% of the broken interfaces.", True),
        ("20% of the people are too frustrated to communicate.", False),
        ("60% have recovered.", True),
    ],
)
def test_what_is_counted_says_whether_more_of_it_is_good(sentence: str, good: bool) -> None:
    assert read_shown([sentence], [])[0].good is good


def test_change_is_remembered_from_the_own_words() -> None:
    (read,) = read_shown(["30% are infected."], [spoke("They say that 10% are infected."), spoke("I see.")])
    assert read.change == pytest.approx(0.2)


def test_bad_numbers_press_and_good_ones_relieve() -> None:
    assert pressure(["60% are frustrated."], []) > 0 > pressure(["60% have recovered."], [])
    assert pressure(["60% are infected; +20 since last time."], []) > pressure(["60% are infected."], [])
    assert pressure(["Nobody counts."], []) == pressure([], []) == 0
