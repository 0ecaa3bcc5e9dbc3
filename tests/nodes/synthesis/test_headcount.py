"""A question that asks how many is answered with a number beside the share."""

from __future__ import annotations

import pytest

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.library import load
from sobremesa.nodes.synthesis.figures import shown
from sobremesa.nodes.synthesis.headcount import headcount, heads_of


def level(measure: str = "heard", arm: str = "scenario", value: float = 0.8, take: str = "last") -> Finding:
    low, high = value - 0.01, value + 0.01
    return Finding(
        id="f1", kind="level", measure=measure, take=take, arms=(arm,), value=value, low=low, high=high, n=30,
        method="mean", unit="share", headline=True,
    )  # fmt: skip


def sized(name: str, **values: int) -> ModelDocument:
    document = load(name)
    parameters = {n: document.parameters[n].model_copy(update={"value": v}) for n, v in values.items()}
    return document.model_copy(update={"parameters": {**document.parameters, **parameters}})


def told(question: str, name: str = "rumour", finding: Finding | None = None, **values: int) -> str | None:
    found = headcount(question, sized(name, **(values or {"people": 500})), finding or level(), name)
    return None if found is None else f"{shown(found[0])} of {found[1]}"


@pytest.mark.parametrize(
    "question",
    ["How many have heard it?", "How many people hear it?", "And of 500 employees, how many employees know it?",
     "How many of the colleagues hear it in the end?"],
)  # fmt: skip
def test_a_share_of_all_is_told_as_a_number_where_that_is_asked_for(question: str) -> None:
    assert told(question) == "400 [395, 405] of 500"


@pytest.mark.parametrize(
    "question",
    [
        "What share has heard it?",
        "How many days does it take?",
        "How many rounds?",
        "How many there are! What happens?",
    ],
)
def test_where_something_else_is_asked_for_it_is_not(question: str) -> None:
    assert told(question) is None


def test_agents_that_are_no_people_are_counted_by_their_own_name() -> None:
    computers = level("infected", "scenario")
    assert (
        told("How many computers are infected?", "virus_on_network", computers, nodes=100) == "80.0 [79.0, 81.0] of 100"
    )
    assert told("How many cars are infected?", "virus_on_network", computers, nodes=100) is None


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("wolf_sheep", level("together")),
        ("segregation", level("alike")),
        ("rumour", level(arm="both stop when two tellers meet")),
        ("rumour", level(take="var")),
        ("sugarscape", level("alive")),
    ],
)
def test_what_is_no_share_of_all_agents_that_stay_is_no_number(name: str, finding: Finding) -> None:
    assert headcount("How many people are there?", load(name), finding, name) is None


def test_the_numbers_may_be_cited_by_the_level() -> None:
    ((cited, figures),) = heads_of(
        [level(), level(arm="other")], "How many hear it?", sized("rumour", people=500), "rumour"
    )
    assert cited == "f1"
    assert {400.0, 500} <= {figure.value for figure in figures}
    assert not list(heads_of([level()], "How many hear it?", None, None))
