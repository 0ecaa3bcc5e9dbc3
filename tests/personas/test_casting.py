from __future__ import annotations

import pytest

from sobremesa.personas.casting import Cast, alone, cast_for_roles, cast_from_agents, cast_from_scenario
from sobremesa.personas.traits import distance

NAMED = {
    "Two sisters argue about whether to sell their late father's boat.": ["sister", "sister"],
    "A grumpy landlord, his shy daughter and a loud tenant discuss a rent increase.": [
        "landlord",
        "daughter",
        "tenant",
    ],
    "Let a sceptical journalist and an optimistic mayor talk about building a dam.": ["journalist", "mayor"],
    "Three flatmates, one tidy, one lazy and the third a peacemaker, decide whether to adopt a dog.": ["flatmate"] * 3,
    "A family of five hears that the factory in their town will close.": ["member of the family"] * 5,
    "Should the village ban cars? A shopkeeper, a teacher and a pensioner talk it over.": [
        "shopkeeper",
        "teacher",
        "pensioner",
    ],
    "An impatient chef tells two young waiters that tips will be pooled from now on.": ["chef"] + ["young waiter"] * 2,
    "My boss and my colleague quarrel over who gets the corner office.": ["boss", "colleague"],
    "A couple on the edge of divorce visits a patient counsellor.": ["partner", "partner", "counsellor"],
    "Six strangers are stuck in a lift during a blackout.": ["stranger"] * 6,
    "Four climbers, one reckless, one cautious, one proud and one loyal, discuss turning back.": ["climber"] * 4,
    "A crew of four on a space station learns that the oxygen recycler is failing.": ["crew member"] * 4,
    "The captain, the cook and a stowaway face a storm.": ["captain", "cook", "stowaway"],
    "Five neighbours react to a new wind turbine; two are in favour and three are against.": ["neighbour"] * 5,
    "A priest, an atheist and a rabbi walk into a bar.": ["priest", "atheist", "rabbi"],
    "What would a jealous brother and a generous brother say about the inheritance?": ["brother", "brother"],
    "Imagine a nervous groom and his calm best man an hour before the wedding.": ["groom", "best man"],
    "The board of a small charity debates merging with a rival.": ["board member"] * 3,
    "A pragmatic nurse, a cynical surgeon, and an idealistic student doctor meet.": [
        "nurse",
        "surgeon",
        "student doctor",
    ],
    "Grandmother wants to keep the house; her three grandchildren want to sell it.": ["grandmother"]
    + ["grandchild"] * 3,
    "A king, a jester and two rival dukes negotiate a truce.": ["king", "jester", "rival duke", "rival duke"],
    "Anna, a stubborn farmer, and Bert, a gentle vet, discuss putting down an old horse.": ["farmer", "vet"],
    "200 commuters wait on a platform. A guard and a tired commuter talk.": ["guard", "commuter"],
    "In a shared house, the cleaner has quit. A perfectionist, a slob and a diplomat discuss who cleans.": [
        "perfectionist",
        "slob",
        "diplomat",
    ],
    "A monastery's abbot, cook and youngest monk argue about opening the garden.": ["abbot", "cook", "youngest monk"],
    "Let the harbour master's clerk and three fishermen, two for it and one against, vote on a new quay.": [
        "harbour master's clerk",
        "fisherman",
        "fisherman",
        "fisherman",
    ],
}


@pytest.mark.parametrize(("text", "roles"), NAMED.items(), ids=range(len(NAMED)))
def test_casts_whom_the_text_names_and_nobody_else(text: str, roles: list[str]) -> None:
    assert [persona.public.role for persona in cast_from_scenario(text, seed=3).personas] == roles


def _manners(cast: Cast) -> list[str]:
    return [persona.public.manner for persona in cast.personas]


def test_one_is_each_takes_its_own_description() -> None:
    text = (
        "Five colleagues hear of a merger. One is bold, one timid, one a worrier, one tidy, and the last is cheerful."
    )
    assert _manners(cast_from_scenario(text, 0)) == ["bold", "timid", "a worrier", "tidy", "cheerful"]


def test_trait_words_become_numbers_on_the_right_side() -> None:
    nurse, engineer = cast_from_scenario("A nervous nurse and a stoic engineer share a shift.", 5).personas
    assert nurse.traits.neuroticism > 0.7
    assert engineer.traits.neuroticism < 0.3
    assert engineer.traits.extraversion < 0.3


def test_who_is_not_described_gets_a_personality_unlike_the_others() -> None:
    personas = cast_from_scenario("Five people meet: a blunt one is among them. One is blunt, one kind.", 2).personas
    assert len(personas) == 5
    apart = [distance(a.traits, b.traits) for a in personas for b in personas if a.id < b.id]
    assert min(apart) > 0.2


def test_unknown_adjectives_stay_as_manner() -> None:
    (persona, _) = cast_from_scenario("A bearish trader and a nurse talk.", 0).personas
    assert "bearish" in persona.public.manner


def test_nobody_named_gives_a_small_cast_and_says_so() -> None:
    cast = cast_from_scenario("How does it feel when the bus line is cancelled?", 0)
    assert [persona.public.role for persona in cast.personas] == ["resident"] * 3
    assert any("names nobody" in note for note in cast.notes)


def test_count_fills_up_and_cuts() -> None:
    text = "A baker and a nurse argue about a tax."
    assert len(cast_from_scenario(text, 0, count=5).personas) == 5
    assert [p.public.role for p in cast_from_scenario(text, 0, count=1).personas] == ["baker"]


def test_a_million_are_too_many_to_talk() -> None:
    cast = cast_from_scenario("A baker and a nurse argue about a tax.", 0, count=1_000_000)
    assert len(cast.personas) == len({p.public.name for p in cast.personas}) == 50
    assert any("at most 50" in note for note in cast.notes)


def test_same_seed_same_cast_and_another_seed_another() -> None:
    text = "Four siblings decide who takes in their mother. Each has a reason not to say aloud."
    assert cast_from_scenario(text, 7) == cast_from_scenario(text, 7)
    assert cast_from_scenario(text, 7) != cast_from_scenario(text, 8)


def test_names_and_ids_differ_and_fit_the_role() -> None:
    text = "A nun, a policeman, a grandson and eight villagers argue about the well."
    for seed in range(20):
        personas = cast_from_scenario(text, seed).personas
        assert len({p.id for p in personas}) == len({p.public.name for p in personas}) == 11


def test_names_given_in_the_text_are_kept() -> None:
    personas = cast_from_scenario("Ada, Bram and Chloé, flatmates, fight about the heating.", 0).personas
    assert [(p.id, p.public.name) for p in personas] == [("ada", "Ada"), ("bram", "Bram"), ("chloe", "Chloé")]


def test_sides_are_taken_where_the_text_gives_sides() -> None:
    personas = cast_from_scenario("The mayor and two residents on either side debate a new road.", 0).personas
    stances = [p.stance for p in personas[1:]]
    assert sorted(stance or 0 for stance in stances) == [-0.7, 0.7]


def test_wishes_and_fears_are_private_and_bend_the_stance() -> None:
    text = "Grandmother wants to keep the house; her son wants to sell it."
    old, young = cast_from_scenario(text, 1).personas
    assert old.private.goals == ("to keep the house",)
    assert "house" not in old.public.manner
    assert (old.stance or 0) > 0 > (young.stance or 0)


def test_a_text_with_secrets_gives_each_a_different_one() -> None:
    cast = cast_from_scenario("Four siblings decide who takes in their mother. Each has a secret.", 4)
    secrets = [persona.private.secrets for persona in cast.personas]
    assert all(len(kept) == 1 for kept in secrets)
    assert len(set(secrets)) == 4


def test_a_callers_list_keeps_roles_names_and_traits() -> None:
    a, b, c = cast_from_agents([("anxious person", "", None), ("boss", "blunt, loud", "Kim"), ("boss", "", None)], 1)
    assert a.traits.neuroticism > 0.7
    assert (b.public.name, b.public.role, b.public.manner) == ("Kim", "boss", "blunt, loud")
    assert c.public.manner
    assert len({a.id, b.id, c.id}) == 3


def test_odd_names_make_legal_and_different_ids() -> None:
    personas = cast_from_agents([("x", "", "李"), ("x", "", "李 "), ("x", "", "R2-D2"), ("x", "", "9 to 5")], 0)
    assert len({persona.id for persona in personas}) == 4


def test_roles_of_a_document_keep_their_ids() -> None:
    mayor, nurse = cast_for_roles({"mayor": "mayor, fears panic before the election", "nurse": "a kind nurse"}, 0)
    assert (mayor.id, mayor.private.fears) == ("mayor", ("panic before the election",))
    assert nurse.traits.agreeableness > 0.7


def test_a_role_that_takes_a_side_stands_on_it() -> None:
    yes, no = cast_for_roles({"yes": "a resident in favour", "no": "a resident against"}, 0)
    assert (yes.stance, no.stance) == (0.7, -0.7)
    assert yes.public.role == "resident in favour"


def test_what_is_said_of_two_at_once_holds_for_both() -> None:
    cast = cast_from_scenario("Tom and Priya want to move to the coast, but their teenage son refuses.", 0)
    assert [(p.stance or 0) > 0 for p in cast.personas] == [True, True, False]


def test_who_announces_something_is_for_it() -> None:
    (chief, *_) = cast_from_scenario("The chief announces that he is closing the bakery. A baker listens.", 0).personas
    assert chief.stance == 0.7


def test_a_crowded_text_is_cut_to_a_table_and_says_so() -> None:
    cast = cast_from_scenario("Ten bakers, ten nuns and a judge argue.", 0)
    assert len(cast.personas) == 12
    assert any("first 12" in note for note in cast.notes)


@pytest.mark.parametrize("text", ["?", "  one  ", "One is", "(((", "a " * 4000, "One one one one.", "{name} {secret}"])
def test_no_text_breaks_casting(text: str) -> None:
    assert cast_from_scenario(text, 0).personas


NAMES = {
    "Two sisters inherit a house. Ana wants to sell it, Berta wants to live in it.": {
        "Ana": "sister",
        "Berta": "sister",
    },
    "A strike looms. The union leader Kofi wants to strike; the treasurer Inga is against it.": {
        "Kofi": "union leader",
        "Inga": "treasurer",
    },
    "A couple runs a bar. Ivan wants to close it, Mei refuses.": {"Ivan": "partner", "Mei": "partner"},
    "The manager, Zoltan, fears strikes; Wilhelmina, his deputy, supports them.": {
        "Zoltan": "manager",
        "Wilhelmina": "deputy",
    },
    "Marguerite, a retired judge, and her nephew Tobias fight about a will.": {
        "Marguerite": "retired judge",
        "Tobias": "nephew",
    },
    "Two friends, Noor and Casper, plan a trip.": {"Noor": "friend", "Casper": "friend"},
    "A plan. Mayor Hilde supports it, farmer Sepp rejects it.": {"Hilde": "mayor", "Sepp": "farmer"},
    "Kwabena and Thandiwe want to leave the band.": {"Kwabena": "person", "Thandiwe": "person"},
    "A vote is near. Xochitl is strongly opposed, and Dagny would like to wait.": {
        "Xochitl": "person",
        "Dagny": "person",
    },
}


@pytest.mark.parametrize(("text", "people"), NAMES.items(), ids=range(len(NAMES)))
def test_whoever_has_a_name_in_the_text_keeps_it(text: str, people: dict[str, str]) -> None:
    assert {p.public.name: p.public.role for p in cast_from_scenario(text, 0).personas} == people


def test_named_members_leave_room_for_those_without_a_name() -> None:
    personas = cast_from_scenario("Three brothers own a mill. Yorick wants to sell it. They argue.", 0).personas
    assert [persona.public.role for persona in personas] == ["brother"] * 3
    assert [persona.public.name for persona in personas].count("Yorick") == 1


@pytest.mark.parametrize("text", ["Winter has come. Two monks talk.", "Critics fear it. Nobody does. Two monks talk."])
def test_a_capital_at_the_head_of_a_sentence_is_no_name(text: str) -> None:
    assert [persona.public.role for persona in cast_from_scenario(text, 0).personas] == ["monk", "monk"]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("A town council of 4 must decide whether to close the pool.", "councillor"),
        ("Four members of a choir discuss a trip.", "singer"),
        ("A jury of 4 discusses a theft.", "juror"),
    ],
)
def test_who_is_counted_comes_in_that_number_and_without_a_note(text: str, role: str) -> None:
    cast = cast_from_scenario(text, 0)
    assert [persona.public.role for persona in cast.personas] == [role] * 4
    assert not any("how many" in note for note in cast.notes)


@pytest.mark.parametrize(
    "text",
    [
        "A nurse and a surgeon disagree about telling a patient that he is dying.",
        "A nurse and a surgeon decide whether to inform a judge.",
        "A nurse and a surgeon argue over firing a secretary.",
    ],
)
def test_who_is_only_talked_about_is_not_at_the_table(text: str) -> None:
    assert [persona.public.role for persona in cast_from_scenario(text, 0).personas] == ["nurse", "surgeon"]


def test_who_is_alone_thinks_aloud_and_the_cast_says_so() -> None:
    text = "A baker and a nurse argue about a tax."
    one = cast_from_scenario(text, 0, count=1)
    assert any("Only one person" in note and "aloud" in note for note in one.notes)
    assert not any("Only one person" in note for note in cast_from_scenario(text, 0).notes)
    assert alone(cast_from_agents([("baker", "", "Kim")], 0)) == ("Only one person: Kim thinks aloud.",)
    assert alone(cast_from_agents([("baker", "", None), ("nurse", "", None)], 0)) == ()
