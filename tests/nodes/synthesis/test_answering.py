"""The answer says what the findings say: the level, what the other arms show, and no difference where there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handmade_runs import coupled, difference, failures, level, library_document
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.document import Arm
from sobremesa.nodes.claims import strike
from sobremesa.nodes.synthesis.answering import answer, condition, details
from sobremesa.nodes.synthesis.deciding import course, decided
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.grounding import grounds
from sobremesa.personas.utterance import Turn

SUCCESS = "communication_success"


def told(evidence: Evidence) -> str:
    return " ".join(sentence.text for sentence in answer(evidence))


def replaced(evidence: Evidence, *findings: object) -> Evidence:
    new = {f.id: f for f in findings}
    return replace(evidence, findings=tuple(new.get(f.id, f) for f in evidence.findings))


def test_the_headline_then_what_the_other_arms_show() -> None:
    text = told(failures())
    assert text.index("85.3% [83.1%, 87.4%] of the people can communicate") < text.index("Without emotional contagion")
    assert "it would be 90.0% [88.9%, 91.0%]: 4.7 percentage points [3.5, 5.9] more" in text
    assert "With failed share at 0% (“no failures”) it would be 100%: 14.7 percentage points [12.6, 16.9] more" in text


def test_a_difference_that_many_comparisons_may_bring_is_not_denied() -> None:
    evidence = failures()
    found = evidence.difference(SUCCESS, "last", "scenario", "no contagion")
    assert found is not None
    evidence = replaced(evidence, found.model_copy(update={"kind": "nothing"}))
    text = told(evidence)
    assert "4.7 percentage points [3.5, 5.9] more, not told from chance among so many comparisons" in text
    assert "no difference to be seen" not in text
    assert strike(answer(evidence), grounds(evidence))[1] == ()


def test_a_difference_is_told_from_the_scenario_whichever_way_it_was_computed() -> None:
    evidence = failures()
    back = difference(SUCCESS, ("no contagion", "scenario"), (-0.047, -0.0585, -0.0355), "share")
    kept = tuple(f for f in evidence.findings if f.arms != ("scenario", "no contagion"))
    assert told(replace(evidence, findings=(*kept, back))) == told(evidence)


def test_no_difference_is_said_plainly() -> None:
    evidence = replaced(
        failures(),
        level(SUCCESS, "no contagion", (0.8567, 0.8352, 0.8782), "share"),
        difference(SUCCESS, ("scenario", "no contagion"), (0.004, -0.01, 0.018), "share"),
    )
    text = told(evidence)
    assert "Without emotional contagion (“no contagion”) there is no difference to be seen" in text
    assert "Frustration does not spread far enough" in text


def test_runs_that_are_all_alike_are_said_to_be() -> None:
    evidence = replaced(
        failures(),
        level(SUCCESS, "no contagion", (0.85, 0.85, 0.85), "share"),
        difference(SUCCESS, ("scenario", "no contagion"), (0.0, 0.0, 0.0), "share"),
    )
    assert "it would be the same in every run, 85%" in told(evidence)


def test_one_run_has_no_interval() -> None:
    evidence = replaced(failures(), level(SUCCESS, "scenario", (0.85, None, None), "share", n=1))
    assert "85% of the people can communicate (1 run, so no interval)" in told(evidence)


def test_a_headline_without_a_number_is_said_to_have_none() -> None:
    evidence = replace(failures(), findings=())
    assert told(evidence) == "The runs of “scenario” gave no number for communication success."
    assert details(evidence) == ()


def test_a_model_from_elsewhere_is_told_by_the_names_of_its_measures() -> None:
    text = told(replace(failures(), library=None))
    assert "After 50 hours, communication success is 85.3% [83.1%, 87.4%]" in text


@pytest.mark.parametrize(
    ("name", "arm"),
    [
        ("interface_failure", "scenario"),
        ("interface_failure_talk", "they talk"),
        ("market", "scenario"),
        ("opinion_debate", "they debate"),
    ],
)
def test_the_arm_that_stands_for_the_question(name: str, arm: str) -> None:
    assert scenario_arm(library_document(name)).name == arm


def test_conditions_name_what_an_arm_changes() -> None:
    document = library_document("interface_failure_talk")
    conditions = [condition(arm, document) for arm in document.experiment.arms]
    assert conditions == [
        "With the rule deciding instead of the people (“standing rule”)",
        "In “they talk”",
        "With repair rate at 0% per hour (“no repair”)",
    ]


def test_outcomes_in_two_groups_are_not_told_as_a_mean_alone() -> None:
    group = {"kind": "cluster", "measure": SUCCESS, "arms": ("scenario",), "unit": "share"}
    base = level(SUCCESS, "scenario", (0.4, 0.3, 0.5), "share")
    groups = (
        base.model_copy(update=group | {"id": "g1", "take": "share of replicates in the upper group", "n": 30}),
        base.model_copy(
            update=group | {"id": "g2", "take": "lower group", "value": 0.1, "low": 0.0, "high": 0.2, "n": 18}
        ),
        base.model_copy(
            update=group | {"id": "g3", "take": "upper group", "value": 0.9, "low": 0.8, "high": 1.0, "n": 12}
        ),
    )
    evidence = failures()
    text = told(replace(evidence, findings=(*evidence.findings, *groups)))
    assert "The runs fall into two groups: 12 runs end between 80% and 100%, 18 runs between 0% and 20%" in text


def test_decisions_are_told_with_what_the_rule_would_do() -> None:
    (sentence,) = decided(coupled())
    assert sentence.text == (
        "The talk takes the repair rate from 2% per hour to 6.5% per hour, "
        "where the rule alone would keep it at 2% per hour."
    )
    first, *_ = course(coupled())
    opening = "After hour 12, the talk of Nurse, Engineer and Chief"
    assert first.text == f"{opening} raises the repair rate from 2% per hour to 6.5% per hour."


def test_levers_of_their_own_are_told_each_with_who_moves_it() -> None:
    evidence = coupled()
    one = evidence.decisions[0]
    two = one.model_copy(update={"lever": "second", "moves": "calming", "by": ("chief",), "unit": None, "value": 0.5})
    both = replace(evidence, decisions=(one.model_copy(update={"by": ("nurse",)}), two))
    (sentence,) = decided(both)
    assert sentence.text == (
        "The talk takes “repair rate” from 2% per hour to 6.5% per hour (the rule: 2% per hour) "
        "and “calming” from 0.02 to 0.5 (the rule: 0.02)."
    )
    first, *_ = course(both)
    assert first.text == (
        "After hour 12, Nurse moves “repair rate” from 2% per hour to 6.5% per hour "
        "and Chief “calming” from 0.02 to 0.5."
    )
    assert strike((sentence, first), grounds(both))[1] == ()


def sides(evidence: Evidence, **stances: float) -> Evidence:
    """The same talk, with each of those named standing elsewhere in it."""

    def stood(turn: Turn) -> Turn:
        stance = stances.get(turn.utterance.persona, turn.utterance.report.stance)
        report = turn.utterance.report.model_copy(update={"stance": stance})
        return turn.model_copy(update={"utterance": turn.utterance.model_copy(update={"report": report})})

    return replace(evidence, turns=tuple(stood(turn) for turn in evidence.turns))


def words_for_the_rise(evidence: Evidence) -> str:
    """What is quoted for the first talk, which raises the repair rate."""
    return " ".join(s.text for s in course(evidence)).partition("After hour 24")[0].partition("per hour.")[2]


def test_a_rise_is_told_in_the_words_of_who_wanted_it() -> None:
    evidence = sides(coupled(), nurse=-0.9, engineer=0.2, chief=-0.95)
    assert "Engineer says" in words_for_the_rise(evidence)
    assert words_for_the_rise(sides(evidence, engineer=-0.5)).strip() == ""


def test_a_lever_that_falls_with_the_stance_is_told_the_other_way_round() -> None:
    evidence = sides(coupled(), nurse=-0.9, engineer=0.9, chief=0.9)
    assert evidence.document is not None
    assert evidence.document.coupling is not None
    (lever,) = evidence.document.coupling.levers
    falling = lever.model_copy(update={"by": "0.05 * (1 - report.stance)"})
    coupling = evidence.document.coupling.model_copy(update={"levers": (falling,)})
    document = evidence.document.model_copy(update={"coupling": coupling})
    assert "Nurse says" in words_for_the_rise(replace(evidence, document=document))


def on_a_guess(source: str, tried: float, apart: float) -> str:
    """What is said where an arm sets contagion, of that source, to another value, and success moves by `apart`."""
    evidence = failures()
    assert evidence.document is not None
    document = evidence.document
    contagion = document.parameters["contagion"].model_copy(update={"source": source})
    (changed,) = (arm for arm in document.experiment.arms if arm.name == "no contagion")
    arm = changed.model_copy(update={"without": (), "set": {"contagion": tried}})
    experiment = document.experiment.model_copy(update={"arms": (Arm(name="scenario"), arm)})
    parameters = {**document.parameters, "contagion": contagion}
    document = document.model_copy(update={"parameters": parameters, "experiment": experiment})
    moved = difference(SUCCESS, ("scenario", "no contagion"), (apart, apart - 0.01, apart + 0.01), "share")
    return told(replaced(replace(evidence, document=document), moved))


def test_a_guess_that_the_answer_turns_on_is_named() -> None:
    sentence = "It turns on the contagion, which the text does not give."
    assert sentence in on_a_guess("assumed", 2.0, -0.5)
    assert sentence in on_a_guess("literature", 2.0, -0.5)
    assert sentence not in on_a_guess("stated", 2.0, -0.5)
    assert sentence not in on_a_guess("assumed", 0.0, -0.5)
    assert sentence not in on_a_guess("assumed", 2.0, -0.05)
