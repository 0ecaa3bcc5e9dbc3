"""Who moved whom, as sentences: "moves with" for what is measured, "because" for what a replay showed, else nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from handmade_runs import CAST, talk
from known_talks import lawful as made_by
from known_talks import moved_by, turns_of
from sobremesa.nodes.claims import problems
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.grounding import grounds
from sobremesa.nodes.synthesis.moves import lawful, moves
from sobremesa.nodes.synthesis.moving import fitted, measured
from sobremesa.nodes.synthesis.talk import findings as findings_of_talk
from sobremesa.nodes.synthesize import plain_prose, report_of
from sobremesa.personas.masking import Masked, Shift
from sobremesa.personas.utterance import Turn

IDS = {f"p{n}": persona.id for n, persona in enumerate(CAST)}


def held_by_cast(stances: np.ndarray, arm: str = "conversation") -> tuple[Turn, ...]:
    """Turns of the cast made by hand, with these stances."""
    return tuple(
        turn.model_copy(
            update={"utterance": turn.utterance.model_copy(update={"persona": IDS[turn.utterance.persona]})}
        )
        for turn in turns_of(stances, arm=arm)
    )


def long_talk(stances: np.ndarray) -> Evidence:
    """A talk with these stances, of people whose cards say nothing of where they stand."""
    evidence, turns = talk(), held_by_cast(stances)
    assert evidence.casting is not None
    people = tuple(persona.model_copy(update={"stance": None}) for persona in CAST)
    casting = evidence.casting.model_copy(update={"personas": people})
    found = findings_of_talk({persona.id: persona for persona in people}, turns)
    return replace(evidence, casting=casting, turns=turns, findings=found)


def followed() -> Evidence:
    """A long talk in which Lou follows Vera."""
    weights = np.zeros((3, 3))
    weights[1, 0] = 0.5
    return long_talk(moved_by(np.random.default_rng(8), 80, weights))


def unheard(told: bool = True, n: int = 1) -> Masked:
    bounds = {"low": 0.4, "high": 0.6} if n > 1 else {}
    shift = Shift(listener="vera", heard=0.2, unheard=-0.3, difference=0.5, n=n, told=told, **bounds)
    return Masked(persona="lou", arms=(("conversation", "conversation without lou"),), shifts=(shift,), exact=n == 1)


def test_a_pull_that_is_told_is_told_without_a_cause() -> None:
    evidence = followed()
    told = measured(evidence)[0].told
    assert [(pull.speaker, pull.listener) for pull in told] == [("vera", "lou")]
    (sentence,) = moves(evidence)
    assert sentence.text.startswith("Lou's stance moves with Vera's: of what changes with Vera, 0.")
    assert not re.search(r"because|caus|led|due", sentence.text)
    assert problems(sentence, grounds(evidence)) == ()


def test_its_numbers_are_held_to_the_evidence() -> None:
    evidence = followed()
    (sentence,) = moves(evidence)
    number = re.search(r"0\.\d\d", sentence.text)
    assert number is not None
    other = f"{float(number[0]) + 0.07:.2f}"
    assert problems(sentence.model_copy(update={"text": sentence.text.replace(number[0], other, 1)}), grounds(evidence))
    cause = sentence.model_copy(update={"text": sentence.text.replace("moves with", "moves because of")})
    assert "says why" in problems(cause, grounds(evidence))[0]


@pytest.mark.parametrize("n", [1, 4])
def test_what_goes_away_with_somebody_is_because_of_them(n: int) -> None:
    evidence = replace(talk(), masked=(unheard(n=n),))
    (sentence,) = moves(evidence)
    assert "nobody hears Lou, Vera ends at −0.30 and not at +0.20" in sentence.text
    assert "because of Lou" in sentence.text
    assert problems(sentence, grounds(evidence)) == ()
    elsewhere = sentence.model_copy(update={"text": sentence.text.replace("because of Lou", "because of Sam")})
    assert problems(elsewhere, grounds(evidence))


def test_what_is_not_told_is_no_sentence() -> None:
    assert moves(talk()) == ()
    assert moves(replace(talk(), masked=(unheard(told=False),))) == ()


def test_the_law_is_told_where_it_is_clear() -> None:
    stances = made_by(np.random.default_rng(2), "holding on", 3, 25, 0.02)
    evidence = long_talk(stances)
    assert fitted(evidence)[0].followed == "holding on"
    (sentence,) = lawful(evidence)
    assert "of the way back to where they began" in sentence.text
    assert problems(sentence, grounds(evidence)) == ()
    assert lawful(talk()) == ()


def test_replays_are_not_looked_at_as_if_they_were_conversations() -> None:
    alone = followed()
    stances = moved_by(np.random.default_rng(1), 80, np.zeros((3, 3)))
    more = held_by_cast(stances, "conversation without vera")
    assert measured(replace(alone, further=more)) == measured(alone)
    several = replace(
        alone,
        request=alone.request.model_copy(update={"replicates": 2}),
        further=(*more, *held_by_cast(stances, "conversation 2")),
    )
    assert measured(several)[0].arms == ("conversation", "conversation 2")


def test_all_of_it_stands_in_the_report_and_nothing_is_struck() -> None:
    evidence = replace(followed(), masked=(unheard(),))
    report = report_of(evidence, plain_prose(evidence))
    assert report.moved == measured(evidence)
    assert report.laws == fitted(evidence)
    assert report.masked == evidence.masked
    assert not [notice for notice in report.notices if "Left out" in notice]
    text = " ".join(sentence.text for sentence in report.answer)
    assert text.index("because of Lou") < text.index("moves with")
