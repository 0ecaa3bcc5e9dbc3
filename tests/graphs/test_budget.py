"""When a limit is reached, a run ends with what there is, says so, and has gone over nothing."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from scripted_llm import Answer, Asked, ScriptedServer
from scripted_rules import whole_loop
from sobremesa.cli.exits import BY_STATUS
from sobremesa.graphs import run
from sobremesa.graphs.scenario import build_graph
from sobremesa.mechanics.engine import Pause
from sobremesa.mechanics.limits import Limits, RanTooLongError
from sobremesa.nodes.assembly import build_services
from sobremesa.nodes.contract import AgentRequest, Budget, Request, Result
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.report import Spending
from sobremesa.nodes.settings import Settings
from sobremesa.report.markdown import render

REQUEST = Request(
    scenario="Five neighbours talk about whether the old cinema should be pulled down.",
    mode="social",
    agents=tuple(AgentRequest(role=role) for role in ("baker", "nurse", "teacher", "student", "pensioner")),
    rounds=5,
)
PRICE = "1000/2000"


def divided(asked: Asked) -> Answer:
    """A turn in which nobody comes round."""
    answer = json.loads(whole_loop(asked).text)
    if "stance" in answer:
        answer["stance"] = 1.0 if asked.number % 2 else -1.0
    if "speech" in answer:
        answer["speech"] = f"I say {asked.number:x}."
    return Answer(json.dumps(answer))


async def limited(scripted: ScriptedServer, home: Path, **limits: str) -> Result:
    scripted.rule = divided
    settings = Settings.from_env(scripted.environ(SOBREMESA_HOME=str(home), SOBREMESA_PRICE=PRICE, **limits))
    return await run.start(REQUEST, settings, "t")


TAKEN: dict[str, Callable[[Spending], float]] = {
    "SOBREMESA_MAX_CALLS": lambda cost: cost.calls,
    "SOBREMESA_MAX_TOKENS": lambda cost: cost.prompt_tokens + cost.completion_tokens,
    "SOBREMESA_MAX_USD": lambda cost: cost.usd or 0.0,
}


@pytest.mark.parametrize("variable", TAKEN)
async def test_a_limit_ends_the_run_with_what_there_is(scripted: ScriptedServer, tmp_path: Path, variable: str) -> None:
    taken = TAKEN[variable]
    limit = int(0.6 * taken((await limited(scripted, tmp_path / "whole")).cost))
    scripted.asked.clear()
    result = await limited(scripted, tmp_path / "less", **{variable: str(limit)})
    cost, report = result.cost, result.report
    assert report is not None
    assert 0 < taken(cost) <= limit
    assert cost.calls == scripted.count
    spoken = [turn for turn in report.transcript if turn.utterance.silence is None]
    assert 0 < len(spoken) < 25
    assert (result.status, BY_STATUS[result.status]) == ("partial", 4)
    assert variable in report.notices[2] and "The run ended early" in report.notices[2]
    assert spoken[0].utterance.speech in render(report)


async def test_a_run_within_its_limits_is_whole(scripted: ScriptedServer, tmp_path: Path) -> None:
    result = await limited(scripted, tmp_path)
    assert (result.status, result.cost.stopped_by) == ("done", None)


async def test_a_limit_that_leaves_no_word_to_the_writer_makes_a_report_partial_too(
    scripted: ScriptedServer, tmp_path: Path
) -> None:
    whole = await limited(scripted, tmp_path / "whole")
    scripted.asked.clear()
    result = await limited(scripted, tmp_path / "less", SOBREMESA_MAX_CALLS=str(whole.cost.calls - 1))
    assert result.report is not None and whole.report is not None
    assert len(result.report.transcript) == len(whole.report.transcript)
    assert result.status == "partial"


async def test_a_deadline_ends_a_run_that_an_endpoint_keeps_waiting(scripted: ScriptedServer, tmp_path: Path) -> None:
    def rule(asked: Asked) -> Answer:
        answer = divided(asked)
        return Answer(answer.text, delay=0.0 if "speech" not in asked.fields or "Round 1" in asked.question else 60)

    scripted.rule = rule
    settings = Settings.from_env(scripted.environ(SOBREMESA_HOME=str(tmp_path), SOBREMESA_DEADLINE="5"))
    result = await run.start(REQUEST, settings, "t")
    assert (result.status, result.cost.stopped_by) == ("partial", "deadline")
    assert result.report is not None
    assert {turn.round for turn in result.report.transcript if turn.utterance.silence is None} == {1}


async def test_whoever_watches_sees_what_is_spent(scripted: ScriptedServer, tmp_path: Path) -> None:
    scripted.rule = divided
    settings = Settings.from_env(scripted.environ(SOBREMESA_HOME=str(tmp_path)))
    events: list[Progress] = []
    result = await run.start(REQUEST, settings, "t", watch=events.append)
    told = [event.spending for event in events]
    assert all(spending is not None for spending in told)
    calls = [spending.calls for spending in told if spending is not None]
    assert calls == sorted(calls)
    drafts = sum("narrative" in asked.fields for asked in scripted.asked)  # the writer comes after the last event
    assert (calls[0], calls[-1]) == (0, result.cost.calls - drafts)
    assert told[-1] is not None
    assert told[-1].usd is None  # unpriced, and not nothing


INTERFACES = (
    "100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional states. "
    "How frustrated do they get?"
)


class Ticking(Limits):
    """Seconds that pass by being looked at: so many looks, and they are over."""

    looks = 10**9

    @contextmanager
    def timed(self, pause: Pause) -> Iterator[Pause]:
        def watch() -> None:
            type(self).looks -= 1
            if type(self).looks < 0:
                raise RanTooLongError("The seconds are over.")
            pause()

        yield watch


@pytest.mark.parametrize(("node", "made"), [("simulate", 2), ("judge", 6), ("explore", 6)])
async def test_when_the_seconds_for_models_are_over_the_run_ends_with_what_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, node: str, made: int
) -> None:
    def over(event: Progress) -> None:
        if event.node == node and (event.done or 0) >= (6 if node == "simulate" else 0):
            Ticking.looks = min(Ticking.looks, 0)

    settings = Settings(home=tmp_path, threads=1)
    monkeypatch.setattr(Ticking, "looks", 10**9)
    services = replace(build_services(settings, "t"), allowed=Ticking())
    request = Request(scenario=INTERFACES, mode="mechanics", replicates=6)
    result = await run.start(request, settings, "t", services, over)
    assert result.status == "partial"
    assert result.report is not None
    assert any("ended early: the seconds that were allowed" in notice for notice in result.report.notices)
    level = next(finding for finding in result.findings if finding.headline)
    assert level.n == made
    assert bool(result.report.curves) == (node == "none")
    if node != "explore":
        assert result.verdict is not None
        assert result.verdict.word == "INCONCLUSIVE"
        assert result.verdict.reason.startswith("The seconds that were allowed were over")


async def test_what_was_run_in_time_is_what_so_many_runs_give(tmp_path: Path) -> None:
    """The same bits, in portions and at once."""
    request = Request(scenario=INTERFACES, mode="mechanics", replicates=5)
    portions = request.model_copy(update={"budget": Budget(seconds=3_000)})
    results = [await run.start(one, Settings(home=tmp_path / str(n))) for n, one in enumerate((request, portions))]
    one, other = results
    assert (one.status, one.findings, one.verdict) == ("done", other.findings, other.verdict)


async def test_a_budget_holds_where_nobody_hands_over_services(
    scripted: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on LangGraph's server, and in somebody else's graph."""
    for name, value in scripted.environ(SOBREMESA_HOME=str(tmp_path)).items():
        monkeypatch.setenv(name, value)
    asked = {**REQUEST.model_dump(mode="json"), "budget": {"calls": 3}}
    state = await build_graph().ainvoke({"request": asked}, {"configurable": {"thread_id": "theirs"}})
    assert state["report"]["status"] == "partial"
    assert scripted.count == 3
    assert state["report"]["spending"]["stopped_by"] == "calls"
