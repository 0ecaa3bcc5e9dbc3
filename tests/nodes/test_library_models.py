"""Scenarios for models of the library other than those of the first hour, and scenarios just beside them.

Tried unseen, eight of the first twelve found their model with every number, and the last eight were all refused.
"""

from __future__ import annotations

import asyncio

import pytest

from sobremesa.mechanics.checking import check
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import NoModel, Translation
from sobremesa.nodes.library_interpreter import LibraryInterpreter

LIBRARY = LibraryInterpreter()

FITTING: list[tuple[str, str, dict[str, float]]] = [
    (
        "sir_mixed",
        "800 students live on a campus; 4 come back with measles. Every student meets 15 random others a day "
        "and a meeting passes the measles on with a chance of 10%. The illness lasts 8 days. How many are "
        "spared?",
        {"people": 800, "contacts": 15, "infection": 0.1, "recovery": 0.125, "initial_infected": 4},
    ),
    (
        "sir_mixed",
        "In a company of 300 people anybody can bump into anybody. Two catch the flu; each contact infects "
        "with a probability of 4%, people have about ten contacts a day and recover after five days. What "
        "share gets ill?",
        {"people": 300, "contacts": 10, "infection": 0.04, "recovery": 0.2, "initial_infected": 2},
    ),
    (
        "sir_mixed",
        "A cruise ship with 2,500 passengers has 3 sick people on board. Each passenger has 20 contacts a day "
        "and each contact transmits the norovirus with 2% chance; everyone recovers in 3 days. How large is "
        "the outbreak at its peak?",
        {"people": 2500, "contacts": 20, "infection": 0.02, "recovery": 1 / 3, "initial_infected": 3},
    ),
    (
        "sir_mixed",
        "An epidemic among 10,000 citizens who mix at random: each sick person infects 0.3 others a day and "
        "is ill for 5 days.",
        {"people": 10000, "contacts": 0.3, "infection": 1, "recovery": 0.2},
    ),
    (
        "rumour",
        "A piece of gossip starts with one of 600 villagers. Every hour whoever knows it tells someone at "
        "random, and stops telling once they meet someone who already knows. How many villagers never hear "
        "it?",
        {"people": 600},
    ),
    (
        "rumour",
        "In a school of 900 pupils a secret is passed on; a pupil who tells it to somebody who has heard it "
        "already loses interest. What share has heard it in the end?",
        {"people": 900},
    ),
    (
        "segregation",
        "Red and blue households live on a 40 by 40 board that is 85% full. A household moves if fewer than "
        "30% of its neighbours are of its own colour. How segregated does the town become?",
        {"side": 40, "density": 0.85, "wanted": 0.3},
    ),
    (
        "segregation",
        "Two groups of residents share a neighbourhood of 30 by 30 houses, 90% of which are occupied. Each "
        "family wants at least half of its neighbours to be like itself and moves otherwise. How separated do "
        "they end up?",
        {"side": 30, "density": 0.9, "wanted": 0.5},
    ),
    (
        "wolf_sheep",
        "60 wolves and 120 sheep share a pasture where grass grows back. The wolves hunt the sheep and the "
        "sheep graze. Do both survive?",
        {"first_wolves": 60, "first_sheep": 120},
    ),
    (
        "riot",
        "100 students have thresholds from 0 to 99: each joins the riot once as many others have. How many join?",
        {"people": 100},
    ),
    (
        "virus_on_network",
        "A worm spreads through a network of 500 computers with 5 connections each. 2 computers are infected "
        "at the start, each infects a connected one with 3% a day, and 4% of the infected are cleaned per "
        "day. Does the worm die out?",
        {"nodes": 500, "contacts": 5, "first": 2, "spread": 0.03, "recovery": 0.04},
    ),
    (
        "wealth_exchange",
        "200 people each begin with 5 tokens. Each round they give one token to a random other. How unequal "
        "does wealth become?",
        {"people": 200, "units": 5},
    ),
]

BESIDE = [
    "A disease spreads among 500 people in a social network where everyone has 6 friends; 3% per contact "
    "per day. How many get ill?",
    "A flu spreads in 400 households; within the household everyone infects everyone with 20% a day. How "
    "many catch it?",
    "A rumour spreads over a network of 1,000 friends; each tells two friends a day. How long until everyone knows?",
    "1,000 people mix at random; 10 are sick, each meets 6 others a day, 5% per contact, ill for 7 days. "
    "Half of them wear masks. How many catch it?",
    "Foxes eat rabbits and rabbits eat clover. How do their numbers swing?",
    "Rich and poor families move to where rents are low. How segregated does the city become?",
    "50 traders start with 100 dollars each and trade goods at random. How unequal do they become?",
    "A virus with a 3 day incubation period spreads among 1,000 people who meet 10 others a day at 5% per "
    "contact; how many get ill?",
]


def compiled(scenario: str) -> Translation | NoModel:
    request = Request.model_validate({"scenario": scenario})
    return asyncio.run(LIBRARY.compile(request, asyncio.run(LIBRARY.classify(request))))


@pytest.mark.parametrize(("model", "scenario", "values"), FITTING)
def test_a_scenario_finds_its_model_with_every_number(model: str, scenario: str, values: dict[str, float]) -> None:
    answer = compiled(scenario)
    assert isinstance(answer, Translation), answer
    check(answer.document)
    stated = {name: one.value for name, one in answer.document.parameters.items() if one.source == "stated"}
    assert (answer.library, stated) == (model, pytest.approx(values))


@pytest.mark.parametrize("scenario", BESIDE)
def test_what_is_just_beside_a_model_is_refused(scenario: str) -> None:
    answer = compiled(scenario)
    assert isinstance(answer, NoModel), answer.library
    assert answer.missing
