"""Casts that stand for many: as many as asked for, different on what is stated, and said to be a sample."""

from __future__ import annotations

from collections import Counter

import pytest

from sobremesa.personas.occupations import KINDS, RETIRES_AT, STUDIES_TO
from sobremesa.personas.population import cast_population, speaks_of_population
from sobremesa.personas.quotas import ages_of, read_quotas
from sobremesa.personas.traits import distance

TOWN = "Five residents of a town like this discuss closing the pool."


@pytest.mark.parametrize(
    "text",
    [
        TOWN,
        "A cross-section of eight voters debates a tax.",
        "Six neighbours of all ages argue about the lime trees.",
        "A representative group of ten workers talks about a strike.",
        "Ten residents, half of them over 60, discuss the pool.",
    ],
)
def test_a_text_can_ask_for_people_who_stand_for_many(text: str) -> None:
    assert speaks_of_population(text)


@pytest.mark.parametrize(
    "text",
    [
        "Three founders quarrel about selling the company.",
        "I'd like to see how four siblings argue. One is stoic, one anxious.",
        "They wait for 20 to 30 minutes. Two monks talk.",
        "A mother and her son of 30 argue.",
        "A union representative and a manager negotiate about pay.",
        "Two friends of different opinions argue about a trip.",
        "Three doctors face problems of all kinds.",
        "The mayor and five residents of a town like this discuss closing the pool.",
    ],
)
def test_other_texts_ask_for_particular_people(text: str) -> None:
    assert not speaks_of_population(text)


def test_a_sample_is_as_large_as_the_text_says_and_differs_in_age_and_temper() -> None:
    cast = cast_population(TOWN, 1)
    assert [p.public.role.partition(", ")[0] for p in cast.personas] == ["resident"] * 5
    ages = [p.public.age or 0 for p in cast.personas]
    bands = Counter(next(b for b in ("18-34", "35-59", "60+") if ages_of(b)[0] <= age <= ages_of(b)[1]) for age in ages)
    assert sorted(bands.values()) == [1, 2, 2]
    assert min(distance(a.traits, b.traits) for a in cast.personas for b in cast.personas if a.id < b.id) > 0.1
    assert len({p.public.name for p in cast.personas}) == 5
    assert all(len(p.values) == 2 for p in cast.personas)
    assert cast.question == "the pool should be closed"
    assert any("sample of 5" in note and "18-34: 2" in note for note in cast.notes)
    assert any("in equal parts" in note for note in cast.notes)


def test_quotas_of_the_caller_are_met_and_told() -> None:
    asked = read_quotas(
        {"age": {"18-34": 2, "60+": 4}, "opinion": {"for": 3, "against": 3}, "role": {"baker": 3, "nurse": 3},
         "home": {"owner": 2, "tenant": 4}}
    )  # fmt: skip
    cast = cast_population("They discuss closing the pool.", 3, asked)
    people = cast.personas
    assert Counter((p.public.age or 0) >= 60 for p in people) == {True: 4, False: 2}
    assert Counter((p.stance or 0) > 0 for p in people) == {True: 3, False: 3}
    assert Counter(p.public.role.partition(", ")[0] for p in people) == {"baker": 3, "nurse": 3}
    assert Counter(p.public.role.partition(", ")[2] for p in people) == {"owner": 2, "tenant": 4}
    assert "home (owner: 2, tenant: 4)" in cast.notes[0]
    assert not any("in equal parts" in note for note in cast.notes)


@pytest.mark.parametrize(
    ("text", "role", "count"),
    [
        ("A representative group of ten workers talks about a strike.", "worker", 10),
        ("A cross-section of eight voters debates a tax.", "voter", 8),
        ("A representative sample of twelve citizens talks about a dam.", "citizen", 12),
        ("Six neighbours of all ages argue about the lime trees.", "neighbour", 6),
    ],
)
def test_those_who_are_meant_are_counted(text: str, role: str, count: int) -> None:
    people = cast_population(text, 0).personas
    assert [p.public.role.partition(", ")[0] for p in people] == [role] * count


def test_the_caller_s_count_wins_and_has_a_limit() -> None:
    assert len(cast_population(TOWN, 0, count=12).personas) == 12
    many = cast_population(TOWN, 0, count=400)
    assert len(many.personas) == len({p.id for p in many.personas}) == 50
    assert any("400 are asked for; at most 50" in note for note in many.notes)


def test_the_same_seed_gives_the_same_people() -> None:
    assert cast_population(TOWN, 7) == cast_population(TOWN, 7)
    assert cast_population(TOWN, 7).personas != cast_population(TOWN, 8).personas


def test_what_the_text_says_of_ages_and_opinions_is_met() -> None:
    text = "Ten residents, half of them over 60, discuss closing the pool; 40% are against, the rest in favour."
    for seed in range(3):
        people = cast_population(text, seed).personas
        assert sum((p.public.age or 0) > 60 for p in people) == 5
        assert Counter((p.stance or 0) > 0 for p in people) == {True: 6, False: 4}


def test_whom_a_text_names_beside_the_sample_is_told_to_be_left_out() -> None:
    asked = read_quotas({"age": {"18-34": 1, "60+": 1}})
    cast = cast_population("The mayor and Ada, a nurse, discuss closing the pool.", 0, asked)
    assert "The text names the mayor and Ada, who are not in the sample." in cast.notes
    assert not any("not in the sample" in note for note in cast_population(TOWN, 0, asked).notes)


def test_the_ages_of_pupils_are_those_of_pupils() -> None:
    people = cast_population("Six pupils from all walks of life discuss a ban on phones.", 0).personas
    assert all(6 <= (p.public.age or 0) <= 19 for p in people)


def test_a_role_without_a_fitting_age_is_told() -> None:
    cast = cast_population("They talk.", 0, read_quotas({"age": {"70+": 1}, "role": {"student": 2}}))
    assert any("no age that goes with the role" in note for note in cast.notes)


def test_residents_of_whom_nothing_is_said_do_different_work_that_goes_with_their_age() -> None:
    cast = cast_population("Nine residents of a town like this discuss closing the pool.", 2)
    work = [p.public.role.removeprefix("resident, ") for p in cast.personas]
    kinds = [
        next(place for place, kind in enumerate(KINDS) if occupation.removeprefix("retired ") in kind)
        for occupation in work
        if occupation != "student"
    ]
    assert len(set(kinds)) == len(kinds)
    for persona, occupation in zip(cast.personas, work, strict=True):
        assert occupation.startswith("retired ") == ((persona.public.age or 0) >= RETIRES_AT)
        assert occupation != "student" or (persona.public.age or 0) <= STUDIES_TO
    assert any("occupations were drawn" in note for note in cast.notes)


def test_no_occupation_is_drawn_where_a_role_says_what_people_do() -> None:
    asked = read_quotas({"role": {"baker": 2, "nurse": 1}})
    assert {p.public.role for p in cast_population("Residents talk.", 0, asked).personas} == {"baker", "nurse"}
    miners = cast_population("Five miners of all ages discuss a strike.", 0)
    assert {p.public.role for p in miners.personas} == {"miner"}
