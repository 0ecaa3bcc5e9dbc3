"""A state from a checkpoint is a file's content: it is what this version writes, or it is refused."""

from typing import Any

import pytest

from sobremesa.nodes.contract import Request
from sobremesa.nodes.loading import StateVersionError, validate_state
from sobremesa.nodes.state import SCHEMA_VERSION

OPENED: dict[str, Any] = {
    "schema_version": SCHEMA_VERSION,
    "request": Request(scenario="Two people talk.").model_dump(mode="json"),
    "route": {},
    "rounds": [],
    "decisions": [],
    "findings": [],
    "casting": {},
    "report": {},
}


def test_a_state_that_has_just_been_opened_is_fine() -> None:
    validate_state(OPENED, "t")


@pytest.mark.parametrize("version", [None, 0, SCHEMA_VERSION - 1, SCHEMA_VERSION + 1, "1"])
def test_another_version_is_refused(version: object) -> None:
    with pytest.raises(StateVersionError, match="Thread t has a state of version"):
        validate_state({**OPENED, "schema_version": version}, "t")


def test_a_coupled_run_from_before_people_were_shown_what_had_changed_is_refused_while_it_lasts() -> None:
    with pytest.raises(StateVersionError, match="an earlier version of Sobremesa began"):
        validate_state({**OPENED, "cycle": 2}, "t")
    validate_state({**OPENED, "cycle": 2, "shown": {}}, "t")
    validate_state({**OPENED, "cycle": 0}, "t")


@pytest.mark.parametrize(
    "damage",
    [
        {"request": {"scenario": "", "mode": "auto"}},
        {"route": {"mode": "magic", "confidence": 1.0, "reasons": []}},
        {"rounds": [{"arm": "a", "cycle": 0, "round": 1, "utterance": {"persona": "ana"}}]},
        {"casting": {"personas": [{"id": "Not An Id"}], "scene": "", "question": ""}},
        {"decisions": [{"cycle": 1}]},
        {"findings": [{"id": "f1"}]},
        {"report": {"answer": "plain text"}},
        {"unheard": [7]},
        {"forms": [{"name": 7}]},
        {"contrasts": [{"ensemble": {}}]},
        {"contrasts": ["threshold"]},
    ],
    ids=lambda damage: next(iter(damage)),
)
def test_a_damaged_state_is_refused(damage: dict[str, Any]) -> None:
    with pytest.raises(StateVersionError, match="is damaged"):
        validate_state({**OPENED, **damage}, "t")
