"""The shape of a card: closed, frozen, and still able to take in the cards of older runs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from pydantic import ValidationError

from sobremesa.personas.card import Persona, PublicSide, Tie

OLD = {
    "id": "ann",
    "public": {"name": "Ann", "role": "nurse", "manner": "dry"},
    "private": {"goals": ["to sleep"], "secrets": [], "fears": []},
    "traits": {
        "openness": 0.5, "conscientiousness": 0.5, "extraversion": 0.5, "agreeableness": 0.5, "neuroticism": 0.9,
    },
    "stance": 0.25,
}  # fmt: skip


def test_a_card_from_before_there_were_values_and_ties_is_taken_in() -> None:
    ann = Persona.model_validate(OLD)
    assert (ann.values, ann.ties, ann.public.age, ann.private.knows) == ((), (), None, ())
    assert Persona.model_validate(ann.model_dump(mode="json")) == ann


@pytest.mark.parametrize(
    "wrong",
    [
        {"values": ["love"]},
        {"ties": [{"to": "bo", "kind": "sister", "warmth": 2}]},
        {"ties": [{"to": "Bo Smith", "kind": "sister"}]},
        {"public": {"name": "Ann", "role": "nurse", "age": 200}},
        {"stance": 1.5},
        {"id": "Ann"},
        {"soul": "old"},
    ],
)
def test_a_card_is_closed_to_what_it_does_not_know(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Persona.model_validate({**OLD, **wrong})


def test_a_card_can_t_be_changed_and_stands_in_a_set() -> None:
    ann = Persona.model_validate(OLD)
    with pytest.raises(ValidationError):
        ann.stance = 1.0
    assert len({ann, Persona.model_validate(OLD)}) == 1


def test_a_tie_is_found_by_whom_it_is_to() -> None:
    ties = (Tie(to="bo", kind="sister", warmth=0.5), Tie(to="cyd", kind="boss"))
    ann = Persona(id="ann", public=PublicSide(name="Ann", role="nurse"), ties=ties)
    assert (ann.tie_to("cyd"), ann.tie_to("dan")) == (ties[1], None)


CASTING = """
from sobremesa.personas.casting import cast_from_scenario
from sobremesa.personas.population import cast_population
from sobremesa.personas.quotas import read_quotas

print(cast_from_scenario("Four siblings and their landlord quarrel about a house. Each has a secret.", 3))
quotas = read_quotas({"age": {"18-34": 2, "60+": 3}, "home": {"tenant": 1, "owner": 2}})
print(cast_population("A cross-section of residents discusses a road.", 3, quotas))
"""


def test_the_same_seed_gives_the_same_cast_in_every_process() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", CASTING],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert "landlord" in told.pop()
