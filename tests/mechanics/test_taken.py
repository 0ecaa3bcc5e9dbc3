"""What a model makes of a value, against networks that were really built and agents that are really there."""

from __future__ import annotations

from typing import Any

import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.ir.taken import taken
from sobremesa.mechanics.kernel.engine import KernelEngine


def crowd(friends: int, people: int = 20, **sections: Any) -> Program:
    """People in a ring; `links` is how many each has on average."""
    plain: dict[str, Any] = {
        "model": "crowd",
        "purpose": "to be counted",
        "clock": {"steps": 1},
        "parameters": {
            "friends": {"type": "int", "value": friends},
            "people": {"type": "int", "value": people},
            "luck": {"value": 0.5},
            "both": {"value": 0.5},
        },
        "space": {"kind": "network", "generator": "watts_strogatz", "k": "min(friends, people - 1)", "p": 0.2},
        "agents": {
            "person": {
                "count": "people",
                "state": {
                    "won": {"type": "bool", "start": "chance(luck)"},
                    "lost": {"type": "float", "start": "both if chance(both) else 0"},
                },
            }
        },
        "measures": {
            "links": {"value": "mean((degree(p) for p in person), default=0)"},
            "won": {"value": "mean(p.won for p in person)"},
        },
        "experiment": {"headline": {"measure": "links"}},
        **sections,
    }
    return check(ModelDocument.model_validate(plain))


@pytest.mark.parametrize("generator", ["watts_strogatz", "ring"])
@pytest.mark.parametrize(("friends", "people"), [(6, 20), (5, 20), (3, 20), (12, 10), (11, 9), (2, 3)])
def test_a_ring_has_as_many_links_as_is_told(generator: str, friends: int, people: int) -> None:
    space: dict[str, Any] = {"kind": "network", "generator": generator, "k": "min(friends, people - 1)"}
    program = crowd(friends, people, space=space | ({"p": 0.2} if generator == "watts_strogatz" else {}))
    arm = program.document.experiment.arms[0]
    engine = KernelEngine()
    _, series = engine.advance(program, engine.start(program, arm, 1, (0, 1)), 1, ())
    assert series.values["links"][:, 0].tolist() == [taken(program, arm, "friends", friends)] * 2


def test_other_generators_and_other_parameters_are_taken_as_they_are() -> None:
    program = crowd(5, space={"kind": "network", "generator": "barabasi_albert", "m": "friends"})
    arm = program.document.experiment.arms[0]
    assert taken(program, arm, "friends", 5) == 5
    assert taken(crowd(5), arm, "people", 21) == 21


def test_a_probability_beyond_one_is_one_unless_it_is_more_than_a_probability() -> None:
    program = crowd(6)
    arm = program.document.experiment.arms[0]
    assert [taken(program, arm, "luck", value) for value in (-1, 0.3, 1.5)] == [0, 0.3, 1]
    assert taken(program, arm, "both", 1.5) == 1.5


def test_what_an_arm_sets_is_what_bounds_it() -> None:
    experiment = {"arms": [{"name": "all"}, {"name": "few", "set": {"people": 5}}], "headline": {"measure": "links"}}
    program = crowd(6, experiment=experiment)
    everyone, few = program.document.experiment.arms
    assert [taken(program, arm, "friends", 8) for arm in (everyone, few)] == [8, 4]
