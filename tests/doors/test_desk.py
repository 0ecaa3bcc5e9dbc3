"""A desk answers every call with a result that keeps to the contract, also where something is wrong."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sobremesa.doors.contract import result_schema
from sobremesa.doors.desk import Desk
from sobremesa.doors.paging import MOST_CHARACTERS
from sobremesa.graphs import run
from sobremesa.graphs.jobs import Jobs
from sobremesa.nodes.contract import MAX_ANSWER_CHARACTERS, Result
from sobremesa.nodes.settings import Settings
from sobremesa.report.markdown import render

TALK = {"scenario": "Two siblings argue about selling the boat.", "rounds": 1, "masked": False}
MECHANICS = {
    "scenario": "100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional "
    "states. How frustrated do they get?",
    "replicates": 2,
}
SCHEMA = Draft202012Validator(result_schema())


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    async with Desk.opened(settings) as opened:
        yield opened


async def called(desk: Desk, name: str, **arguments: Any) -> Result:
    result = await desk.call(name, arguments)
    SCHEMA.validate(json.loads(json.dumps(result.model_dump(mode="json", exclude={"report"}))))
    assert len(result.answer) <= MAX_ANSWER_CHARACTERS
    assert result.report is None
    return result


async def test_a_talk_comes_back_and_its_report_page_by_page(desk: Desk, settings: Settings) -> None:
    done = await called(desk, "simulate_interactions", **TALK)
    assert (done.status, done.mode, done.error, done.retry_safe) == ("done", "social", None, False)
    assert done.pages > 0
    assert f'thread_id "{done.thread_id}" and page 1' in done.next_steps[-1]
    pages = []
    for number in range(1, done.pages + 1):
        again = await called(desk, "get_simulation", thread_id=done.thread_id, page=number)
        assert again.page is not None
        assert (again.page.number, again.page.pages, again.retry_safe) == (number, done.pages, True)
        assert len(again.page.text) <= MOST_CHARACTERS
        pages.append(again.page.text)
    shown = await run.show(done.thread_id, settings)
    assert shown.report is not None
    assert "".join(pages) == render(shown.report)
    beyond = await called(desk, "get_simulation", thread_id=done.thread_id, page=done.pages + 1)
    assert beyond.error is not None
    assert f"pages 1 to {done.pages}" in beyond.answer


async def test_a_model_comes_back_with_its_verdict_and_what_it_hangs_on(desk: Desk, settings: Settings) -> None:
    done = await called(desk, "simulate_scenario", **{**MECHANICS, "replicates": 10})
    shown = await run.show(done.thread_id, settings)
    assert shown.report is not None
    assert done.verdict is not None
    assert done.verdict.word == shown.report.verdicts[0].word
    assert done.findings[0].headline
    heavy = [bearing.parameter.replace("_", " ") for bearing in shown.report.ledger if bearing.matters]
    assert heavy
    assert {line.partition(":")[0] for line in done.assumptions[: len(heavy)]} == set(heavy)
    assert all("the answer hangs on it" in line for line in done.assumptions[: len(heavy)])


async def test_a_model_in_review_is_replied_to(desk: Desk) -> None:
    asks = await called(desk, "simulate_mechanics", **MECHANICS, review=True)
    assert asks.status == "needs_input"
    assert asks.asked is not None
    assert '{"approve": true}' in asks.next_steps[0]
    wrong = await called(desk, "get_simulation", thread_id=asks.thread_id, reply={"approve": 7})
    assert wrong.error is not None
    assert wrong.error.kind == "bad_request"
    changed = await called(desk, "get_simulation", thread_id=asks.thread_id, reply={"set": {"failed_share": 0.5}})
    assert changed.status == "needs_input"
    done = await called(desk, "get_simulation", thread_id=asks.thread_id, reply={"approve": True})
    assert done.status == "done"


@pytest.mark.parametrize(
    ("name", "arguments", "kind", "fields"),
    [
        ("simulate_weather", {}, "bad_request", ()),
        ("simulate_scenario", {}, "bad_request", ("scenario",)),
        ("simulate_scenario", {**TALK, "rounds": 1_000, "seed": -1}, "bad_request", ("rounds", "seed")),
        ("simulate_scenario", {**TALK, "base_url": "http://here"}, "bad_request", ("base_url",)),
        ("simulate_mechanics", {"scenario": "x", "document": "model: nothing"}, "bad_document", ()),
        ("get_simulation", {"thread_id": "nowhere"}, "not_found", ()),
        ("get_simulation", {"thread_id": "../../etc"}, "not_found", ()),
        ("get_simulation", {}, "bad_request", ("thread_id",)),
    ],
)
async def test_what_is_wrong_is_typed_and_says_what_to_change(
    desk: Desk, settings: Settings, name: str, arguments: dict[str, Any], kind: str, fields: tuple[str, ...]
) -> None:
    result = await called(desk, name, **arguments)
    assert result.error is not None
    assert (result.status, result.error.kind, result.error.fields) == ("failed", kind, fields)
    assert result.error.change
    assert result.next_steps == (result.error.change,)
    assert run.threads(settings) == ()


async def test_a_key_with_another_request_is_refused_and_the_first_stands(desk: Desk) -> None:
    first = await called(desk, "simulate_interactions", **TALK, idempotency_key="a")
    assert first.retry_safe
    again = await called(desk, "simulate_scenario", **TALK, mode="social", idempotency_key="a", wait=0)
    assert again == first
    other = await called(desk, "simulate_interactions", **{**TALK, "rounds": 2}, idempotency_key="a")
    assert other.error is not None
    assert other.error.kind == "key_reused"


async def test_a_run_that_fails_says_how_and_again_when_asked_later(settings: Settings) -> None:
    async with Desk.opened(settings.model_copy(update={"max_memory": 1e-9})) as small:
        failed = await called(small, "simulate_mechanics", **MECHANICS)
        assert failed.error is not None
        assert failed.error.kind == "too_large"
        assert failed.thread_id
        assert "num_agents" in failed.error.change
        later = await called(small, "get_simulation", thread_id=failed.thread_id)
        assert later.error is not None
        assert (later.status, later.error.kind) == ("failed", "run_failed")
        assert "memory" in later.error.message


async def test_a_bug_of_ours_is_one_sentence_that_tells_nothing_of_the_inside(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: Any) -> None:
        raise KeyError("sk-secret")

    monkeypatch.setattr(Jobs, "begin", broken)
    result = await called(desk, "simulate_interactions", **TALK)
    assert result.error is not None
    assert result.error.kind == "bug"
    assert "sk-secret" not in result.model_dump_json()
    assert "sk-secret" in caplog.text
