"""Questions that ask for more than the arms: read from plain words, without a language model.

`WRITTEN` shaped the reader. `FRESH` was written after it and tried unseen; see there how it fared.
"""

from __future__ import annotations

import asyncio

import pytest

from sobremesa.mechanics.document import Experiment, ModelDocument
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import NoModel, Translation
from sobremesa.nodes.library_interpreter import LibraryInterpreter

LIBRARY = LibraryInterpreter()
INTERFACES = (
    "100 people with neural interfaces. Interfaces fail at 10% rate. They can see each other's emotional states."
)
OPINIONS = "200 people hold opinions on a merger and are influenced by their friends."
FLU = (
    "A disease spreads on a 40 by 40 grid between neighbours with probability 0.05 a day; people recover after 8 days."
)


def compiled(scenario: str) -> Translation | NoModel:
    request = Request.model_validate({"scenario": scenario})
    return asyncio.run(LIBRARY.compile(request, asyncio.run(LIBRARY.classify(request))))


def document(scenario: str) -> ModelDocument:
    answer = compiled(scenario)
    assert isinstance(answer, Translation), answer
    return answer.document


def asked(experiment: Experiment) -> str:
    """What is asked beside the arms, in short."""
    parts = [f"sweep {each.parameter} {each.start:g} {each.to:g}" for each in experiment.sweep]
    if experiment.scale is not None:
        parts.append(f"scale {experiment.scale.parameter} {' '.join(map(str, experiment.scale.values))}")
    if experiment.sensitivity is not None:
        parts.append("sensitivity")
    return "; ".join(parts)


OWN = "sweep failed_share 0 1"
"""What the model of interfaces asks by itself."""

WRITTEN = [
    (INTERFACES, "At which rate does it tip?", OWN),
    (INTERFACES, "Does it change with 1,000 people?", f"{OWN}; scale people 100 1000"),
    (INTERFACES, "Which assumption matters most?", f"{OWN}; sensitivity"),
    (INTERFACES, "How many failures can they take before communication collapses?", OWN),
    (INTERFACES, "From which repair rate on does communication hold?", "sweep repair_rate 0 1"),
    (OPINIONS, "Is there a tipping point in how tolerant they are?", "sweep tolerance 0 2"),
    (OPINIONS, "Would the outcome differ for 1,000 people?", "scale people 200 1000"),
    (FLU, "From which infection probability on does it take off?", "sweep infection 0 0.2"),
    (FLU, "What does the outcome depend on most?", "sensitivity"),
]

FRESH = [
    (INTERFACES, "What share of broken interfaces is one too many?", OWN),
    (INTERFACES, "Where is the tipping point?", OWN),
    (INTERFACES, "At what percentage of failures does everything fall apart?", OWN),
    (INTERFACES, "When does the system tip?", OWN),
    (INTERFACES, "What is the critical share of failures?", OWN),
    (INTERFACES, "How much failure can this town bear before it goes silent?", OWN),
    (INTERFACES, "Would it be any different with 500 people?", f"{OWN}; scale people 100 500"),
    (INTERFACES, "And what happens in a village of 2,000?", f"{OWN}; scale people 100 2000"),
    (INTERFACES, "Does the size of the group matter, say 50, 500 or 5,000?", f"{OWN}; scale people 50 100 500 5000"),
    (INTERFACES, "Is the result still true for a thousand people?", f"{OWN}; scale people 100 1000"),
    (INTERFACES, "Which of your assumptions has the biggest influence on the result?", f"{OWN}; sensitivity"),
    (INTERFACES, "What is the most important factor?", f"{OWN}; sensitivity"),
    (INTERFACES, "Which parameter is the outcome most sensitive to?", f"{OWN}; sensitivity"),
    (INTERFACES, "On which guess does the answer rest most?", f"{OWN}; sensitivity"),
    (FLU, "How many would have to be vaccinated before it no longer takes off?", "sweep vaccinated 0 1"),
    (FLU, "At which vaccinated share is there no outbreak any more?", "sweep vaccinated 0 1"),
]
"""Written after the reader, in one go, beside suppositions (below); unseen, 17 of the 24 were read as they are now."""


@pytest.mark.parametrize(("scenario", "question", "wanted"), [*WRITTEN, *FRESH])
def test_a_question_sets_the_experiment(scenario: str, question: str, wanted: str) -> None:
    assert asked(document(f"{scenario} {question}").experiment) == wanted


def test_how_a_question_was_understood_is_among_the_assumptions() -> None:
    told = document(f"{INTERFACES} Does it change with 1,000 people?").assumptions
    assert "the question about their number is answered with 100 and 1,000 people" in told


@pytest.mark.parametrize(
    "question",
    [
        "How do the opinions of 500 people change?",
        "Do 500 people who listen to friends agree in the end?",
        "Does it matter how many friends they have?",
    ],
)
def test_a_number_that_a_question_only_names_is_the_scenarios_own(question: str) -> None:
    answer = compiled(f"People hold opinions and are influenced by their friends. {question}")
    if "500" in question:
        assert isinstance(answer, Translation)
        assert answer.document.parameters["people"].value == 500
    assert isinstance(answer, NoModel) or answer.document.experiment.scale is None


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("What if 30% of them fail?", {"failed_share": 0.3}),
        ("What would happen if a quarter of them broke down?", {"failed_share": 0.25}),
        ("What if interfaces fail at a 40% rate?", {"failed_share": 0.4}),
        ("Suppose half of the interfaces failed. Would anyone still communicate?", {"failed_share": 0.5}),
        ("What if 5% were repaired per hour?", {"repair_rate": 0.05}),
    ],
)
def test_what_is_supposed_is_one_more_arm(question: str, values: dict[str, float]) -> None:
    arms = document(f"{INTERFACES} {question}").experiment.arms
    assert [arm.name for arm in arms[:-1]] == ["no failures", "scenario", "no contagion"]
    assert dict(arms[-1].set) == values


def test_what_is_supposed_and_nothing_else_is_the_scenario() -> None:
    read = document(
        "People have neural interfaces and sense each other's frustration. What if 30% of the interfaces fail?"
    )
    assert read.parameters["failed_share"].value == 0.3
    assert [arm.name for arm in read.experiment.arms] == ["no failures", "scenario", "no contagion"]


def test_a_question_about_something_else_is_still_refused() -> None:
    for question in ("At which temperature does the server melt?", "What does a ticket cost?"):
        assert isinstance(compiled(f"{INTERFACES} {question}"), NoModel)


def test_several_questions_about_sizes_are_one_about_all_of_them() -> None:
    found = document(f"{INTERFACES} Does it change with 1,000 people? And what happens with 5,000?").experiment
    assert asked(found) == f"{OWN}; scale people 100 1000 5000"


def test_of_two_curves_the_first_is_followed_and_the_other_is_said_to_be_left_open() -> None:
    first, second = "From which repair rate on does it hold?", "At what percentage of failures does it tip?"
    answer = compiled(f"{INTERFACES} {first} {second}")
    assert isinstance(answer, Translation)
    assert asked(answer.document.experiment) == "sweep repair_rate 0 1"
    (left,) = answer.unanswered
    assert left.startswith(f"“{second}” is not answered")


def test_asking_twice_for_the_same_curve_leaves_nothing_open() -> None:
    answer = compiled(f"{INTERFACES} At which rate does it tip? Where is the tipping point?")
    assert isinstance(answer, Translation)
    assert (asked(answer.document.experiment), answer.unanswered) == (OWN, ())


def test_sizes_that_a_model_has_no_figure_for_are_said_to_be_left_open() -> None:
    answer = compiled(f"{FLU} Does it change with 10,000 people?")
    assert isinstance(answer, Translation)
    (left,) = answer.unanswered
    assert left.startswith("“Does it change with 10,000 people?” is not answered: in a disease")


def test_a_size_that_would_take_too_long_keeps_nothing_else_from_being_answered() -> None:
    answer = compiled(f"{OPINIONS} Does it change with 1,000,000 people? Which assumption matters most?")
    assert isinstance(answer, Translation), answer
    assert asked(answer.document.experiment) == "sensitivity"
    (left,) = answer.unanswered
    assert left.startswith("“Does it change with 1,000,000 people?” is not answered: with people = 1,000,000: ")
    assert not any("their number" in reading for reading in answer.document.assumptions)
