"""Bad requests get one sentence that says what to change."""

import pytest

from sobremesa.errors import BadRequestError, SobremesaError
from sobremesa.mechanics import library
from sobremesa.nodes.asking import read_request
from sobremesa.nodes.contract import MAX_SCENARIO_CHARACTERS


def test_what_is_none_is_left_to_the_defaults() -> None:
    request = read_request({"scenario": "100 people hear a rumour.", "steps": None, "seed": 7})
    assert (request.scenario, request.steps, request.seed, request.mode) == (
        "100 people hear a rumour.",
        None,
        7,
        "auto",
    )


@pytest.mark.parametrize("scenario", [None, "", " \n\t", 12, ["a"]])
def test_no_scenario_is_said_to_be_none(scenario: object) -> None:
    with pytest.raises(BadRequestError, match="There is no scenario"):
        read_request({"scenario": scenario})


def test_an_enormous_scenario_is_refused_with_its_length() -> None:
    with pytest.raises(BadRequestError, match=f"{MAX_SCENARIO_CHARACTERS + 1:,} characters"):
        read_request({"scenario": "x" * (MAX_SCENARIO_CHARACTERS + 1)})


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("mode", "magic", "one of auto, mechanics, social, hybrid"),
        ("num_agents", 0, "from 1 to 1,000,000"),
        ("num_agents", 1_000_000_000, "from 1 to 1,000,000"),
        ("steps", -5, "from 1 to 100,000"),
        ("rounds", 0, "from 1 to 100"),
        ("seed", -1, "from 0 to"),
        ("seed", 2**53, "from 0 to"),
        ("agents", [{"traits": "anxious"}], '"role"'),
        ("replicates", 0, "from 1 to 10,000"),
    ],
)
def test_each_field_says_what_it_takes(field: str, value: object, expected: str) -> None:
    with pytest.raises(BadRequestError) as caught:
        read_request({"scenario": "100 people.", field: value})
    message = str(caught.value)
    assert field in message
    assert expected in message
    assert "\n" not in message
    assert isinstance(caught.value, SobremesaError)


def test_an_unknown_field_names_the_known_ones() -> None:
    with pytest.raises(BadRequestError, match="no 'agentz': it knows scenario, mode"):
        read_request({"scenario": "100 people.", "agentz": 3})


def test_text_is_made_safe_on_the_way_in() -> None:
    request = read_request({"scenario": "100 people\x00 \x1b[31mshout\x1b[0m.", "agents": [{"role": "nur\u202ese"}]})
    assert request.scenario == "100 people shout."
    assert request.agents[0].role == "nurse"


def test_a_scenario_of_control_characters_is_none() -> None:
    with pytest.raises(BadRequestError, match="There is no scenario"):
        read_request({"scenario": "\x00\x1b[2J"})


def test_a_model_that_is_given_has_its_own_modes() -> None:
    still, talking = (library.load(name).canonical().decode() for name in ("rumour", "interface_failure_talk"))
    for document, mode in ((still, "auto"), (still, "mechanics"), (talking, "hybrid"), (talking, "mechanics")):
        assert read_request({"scenario": "As given.", "document": document, "mode": mode}).mode == mode
    for document, mode in ((still, "hybrid"), (still, "social"), (talking, "social")):
        with pytest.raises(BadRequestError, match=f"mode must be auto.*, not {mode}"):
            read_request({"scenario": "As given.", "document": document, "mode": mode})
