"""Small changes of wording that a reader would not trip over, and what a refusal says instead of a long list."""

from __future__ import annotations

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.given import population
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import NoModel, Translation
from sobremesa.nodes.library_interpreter import translate


def read(scenario: str) -> Translation:
    answer = translate(Request(scenario=scenario), "mechanics")
    assert isinstance(answer, Translation), answer
    return answer


@pytest.mark.parametrize(
    ("ending", "recovery"),
    [
        ("They are put to bed after two days.", 0.5),
        ("Whoever falls ill is sent home after 4 days.", 0.25),
        ("After five days each of the sick is taken to hospital.", 0.2),
    ],
)
def test_who_is_put_to_bed_infects_nobody_any_more(ending: str, recovery: float) -> None:
    begins = "1,000 people. Each ill person meets ten others a day and infects each with a probability of 5%."
    found = read(f"{begins} {ending} What share falls ill?")
    assert found.library == "sir_mixed"
    assert found.document.parameters["recovery"].value == pytest.approx(recovery)
    assert any("infects nobody any more" in reading for reading in found.document.assumptions)


@pytest.mark.parametrize(
    ("scenario", "places", "cars", "dawdle"),
    [
        (
            "250 cars share a circular road of 500 cells. A car moves one cell on if that is free, unless its driver "
            "dawdles with a probability of 0.5. How does the traffic flow?",
            500, 250, 0.5,
        ),
        (
            "300 vehicles go round a ring road with room for 1,000. Each driver brakes for no reason with a "
            "probability of 20%. What is the flow?",
            1000, 300, 0.2,
        ),
        (
            "A loop of road has 400 places, a quarter of them taken by cars. In each moment a driver hesitates with a "
            "chance of 0.3. How many cars pass?",
            400, 100, 0.3,
        ),
    ],
)  # fmt: skip
def test_cars_on_a_ring_road_are_the_model_of_dawdling_drivers(
    scenario: str, places: int, cars: int, dawdle: float
) -> None:
    found = read(scenario)
    assert found.library == "traffic"
    values = {name: parameter.value for name, parameter in found.document.parameters.items()}
    assert values == {"places": places, "cars": cars, "dawdle": pytest.approx(dawdle)}
    assert all(parameter.source == "stated" for parameter in found.document.parameters.values())


@pytest.mark.parametrize(
    "scenario",
    [
        "Cars on a ring road of two lanes brake and overtake. How does the traffic flow?",
        "200 cars brake at a traffic light on a circular road. How does the traffic flow?",
    ],
)
def test_other_traffic_is_not_squeezed_into_it(scenario: str) -> None:
    assert isinstance(translate(Request(scenario=scenario), "mechanics"), NoModel)


@pytest.mark.parametrize(
    ("scenario", "side", "families", "wanted"),
    [
        (
            "500 tenants move away if fewer than 40 % of their neighbours are of their own kind. How segregated is it?",
            23, 502, 0.4,
        ),
        (
            "Two kinds of households, 900 in all, live in a town that is 90% full. Each moves unless at least a third "
            "of its neighbours are like itself. How segregated do they get?",
            32, 921, 1 / 3,
        ),
        (
            "In a district of 2,000 families of two religions, a family leaves when less than half of its neighbours "
            "share its own kind. How separate do they live?",
            46, 2010, 0.5,
        ),
    ],
)  # fmt: skip
def test_so_many_neighbours_live_on_a_board_as_large_as_that_takes(
    scenario: str, side: int, families: int, wanted: float
) -> None:
    found = read(scenario)
    assert found.library == "segregation"
    assert found.document.parameters["side"].value == side
    assert population(found.document) == {"family": families}
    assert found.document.parameters["wanted"].value == pytest.approx(wanted)
    assert any(f"the nearest number on a board of {side} by {side}" in each for each in found.document.assumptions)


def test_a_refusal_names_the_nearest_matters_and_not_all_of_them() -> None:
    refused = translate(Request(scenario="A flu spreads through a swarm of bees by dances. Who gets it?"), "mechanics")
    assert isinstance(refused, NoModel)
    assert max(map(len, refused.advice)) < 400
    (about,) = (line for line in refused.advice if "can be about" in line)
    assert f"{len(library.names())} matters, such as " in about
    assert "disease" in about
    assert any("sobremesa library" in line for line in refused.advice)


RUMOUR = (
    "A rumour starts with one of 800 employees. Whoever knows it tells a random colleague each hour until they meet "
    "someone who has heard it already. "
)


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("How many have heard it after a day?", "heard"),
        ("How many hear the rumour in the end?", "heard"),
        ("What share does it reach?", "heard"),
        ("How many never hear it?", "never_heard"),
        ("How many people do not hear of it?", "never_heard"),
        ("How many end up without having heard the rumour?", "never_heard"),
    ],
)
def test_who_has_heard_it_is_answered_by_those_who_have_and_who_never_does_by_the_others(
    question: str, measure: str
) -> None:
    experiment = read(RUMOUR + question).document.experiment
    assert experiment.headline.measure == measure
    assert {"heard", "never_heard"} - {measure} <= {outcome.measure for outcome in experiment.also} | {"heard"}
