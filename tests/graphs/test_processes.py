"""Processes through the whole loop: from words to a report without a key, and beside people who move servers."""

import asyncio
import json
from pathlib import Path

import pytest

from sobremesa.graphs import run
from sobremesa.mechanics.processes import library
from sobremesa.nodes.contract import Request, Result
from sobremesa.nodes.settings import Settings
from sobremesa.report.html import render as html
from sobremesa.report.markdown import render as markdown

SCENARIOS = Path(__file__).parent.parent / "nodes" / "scenarios_given.jsonl"
GIVEN = {case["id"]: case["text"] for case in map(json.loads, SCENARIOS.read_text("utf-8").splitlines())}
FEW = 3


def ran(request: Request, home: Path) -> Result:
    return asyncio.run(run.start(request, Settings(home=home), None))


def answer_of(result: Result) -> str:
    assert result.report is not None
    return " ".join(sentence.text for sentence in result.report.answer)


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("P09", ("in line on average", "In “a second till” it would be")),
        ("P10", ("of the callers have to wait", "In “one more agent” it would be")),
        ("P11", ("The bottleneck is the third station", "In “a second machine at the third station” it would be 1")),
    ],
)
def test_a_question_about_waiting_is_answered_without_a_key(case: str, told: tuple[str, ...], tmp_path: Path) -> None:
    result = ran(Request(scenario=GIVEN[case], replicates=FEW), tmp_path)
    report = result.report
    assert report is not None
    assert (result.status, report.mode) == ("done", "mechanics")
    for words in told:
        assert words in answer_of(result)
    assert not any("this is a bug" in notice for notice in report.notices)
    assert {finding.kind for finding in report.findings} >= {"level", "difference", "marginal"}
    assert {verdict.word for verdict in report.verdicts} <= {"ROBUST", "SHIFTED", "FRAGILE", "INCONCLUSIVE"}
    assert any("MSER" in line or "left out" in line for line in report.method.mechanism)
    assert "## Answer" in markdown(report)
    assert "<svg" in html(report)


def test_an_overloaded_queue_is_told_to_be_unstable_and_not_averaged(tmp_path: Path) -> None:
    scenario = "A shop has 3 checkouts and 90 customers an hour, each needs 3 minutes. How long is the queue?"
    result = ran(Request(scenario=scenario, replicates=FEW), tmp_path)
    assert "The line never settles: work comes in for the checkout at 150% of what it can do" in answer_of(result)
    assert result.report is not None
    findings = result.report.findings
    assert not [one for one in findings if one.kind == "level" and one.measure in ("queue", "wait")]
    unstable = [one for one in findings if one.kind == "unstable"]
    assert [(one.arms, one.value) for one in unstable] == [(("scenario",), 1.5), (("one more checkout",), 1.125)]
    growth = next(one for one in findings if one.kind == "growth" and one.arms == ("scenario",))
    assert growth.low is not None
    assert growth.low - 10 < 90 - 60 < growth.high + 10  # type: ignore[operator]


def test_people_who_talk_open_desks(tmp_path: Path) -> None:
    document = library.text("open_desks")
    result = ran(Request(scenario="Does opening desks help?", document=document, replicates=FEW), tmp_path)
    report = result.report
    assert report is not None
    assert (result.status, report.mode) == ("done", "hybrid")
    assert {decision.moves for decision in report.decisions} == {"desks"}
    assert all(3 <= decision.value <= 6 and decision.value == int(decision.value) for decision in report.decisions)
    assert len(report.decisions) == 3
    level = {one.arms[0]: one.value for one in report.findings if one.kind == "level" and one.measure == "wait"}
    assert level["they decide"] < level["nobody opens one"]
    assert not any("this is a bug" in notice for notice in report.notices)
