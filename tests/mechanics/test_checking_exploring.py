"""What the checker refuses of sweeps, scales, sensitivity, calibration and interventions, and what it lets pass."""

from __future__ import annotations

from typing import Any

import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import ModelDocument


def document(**experiment: Any) -> ModelDocument:
    plain = {
        "model": "small",
        "purpose": "to be asked more",
        "clock": {"steps": 8},
        "parameters": {
            "rate": {"value": 0.5, "low": 0, "high": 1},
            "loose": {"value": 0.5},
            "open": {"type": "bool", "value": True},
            "people": {"type": "int", "value": 20, "low": 10, "high": 10**7},
            "friends": {"type": "int", "value": 4, "low": 2, "high": 50},
        },
        "space": {"kind": "network", "generator": "ring", "k": "friends"},
        "agents": {"person": {"count": "people", "state": {"ill": {"type": "bool", "start": "chance(rate)"}}}},
        "rules": [{"name": "heal", "who": "person", "do": "self.ill = self.ill and open and chance(loose)"}],
        "measures": {"ill": {"value": "mean(p.ill for p in person)"}},
        "experiment": {"headline": {"measure": "ill"}, **experiment},
    }
    return ModelDocument.model_validate(plain)


def at(**change: Any) -> dict[str, Any]:
    return {"arms": [{"name": "one", "at": [change]}]}


def sweep(**options: Any) -> dict[str, Any]:
    return {"sweep": [{"parameter": "rate", "from": 0, "to": 1, **options}]}


def calibrate(parameters: list[str], *targets: dict[str, Any]) -> dict[str, Any]:
    return {"calibrate": {"parameters": parameters, "targets": list(targets)}}


FIGURE = {"measure": "ill", "take": "last", "value": 0.3}

REFUSED = [
    (at(step=9, set={"rate": 1}), "out_of_bounds", "experiment.arms[0].at[0].step"),
    (at(step=2, set={"rat": 1}), "unknown_parameter", "experiment.arms[0].at[0].set.rat"),
    (at(step=2, set={"rate": 2}), "out_of_bounds", "experiment.arms[0].at[0].set.rate"),
    (at(step=2, set={"friends": 6}), "lever_on_size", "experiment.arms[0].at[0].set.friends"),
    (sweep(parameter="open"), "type_mismatch", "experiment.sweep[0].parameter"),
    (sweep(parameter="rats"), "unknown_parameter", "experiment.sweep[0].parameter"),
    (sweep(to=1.5), "out_of_bounds", "experiment.sweep[0].to"),
    (sweep(to=0), "bad_bounds", "experiment.sweep[0]"),
    (sweep(parameter="friends", **{"from": 2.5, "to": 4}), "type_mismatch", "experiment.sweep[0].from"),
    (sweep(parameter="friends", **{"from": 2, "to": 30}), "impossible_option", "experiment.sweep"),
    ({"sweep": sweep()["sweep"] * 2}, "name_taken", "experiment.sweep"),
    ({"sweep": [*sweep()["sweep"], {"parameter": "loose", "from": 0, "to": 1, "points": 100}]}, "too_many",
     "experiment.sweep"),
    (sweep() | {"arms": [{"name": "one", "set": {"rate": 0.1}}]}, "no_free_arm", "experiment.sweep"),
    (sweep() | at(step=2, set={"rate": 0.1}), "no_free_arm", "experiment.sweep"),
    ({"scale": {"parameter": "rate", "values": [1, 2]}}, "not_a_size", "experiment.scale.parameter"),
    ({"scale": {"parameter": "people", "values": [100]}}, "wrong_shape", "experiment.scale.values"),
    ({"scale": {"parameter": "people", "values": [100, 10]}}, "wrong_shape", "experiment.scale.values"),
    ({"scale": {"parameter": "people", "values": [5, 10]}}, "out_of_bounds", "experiment.scale.values[0]"),
    ({"sensitivity": {"parameters": ["loose"]}}, "bad_bounds", "experiment.sensitivity.parameters[0]"),
    ({"sensitivity": {"parameters": ["rate", "rate"]}}, "name_taken", "experiment.sensitivity.parameters"),
    (calibrate([], FIGURE), "wrong_shape", "experiment.calibrate.parameters"),
    (calibrate(["rate"]), "wrong_shape", "experiment.calibrate.targets"),
    (calibrate(["rate"], FIGURE | {"measure": "well"}), "unknown_measure", "experiment.calibrate.targets[0].measure"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "code", "place"), REFUSED)
def test_what_makes_no_sense_is_refused_at_its_place(asked: dict[str, Any], code: str, place: str) -> None:
    with pytest.raises(DocumentError) as caught:
        check(document(**asked))
    found = {(diagnostic.code, diagnostic.place.path) for diagnostic in caught.value.diagnostics}
    assert (code, place) in found


def test_what_makes_sense_is_taken_as_it_stands() -> None:
    asked = {
        "precision": 0.01,
        **sweep(),
        "scale": {"parameter": "people", "values": [10, 1000]},
        "sensitivity": {},
        **calibrate(["rate"], FIGURE),
    }
    assert check(document(**asked)).document == document(**asked)


def test_a_document_that_asks_no_more_keeps_its_hash() -> None:
    """What is left out is in no canonical form, so documents from before still have their name."""
    assert b"sweep" not in document().canonical()
    assert document().sha256 == document(sweep=[], precision=None).sha256
