"""From a run's state to evidence: what failed, what was decided, how the headline went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from handmade_runs import CAST, coupled, difference, failures, talk, turn, unmodelled
from sobremesa.mechanics import library
from sobremesa.mechanics.engine import RunError, Series
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.given import Given, with_values
from sobremesa.nodes.context import Services
from sobremesa.nodes.coupling import Decision
from sobremesa.nodes.report import Spending
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.synthesis.courses import POINTS
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.gathering import gather
from sobremesa.nodes.synthesis.notices import notices
from sobremesa.store.artifacts import ArtifactStore
from sobremesa.store.files import FileArtifactStore


class Named:
    """Stands for an interpreter, a speaker or an engine: only its name is asked for."""

    def __init__(self, name: str) -> None:
        self.name = name


def services(artifacts: ArtifactStore) -> Services:
    engine, library, rehearsal = (cast(Any, Named(name)) for name in ("mesa", "library", "rehearsal"))
    return Services(artifacts, engine, library, rehearsal, spending=lambda: Spending(calls=3))


@pytest.fixture
def artifacts(tmp_path: Path) -> ArtifactStore:
    return FileArtifactStore(tmp_path)


def state_of(evidence: Evidence, artifacts: ArtifactStore, **more: object) -> ScenarioState:
    """The state that the steps before would have left."""
    document = evidence.document
    fields: dict[str, Any] = {
        "request": evidence.request.model_dump(mode="json"),
        "route": evidence.route.model_dump(mode="json"),
        "document": artifacts.put(document.canonical()) if document else None,
        "translation": {"library": evidence.library, "notes": list(evidence.notes)} if document else {},
        "findings": [f.model_dump(mode="json") for f in evidence.findings if not f.id.startswith("talk/")],
        "casting": evidence.casting.model_dump(mode="json") if evidence.casting else {},
        "rounds": [one.model_dump(mode="json") for one in evidence.turns],
        "decisions": [],
        "ensemble": {},
    }
    return cast(ScenarioState, fields | more)


def series(values: Mapping[str, list[list[float]]], errors: Mapping[int, RunError]) -> Series:
    arrays = {name: np.array(rows) for name, rows in values.items()}
    replicates = tuple(range(len(next(iter(arrays.values())))))
    return Series(0, replicates, arrays, dict(errors))


def test_the_course_leaves_out_what_failed(artifacts: ArtifactStore) -> None:
    evidence = failures()
    assert evidence.document is not None
    error = RunError("domain", 2, "log of a negative number")
    steps = 100
    rows = [[1.0] * (steps + 1), [0.5] * (steps + 1), [0.0, 0.0] + [np.nan] * (steps - 1)]
    measures = dict.fromkeys(("communication_success", "frustrated", "frustration"), rows)
    arms = {"scenario": series(measures, {2: error})}
    ensemble = Ensemble(evidence.document.sha256, "mesa", 1, arms)
    kept = {"sha256": artifacts.put(ensemble.to_bytes()), "replicates": 3}
    gathered = gather(state_of(evidence, artifacts, ensemble=kept), services(artifacts))
    assert [course.measure for course in gathered.courses] == list(measures)
    course = gathered.courses[0]
    assert course.values == (0.75,) * POINTS
    assert (course.low[0], course.high[0]) == (0.525, 0.975)
    assert (course.steps[0], course.steps[-1], len(course.steps)) == (0, steps, POINTS)
    assert gathered.failed == {"scenario": (error,)}
    assert gathered.replicates == 3
    assert gathered.spending.calls == 3
    assert gathered.findings == evidence.findings


def test_what_the_talk_does_has_no_interval_and_the_rest_keeps_its_own(artifacts: ArtifactStore) -> None:
    evidence = coupled()
    moved = Decision(
        cycle=1, step=12, arm="they talk", lever="repair_effort", moves="repair_rate", personas=("nurse",),
        before=0.02, value=0.065,
    )  # fmt: skip
    rest = difference("communication_success", ("they talk", "no repair"), (-0.12, -0.14, -0.1), "share")
    found = [f.model_dump(mode="json") for f in (*evidence.findings, rest) if not f.id.startswith("talk/")]
    state = state_of(evidence, artifacts, decisions=[moved.model_dump(mode="json")], findings=found)
    gathered = gather(state, services(artifacts))
    arms = {f.arms: f for f in gathered.findings if len(f.arms) == 2}
    talk_or_rule = arms[("standing rule", "they talk")]
    assert (talk_or_rule.low, talk_or_rule.high, talk_or_rule.value) == (None, None, 0.031)
    assert "one conversation, so no interval" in talk_or_rule.method
    assert arms[("they talk", "no repair")].low == -0.14
    assert arms[("standing rule", "no repair")].low == -0.11
    (decided,) = gathered.decisions
    assert (decided.low, decided.high, decided.instead, decided.unit) == (0.0, 0.1, 0.02, "chance per hour")


def test_a_talk_that_fell_silent_ended_early(artifacts: ArtifactStore) -> None:
    evidence = talk()
    silent = turn("vera", 3, "", 0.2, "guilt")
    said = silent.utterance.model_copy(update={"silence": "the limit of calls is reached.", "thought": ""})
    mute = silent.model_copy(update={"utterance": said})
    rounds = [one.model_dump(mode="json") for one in (*evidence.turns, mute)]
    assert gather(state_of(evidence, artifacts, rounds=rounds), services(artifacts)).stopped == said.silence
    spoken = [*rounds, turn("lou", 3, "I go on.", 0.7, "anger").model_dump(mode="json")]
    assert gather(state_of(evidence, artifacts, rounds=spoken), services(artifacts)).stopped is None


def test_no_model_is_told_apart_from_a_model(artifacts: ArtifactStore) -> None:
    evidence = unmodelled()
    assert evidence.no_model is not None
    state = state_of(evidence, artifacts, translation=evidence.no_model.model_dump(mode="json"))
    assert gather(state, services(artifacts)).no_model == evidence.no_model
    assert gather(state_of(talk(), artifacts), services(artifacts)).no_model is None


def test_findings_of_the_talk_are_among_the_findings(artifacts: ArtifactStore) -> None:
    gathered = gather(state_of(talk(), artifacts), services(artifacts))
    assert gathered.findings == talk().findings
    assert set(gathered.personas) == {persona.id for persona in CAST}


def test_what_the_model_takes_otherwise_and_what_it_was_not_asked_are_said(artifacts: ArtifactStore) -> None:
    document = with_values(library.load("interface_failure"), {"friends": Given(5, "stated", "5 friends")})
    asked = replace(failures(), document=document)
    translation = {"library": "interface_failure", "notes": ["a note"], "unanswered": ["“Why?” is not answered."]}
    evidence = gather(state_of(asked, artifacts, translation=translation), services(artifacts))
    assert evidence.notes == ("a note", "friends 5 was run as 4: the model can't take it as it stands")
    assert "“Why?” is not answered." in notices(evidence)
