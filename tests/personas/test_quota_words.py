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
        "",
    ],
)
def test_other_numbers_are_no_quotas(text: str) -> None:
    assert quotas_in(text, 10) == ()
