"""Arms that differ in parameters, rules, space and length, and personas whose levers move parameters."""

from __future__ import annotations

from random import Random
from typing import Any

from generated import choices
from generated.expressions import number
from generated.world import Scope, World

Plain = dict[str, Any]
VALUES: dict[str, tuple[object, ...]] = {
    "rate": (0, 0.9, 0.25), "spread": (0, -2, 7.5), "most": (0, 1, 3, 4), "wet": (True, False),
}  # fmt: skip
"""What arms set parameters to."""
REPORTED = ("stance", "valence", "confidence", "arousal")


def arms(rules: list[str], setup: list[str], space: Plain, talked: bool, rng: Random) -> list[Plain]:
    """One to three arms, the first as the document stands (or nearly)."""
    found: list[Plain] = [{"name": "first"}]
    if rng.random() < 0.3:
        found = [{"name": "first", "set": {"rate": rng.choice([0, 0.9]), "most": 1}, "without": [rules[-1]]}]
    for name in ["second", "third"][: rng.choice([0, 1, 1, 2])]:
        found.append({"name": name, **_differences(rules, setup, space, talked, rng)})
    return found


def _differences(rules: list[str], setup: list[str], space: Plain, talked: bool, rng: Random) -> Plain:
    plain: Plain = {}
    if rng.random() < 0.4:
        plain["set"] = _values(rng, sorted(VALUES))
    if rng.random() < 0.5:
        names = sorted(VALUES) if rng.random() < 0.2 else ["rate", "spread"]  # the others mostly say how much there is
        steps = rng.sample([1, 2, 3], rng.choice([1, 1, 2]))
        plain["at"] = [{"step": step, "set": _values(rng, names)} for step in steps]
    if rng.random() < 0.3:
        plain["without"] = rng.sample([*rules, *setup], 1)
    if rng.random() < 0.15:
        plain["steps"] = rng.choice([2, "most + 1"])
    if space and rng.random() < 0.4:
        plain["space"] = _space(space, rng)
    if talked and ("at" in plain or rng.random() < 0.5):
        plain["personas"] = "off" if "at" in plain else rng.choice(["off", "shuffled"])
    return plain


def _values(rng: Random, names: list[str]) -> Plain:
    return {name: rng.choice(VALUES[name]) for name in rng.sample(names, rng.choice([1, 1, 2]))}


def _space(space: Plain, rng: Random) -> Plain:
    """Options in place of those of the document's space."""
    if space["kind"] == "network":
        return rng.choice([
            {"generator": "complete"}, {"generator": "erdos_renyi", "p": rng.choice([0.5, "rate"])},
            {"generator": "given", "edges": [[0, 1]]},
        ])  # fmt: skip
    if space["kind"] == "plane":
        return rng.choice([{"width": 9}, {"torus": True}, {"torus": "wet", "height": 4.5}])
    return rng.choice(
        [{"width": 5}, {"height": "most + 3"}, {"torus": False}, {"neighborhood": "moore"}, {"neighborhood": "hex"}]
    )


def coupling(world: World, measures: Plain, rng: Random) -> tuple[Plain, Plain]:
    """The personas of a document, and its coupling."""
    names = ["mayor", "nurse"][: rng.choice([1, 2])]
    personas = {name: {"agent": _somebody(world, rng), "role": "someone"} for name in names}
    moved = rng.choice([["rate"], ["spread"], ["rate", "spread"]])
    levers = [_lever(f"lever_{place}", moves, names, measures, rng) for place, moves in enumerate(moved)]
    return personas, {"every": rng.choice([1, 2, "1 + most % 2"]), "rounds": 1, "levers": levers}


def _somebody(world: World, rng: Random) -> str:
    return choices.one(Scope(world, rng, step=False), 1, rng.choice(list(world.kinds))).text


def _lever(name: str, moves: str, personas: list[str], measures: Plain, rng: Random) -> Plain:
    low, high = (0, 1) if moves == "rate" else (-20, rng.choice([20, "most * 7"]))
    known = dict.fromkeys([*measures, *measures], "float")
    told = {**known, **{f"report.{word}": "float" for word in REPORTED}}
    plain: Plain = {
        "name": name, "from": rng.choice([personas, personas[0]]), "moves": moves, "by": _of_values(told, rng),
        "low": low, "high": high,
    }  # fmt: skip
    return plain if rng.random() < 0.2 else {**plain, "instead": _of_values(known, rng)}


def _of_values(known: dict[str, str], rng: Random) -> str:
    """A number made of parameters, measures and what was reported."""
    nowhere = World("none", {})
    scope = Scope(
        nowhere, rng, known=known, draws=False, agents=False, globals=False, step=False, placed=False, tables=False
    )
    return number(scope, rng.choice([0, 1, 2]))
