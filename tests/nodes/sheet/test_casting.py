"""From a sheet to people: what stands on a card stays, the rest is cast, and parts of a model are filled."""

from __future__ import annotations

import pytest

from sobremesa.errors import BadRequestError
from sobremesa.mechanics.library import load
from sobremesa.nodes.asking import read_request
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Casting, Route
from sobremesa.nodes.library_interpreter import LibraryInterpreter
from sobremesa.nodes.sheet.casting import cast_from_sheet, listed_in

SOCIAL = Route(mode="social", confidence=1.0, reasons=("a test",))
HYBRID = Route(mode="hybrid", confidence=1.0, reasons=("a test",))
SCENARIO = "They argue about moving to the coast."
SHEET = """
personas:
  kim: {role: nurse, manner: "anxious, fears debt"}
  lee:
    role: boss
    name: Leonie
    age: 61
    stance: -0.5
    values: [power]
    ties: {kim: {kind: employee, warmth: 0.3}}
"""


async def cast(sheet: str, seed: int = 0, scenario: str = SCENARIO) -> Casting:
    found = await cast_from_sheet(LibraryInterpreter(), _request(sheet, seed, scenario), SOCIAL, None)
    assert found is not None
    return found


def _request(sheet: str, seed: int = 0, scenario: str = SCENARIO) -> Request:
    return read_request({"scenario": scenario, "personas": sheet, "seed": seed})


async def test_what_a_card_leaves_open_is_cast() -> None:
    casting = await cast(SHEET)
    kim, lee = casting.personas
    assert [kim.id, lee.id] == ["kim", "lee"]
    assert kim.traits.neuroticism > 0.7
    assert (kim.public.manner, kim.private.fears) == ("anxious", ("debt",))
    assert (lee.public.name, lee.public.age, lee.stance, lee.values) == ("Leonie", 61, -0.5, ("power",))
    assert lee.public.manner
    assert [(tie.to, tie.kind, tie.warmth) for tie in lee.ties] == [("kim", "employee", 0.3)]
    assert (casting.scene, casting.question) == (SCENARIO, "they should move to the coast")


async def test_the_same_seed_fills_up_the_same() -> None:
    assert await cast(SHEET, 3) == await cast(SHEET, 3)
    assert await cast(SHEET, 3) != await cast(SHEET, 4)


async def test_a_card_with_traits_is_taken_as_it_is() -> None:
    text = "Two sisters decide whether to sell a house. Each has a secret."
    for seed in range(3):
        casting = await cast("personas: {ada: {role: sister, traits: {openness: 0.9}}}", seed, text)
        (ada,) = casting.personas
        assert (ada.public.name, ada.public.manner, ada.stance, ada.private.secrets) == ("Ada", "", None, ())
        assert (ada.traits.openness, ada.traits.neuroticism) == (0.9, 0.5)


async def test_the_sheet_says_where_and_what_about() -> None:
    casting = await cast(f"scene: A barn.\nquestion: the barn should burn{SHEET}")
    assert (casting.scene, casting.question) == ("A barn.", "the barn should burn")


async def test_cards_take_the_parts_of_a_model_by_id_or_in_order() -> None:
    document = load("interface_failure_talk")
    roles = list(document.personas)
    cards = ", ".join(f"{role}: {{role: cook, name: N{place}}}" for place, role in reversed(list(enumerate(roles))))
    by_id = await cast_from_sheet(LibraryInterpreter(), _request(f"personas: {{{cards}}}"), HYBRID, document)
    assert by_id is not None
    assert {p.id: p.public.name for p in by_id.personas} == {role: f"N{place}" for place, role in enumerate(roles)}
    cards = ", ".join(f"c{place}: {{role: cook, ties: {{c0: {{kind: x}}}}}}" for place in range(1, len(roles)))
    in_order = await cast_from_sheet(
        LibraryInterpreter(), _request(f"personas: {{c0: {{role: cook}}, {cards}}}"), HYBRID, document
    )
    assert in_order is not None
    assert [p.id for p in in_order.personas] == roles
    assert {tie.to for p in in_order.personas for tie in p.ties} == {roles[0]}
    assert document.coupling is not None
    assert in_order.question == document.coupling.stance


async def test_too_many_cards_for_a_model_are_refused() -> None:
    document = load("interface_failure_talk")
    cards = ", ".join(f"c{place}: {{role: cook}}" for place in range(len(document.personas) + 1))
    with pytest.raises(BadRequestError, match="has parts for"):
        await cast_from_sheet(LibraryInterpreter(), _request(f"personas: {{{cards}}}"), HYBRID, document)


async def test_without_a_sheet_there_is_no_cast_of_one() -> None:
    request = read_request({"scenario": SCENARIO, "agents": [{"role": "cook"}]})
    assert await cast_from_sheet(LibraryInterpreter(), request, SOCIAL, None) is None
    assert [agent.role for agent in listed_in(request)] == ["cook"]


def test_those_of_a_sheet_are_listed_with_their_words() -> None:
    assert [(a.name, a.role, a.traits) for a in listed_in(_request(SHEET))] == [
        (None, "nurse", "anxious, fears debt"),
        ("Leonie", "boss", ""),
    ]


@pytest.mark.parametrize("other", [{"agents": [{"role": "cook"}]}, {"quotas": {"age": {"18-30": 1}}}])
def test_who_talks_is_said_once(other: dict[str, object]) -> None:
    with pytest.raises(BadRequestError, match="each say who talks: give one of them"):
        read_request({"scenario": SCENARIO, "personas": SHEET, **other})
