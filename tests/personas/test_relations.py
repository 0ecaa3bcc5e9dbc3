"""What people are to each other, by their roles and by whose they are said to be."""

from __future__ import annotations

import pytest

from sobremesa.personas.casting import cast_for_roles, cast_from_agents, cast_from_scenario
from sobremesa.personas.relations import relations

TIES = {
    "Two sisters argue about a boat.": {("sister", "sister"): "sister"},
    "A grumpy landlord, his shy daughter and a loud tenant discuss the rent.": {
        ("landlord", "daughter"): "daughter",
        ("daughter", "landlord"): "parent",
        ("landlord", "tenant"): "tenant",
        ("tenant", "landlord"): "landlord",
    },
    "Tom and Priya want to move, but their teenage son refuses.": {
        ("person", "teenage son"): "teenage son",
        ("teenage son", "person"): "parent",
    },
    "A mother and her two daughters decide about a trip.": {
        ("mother", "daughter"): "daughter",
        ("daughter", "mother"): "mother",
        ("daughter", "daughter"): "sibling",
    },
    "A family of four hears that the factory will close.": {
        ("member of the family", "member of the family"): "relative"
    },
    "A new manager tells a team that half of them will move.": {
        ("new manager", "team member"): "team member",
        ("team member", "new manager"): "new manager",
        ("team member", "team member"): "colleague",
    },
    "Three founders quarrel about selling the company.": {("founder", "founder"): "co-founder"},
    "A baker and a nurse argue about a tax.": {},
    "Six strangers are stuck in a lift.": {},
}


@pytest.mark.parametrize("text", TIES)
def test_roles_say_what_people_are_to_each_other(text: str) -> None:
    personas = {p.id: p for p in cast_from_scenario(text, 3).personas}
    found = {(p.public.role, personas[tie.to].public.role): tie.kind for p in personas.values() for tie in p.ties}
    assert found == TIES[text]


def test_nobody_is_tied_to_themselves_or_twice_to_one() -> None:
    for text in TIES:
        for persona in cast_from_scenario(text, 0, count=5).personas:
            others = [tie.to for tie in persona.ties]
            assert persona.id not in others
            assert len(others) == len(set(others))


def test_rivals_are_cooler_than_friends_and_strife_cools_everyone() -> None:
    (friend, _), (rival, _) = relations(["friend", "friend"]), relations(["rival", "rival"])
    assert friend[0].warmth > 0 > rival[0].warmth
    (calm, _), (torn, _) = relations(["sister", "sister"]), relations(["sister", "sister"], text="They quarrel.")
    assert torn[0].warmth < calm[0].warmth
    assert torn[0].kind == calm[0].kind
    (close, _) = relations(["sister", "sister"], text="A close-knit family.")
    assert close[0].warmth > calm[0].warmth


def test_warmth_stays_on_its_scale() -> None:
    for one in relations(["enemy", "enemy"], text="They hate each other, a bitter feud."):
        assert all(-1 <= relation.warmth <= 1 for relation in one)


def test_a_callers_list_and_a_documents_roles_are_tied_too() -> None:
    boss, clerk = cast_from_agents([("boss", "blunt", None), ("assistant", "shy", None)], 0)
    assert [(tie.to, tie.kind) for tie in boss.ties] == [(clerk.id, "assistant")]
    bride, groom = cast_for_roles({"one": "bride", "other": "groom, nervous"}, 0)
    assert (bride.ties[0].to, groom.ties[0].to) == ("other", "one")


def test_what_only_one_knows_is_kept_private() -> None:
    text = "A mayor and an engineer, who alone knows that the dam leaks, argue about building a dam."
    mayor, engineer = cast_from_scenario(text, 0).personas
    assert engineer.private.knows == ("the dam leaks",)
    assert mayor.private.knows == ()
    (nurse,) = cast_from_agents([("nurse", "calm, knows that the patient lies", None)], 0)
    assert (nurse.private.knows, nurse.public.manner) == (("the patient lies",), "calm")
