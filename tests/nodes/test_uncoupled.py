"""Arms of a model that nobody moves: none that talks, each with its rule once."""

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.checking import check
from sobremesa.nodes.uncoupled import ALONE, alone

COUPLED = {
    "interface_failure_talk": (["standing rule", "no repair"], "standing rule"),
    "bread_talk": (["no limit", "one loaf each from the start"], "no limit"),
    "water_rumour": (["silent", "the rule instead"], "the rule instead"),
}


@pytest.mark.parametrize("name", COUPLED)
def test_the_rule_stands_for_who_would_have_talked(name: str) -> None:
    document = alone(library.load(name))
    names, asked = COUPLED[name]
    assert [arm.name for arm in document.experiment.arms] == names
    assert scenario_arm(document).name == asked
    assert check(document).levers


def test_where_no_arm_has_the_rule_the_one_that_talks_takes_it() -> None:
    document = library.load("interface_failure_talk")
    talking = tuple(arm for arm in document.experiment.arms if arm.personas != "off")
    changed = alone(
        document.model_copy(update={"experiment": document.experiment.model_copy(update={"arms": talking})})
    )
    assert [(arm.name, arm.personas) for arm in changed.experiment.arms] == [(ALONE, "off"), ("no repair", "on")]


def test_a_model_without_people_stays_as_it_is() -> None:
    document = library.load("sir_grid")
    assert alone(document) == document
