"""The step that judges: what it takes from the state, and what it may say where people decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import sentinel

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.analysis import analyse
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.living import Schedule
from sobremesa.mechanics.verdict import Verdict
from sobremesa.mechanics.verdicts.judging import Judgement
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import Decision, schedule
from sobremesa.nodes.judge import FIRST_TALK, GIVEN, ONE_TALK, judged, of_a_talk, only_arm
from sobremesa.store.files import FileArtifactStore

TALKING = "they talk"
DECIDED = Decision(
    cycle=1,
    step=12,
    arm=TALKING,
    lever="repair_effort",
    moves="repair_rate",
    personas=("ana",),
    before=0.02,
    value=0.09,
)


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return Services(FileArtifactStore(tmp_path), KernelEngine(), sentinel.interpreter, sentinel.speaker)


def state(services: Services, document: ModelDocument, runs: int, decisions: tuple[Decision, ...] = ()) -> Any:
    """The state as it is when an experiment of so many runs has been analysed; 5 of them were asked for."""
    program, decided = check(document), schedule(decisions)
    ensemble = run_experiment(program, services.engine, 1, runs, decided)
    return {
        "document": services.artifacts.put(document.canonical()),
        "request": Request(scenario="What if?", seed=1, replicates=5).model_dump(mode="json"),
        "findings": [finding.model_dump(mode="json") for finding in analyse(program, ensemble)],
        "decisions": [decision.model_dump(mode="json") for decision in decisions],
        "ensemble": {"replicates": runs},
    }


def judgement(services: Services, *given: Any) -> Judgement:
    return judged(state(services, *given), services, lambda done, total: None, lambda: None)


def test_as_many_runs_are_tried_as_the_experiment_came_to(services: Services) -> None:
    """More than were asked for, where it went on until the headline's interval was narrow."""
    found = judgement(services, library.load("interface_failure"), 12)
    assert {trial.n for verdict in found.verdicts for trial in verdict.trials if trial.perturbation == "order"} == {12}
    assert found.ledger


def test_the_arm_that_talks_is_judged_alone_under_what_was_decided(services: Services) -> None:
    found = judgement(services, library.load("interface_failure_talk"), 8, (DECIDED,))
    assert all(verdict.word != "ROBUST" for verdict in found.verdicts)
    assert {verdict.reason for verdict in found.verdicts if not verdict.trials} == {ONE_TALK}
    told = [verdict for verdict in found.verdicts if verdict.trials]
    assert told
    assert all(verdict.reason.startswith(GIVEN) for verdict in told)


def test_where_several_conversations_were_held_the_figure_is_said_to_be_the_firsts(services: Services) -> None:
    given = state(services, library.load("interface_failure_talk"), 8, (DECIDED,))
    asked: Any = {**given, "request": {**given["request"], "conversations": 3}}
    found = judged(asked, services, lambda done, total: None, lambda: None)
    assert {verdict.reason for verdict in found.verdicts if not verdict.trials} == {FIRST_TALK}


def test_a_sweep_that_needs_another_arm_does_not_keep_the_talking_arm_from_being_judged() -> None:
    """The talking arm sets what is swept: alone it would leave no arm to sweep along."""
    document = library.load("interface_failure_talk")
    experiment = document.experiment.model_dump(by_alias=True, exclude_defaults=True)
    arms = [
        {**arm, "set": {**arm.get("set", {}), "contagion": 1.0}} if arm["name"] == TALKING else arm
        for arm in experiment["arms"]
    ]
    asked = {
        **experiment,
        "arms": arms,
        "sweep": [{"parameter": "contagion", "from": 0, "to": 2, "points": 3}],
        "scale": {"parameter": "people", "values": [50, 100]},
    }
    program = check(ModelDocument.model_validate({**document.model_dump(by_alias=True), "experiment": asked}))
    alone = only_arm(program, TALKING).document.experiment
    assert [arm.name for arm in alone.arms] == [TALKING]
    assert alone.sweep == ()
    assert alone.scale is None


@pytest.mark.parametrize(("word", "said"), [("ROBUST", "INCONCLUSIVE"), ("FRAGILE", "FRAGILE")])
def test_nothing_that_one_talk_brought_about_is_called_robust(services: Services, word: Any, said: str) -> None:
    document = library.load("interface_failure_talk")
    decided: Schedule = schedule((DECIDED,))
    findings = analyse(check(document), run_experiment(check(document), services.engine, 1, 6, decided))
    level = next(one for one in findings if one.headline and one.kind == "level" and one.arms == (TALKING,))
    made = of_a_talk(Judgement((Verdict(finding=level.id, word=word, reason="It holds."),)), findings, TALKING)
    (verdict,) = [one for one in made.verdicts if one.finding == level.id]
    assert verdict.word == said
    assert verdict.reason == "Given what one conversation decided, and no more than that: it holds."
