"""People whom a text counts: each has a seat where all have the same say, else it is told where there is none."""

import pytest

from sobremesa.mechanics.document import ModelDocument
from sobremesa.nodes.contract import AgentRequest, Request
from sobremesa.nodes.interpreter import Translation
from sobremesa.nodes.library_interpreter import translate

BREAD = "Bread gets scarce: simulate the market, and play the baker and {who} as prices rise; the baker may ration."
FAILING = (
    "100 people with neural interfaces; 10% fail. Simulate how frustration spreads, and let {who} and a stoic engineer "
    "talk as it happens; what they decide should change the repair rate."
)


def read(text: str, **more: object) -> tuple[ModelDocument, tuple[str, ...]]:
    found = translate(Request.model_validate({"scenario": text, **more}), "hybrid")
    assert isinstance(found, Translation)
    assert isinstance(found.document, ModelDocument)
    return found.document, found.unanswered


@pytest.mark.parametrize(("who", "asked"), [("three customers", 4), ("five customers", 6)])
def test_more_than_a_model_has_parts_for_are_told(who: str, asked: int) -> None:
    document, told = read(BREAD.format(who=who))
    assert len(document.personas) == 3
    assert told == (
        f"The text asks for {asked} people who talk (“the baker” and “{who}”), and 3 do: the model bread_talk has "
        "parts for baker, customer with little money and customer who can pay, and for nobody else.",
    )
    assert document.parameters["households"].source == "assumed"


def test_as_many_as_there_are_parts_are_not_told() -> None:
    assert read(BREAD.format(who="two customers"))[1] == ()
    assert read(BREAD.format(who="customers"))[1] == ()


def test_how_many_live_in_the_model_is_no_headcount() -> None:
    document, told = read("Bread gets scarce for 10 households; simulate it, and play the baker; the baker may ration.")
    assert (document.parameters["households"].value, told) == (10, ())


@pytest.mark.parametrize(("who", "number"), [("three nurses", 3), ("five anxious nurses", 5)])
def test_where_all_have_the_same_say_each_of_a_group_has_a_seat(who: str, number: int) -> None:
    document, told = read(FAILING.format(who=who))
    assert len(document.personas) == number + 1
    assert sum("nurse" in persona.role for persona in document.personas.values()) == number
    assert document.coupling is not None
    (lever,) = document.coupling.levers
    assert set(lever.source) == set(document.personas)
    assert (document.parameters["people"].value, told) == (100, ())


def test_a_group_of_whom_nothing_is_said_is_the_models_own() -> None:
    document, told = read(FAILING.replace(" and a stoic engineer", "").format(who="three people"))
    assert (set(document.personas), told) == ({"nurse", "engineer", "chief"}, ())


def test_who_is_listed_by_the_caller_is_who_talks() -> None:
    agents = [AgentRequest(role="nurse"), AgentRequest(role="cook")]
    document, told = read(FAILING.format(who="three nurses"), agents=agents)
    assert (len(document.personas), told) == (2, ())
