"""What is said to be more, to be the cause, or to have been someone, is so, or is caught."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handmade_runs import coupled, failures, talk
from sobremesa.nodes.claims import problems
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import turned
from sobremesa.nodes.synthesis.grounding import grounds
from sobremesa.nodes.synthesis.talk import is_talk
from sobremesa.nodes.synthesize import plain_prose
from sobremesa.personas.masking import Masked, Shift

CONTAGION = "difference/communication_success/last/scenario/no contagion"
FAILING = "difference/communication_success/last/no failures/scenario"
LEVEL = "level/communication_success/last/scenario"


def found(text: str, *evidence: str, run: Evidence | None = None) -> tuple[str, ...]:
    return problems(Sentence(text=text, evidence=evidence), grounds(run or failures()))


@pytest.mark.parametrize(
    "text",
    [
        "In “no contagion” more people can communicate.",
        "Communication is higher in “no contagion” than in “scenario”.",
        "Fewer people can communicate in “scenario” than in “no contagion”.",
        "Compared with “no contagion”, fewer can communicate in “scenario”.",
        "Than in “no contagion” it is lower.",
        "Once more, nothing changes in “no contagion”.",
        "In “scenario”, the share falls against “no contagion”.",
    ],
)
def test_more_and_less_as_the_difference_has_it(text: str) -> None:
    assert found(text, CONTAGION) == ()


@pytest.mark.parametrize(
    "text",
    [
        "In “no contagion” fewer people can communicate.",
        "Communication is lower in “no contagion” than in “scenario”.",
        "More people can communicate in “scenario” than in “no contagion”.",
        "Compared with “no contagion”, more can communicate in “scenario”.",
        "In “no contagion” communication falls.",
        "More people can communicate.",
    ],
)
def test_the_opposite_or_no_arm_is_caught(text: str) -> None:
    assert len(found(text, CONTAGION)) == 1


def test_without_a_difference_nothing_is_more() -> None:
    assert "no evidence cited holds one" in found("In “scenario” more people can communicate.", LEVEL)[0]
    run = failures()
    level = (f.model_copy(update={"kind": "nothing", "low": -0.01}) if f.id == CONTAGION else f for f in run.findings)
    unsure = replace(run, findings=tuple(level))
    assert found("In “no contagion” more people can communicate.", CONTAGION, run=unsure)
    assert not found("There is no difference to be seen: it is more in “no contagion”.", CONTAGION, run=unsure)
    assert found("There is no difference to be seen: it is less in “no contagion”.", CONTAGION, run=unsure)


@pytest.mark.parametrize(
    "text",
    [
        "Contagion causes a part of the silence.",
        "People fall silent because contagion reaches them.",
        "It is not because of the weather.",
    ],
)
def test_a_cause_is_what_an_arm_takes_away(text: str) -> None:
    assert found(text, CONTAGION) == ()


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Contagion causes a part of the silence.", LEVEL),
        ("People fall silent because they are tired.", CONTAGION),
        ("Calming drives the result.", CONTAGION),
        ("Frustration cascades.", LEVEL),
    ],
)
def test_any_other_cause_is_caught(text: str, evidence: str) -> None:
    assert "says why" in found(text, evidence)[0]


def test_a_parameter_that_alone_differs_is_a_cause() -> None:
    assert found("The failures lead to silence.", FAILING) == ()


def test_what_the_evidence_itself_calls_a_cause_may_be_told() -> None:
    run = failures()
    request = run.request.model_copy(update={"scenario": "The interfaces fail because of a storm."})
    assert found("They fail because of a storm.", "scenario", run=replace(run, request=request)) == ()
    assert found("They fail because of a storm.", "scenario")


def test_whoever_moved_someone_is_a_cause_only_where_they_were_unheard_once() -> None:
    told = Shift(listener="vera", heard=0.2, unheard=-0.3, difference=0.5, n=1, told=True)
    arms = (("conversation", "conversation without lou"),)
    run = replace(talk(), masked=(Masked(persona="lou", arms=arms, shifts=(told,), exact=True),))
    assert found("Vera gives in because Lou presses her.", "unheard/lou/vera", run=run) == ()
    assert found("Vera gives in because Sam presses her.", "unheard/lou/vera", "conversation/0/1/sam", run=run)
    assert found("Vera gives in because Lou presses her.", "conversation/0/2/vera", run=run)
    chance = Masked(persona="lou", arms=arms, shifts=(told.model_copy(update={"told": False}),))
    assert found("Vera gives in because Lou presses her.", "unheard/lou/vera", run=replace(run, masked=(chance,)))


def test_people_are_named_beside_what_is_about_them() -> None:
    run = talk()
    assert found("Lou feels anger.", "conversation/0/1/lou", run=run) == ()
    assert found("Vera feels anger.", "conversation/0/1/lou", run=run) == (
        "Vera is named, and the evidence cited is not about them",
    )
    assert found("Nobody listens to Pablo.", "conversation/0/1/lou", run=run) == (
        "the name “Pablo” is nowhere in the material",
    )


def test_arms_are_named_beside_their_own_findings() -> None:
    assert found("It is 85.3% in “scenario”.", LEVEL) == ()
    assert found("It is 85.3% in “no failures”.", LEVEL) == ("the evidence cited is not about the arm “no failures”",)


@pytest.mark.parametrize("run", [failures, coupled])
def test_our_own_sentences_are_caught_when_a_difference_turns_round(run: object) -> None:
    """Each sentence that says which is more fails when the finding behind it says the opposite."""
    evidence: Evidence = run()  # type: ignore[operator]
    prose = plain_prose(evidence)
    told = 0
    for finding in evidence.findings:
        if len(finding.arms) != 2 or is_talk(finding):
            continue
        other = turned(finding).model_copy(update={"arms": finding.arms})
        spoiled = grounds(replace(evidence, findings=tuple(other if f is finding else f for f in evidence.findings)))
        for sentence in (*prose.answer, *prose.narrative):
            if finding.id in sentence.evidence and any(word in sentence.text for word in (" more", " less")):
                told += 1
                assert any("opposite" in problem for problem in problems(sentence, spoiled)), sentence.text
    assert told
