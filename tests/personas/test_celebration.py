"""Celebrations: what is celebrated, how it is felt, and what one of those there keeps to themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from sobremesa.personas.casting import Cast, cast_from_scenario
from sobremesa.personas.confiding import kept_by_one
from sobremesa.personas.emotion import VALENCE
from sobremesa.personas.subject_matter import matter_from, read_matter
from sobremesa.personas.utterance import Turn

PlayScenario = Callable[..., tuple[Cast, tuple[Turn, ...]]]

CELEBRATED = {
    "Five members of a band celebrate winning a contest.": "the win is a reason to be happy",
    "Three cousins celebrate their grandmother's birthday.": "the birthday is a reason to be happy",
    "A crew celebrates its new boat.": "the new boat is a reason to be happy",
    "A coach tells two runners that they have won the race.": "the win is a reason to be happy",
    "Two clerks learn that their colleague has been promoted.": "the promotion is a reason to be happy",
    "Three neighbours meet at the village festival.": "the festival is a reason to be happy",
}


@pytest.mark.parametrize(("text", "question"), CELEBRATED.items(), ids=range(len(CELEBRATED)))
def test_what_is_celebrated_is_the_proposition(text: str, question: str) -> None:
    matter = read_matter(text)
    assert (matter.kind, matter.question) == ("celebration", question)
    assert matter_from(question, "") == matter


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A vegetarian, a hunter and a poet share a table at a birthday party.", "company"),
        ("A couple decides whether to celebrate.", "decision"),
        ("A couple argues about the cost of the wedding.", "decision"),
    ],
)
def test_a_feast_that_is_only_mentioned_is_not_the_matter(text: str, kind: str) -> None:
    matter = read_matter(text)
    assert matter.kind == kind or "reason to be happy" not in matter.question


@pytest.mark.parametrize("text", list(CELEBRATED))
def test_people_are_glad_and_nobody_speaks_as_of_a_blow(text: str, play_scenario: PlayScenario) -> None:
    felt: Counter[bool] = Counter()
    for seed in range(4):
        _, turns = play_scenario(text, seed, 4)
        felt.update(VALENCE[turn.utterance.report.emotion] > 0 for turn in turns)
        assert all(turn.utterance.speech and turn.utterance.thought for turn in turns)
        said = " ".join(turn.utterance.speech for turn in turns)
        for blow in ("undo this", "live with", "normal", "accept", "worse news"):
            assert blow not in said
    assert felt[True] > 0.8 * felt.total()


def test_what_one_has_earned_makes_proud_and_a_feast_does_not(play_scenario: PlayScenario) -> None:
    def shown(text: str) -> set[str]:
        return {turn.utterance.report.emotion for seed in range(4) for turn in play_scenario(text, seed, 3)[1]}

    assert {"joy", "pride"} <= shown("Five members of a band celebrate winning a contest.")
    assert "pride" not in shown("Five friends celebrate a wedding.")
    assert "joy" in shown("Five friends celebrate a wedding.")


SECRET = "Four members of a club celebrate a win; one of them is leaving the club and hasn't told anyone."


def test_one_of_them_holds_the_secret_and_says_nothing(play_scenario: PlayScenario) -> None:
    holders = set()
    for seed in range(8):
        cast, turns = play_scenario(SECRET, seed, 5)
        assert len(cast.personas) == 4
        (holder,) = [persona for persona in cast.personas if persona.private.secrets]
        assert holder.private.secrets == ("I am leaving the club",)
        assert "leaving the club" not in " ".join(turn.utterance.speech for turn in turns)
        assert "leaving the club" in " ".join(turn.utterance.thought for turn in turns)
        holders.add(cast.personas.index(holder))
    assert len(holders) > 1


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("One of them has sold her share and has not told the others.", "I have sold my share"),
        ("One of the clerks secretly wants to quit.", "I want to quit"),
        ("One of them will move abroad but hasn't said so.", "I will move abroad"),
        ("One of them is leaving the choir.", None),
        ("One of them sings.", None),
    ],
)
def test_only_what_is_kept_quiet_is_a_secret(text: str, secret: str | None) -> None:
    assert kept_by_one(text) == secret


def test_counting_does_not_mind_the_secret() -> None:
    assert [persona.public.role for persona in cast_from_scenario(SECRET, 0).personas] == ["club member"] * 4
