from __future__ import annotations

import pytest

from sobremesa.personas.quota_words import quotas_in

SAID = {
    "Ten residents, half of them over 60, meet; 40% are against, the rest in favour.": {
        "age": {"18-60": 5, "over 60": 5},
        "opinion": {"for": 6, "against": 4},
    },
    "Ten villagers. Two are under 30, the others 50 to 70.": {"age": {"under 30": 2, "50-70": 8}},
    "Ten neighbours react; five are in favour and five are against.": {"opinion": {"for": 5, "against": 5}},
    "Of ten voters a fifth are undecided, and two are opposed.": {"opinion": {"for": 6, "undecided": 2, "against": 2}},
    "A third of the guests are aged 18-30, two thirds 31-59.": {"age": {"18-30": 3, "31-59": 7}},
    "Ten villagers. Half of them are over 60, and two are over 80.": {"age": {"18-60": 5, "61-80": 3, "over 80": 2}},
    "Ten voters. Five are under 40, one is under 20.": {"age": {"under 20": 1, "20-39": 4, "40-90": 5}},
    "Ten adults. Six are 21 to 80, two are 31 to 40.": {
        "age": {"21-30": 1, "31-40": 2, "41-80": 3, "18-20": 1, "81-90": 3}
    },
    "Ten residents. Three are over 90.": {"age": {"18-90": 7, "over 90": 3}},
    "Three are for it.": {"opinion": {"for": 3, "undecided": 4, "against": 3}},
}


@pytest.mark.parametrize("text", SAID)
def test_amounts_in_words_become_people(text: str) -> None:
    assert {quota.dimension: {k: n for k, n in quota.counts(10) if n} for quota in quotas_in(text, 10)} == SAID[text]


@pytest.mark.parametrize(
    "text",
    [
        "They talk for 20 to 30 minutes.",
        "Half under 30 degrees, half over 40 degrees.",
        "Two are for a new bridge.",
        "One over 60% is enough.",
        "Nine are against, nine are for it.",
        "Two are over 60, three are over 80.",
        "Two are 30 to 50, two are 40 to 60.",
        "Two are under 0 on the card.",
        "",
    ],
)
def test_other_numbers_are_no_quotas(text: str) -> None:
    assert quotas_in(text, 10) == ()
