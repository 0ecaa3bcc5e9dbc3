"""What a language model casts is held against what was asked for: people, quotas, and numbers that are not its own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sobremesa.errors import BadRequestError
from sobremesa.mechanics.library import load
from sobremesa.nodes.asking import read_request
from sobremesa.nodes.gateway import MistakenAnswerError
from sobremesa.nodes.interpreter import Casting
from sobremesa.nodes.model_casting import CastForm
from sobremesa.nodes.wanted import Wanted
from sobremesa.personas.quotas import OPINIONS, ages_of

QUOTAS = {"age": {"18-34": 2, "60+": 2}, "opinion": {"for": 2, "against": 2}, "role": {"baker": 4}}


def answer(*people: dict[str, Any]) -> str:
    """A cast as a language model would give it, with what matters to a test put in."""
    plain = {
        "role": "neighbour", "age": 40, "manner": "dry", "goals": ["to sleep"], "secrets": ["I snore"], "fears": [],
        "knows": [], "values": ["security"], "ties": [], "stance": 0.5, "openness": 0.9, "conscientiousness": 0.9,
        "extraversion": 0.9, "agreeableness": 0.9, "neuroticism": 0.9,
    }  # fmt: skip
    cast = [{"name": f"Person {place}", **plain, **person} for place, person in enumerate(people)]
    return json.dumps({"scene": "A hall.", "question": "the pool should close", "personas": cast})


def wanted(**fields: Any) -> Wanted:
    return Wanted.of(read_request({"scenario": "They discuss closing the pool.", **fields}), None)


def fitting(sample: Wanted) -> list[dict[str, Any]]:
    """Answers that meet the quotas."""
    found = []
    for person in sample.people:
        assert person.profile is not None
        assert person.profile.band is not None
        assert person.profile.opinion is not None
        found.append({"age": ages_of(person.profile.band)[1], "stance": OPINIONS[person.profile.opinion][0]})
    return found


def test_a_language_model_is_told_the_numbers_of_a_sample() -> None:
    sample = wanted(quotas=QUOTAS)
    lines = [line for line in sample.sentence.splitlines() if line.startswith("> ")]
    assert sample.count == len(lines) == 4
    for line, person in zip(lines, sample.people, strict=True):
        assert person.profile is not None
        assert line.startswith("> baker; age from ")
        assert f"neuroticism {person.profile.traits.neuroticism:.2f}" in line
        assert ("stance from +0.3 to +0.9" in line) == (person.profile.opinion == "for")
    assert sum("age from 18 to 34" in line for line in lines) == 2
    assert "those who are for it agree" in sample.sentence
    assert "those who are for it agree" not in wanted(quotas={"age": {"18-34": 1}}).sentence


def test_what_it_gives_becomes_words_around_our_numbers() -> None:
    sample = wanted(quotas=QUOTAS)
    casting = CastForm(sample).read(answer(*fitting(sample)))
    for persona, person in zip(casting.personas, sample.people, strict=True):
        assert person.profile is not None
        assert persona.traits == person.profile.traits
        assert (persona.public.role, persona.public.manner) == ("baker", "dry")
        assert persona.private.secrets == ("I snore",)
    assert any("sample of 4" in note for note in casting.notes)


@pytest.mark.parametrize(
    ("place", "off", "told"),
    [
        (0, {"age": 50}, "personas.0.age: from {} to {} is asked for (found: 50)"),
        (3, {"stance": 0.0}, "personas.3.stance: from {} to {} is asked for (found: 0.0)"),
    ],
)
def test_a_missed_quota_is_told_with_its_place(place: int, off: dict[str, Any], told: str) -> None:
    sample = wanted(quotas=QUOTAS)
    people = fitting(sample)
    people[place] |= off
    profile = sample.people[place].profile
    assert profile is not None
    bounds = ages_of(profile.band or "") if "age" in off else OPINIONS[profile.opinion or ""]
    with pytest.raises(MistakenAnswerError) as caught:
        CastForm(sample).read(answer(*people))
    assert str(caught.value) == told.format(*bounds)


def test_the_same_seed_asks_for_the_same_sample() -> None:
    assert wanted(quotas=QUOTAS, seed=1) == wanted(quotas=QUOTAS, seed=1)
    assert wanted(quotas=QUOTAS, seed=1) != wanted(quotas=QUOTAS, seed=2)


def test_a_text_that_speaks_of_many_asks_for_a_sample() -> None:
    request = read_request({"scenario": "Five residents of a town like this discuss closing the pool."})
    sample = Wanted.of(request, None)
    assert [(person.role or "").partition(", ")[0] for person in sample.people] == ["resident"] * 5
    assert all(person.profile is not None for person in sample.people)


def read(*people: dict[str, Any], **fields: Any) -> Casting:
    return CastForm(wanted(num_agents=len(people), **fields)).read(answer(*people))


def test_ties_are_to_those_who_are_there() -> None:
    ties = [
        {"to": "person 1", "kind": "sister", "warmth": 0.4},
        {"to": "Person 1", "kind": "rival", "warmth": -1},
        {"to": "Person 0", "kind": "myself", "warmth": 1},
        {"to": "my late mother", "kind": "mother", "warmth": 1},
        {"to": "Person 2", "kind": "boss", "warmth": -3},
    ]
    casting = read({"ties": ties}, {}, {})
    assert [(tie.to, tie.kind, tie.warmth) for tie in casting.personas[0].ties] == [
        ("person_1", "sister", 0.4),
        ("person_2", "boss", -1.0),
    ]


def test_ties_find_those_to_whom_the_caller_gave_other_names() -> None:
    agents = [{"role": "cook", "name": "Ann"}, {"role": "cook", "name": "Bo"}]
    form = CastForm(wanted(agents=agents))
    to = [{"to": "Bo", "kind": "rival", "warmth": 0}]
    back = [{"to": "Person 0", "kind": "friend", "warmth": 1}]
    ann, bo = form.read(answer({"ties": to}, {"ties": back})).personas
    assert [tie.to for tie in ann.ties] == ["bo"]
    assert [tie.to for tie in bo.ties] == ["ann"]


def test_the_whole_card_is_taken_over() -> None:
    (persona,) = read({"age": 71, "knows": ["the roof leaks"], "values": ["power", "power", "hedonism"]}).personas
    assert persona.public.age == 71
    assert persona.private.knows == ("the roof leaks",)
    assert persona.values == ("power", "hedonism")
    assert persona.traits.openness == 0.9


def test_a_value_that_is_none_is_told() -> None:
    with pytest.raises(MistakenAnswerError, match=r"personas\.0\.values\.0"):
        read({"values": ["love"]})


def test_a_million_are_too_many_to_talk() -> None:
    many = wanted(num_agents=1_000_000)
    assert many.count == 50
    assert "1,000,000 are asked for" in many.notes[0]


def test_a_sample_can_t_take_the_parts_of_a_model() -> None:
    request = read_request({"scenario": "They talk.", "quotas": QUOTAS})
    with pytest.raises(BadRequestError, match="Quotas can't be met where a model says who talks"):
        Wanted.of(request, load("interface_failure_talk"))


def test_a_sheet_s_people_and_question_are_asked_for() -> None:
    sheet = "question: the pool stays\npersonas: {anna: {role: cook, manner: shy}, mayor: {role: mayor}}"
    asked = wanted(personas=sheet)
    assert [person.line for person in asked.people] == ["Anna, cook, shy", "mayor"]
    assert "> the pool stays" in asked.about
