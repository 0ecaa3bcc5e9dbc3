"""What the rehearsed answer in private: the truth before a talk, and after it what they did not give way to."""

from __future__ import annotations

import pytest

from sobremesa.personas.candour import ELSEWHERE
from sobremesa.personas.card import BigFive, Persona, PublicSide
from sobremesa.personas.frankness import answer_frankly, complaisance
from sobremesa.personas.material import lines
from sobremesa.personas.matter import decision
from sobremesa.personas.speaker import Perception
from sobremesa.personas.utterance import SelfReport

MATTER = decision("sell the house")


def persona(agreeableness: float = 0.5, extraversion: float = 0.5) -> Persona:
    traits = BigFive(agreeableness=agreeableness, extraversion=extraversion)
    return Persona(id="ann", public=PublicSide(name="Ann", role="sister"), traits=traits, stance=-0.6)


def after(stance: float) -> Perception:
    report = SelfReport(emotion="calm", valence=0, arousal=0, stance=stance, confidence=0.7, intention="")
    return Perception(scene="s", question=MATTER.question, before=report, round=6, rounds=5)


def test_before_a_talk_the_answer_is_where_one_stands() -> None:
    said = answer_frankly(persona(), Perception(scene="s", question=MATTER.question, round=0), MATTER, -0.6)
    assert said.stance == -0.6
    assert said.answer in {
        line.format(do="sell the house", **SLOTS) for line in lines("stances", "decision", "against")
    }


SLOTS = {
    "topic": MATTER.topic, "doing": MATTER.doing, "claim": MATTER.claim, "denial": MATTER.denied, "other": "",
}  # fmt: skip


@pytest.mark.parametrize("aloud", [-0.6, -0.2, 0.0, 0.5])
def test_afterwards_it_lies_between_what_was_said_aloud_and_where_one_began(aloud: float) -> None:
    said = answer_frankly(persona(), after(aloud), MATTER, -0.6)
    assert -0.6 <= said.stance <= max(aloud, -0.6)
    assert said.confidence == 0.7


def test_the_agreeable_and_the_quiet_hide_more_than_the_quarrelsome_and_the_loud() -> None:
    hidden = [
        0.5 - answer_frankly(one, after(0.5), MATTER, -0.6).stance for one in (persona(0.9, 0.2), persona(0.1, 0.9))
    ]
    assert hidden[0] >= ELSEWHERE > hidden[1]
    assert complaisance(BigFive(agreeableness=0, extraversion=1)) == 0
    assert complaisance(BigFive(agreeableness=1, extraversion=0)) <= 0.8


def test_who_stands_elsewhere_says_that_it_is_not_for_the_others_ears() -> None:
    other, same = lines("frankly", "other"), lines("frankly", "same")
    hiding = answer_frankly(persona(0.9, 0.2), after(0.5), MATTER, -0.6)
    frank = answer_frankly(persona(0.1, 0.9), after(-0.5), MATTER, -0.6)
    assert any(hiding.answer.startswith(line) for line in other)
    assert any(frank.answer.startswith(line) for line in same)
