"""A run as a file, played again, and held against another, from Python."""

from pathlib import Path

import pytest

import sobremesa
from sobremesa import BadRequestError, Settings, ThreadNotFoundError
from sobremesa.nodes.capsule.error import CapsuleError
from sobremesa.nodes.capsule.file import read_capsule

CHARACTERS = "Three founders quarrel about selling the company. What conflicts arise, and who gives in?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def ran(settings: Settings) -> Settings:
    sobremesa.simulate_scenario(CHARACTERS, rounds=1, seed=3, thread_id="three", settings=settings)
    return settings


def test_a_run_is_recorded_played_again_and_the_same(ran: Settings, tmp_path: Path) -> None:
    path = tmp_path / "run.capsule"
    recorded = sobremesa.capsule("three", path, settings=ran)
    assert read_capsule(path) == recorded
    for recording in (path, recorded):
        assert sobremesa.replay(recording, settings=Settings(home=tmp_path / "elsewhere")).same
    for other in ("three", path, recorded):
        assert sobremesa.diff("three", other, settings=ran).same


def test_two_seeds_differ_in_the_seed_first(ran: Settings, tmp_path: Path) -> None:
    sobremesa.simulate_scenario(CHARACTERS, rounds=1, seed=4, thread_id="four", settings=ran)
    found = sobremesa.diff("three", "four", settings=ran)
    assert (found.kind, found.key, found.same) == ("request", "seed", False)
    assert found.text.startswith("three and four part at the request's seed: 3 in three, 4 in four.")


def test_a_replay_is_watched(ran: Settings) -> None:
    steps: list[str] = []
    recorded = sobremesa.capsule("three", settings=ran)
    sobremesa.replay(recorded, settings=ran, watch=lambda event: steps.append(event.node))
    assert {"classify", "cast", "speak", "synthesize"} <= set(steps)


def test_what_is_not_there(ran: Settings, tmp_path: Path) -> None:
    with pytest.raises(ThreadNotFoundError):
        sobremesa.capsule("nobody", settings=ran)
    with pytest.raises(CapsuleError):
        sobremesa.replay(tmp_path / "nothing.capsule", settings=ran)
    with pytest.raises(ThreadNotFoundError):
        sobremesa.diff("three", "nobody", settings=ran)
    recorded = sobremesa.capsule("three", settings=ran)
    with pytest.raises(BadRequestError):
        sobremesa.replay(recorded, thread_id="three", settings=ran)
