"""Questions about figures and decisions, answered from the record: extremes, bounds, places, arms, who and when."""

from dataclasses import replace

import pytest

from handmade_runs import coupled, failures, talk
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.processes.library import load
from sobremesa.nodes.interview.answer import Found
from sobremesa.nodes.interview.extracts import extracts
from sobremesa.nodes.interview.record import place_of, record_of
from sobremesa.nodes.interview.sought import LAST, Bound, sought
from sobremesa.nodes.report import Course
from sobremesa.nodes.synthesis.evidence import Evidence

BROKEN = Course(
    measure="broken", arm="they talk", unit="share", steps=tuple(range(0, 49, 4)),
    values=(0.10, 0.12, 0.15, 0.13, 0.11, 0.09, 0.08, 0.07, 0.055, 0.045, 0.04, 0.035, 0.03),
)  # fmt: skip
RULED = BROKEN.model_copy(update={"arm": "standing rule", "values": tuple(2 * (v or 0) for v in BROKEN.values)})
RUN = replace(coupled(), courses=(BROKEN, RULED))


def found(question: str, evidence: Evidence = RUN) -> Found:
    answer = extracts(question, record_of(evidence), "t")
    assert all(place_of(cited, evidence) for sentence in answer.sentences for cited in sentence.evidence)
    return answer


def text(question: str, evidence: Evidence = RUN) -> str:
    return " ".join(sentence.text for sentence in found(question, evidence).sentences)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When did it peak?", "Broken in “they talk” is highest at hour 8, at 15%"),
        ("When were the fewest broken?", "Broken in “they talk” is lowest at hour 48, at 3%"),
        ("When did broken fall below 5%?", "below that for the first time at hour 36, at 4.5%; at hour 32 it is 5.5%"),
        ("Did broken ever exceed 20 percent?", "never comes above that: it is highest at hour 8, at 15%"),
        ("When did broken reach 12%?", "has come to that for the first time at hour 4, at 12%; at hour 0 it is 10%"),
        ("How many were broken at the end?", "At hour 48, broken in “they talk” is 3%"),
        ("How many were broken at the start?", "At hour 0, broken in “they talk” is 10%"),
        ("How many were broken after 12 hours?", "At hour 12, broken in “they talk” is 13%"),
        ("How many were broken in cycle 2?", "From hour 12 to hour 24, broken in “they talk” goes from 13% to 8%"),
        ("When did broken peak with the rule?", "Broken in “standing rule” is highest at hour 8, at 30%"),
        ("What was the repair rate in cycle 1?", "In cycle 1 repair rate was set from 2% per hour to 6.5% per hour"),
        ("Who raised the repair rate?", "by what Nurse, Engineer and Chief said"),
        ("What did the nurse decide in cycle 1?", "In round 1 of cycle 1, Engineer said: “More hands"),
        ("What was decided in cycle 2?", "In cycle 2, repair rate was left at 6.5% per hour."),
    ],
)
def test_what_the_record_can_answer_is_answered_with_its_place(question: str, said: str) -> None:
    assert said in text(question)


def test_one_answer_is_no_more_than_was_asked() -> None:
    assert len(found("How many were broken at the end?").sentences) == 1
    assert "cycle 2" not in text("What was decided in cycle 1?")
    assert "cycle 1" not in text("What did the nurse say in cycle 2?")


def test_which_arm_is_told_of_all_the_greatest_first() -> None:
    told = text("Which arm had the most broken?")
    assert told.index("“standing rule” is 6%") < told.index("“they talk” is 3%")
    told = text("Which arm had the fewest broken?")
    assert told.index("“they talk” is 3%") < told.index("“standing rule” is 6%")


def test_what_happened_in_a_cycle_is_figures_and_decisions_and_words() -> None:
    told = text("What happened in cycle 1?")
    assert "From hour 0 to hour 12, broken" in told
    assert "repair rate was set" in told
    assert "In round 1 of cycle 1, Nurse said" in told


@pytest.mark.parametrize(
    ("question", "evidence", "why"),
    [
        ("What happened in cycle 9?", RUN, "There is no cycle 9 in this run: it has 3."),
        ("What was said in round 7?", talk(), "There is no round 7 in this run: it has 2."),
        ("When did wages peak?", RUN, "Nothing in this run is about wages."),
        ("When did the health of the person peak?", RUN, "Nothing in this run is about health and person."),
        ("When did it peak?", talk(), "This run's record does not answer that."),
        ("How many were broken after 500 hours?", RUN, "This run's record does not answer that."),
        ("Who spoke first?", RUN, "This run's record does not answer that."),
    ],
)
def test_what_it_can_not_answer_is_declined(question: str, evidence: Evidence, why: str) -> None:
    answer = found(question, evidence)
    assert answer.sentences == ()
    assert (answer.declined or "").startswith(why)


def test_words_are_quoted_only_where_they_are_about_what_is_asked() -> None:
    assert (
        text("What did they say about money?", talk())
        == "In round 1, Sam said: “Who gains by it? Show me the money first.”"
    )
    assert found("What did they say about the money of the logs?", failures()).sentences == ()


def test_who_is_most_against_comes_first() -> None:
    told = text("Who was most against it?", talk())
    assert told.index("Sam stood at +0.10") < told.index("Vera stood at +0.20") < told.index("Lou stood at +0.75")


def test_a_question_is_read_for_what_it_seeks() -> None:
    assert sought("When did it fall below half?").bound == Bound("below", 0.5, percent=True)
    assert sought("When had half heard it?").bound == Bound("either", 0.5, percent=True)
    assert (sought("in the third talk").cycle, sought("in cycle two").cycle, sought("the last round").round) == (
        3,
        2,
        LAST,
    )
    read = sought("on day 3")
    assert (read.step, read.unit) == (3, "day")
    assert sought("Why did the nurse give in?") == sought("")


def test_of_a_process_times_are_told_and_not_the_stretches_that_it_is_measured_in() -> None:
    waits = Course(measure="wait", arm="scenario", unit="minute", steps=(1, 2, 3), values=(2.0, 7.0, 4.0))
    process = load("counter")
    arm = scenario_arm(process).name
    served = replace(failures(), document=process, horizon=540.0, courses=(waits.model_copy(update={"arm": arm}),))
    assert "is highest at minute 360, at 7 minutes" in text("When was the wait longest?", served)
    assert "At minute 180, wait" in text("How long was the wait after 3 hours?", served)
    assert found("When did the wait reach half?", served).sentences == ()
    answer = found("How long was the wait at the end?", served)
    assert [place_of(cited, served) for cited in answer.sentences[0].evidence] == [f"minute 540 of “{arm}”"]


def test_a_measure_that_is_named_whole_goes_before_one_that_is_named_in_part() -> None:
    heard = BROKEN.model_copy(update={"measure": "heard"})
    never = BROKEN.model_copy(update={"measure": "never_heard"})
    evidence = replace(RUN, courses=(never, heard))
    assert text("How many had heard it at the end?", evidence).startswith("At hour 48, heard in")
    assert text("How many had never heard it at the end?", evidence).startswith("At hour 48, never heard in")
