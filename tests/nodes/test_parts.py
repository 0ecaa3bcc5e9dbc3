"""The caller's people take the parts that were made of their words, whatever the order in which a model holds them."""

from __future__ import annotations

from itertools import permutations

import pytest

from sobremesa.nodes.asking import read_request
from sobremesa.nodes.contract import AgentRequest
from sobremesa.nodes.interpreter import Route, Translation
from sobremesa.nodes.library_interpreter import LibraryInterpreter
from sobremesa.nodes.parts import parts_of
from sobremesa.nodes.sheet.casting import cast_from_sheet

NURSE = AgentRequest(role="nurse", traits="anxious")
ENGINEER = AgentRequest(role="engineer", traits="stoic", name="Leo")
CHIEF = AgentRequest(role="station chief")
ROLES = {"engineer": "engineer, stoic", "nurse": "nurse, anxious", "station_chief": "station chief"}
TALK = (
    "100 people with neural interfaces; 10% fail. Simulate how frustration spreads, and let three people talk as it "
    "happens; what they decide should change the repair rate."
)
SHEET = """
personas:
  {0}
  {1}
  {2}
"""
CARDS = (
    "anna: {role: nurse, manner: anxious, name: Anna}",
    "leo: {role: engineer, manner: stoic, name: Leo, ties: {anna: {kind: friend, warmth: 0.8}}}",
    "kim: {role: station chief, name: Kim, traits: {neuroticism: 0.2}}",
)


@pytest.mark.parametrize("people", list(permutations([NURSE, ENGINEER, CHIEF])))
def test_a_part_is_taken_by_whom_it_was_made_of(people: tuple[AgentRequest, ...]) -> None:
    due = {NURSE: "nurse", ENGINEER: "engineer", CHIEF: "station_chief"}
    assert parts_of(people, ROLES) == tuple(due[person] for person in people)


def test_a_name_or_a_role_that_is_called_will_do() -> None:
    roles = {"a": "the chief of the station", "b": "Leo, who keeps calm", "nurse_of_ward": "somebody"}
    assert parts_of((NURSE, ENGINEER, CHIEF), roles) == ("nurse_of_ward", "b", "a")


def test_words_within_words_call_nobody() -> None:
    roles = {"a": "global trader", "b": "guard of the gate", "c": "nursery owner", "d": "nurse"}
    guard, trader = AgentRequest(role="guard", name="Al"), AgentRequest(role="trader", name="Bea")
    assert parts_of((guard, trader, NURSE, CHIEF), roles) == ("b", "a", "d", "c")


def test_people_of_one_description_take_a_part_each() -> None:
    assert parts_of((NURSE, NURSE), {"x": "nurse, anxious", "y": "nurse, anxious"}) == ("x", "y")
    assert parts_of((NURSE, CHIEF), {"x": "baker", "y": "cook"}) == ("x", "y")


@pytest.mark.parametrize("cards", list(permutations(CARDS)))
async def test_cards_in_any_order_speak_for_themselves(cards: tuple[str, ...]) -> None:
    request = read_request({"scenario": TALK, "mode": "hybrid", "personas": SHEET.format(*cards)})
    reader, route = LibraryInterpreter(), Route(mode="hybrid", confidence=1.0, reasons=("a test",))
    translation = await reader.compile(request, route)
    assert isinstance(translation, Translation)
    kept = type(translation.document).model_validate_json(translation.document.canonical())
    casting = await cast_from_sheet(reader, request, route, kept)
    assert casting is not None
    found = {persona.public.name: persona for persona in casting.personas}
    assert found["Anna"].traits.neuroticism > 0.7
    assert found["Leo"].traits.neuroticism < 0.3
    assert found["Kim"].traits.neuroticism == 0.2
    assert found["Leo"].ties[0].to == found["Anna"].id
    roles = {name: translation.document.personas[persona.id].role for name, persona in found.items()}
    assert roles == {"Anna": "nurse, anxious", "Leo": "engineer, stoic", "Kim": "station chief"}
