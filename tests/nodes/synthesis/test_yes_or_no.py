"""A question that says part of the matter, or when, or asks of the thing itself, is answered with yes or no."""

import pytest

from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Route
from sobremesa.nodes.library_casting import cast_by_words
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.yes_or_no import asked

SOCIAL = Route(mode="social", confidence=1, reasons=())
HOUSE = "Three siblings argue about selling the old house by the lake. "
CAR = "A couple and their son discuss whether to give up the car. "
PRICES = "The board debates raising prices by 10 percent. "


def kind(scenario: str) -> str | None:
    request = Request(scenario=scenario, mode="social")
    return asked(Evidence(request=request, route=SOCIAL, casting=cast_by_words(request, SOCIAL, None)))


@pytest.mark.parametrize(
    "scenario",
    [
        HOUSE + "Do they sell the house?",
        HOUSE + "Will they sell?",
        HOUSE + "Will they sell it next summer?",
        HOUSE + "Is the house sold?",
        HOUSE + "Does the house get sold in the end?",
        HOUSE + "Will the old house be sold?",
        CAR + "Do they give it up this year?",
        CAR + "Is the car given up?",
        PRICES + "Are prices raised?",
    ],
)
def test_part_of_the_matter_is_enough(scenario: str) -> None:
    assert kind(scenario) == "do"


@pytest.mark.parametrize(
    "scenario",
    [
        HOUSE + "Is the boat sold?",
        HOUSE + "Is the house burnt?",
        HOUSE + "Is the house not sold?",
        HOUSE + "Who is it sold to?",
    ],
)
def test_another_matter_is_answered_with_neither(scenario: str) -> None:
    assert kind(scenario) != "do"
