"""Reports of the library's models as they really come out, tried again and explored: every sentence is held to them."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.analysis import analyse
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.experiments.exploration import Exploration
from sobremesa.mechanics.experiments.exploring import asks, explore
from sobremesa.mechanics.experiments.points import Bench
from sobremesa.mechanics.findings.states import States
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.verdicts.judging import Case, judge
from sobremesa.nodes.claims import problems, strike
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Route
from sobremesa.nodes.report import Report, Sentence
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.grounding import grounds
from sobremesa.nodes.synthesis.material import material
from sobremesa.nodes.synthesis.trials import verdict_key
from sobremesa.nodes.synthesize import plain_prose, report_of
from spoiling import unnoticed, unnoticed_trials

SEED, RUNS = 1, 24
EXPLORED: dict[str, Any] = {
    "sweep": [{"parameter": "failed_share", "from": 0, "to": 1, "points": 21}],
    "scale": {"parameter": "people", "values": [100, 200]},
    "sensitivity": {"parameters": ["contagion", "calming"]},
    "calibrate": {"parameters": ["calming"], "targets": [{"measure": "communication_success", "value": 0.8}]},
}
FIREFLIES: dict[str, Any] = {
    "model": "fireflies",
    "purpose": "Do they flash together, and for how long?",
    "clock": {"steps": 120, "unit": "second"},
    "parameters": {
        "pace": {"value": 0.5, "low": 0, "high": 2, "source": "assumed", "why": "a flash every twelve seconds"},
        "hunger": {"value": 0.01, "low": 0, "high": 1, "source": "stated", "quote": "one in a hundred is eaten"},
    },
    "agents": {"fly": {"count": 40, "state": {"phase": {"type": "float", "start": "uniform(0, 1)"}}}},
    "rules": [
        {
            "name": "glow",
            "who": "fly",
            "do": "self.phase += pace + mean((sin(f.phase - self.phase) for f in fly), default=0)",
        },
        {"name": "be_eaten", "who": "fly", "do": "if chance(hunger):\n    die()"},
    ],
    "measures": {
        "light": {"value": "mean((sin(f.phase) for f in fly), default=0)"},
        "alive": {"value": "count(fly)"},
    },
    "experiment": {
        "arms": [{"name": "scenario"}, {"name": "safe", "without": ["be_eaten"]}],
        "headline": {"measure": "alive"},
        "also": [{"measure": "light"}],
    },
}
"""Something with a rhythm, kept together, and lives that end."""
MODELS = ("interface_failure", "opinion_dynamics", "boltzmann_wealth", "virus_on_network", "wolf_sheep", "fireflies")
"""Of each pattern that is looked for one that has it: cascades, camps, shares of the rich, outbreaks, rhythms, ends."""


@cache
def real(name: str) -> Evidence:
    """What a run of a library model leaves behind when it was asked for everything."""
    document = ModelDocument.model_validate(FIREFLIES) if name == "fireflies" else library.load(name)
    if name == "interface_failure":
        plain = document.model_dump(by_alias=True)
        experiment = {**plain["experiment"], **EXPLORED}
        document = ModelDocument.model_validate({**plain, "experiment": experiment})
    engine, program = KernelEngine(), check(document)
    ensemble = run_experiment(program, engine, SEED, RUNS)
    findings = analyse(program, ensemble, States(program, engine, SEED, RUNS))
    judged = judge(Case(program, SEED, RUNS, findings), engine, scenario_arm(document).name)
    bench = Bench(program, engine, SEED)
    explored = explore(bench, RUNS, lambda *_: None) if asks(document.experiment) else Exploration()
    return Evidence(
        request=Request(scenario="What happens?", mode="mechanics", seed=SEED),
        route=Route(mode="mechanics", confidence=1.0, reasons=("the caller chose it",)),
        document=document,
        library=document.model if name != "fireflies" else None,
        engine="kernel",
        replicates=RUNS,
        findings=(*findings, *explored.findings),
        verdicts=judged.verdicts,
        ledger=judged.ledger,
        explored=explored,
    )


def written(evidence: Evidence) -> tuple[Sentence, ...]:
    prose = plain_prose(evidence)
    return (*prose.answer, *prose.narrative)


def reasons(report: Report) -> tuple[Sentence, ...]:
    """What is said of each verdict, as sentences that rest on it."""
    return tuple(
        Sentence(text=verdict.reason, evidence=(verdict.finding, verdict_key(verdict.finding), "document"))
        for verdict in report.verdicts
    )


@pytest.fixture(params=MODELS)
def evidence(request: pytest.FixtureRequest) -> Evidence:
    return real(request.param)


def test_every_sentence_holds(evidence: Evidence) -> None:
    sentences = written(evidence)
    assert len(sentences) >= 3
    assert strike(sentences, grounds(evidence))[1] == ()
    assert not any("this is a bug" in notice for notice in report_of(evidence, plain_prose(evidence)).notices)


def test_a_changed_number_of_any_finding_is_caught(evidence: Evidence) -> None:
    told, missed = unnoticed(evidence, written(evidence))
    assert told >= 3
    assert missed == []


def test_what_is_said_of_a_verdict_holds_and_a_changed_trial_is_caught(evidence: Evidence) -> None:
    report = report_of(evidence, plain_prose(evidence))
    ground = grounds(evidence)
    assert [problem for sentence in reasons(report) for problem in problems(sentence, ground)] == []
    _, missed = unnoticed_trials(evidence, (*reasons(report), *written(evidence)))
    assert missed == []


def test_reasons_tell_numbers_of_trials() -> None:
    evidence = real("interface_failure")
    told, _ = unnoticed_trials(evidence, reasons(report_of(evidence, plain_prose(evidence))))
    assert told >= 5


def test_most_kinds_of_findings_are_among_them() -> None:
    kinds = {finding.kind for name in MODELS for finding in real(name).findings}
    assert {
        "level", "difference", "trend", "nothing", "cluster", "cascade", "equilibrium", "threshold", "smooth", "scale",
        "influence", "calibrated", "inequality", "oscillation", "polarisation", "extinction", "survival", "synchrony",
    } - kinds == set()  # fmt: skip


def test_a_language_model_is_shown_verdicts_and_what_hangs_on_what(evidence: Evidence) -> None:
    shown = material(evidence)
    for verdict in evidence.verdicts:
        assert f"{verdict_key(verdict.finding)} (on {verdict.finding}): {verdict.word}. " in shown
    for bearing in evidence.ledger:
        assert f"ledger/{bearing.parameter}: " in shown
