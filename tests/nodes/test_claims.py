"""Every number and every quotation traces to its evidence, or is caught."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handmade_runs import coupled, failures, talk
from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.claims import Figure, Grounds, figures_of, problems, strike
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.grounding import grounds
from sobremesa.nodes.synthesize import plain_prose
from spoiling import unnoticed

FINDING = Finding(
    id="f1", kind="level", measure="success", take="last", arms=("scenario",),
    value=0.8527, low=0.8312, high=0.8742, n=30, method="mean", unit="share",
)  # fmt: skip
PRICE = FINDING.model_copy(
    update={"id": "f2", "measure": "price", "unit": "money", "value": 65.31, "low": 64, "high": 66.6}
)
KNOWN = Grounds(
    figures={"f1": figures_of(FINDING), "f2": figures_of(PRICE), "run": (Figure(50, nouns=("hour",)), Figure(2000))},
    words={"conversation/0/1/lou": ("They play with what we feel.",)},
    names=frozenset({"no contagion", "top 5"}),
)


def held(text: str, *evidence: str) -> bool:
    return not problems(Sentence(text=text, evidence=evidence), KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "It is 85%.",
        "It is 85 percent.",
        "It is 85.3% [83.1%, 87.4%].",
        "It is 0.85, from 0.83 to 0.87.",
        "It lies between 83 and 87%.",
        "The mean of 30 runs is 85%.",
        "Over thirty runs it is 85%.",
        "It is 85% (n = 30).",
        "Eighty-five percent of one group.",
        "The 95% interval is [83%, 87%].",
        "In “no contagion” it is 85%, and in top 5 as well.",
    ],
)
def test_a_number_of_the_finding_holds(text: str) -> None:
    assert held(text, "f1")


@pytest.mark.parametrize(
    "text",
    [
        "It is 86%.",
        "It is 85.4%.",
        "It is 0.7.",
        "It is 85.",
        "It is −85%.",
        "It is 85% of 31 runs.",
        "There are 30 people.",
        "Two thirds of them can.",
        "Half of them can.",
        "It is twice as much.",
        "Twenty of them can.",
        "It is 85%, three times in a row.",
        "It is 8.5e-1 or 1e-1.",
        "It is 30 times as likely.",
        "It is thirty times more likely.",
        "It is fourfold.",
    ],
)
def test_any_other_number_is_caught(text: str) -> None:
    assert not held(text, "f1")


def test_a_number_holds_only_beside_its_own_evidence() -> None:
    assert held("It is 65.3.", "f2")
    assert not held("It is 65.3.", "f1")
    assert not held("It is 65.3.")
    assert not held("It is 65%.", "f2")


def test_a_count_of_the_run_holds_only_beside_what_it_counts() -> None:
    assert held("After 50 hours, it ends.", "run")
    assert not held("After 50 people, it ends.", "run")
    assert held("There are 2,000 of them.", "run")
    assert held("There are two thousand of them.", "run")


def test_a_group_of_runs_bears_that_there_are_two_groups() -> None:
    group = FINDING.model_copy(update={"kind": "cluster", "take": "upper group"})
    bears = Grounds(figures={"f1": figures_of(group)})
    for text, holds in {"They fall into two groups.": True, "Into three groups.": False, "Two people.": False}.items():
        assert bool(problems(Sentence(text=text, evidence=("f1",)), bears)) is not holds
    assert not held("They fall into two groups.", "f1")


def test_evidence_must_exist() -> None:
    assert problems(Sentence(text="It ends.", evidence=("f9",)), KNOWN) == ("there is no evidence called 'f9'",)


def test_quotations_stand_in_the_transcript() -> None:
    turn = "conversation/0/1/lou"
    assert held("Lou says: “They play with what we feel.”", turn)
    assert held('Lou says: "what we feel"', turn)
    assert not held("Lou says: “They play with what you feel.”", turn)
    assert not held("Lou says: “They play … we feel.”", turn)
    assert not held("Lou says: “They play with what we feel.”")
    assert not held("Lou says: “”", turn)


@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "‘{}’", "'{}'", "«{}»", "»{}«", "„{}“"])
def test_words_in_any_quotation_marks_are_held_to_the_transcript(marks: str) -> None:
    turn = "conversation/0/1/lou"
    assert held(f"Lou’s neighbours’ friends hear {marks.format('what we feel')}.", turn)
    assert not held(f"Lou’s neighbours’ friends hear {marks.format('I will sue')}.", turn)
    assert not held(f"Lou’s neighbours’ friends hear {marks.format('it isn’t ours')}.", turn)


def test_strike_keeps_what_holds_and_says_what_was_wrong() -> None:
    good = Sentence(text="It is 85%.", evidence=("f1",))
    bad = Sentence(text="It is 99%.", evidence=("f1",))
    kept, struck = strike([good, bad], KNOWN)
    assert kept == (good,)
    assert len(struck) == 1
    assert "'99%'" in struck[0]


@pytest.mark.parametrize("run", [failures, talk, coupled])
def test_our_own_sentences_hold(run: Callable[[], Evidence]) -> None:
    evidence = run()
    written = (*plain_prose(evidence).answer, *plain_prose(evidence).narrative)
    assert written
    assert strike(written, grounds(evidence))[1] == ()


@pytest.mark.parametrize("run", [failures, talk, coupled])
def test_a_changed_finding_is_caught_wherever_it_is_told(run: Callable[[], Evidence]) -> None:
    """Whichever number of whichever finding is changed by more than is shown: each sentence that tells it fails."""
    evidence = run()
    told, missed = unnoticed(evidence, (*plain_prose(evidence).answer, *plain_prose(evidence).narrative))
    assert told >= 3
    assert missed == []
