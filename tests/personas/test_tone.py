from __future__ import annotations

import re
from collections.abc import Callable
from typing import get_args

import pytest

from sobremesa.personas.casting import Cast
from sobremesa.personas.emotion import VALENCE
from sobremesa.personas.material import lines
from sobremesa.personas.tone import SHOWN, goes_with, mood_of
from sobremesa.personas.utterance import Emotion, Turn

PlayScenario = Callable[..., tuple[Cast, tuple[Turn, ...]]]
COLD = {"anger", "contempt", "frustration"}


@pytest.mark.parametrize(
    ("sentence", "goes", "not_with"),
    [
        ("My heart is going so fast that they must hear it.", "fear", "calm"),
        ("{other}, you mentioned {point}. I'd like to hear more about that.", "interest", "frustration"),
        ("I could hug you for saying that, {other}.", "joy", "anger"),
        ("No need for anyone to raise their voice.", "calm", "fear"),
        ("I have a bad feeling about {topic}, and I can't shake it off.", "distress", "joy"),
    ],
)
def test_a_sentence_that_shows_a_feeling_goes_with_it(sentence: str, goes: Emotion, not_with: Emotion) -> None:
    assert goes_with(sentence, goes)
    assert not goes_with(sentence, not_with)


def test_a_plain_sentence_goes_with_any() -> None:
    assert all(goes_with("I'd like to see a figure.", emotion) for emotion in VALENCE)


def test_every_feeling_has_thoughts_of_its_own() -> None:
    for emotion in get_args(Emotion):
        thoughts = [line for line in lines("moods", mood_of(emotion)) if goes_with(line, emotion)]
        assert len(thoughts) >= 5


@pytest.mark.parametrize(
    "text",
    [
        "Five people react to a blackout. One is stoic, one anxious, one warm, one blunt, one hopeful.",
        "Five cousins argue about selling the mill. One is anxious, one blunt, one sceptical, one empathetic, one shy.",
    ],
)
def test_nobody_says_or_thinks_what_they_do_not_feel(text: str, play_scenario: PlayScenario) -> None:
    shown = 0
    for seed in range(6):
        _, turns = play_scenario(text, seed, 5)
        for turn in turns:
            emotion = turn.utterance.report.emotion
            for sentence in re.split(r"(?<=[.!?])\s+", f"{turn.utterance.speech} {turn.utterance.thought}"):
                assert goes_with(sentence, emotion), (emotion, sentence)
                shown += any(words.search(sentence) for words, _ in SHOWN)
    assert shown > 10
