"""Answers without a language model: the run's own words and figures at the places that a question is about."""

import pytest

from handmade_runs import coupled, failures, talk
from sobremesa.nodes.claims import problems
from sobremesa.nodes.interview.answer import Found
from sobremesa.nodes.interview.extracts import extracts
from sobremesa.nodes.interview.record import Record, place_of, record_of
from sobremesa.nodes.synthesis.evidence import Evidence


def record(evidence: Evidence) -> Record:
    return record_of(evidence)


def found(question: str, evidence: Evidence) -> Found:
    return extracts(question, record(evidence), "t")


def text(answer: Found) -> str:
    return " ".join(sentence.text for sentence in answer.sentences)


def test_who_gave_in_is_told_with_the_turn_and_whom_they_name() -> None:
    answer = found("Why did the engineer give in?", talk())
    assert "Vera moved most between round 1 and round 2: their stance went from −0.40 to +0.20." in text(answer)
    assert "In round 2, Vera said: “The logs are odd. I was wrong to wait.”" in text(answer)
    assert "By their own account Vera felt guilt then, and they name Lou as whom they were moved by." in text(answer)
    assert "In round 1, Lou had said: “They play with what we feel. I want it in the open!”" in text(answer)
    assert answer.sentences[1].evidence == ("conversation/0/2/vera",)


def test_a_question_that_takes_for_granted_what_did_not_happen_is_put_right() -> None:
    answer = found("Why did Sam change his mind?", talk())
    assert "Sam hardly moved: their stance was +0.10 in round 1 and +0.10 in round 2." in text(answer)


def test_who_moved_is_found_where_nobody_is_named() -> None:
    answer = found("Who gave in?", talk())
    assert "Vera moved most" in text(answer)
    assert "Sam" not in text(answer)


@pytest.mark.parametrize(
    ("question", "evidence", "said"),
    [
        ("What did Sam say about money?", talk(), "Show me the money first."),
        ("How did Lou feel?", talk(), "In round 1, Lou felt anger, with a stance of +0.60."),
        ("What did they decide?", coupled(), "In cycle 1 repair rate was set from 2% per hour to 6.5% per hour"),
        ("How did communication go?", failures(), "begins at 90% and ends, at hour 50, at 85.3%"),
        ("When did communication fall?", failures(), "It goes furthest from hour 0 to hour 25: from 90% to 87%."),
    ],
)
def test_what_is_asked_is_found(question: str, evidence: Evidence, said: str) -> None:
    assert said in text(found(question, evidence))


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("What would Vera have said to the police?", "not what happened in this run"),
        ("What if Lou had kept quiet?", "sobremesa fork t --at"),
        ("Will they make it public?", "not what happened in this run"),
        ("Why did Napoleon give in?", "Nobody and nothing called Napoleon is in this run"),
        ("Why did the mayor give in?", "Nothing in this run is about mayor"),
        ("How tall is the tower?", "Nothing in this run is about tall and tower"),
        ("What is the interest rate?", "Nothing in this run is about interest and rate"),
        ("What did Sam say about the logs?", "does not answer that"),
    ],
)
def test_what_a_run_can_not_answer_is_declined_with_what_it_holds(question: str, why: str) -> None:
    answer = found(question, talk())
    assert answer.sentences == ()
    assert answer.declined is not None
    assert why in answer.declined
    assert "It holds what Vera, Lou and Sam said, felt and held to, round by round." in answer.declined


@pytest.mark.parametrize("evidence", [talk(), coupled(), failures()], ids=["talk", "coupled", "failures"])
@pytest.mark.parametrize(
    "question",
    [
        "Who gave in?",
        "What was decided?",
        "How did communication go?",
        "How did the nurse feel?",
        "Who speaks of hands?",
    ],
)
def test_every_sentence_stands_in_the_record_and_says_where(question: str, evidence: Evidence) -> None:
    read = record(evidence)
    for sentence in extracts(question, read, "t").sentences:
        assert problems(sentence, read.ground) == ()
        assert all(place_of(cited, evidence) for cited in sentence.evidence)
