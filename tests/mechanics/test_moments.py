"""Pictures show who stands where, and how they are, in the run that was measured."""

from collections.abc import Callable

import numpy as np
import pytest

from sobremesa.mechanics import library, scenery
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.findings.states import States
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.moments import pictures
from sobremesa.mechanics.picture import PICTURES, Picture

ENGINE = KernelEngine()
SEED = 4


def drawn(name: str) -> tuple[tuple[Picture, ...], Callable[[str, str, int], float]]:
    """The pictures of a library model, and what was measured in the run that they show."""
    program = check(library.load(name))
    ensemble = run_experiment(program, ENGINE, SEED, 2)
    found = pictures(program, ensemble, States(program, ENGINE, SEED, 2))
    return found, lambda arm, measure, step: float(ensemble.arms[arm].values[measure][0, step])


def test_a_network_is_coloured_as_it_was_measured() -> None:
    found, measured = drawn("interface_failure")
    assert {picture.arm for picture in found} == {"scenario", "no contagion"}
    steps = [picture.step for picture in found if picture.arm == "scenario"]
    assert steps == [picture.step for picture in found if picture.arm == "no contagion"]
    assert (steps[0], steps[-1], len(steps)) == (0, 50, 4)
    for picture in found:
        assert (picture.kind, picture.variable, picture.of) == ("network", "frustration", None)
        assert (len(picture.places), len(picture.links)) == (100, 300)
        assert np.mean(picture.values) == pytest.approx(measured(picture.arm, "frustration", picture.step), abs=1e-4)
        assert np.min(picture.places) == 0
        assert np.max(picture.places) == 1


def test_the_same_network_has_the_same_places_at_all_moments_and_in_all_arms() -> None:
    found, _ = drawn("interface_failure")
    assert len({picture.places for picture in found}) == 1
    again, _ = drawn("interface_failure")
    assert again == found


def test_a_grid_has_everyone_on_a_cell_of_its_own() -> None:
    found, measured = drawn("sir_grid")
    assert {picture.arm for picture in found} == {"scenario"}  # of many places one arm is enough
    for picture in found:
        assert (picture.kind, picture.extent) == ("grid", (50, 50))
        assert sorted(picture.places) == [(x, y) for x in range(50) for y in range(50)]
        infected = picture.labels.index("infected")
        share = picture.values.count(infected) / len(picture.values)
        assert share == pytest.approx(measured(picture.arm, "infected", picture.step))
    assert measured("scenario", "infected", found[-1].step) == 0
    assert measured("scenario", "infected", found[-1].step - 1) > 0  # it ends where the outbreak does


def test_several_types_are_told_apart_and_may_be_gone() -> None:
    found, measured = drawn("wolf_sheep")
    for picture in found:
        assert picture.labels == ("sheep", "wolf")
        for code, measure in enumerate(("sheep_count", "wolf_count")):
            assert picture.values.count(code) == measured(picture.arm, measure, picture.step)


def test_a_plane_holds_its_agents() -> None:
    found, _ = drawn("boids")
    for picture in found:
        places = np.array(picture.places)
        assert (picture.kind, picture.extent) == ("plane", (100, 100))
        assert ((places >= 0) & (places <= 100)).all()
        assert len(places) == len(picture.values) == 100


def test_of_a_large_network_the_neighbourhood_of_one_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenery, "MOST_NODES", 30)
    found, _ = drawn("interface_failure")
    for picture in found:
        assert (len(picture.places), len(picture.values), picture.of) == (30, 30, 100)
        assert 30 < len(picture.links) < 90
        assert {end for link in picture.links for end in link} == set(range(30))


def test_of_a_large_grid_the_middle_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenery, "MOST_ACROSS", 10)
    found, _ = drawn("sir_grid")
    assert found[0].of == 2500
    assert sorted(found[0].places) == [(x, y) for x in range(10) for y in range(10)]


@pytest.mark.parametrize("name", ["market", "traffic", "rumour"])
def test_where_nobody_has_a_place_there_is_no_picture(name: str) -> None:
    assert drawn(name)[0] == ()


def test_pictures_come_back_from_json() -> None:
    found, _ = drawn("wolf_sheep")
    assert PICTURES.validate_json(PICTURES.dump_json(found)) == found
