"""What is told of private answers, and of what happened: with evidence for each, and nothing that it does not bear."""

from __future__ import annotations

from sobremesa.nodes.claims import problems, strike
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Casting, Route
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.grounding import grounds
from sobremesa.nodes.synthesis.happened import happened, happenings_told, never
from sobremesa.nodes.synthesis.privately import private_findings, privately
from sobremesa.nodes.synthesis.talk import findings
from sobremesa.personas.card import Persona, PublicSide
from sobremesa.personas.happening import Happening
from sobremesa.personas.private_answer import PrivateAnswer
from sobremesa.personas.speaker import Confided
from sobremesa.personas.utterance import Emotion, SelfReport, Turn, Utterance

ARM = "conversation"
CAST = tuple(Persona(id=name, public=PublicSide(name=name.title(), role="guest")) for name in ("ann", "bo"))
LIGHTS = Happening(round=2, what="the lights go out")


def turn(who: str, spoken: int, stance: float, emotion: Emotion = "calm") -> Turn:
    report = SelfReport(emotion=emotion, valence=0, arousal=0, stance=stance, confidence=0.5, intention="")
    return Turn(
        arm=ARM, cycle=0, round=spoken, utterance=Utterance(persona=who, thought="", speech="So.", report=report)
    )


def answer(who: str, stance: float, when: str = "after") -> PrivateAnswer:
    said = Confided(answer="Well.", stance=stance, confidence=0.5)
    return PrivateAnswer.model_validate({"arm": ARM, "when": when, "persona": who, "said": said})


def evidence(*answers: PrivateAnswer, **request: object) -> Evidence:
    turns = (turn("ann", 1, 0.5), turn("bo", 1, -0.5), turn("ann", 2, 0.4, "fear"), turn("bo", 2, -0.4))
    return Evidence(
        request=Request.model_validate({"scenario": "Ann and Bo talk.", **request}),
        route=Route(mode="social", confidence=1, reasons=()),
        casting=Casting(personas=CAST, scene="a table", question="it should be done"),
        turns=turns,
        private=answers,
        findings=(
            *findings({persona.id: persona for persona in CAST}, turns),
            *private_findings(answers, frozenset([ARM])),
        ),
    )


def test_who_stands_elsewhere_in_private_is_named_with_both_stances() -> None:
    found = evidence(answer("ann", -0.2), answer("bo", -0.35))
    (told,) = privately(found)
    assert told.text == "Asked in private afterwards, Ann stands at −0.20 and not, as aloud, at +0.40."
    assert strike([told], grounds(found)) == ((told,), ())


def test_a_person_may_be_cited_and_bears_nothing_but_who_it_is() -> None:
    found = grounds(evidence())
    assert problems(Sentence(text="Ann is a guest.", evidence=("ann",)), found) == ()
    assert problems(Sentence(text="Bo is a guest.", evidence=("ann",)), found)
    assert problems(Sentence(text="Ann stands at +0.40.", evidence=("ann",)), found)


def test_where_all_say_what_they_think_that_is_told_too() -> None:
    found = evidence(answer("ann", 0.4), answer("bo", -0.35))
    (told,) = privately(found)
    assert told.text == "Asked in private afterwards, they stand where they stood aloud."
    assert strike([told], grounds(found)) == ((told,), ())


def test_nothing_is_told_of_who_was_not_asked_afterwards() -> None:
    assert privately(evidence(answer("ann", -1, "before"))) == ()


def test_a_happening_is_told_with_those_whose_feeling_changed() -> None:
    found = evidence(events=[LIGHTS])
    (told,) = happenings_told(found)
    assert told.text == "In round 2, “the lights go out”: Ann goes from calm to fear."
    assert strike([told], grounds(found)) == ((told,), ())
    assert [(one.round, one.what) for one in happened(found)] == [(2, "the lights go out")]


def test_a_happening_of_the_scenario_is_told_in_its_own_words() -> None:
    found = evidence(scenario="Ann and Bo talk. From round 1 on they sit in the garden.")
    (told,) = happenings_told(found)
    assert told.text == "From round 1 on, “they sit in the garden”: nobody's feeling changes with it."
    assert strike([told], grounds(found)) == ((told,), ())


def test_what_was_to_happen_later_than_they_talked_is_a_notice() -> None:
    found = evidence(events=[LIGHTS, Happening(round=3, what="a bell rings")])
    assert list(never(found)) == ["They were done before round 3, so this never happened: a bell rings."]
    assert len(happenings_told(found)) == 1
