"""Goals in sentences: met, missed or open, and what it would take; each of them with its ground."""

from __future__ import annotations

import pytest

from sobremesa.mechanics.curve import Curve
from sobremesa.mechanics.experiments.exploration import Exploration
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.processes import library
from sobremesa.mechanics.processes.document import Goal
from sobremesa.nodes.claims import problems
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Route
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.goals import goals
from sobremesa.nodes.synthesis.grounding import grounds

ARM = "scenario"
LEVELS = {12: (0.63, 0.65), 13: (0.79, 0.81), 14: (0.88, 0.90), 15: (0.94, 0.95)}


def found(kind: str, value: float, half: float = 0.0, **more: object) -> Finding:
    fields = {"id": kind, "kind": kind, "measure": "answered_in_time", "take": kind, "arms": (ARM,), "value": value,
              "low": value - half, "high": value + half, "n": 30, "method": "", "at": 0.8, "unit": "share"}  # fmt: skip
    return Finding.model_validate({**fields, **more})


def told(agents: int, margin: Finding, least: int | None, wanted: float = 0.8) -> list[str]:
    document = library.load("call_centre")
    parameters = {**document.parameters, "agents": document.parameters["agents"].model_copy(update={"value": agents})}
    goal = Goal(measure="answered_in_time", at_least=wanted)
    curve = Curve(kind="servers", parameter="agents", arm=ARM, measure="answered_in_time", take="last", unit="share",
                  values=tuple(LEVELS), mean=tuple((low + high) / 2 for low, high in LEVELS.values()), n=30,
                  low=tuple(low for low, _ in LEVELS.values()),
                  high=tuple(high for _, high in LEVELS.values()))  # fmt: skip
    more = {"parameter": "agents", "unit": None, "at": wanted}
    marginal = found("marginal", 0.1, at=13.0, parameter="agents")
    explored = (marginal, *([] if least is None else [found("enough", least, **more)]))
    evidence = Evidence(
        request=Request(scenario="Are 80 % answered within 20 seconds?"),
        route=Route(mode="mechanics", confidence=1.0, reasons=()),
        document=document.model_copy(update={"parameters": parameters, "goals": (goal,)}),
        findings=(margin.model_copy(update={"at": wanted}),),
        explored=Exploration(curves=(curve,), findings=explored),
    )
    sentences = goals(evidence)
    kept = grounds(evidence)
    assert [problem for sentence in sentences for problem in problems(sentence, kept)] == []
    return [sentence.text for sentence in sentences]


@pytest.mark.parametrize(
    ("agents", "margin", "least", "texts"),
    [
        (
            12,
            found("goal", -0.16, 0.01),
            14,
            [
                "The goal, at least 80%, is missed by 16.0 percentage points [15.0, 17.0].",
                "With 14 agents it would be met: 89.0% [88.0%, 90.0%]; whether 13 would do, these runs can't tell: "
                "80.0% [79.0%, 81.0%].",
            ],
        ),
        (
            13,
            found("goal", 0.0, 0.01),
            14,
            [
                "Whether the goal, at least 80%, is met, these runs can't tell.",
                "With 14 agents it would be met: 89.0% [88.0%, 90.0%].",
            ],
        ),
        (
            15,
            found("goal", 0.145, 0.005),
            14,
            [
                "The goal, at least 80%, is met, with 14.5 percentage points [14.0, 15.0] to spare.",
                "It would still be met with 14 agents: 89.0% [88.0%, 90.0%]; whether 13 would do, these runs can't "
                "tell: 80.0% [79.0%, 81.0%].",
            ],
        ),
        (
            12,
            found("goal", -0.16, 0.01),
            None,
            [
                "The goal, at least 80%, is missed by 16.0 percentage points [15.0, 17.0].",
                "None of the numbers of agents that were tried meets it, 15 at most.",
            ],
        ),
    ],
)
def test_met_missed_or_open(agents: int, margin: Finding, least: int | None, texts: list[str]) -> None:
    assert told(agents, margin, least) == texts


def test_a_line_without_an_average_misses_its_goal() -> None:
    unstable = found("unstable", 1.2, measure="agent")
    assert told(12, unstable, 14)[0] == "So the goal is missed."
