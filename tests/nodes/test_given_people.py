"""People who are given talk, also about what would not have asked for a simulation by itself."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sobremesa.nodes.asking import read_request
from sobremesa.nodes.library_interpreter import LibraryInterpreter

GIVEN: tuple[dict[str, Any], ...] = (
    {"agents": [{"role": "nurse"}, {"role": "baker"}]},
    {"personas": "personas: {ann: {role: nurse}, bo: {role: baker}}"},
    {"quotas": {"age": {"18-34": 1, "60+": 1}}},
)


def mode(scenario: str, **fields: Any) -> str:
    request = read_request({"scenario": scenario, **fields})
    return asyncio.run(LibraryInterpreter().classify(request)).mode


@pytest.mark.parametrize("given", GIVEN)
def test_who_is_given_talks(given: dict[str, Any]) -> None:
    assert mode("Closing the pool.") == "none"
    assert mode("Closing the pool.", **given) == "social"


@pytest.mark.parametrize("given", GIVEN)
def test_what_the_words_or_the_caller_ask_for_stays(given: dict[str, Any]) -> None:
    mechanics = "100 people have opinions and are influenced by their friends. Do they polarise or agree?"
    assert mode(mechanics, **given) == mode(mechanics) == "mechanics"
    assert mode("Closing the pool.", mode="mechanics", **given) == "mechanics"
