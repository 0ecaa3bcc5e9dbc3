"""What a language model answers to the scenarios is kept by scenario, side by side, and goes on where it was cut."""

import json
from pathlib import Path

import pytest
from evals.outcome import played
from evals.record import main, recorded
from evals.scenario import scenarios

from scripted_llm import KEY, Answer, Asked, ScriptedServer
from scripted_rules import whole_loop
from sobremesa.mechanics.library import load
from sobremesa.mechanics.writing import write_document

ROUTED = json.dumps({"mode": "mechanics", "confidence": 1, "reasons": ["many"], "phrases": []})
NOBODY = json.dumps({"mode": "none", "confidence": 1, "reasons": ["a greeting"], "phrases": []})


def answered(asked: Asked) -> Answer:
    """P01 compiles, P23 is nothing to simulate."""
    if "Hello!" in asked.words:
        return Answer(NOBODY, delay=0.2)
    if asked.schema is not None:
        return Answer(ROUTED, delay=0.2)
    return Answer(write_document(load("interface_failure")))


def options(scripted: ScriptedServer, file: Path, only: str) -> list[str]:
    return ["--endpoint", scripted.base_url, "--model", "scripted", "--only", only, "-o", str(file)]


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def test_scenarios_are_recorded_side_by_side(scripted: ScriptedServer, tmp_path: Path) -> None:
    scripted.rule, file = answered, tmp_path / "scripted.jsonl"
    assert main(options(scripted, file, "P01,P23")) == 0
    assert scripted.most_at_once == 2
    kept = recorded(file)
    assert {(a.scenario, a.node, a.attempt) for a in kept} == {
        ("P01", "classify", 1),
        ("P01", "compile", 1),
        ("P23", "classify", 1),
    }
    assert all(a.diagnostics is None and a.model == "scripted" for a in kept)
    again = played(scenarios()["P01"], kept)
    assert (again.by, again.reworded) == ("model", ())


def test_what_is_recorded_is_not_asked_again(scripted: ScriptedServer, tmp_path: Path) -> None:
    scripted.rule, file = answered, tmp_path / "scripted.jsonl"
    assert main(options(scripted, file, "P23")) == 0
    assert main(options(scripted, file, "P01,P23")) == 0
    assert sorted(a.scenario for a in recorded(file)) == ["P01", "P01", "P23"]


def test_a_scenario_that_nobody_could_read_is_said_and_not_kept(
    scripted: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong")
    scripted.rule, file = whole_loop, tmp_path / "scripted.jsonl"
    assert main(options(scripted, file, "P23")) == 1
    assert "P23: " in capsys.readouterr().err
    assert recorded(file) == ()


def test_a_scenario_that_was_answered_in_part_is_not_kept(scripted: ScriptedServer, tmp_path: Path) -> None:
    file = tmp_path / "scripted.jsonl"
    scripted.rule = lambda asked: Answer(ROUTED) if asked.schema is not None else Answer(status=0)
    assert main([*options(scripted, file, "P01"), "--timeout", "2"]) == 1
    assert recorded(file) == ()
