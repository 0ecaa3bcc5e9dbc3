"""What else is asked of a model takes the place of what its document asks, and has the language's shape."""

from __future__ import annotations

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.experiments.asking import POINTS, POINTS_OF_TWO, askable, with_asked

DOCUMENT = library.load("interface_failure")


def test_a_sweep_without_ends_goes_along_the_whole_range() -> None:
    (sweep,) = with_asked(DOCUMENT, {"sweep": [{"parameter": "contagion", "points": 5}]}).experiment.sweep
    assert (sweep.parameter, sweep.start, sweep.to, sweep.points) == ("contagion", 0, 2, 5)


def test_ends_that_are_given_stand() -> None:
    (sweep,) = with_asked(DOCUMENT, {"sweep": [{"parameter": "contagion", "to": 1}]}).experiment.sweep
    assert (sweep.start, sweep.to) == (0, 1)


def test_a_sweep_of_no_number_of_points_has_the_usual_one() -> None:
    one = with_asked(DOCUMENT, {"sweep": [{"parameter": "contagion"}]}).experiment.sweep
    two = with_asked(DOCUMENT, {"sweep": [{"parameter": "contagion"}, {"parameter": "calming"}]}).experiment.sweep
    assert [each.points for each in (*one, *two)] == [POINTS, POINTS_OF_TWO, POINTS_OF_TWO]


def test_sizes_are_those_of_the_only_thing_that_is_counted() -> None:
    scale = with_asked(DOCUMENT, {"scale": {"values": [50, 100]}}).experiment.scale
    assert scale is not None
    assert (scale.parameter, scale.values) == ("people", (50, 100))
    with pytest.raises(DocumentError, match=r"scale\.parameter"):
        with_asked(library.load("wolf_sheep"), {"scale": {"values": [50, 100]}})


def test_what_can_be_asked_is_told_from_what_can_not() -> None:
    asked = {"scale": {"values": [50, 100_000_000]}, "sweep": [{"parameter": "contagion"}]}
    kept, refused = askable(DOCUMENT, asked)
    assert kept == {"sweep": asked["sweep"]}
    assert list(refused) == ["scale"]
    assert "outside its bounds" in refused["scale"]
    assert askable(DOCUMENT, {"sweep": asked["sweep"]}) == ({"sweep": asked["sweep"]}, {})


def test_what_is_not_asked_stays_as_the_document_has_it() -> None:
    asked = with_asked(DOCUMENT, {"sensitivity": {"parameters": []}})
    assert asked.experiment.sweep == DOCUMENT.experiment.sweep
    assert asked.rules == DOCUMENT.rules
    assert with_asked(DOCUMENT, {}) is DOCUMENT
    assert with_asked(DOCUMENT, {"sweep": [], "scale": None}).experiment.sweep == ()


@pytest.mark.parametrize(
    "asked",
    [
        {"sweep": [{"parameter": "contagion", "steps": 3}]},
        {"sweep": ["contagion"]},
        {"scale": {"parameter": "people"}},
        {"precision": -1},
    ],
)
def test_what_has_another_shape_is_refused(asked: dict[str, object]) -> None:
    with pytest.raises(DocumentError):
        with_asked(DOCUMENT, asked)
