"""The graph holds what is told from chance, and everyone who was asked for."""

from __future__ import annotations

from sobremesa.personas.pull import LEVEL, Pull, WhoMoved
from sobremesa.personas.pull_graph import pull_graph


def pull(speaker: str, listener: str, chance: float | None, channel: str = "stance") -> Pull:
    size = None if chance is None else 0.3
    numbers = {"pull": size, "low": 0.1, "high": 0.5, "chance": chance}
    return Pull(channel=channel, speaker=speaker, listener=listener, steps=9, **numbers)


def test_edges_run_from_who_was_followed_to_who_followed() -> None:
    pulls = (
        pull("ann", "bo", 0.01), pull("bo", "ann", LEVEL), pull("cy", "ann", LEVEL + 0.001), pull("cy", "bo", None),
        pull("cy", "bo", 0.001, "feeling"),
    )  # fmt: skip
    moved = WhoMoved(arms=("talk",), rounds=20, pulls=pulls)
    stances = pull_graph(moved, "stance", ("ann", "bo", "cy", "dee"))
    assert set(stances.edges) == {("ann", "bo"), ("bo", "ann")}
    assert set(stances.nodes) == {"ann", "bo", "cy", "dee"}
    assert stances.edges["ann", "bo"] == {"weight": 0.3, "low": 0.1, "high": 0.5, "chance": 0.01}
    assert set(pull_graph(moved, "feeling").edges) == {("cy", "bo")}
