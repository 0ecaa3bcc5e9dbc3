"""The gateway against a real server: every fault has its outcome, and what was answered is never asked again."""

import asyncio
import json
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scripted_faults import FAULTS, GOOD, Verdict, question
from scripted_llm import KEY, Answer, Asked, ScriptedServer
from sobremesa.nodes.gateway import (
    Answered,
    Call,
    Gateway,
    Invalid,
    JsonForm,
    MistakenAnswerError,
    Outcome,
    OverBudget,
    TextForm,
    Unreachable,
)


async def test_an_answer_is_of_the_type_that_was_asked_for(
    make: Callable[..., Gateway], scripted: ScriptedServer
) -> None:
    gateway = make()
    outcome = await gateway.call(question())
    assert isinstance(outcome, Answered)
    assert outcome.value == Verdict(word="yes", share=0.25)
    assert (outcome.attempts, outcome.journaled) == (1, False)
    body = scripted.asked[0].body
    assert body["stream"] is True
    assert body["max_tokens"] == 2_000
    assert scripted.asked[0].schema == {
        "type": "object",
        "properties": {
            "word": {"type": "string", "maxLength": 40},
            "share": {"type": "number", "minimum": 0, "maximum": 1},
        },
        "required": ["word", "share"],
        "additionalProperties": False,
    }
    spent = gateway.spending()
    assert (spent.calls, spent.completion_tokens) == (1, outcome.usage.completion_tokens)
    assert outcome.usage.completion_tokens == len(GOOD.text) // 4 + 1
    assert spent.usd is None


async def test_what_a_thread_cost_is_known_where_its_model_has_a_price(make: Callable[..., Gateway]) -> None:
    gateway = make(SOBREMESA_PRICE="10/20")
    outcome = await gateway.call(question())
    assert isinstance(outcome, Answered)
    usage = outcome.usage
    expected = (usage.prompt_tokens * 10 + usage.completion_tokens * 20) / 1e6
    assert gateway.spending().usd == pytest.approx(expected)


async def test_an_answered_call_is_never_made_again(make: Callable[..., Gateway], scripted: ScriptedServer) -> None:
    first = await make().call(question())
    again = await make().call(question())
    assert scripted.count == 1
    assert isinstance(first, Answered)
    assert isinstance(again, Answered)
    assert (again.value, again.journaled) == (first.value, True)


async def test_another_thread_asks_for_itself_unless_the_call_is_shared(
    make: Callable[..., Gateway], scripted: ScriptedServer
) -> None:
    await make("one").call(question())
    await make("two").call(question())
    assert scripted.count == 2
    await make("one").call(question("Read this.", shared=True))
    await make("three").call(question("Read this.", shared=True))
    assert scripted.count == 3
    assert make("three").spending().calls == 0


@pytest.mark.parametrize("bad", ["refusal", "content filter", "length limit", "invalid JSON"])
async def test_a_shared_call_shares_nothing_that_could_not_be_read(
    make: Callable[..., Gateway], scripted: ScriptedServer, bad: str
) -> None:
    fault = FAULTS[bad]
    scripted.rule = lambda asked: fault.answer
    assert type(await make("one").call(question(shared=True))) is fault.outcome
    asked_so_far = scripted.count
    scripted.rule = lambda asked: GOOD
    assert isinstance(await make("two").call(question(shared=True)), Answered)
    assert isinstance(await make("three").call(question(shared=True)), Answered)
    assert type(await make("one").call(question(shared=True))) is fault.outcome
    assert scripted.count == asked_so_far + 1


async def test_a_repaired_answer_is_shared_with_how_many_repairs_it_took(
    make: Callable[..., Gateway], scripted: ScriptedServer
) -> None:
    scripted.plan = [Answer("no")]
    assert isinstance(await make("one").call(question(shared=True)), Answered)
    again = await make("two").call(question(shared=True))
    assert isinstance(again, Answered)
    assert (again.attempts, again.journaled, scripted.count) == (2, True, 2)


@pytest.mark.parametrize(
    "other",
    [
        question("Really?"),
        question(persona="ann"),
        question(turn="2"),
        question(max_tokens=99),
        question(temperature=0.5),
        Call("ask", "other", "You give verdicts.", "Well?", JsonForm(Verdict)),
        Call("ask", "scripted", "You give good verdicts.", "Well?", JsonForm(Verdict)),
    ],
)
async def test_a_call_that_differs_is_another_call(
    make: Callable[..., Gateway], scripted: ScriptedServer, other: Call[Verdict]
) -> None:
    await make().call(question())
    await make().call(other)
    assert scripted.count == 2


async def test_mistakes_go_back_at_most_twice(make: Callable[..., Gateway], scripted: ScriptedServer) -> None:
    scripted.plan = [Answer('{"word": "yes", "share": 7}'), Answer("Sure! It is yes.")]
    outcome = await make().call(question())
    assert isinstance(outcome, Answered)
    assert outcome.attempts == 3
    second = [message["content"] for message in scripted.asked[1].body["messages"]]
    assert second[2] == '{"word": "yes", "share": 7}'
    assert "> share: Input should be less than or equal to 1 (found: 7)" in second[3]
    scripted.rule = lambda asked: Answer("no")
    assert isinstance(await make().call(question("Again?")), Invalid)
    assert scripted.count == 6
    # The whole exchange is in the journal: asked again, it costs nothing and ends the same.
    assert isinstance(await make().call(question("Again?")), Invalid)
    assert scripted.count == 6


async def test_free_text_is_checked_too(make: Callable[..., Gateway], scripted: ScriptedServer) -> None:
    def check(text: str) -> list[str]:
        if "flour" not in text:
            raise MistakenAnswerError("There is no flour in it.")
        return text.split()

    scripted.plan = [Answer("water"), Answer("```yaml\nflour water\n```")]
    outcome = await make().call(Call("ask", "scripted", "You bake.", "What is in it?", TextForm(check)))
    assert isinstance(outcome, Answered)
    assert outcome.value == ["flour", "water"]
    assert "response_format" not in scripted.asked[0].body


async def test_the_key_is_in_no_outcome_and_not_in_the_journal(
    make: Callable[..., Gateway], scripted: ScriptedServer, tmp_path: Path
) -> None:
    outcome = await make(OPENAI_API_KEY="sk-wrong-4711").call(question())
    assert isinstance(outcome, Unreachable)
    scripted.rule = lambda asked: Answer(status=400, message=f"Odd request with {KEY}")
    rejected = await make().call(question())
    assert isinstance(rejected, Unreachable)
    assert "Odd request" in rejected.advice
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in ("sk-wrong-4711", KEY):
        assert secret not in repr((outcome, rejected))
        assert secret.encode() not in kept


OLD_SERVERS = {
    "no bounds": (
        "Invalid schema for response_format 'answer': maxLength is not permitted",
        lambda b: "maxLength" in json.dumps(b),
    ),
    "no schema": (
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
        lambda b: "json_schema" in json.dumps(b.get("response_format")),
    ),
    "no format": ("Unknown field: response_format", lambda b: "response_format" in b),
    "no usage": ("Unknown field: stream_options", lambda b: "stream_options" in b),
    "no temperature": ("Unsupported value: 'temperature'", lambda b: "temperature" in b),
    "newer name": ("Use 'max_completion_tokens' instead", lambda b: "max_tokens" in b),
}


@pytest.mark.parametrize("server", OLD_SERVERS)
async def test_a_server_that_knows_less_is_asked_for_less(
    make: Callable[..., Gateway], scripted: ScriptedServer, server: str, recwarn: pytest.WarningsRecorder
) -> None:
    complaint, is_too_much = OLD_SERVERS[server]

    def rule(asked: Asked) -> Answer:
        return Answer(status=400, message=complaint) if is_too_much(asked.body) else GOOD

    scripted.rule = rule
    gateway = make()
    outcome = await gateway.call(question(temperature=0.5))
    assert isinstance(outcome, Answered)
    rejected = scripted.count - 1
    assert 1 <= rejected <= 3
    assert not recwarn.list
    await gateway.call(question("And?", temperature=0.5))
    assert scripted.count == rejected + 2
    if server in ("no schema", "no format"):
        assert '"maxLength": 40' in scripted.asked[-1].words


async def test_usage_is_estimated_where_none_is_told(make: Callable[..., Gateway], scripted: ScriptedServer) -> None:
    scripted.rule = lambda asked: Answer(GOOD.text, usage=False)
    outcome = await make().call(question())
    assert isinstance(outcome, Answered)
    assert outcome.usage.estimated
    assert outcome.usage.completion_tokens >= len(GOOD.text) / 4


async def test_the_budget_is_never_exceeded(make: Callable[..., Gateway], scripted: ScriptedServer) -> None:
    gateway = make(SOBREMESA_MAX_CALLS="3", SOBREMESA_CONCURRENCY="2")
    outcomes = await asyncio.gather(*(gateway.call(question(str(number))) for number in range(8)))
    assert [type(outcome) for outcome in outcomes].count(Answered) == 3
    assert outcomes.count(OverBudget("calls")) == 5
    assert scripted.count == 3
    assert scripted.most_at_once <= 2
    answered = next(number for number, outcome in enumerate(outcomes) if isinstance(outcome, Answered))
    assert isinstance(await gateway.call(question(str(answered))), Answered)
    assert await make(SOBREMESA_MAX_TOKENS="100").call(question()) == OverBudget("tokens")
    assert await make(SOBREMESA_MAX_USD="1").call(question()) == OverBudget("price")
    dear = make("another", SOBREMESA_MAX_USD="0.001", SOBREMESA_PRICE="1/2")
    assert await dear.call(question()) == OverBudget("usd")


async def test_calls_run_side_by_side_up_to_the_limit(make: Callable[..., Gateway], scripted: ScriptedServer) -> None:
    limit = 4
    together = threading.Barrier(limit)

    def rule(asked: Asked) -> Answer:
        # Nobody is answered before as many are in flight as may be.
        together.wait(timeout=30)
        return GOOD

    scripted.rule = rule
    gateway = make(SOBREMESA_CONCURRENCY=str(limit))
    outcomes = await asyncio.gather(*(gateway.call(question(str(number))) for number in range(2 * limit)))
    assert all(isinstance(outcome, Answered) for outcome in outcomes)
    assert scripted.most_at_once == limit


async def test_the_deadline_ends_waiting(make: Callable[..., Gateway], scripted: ScriptedServer) -> None:
    scripted.rule = lambda asked: Answer(GOOD.text, delay=60)
    gateway = make(SOBREMESA_DEADLINE="0.5")
    began = time.monotonic()
    assert await gateway.call(question()) == OverBudget("deadline")
    assert await gateway.call(question("And?")) == OverBudget("deadline")
    assert time.monotonic() - began < 30
    assert gateway.spending().calls == 1
    assert gateway.spending().completion_tokens == 2_000


async def test_a_cancelled_call_leaves_no_request_unaccounted(
    make: Callable[..., Gateway], scripted: ScriptedServer
) -> None:
    scripted.rule = lambda asked: Answer(GOOD.text, delay=0.5)
    gateway = make()
    task = asyncio.create_task(gateway.call(question()))
    while scripted.count == 0:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert gateway.spending().calls == 1
    scripted.rule = lambda asked: GOOD
    assert isinstance(await gateway.call(question()), Answered)


async def test_a_line_that_is_kept_open_serves_one_call_after_another(
    make: Callable[..., Gateway], scripted: ScriptedServer
) -> None:
    gateway = make()
    async with gateway.open():
        for number in range(3):
            assert isinstance(await gateway.call(question(str(number))), Answered)
    assert scripted.connections == 1
    assert isinstance(await gateway.call(question("after")), Answered)
    assert scripted.connections == 2


def test_a_gateway_serves_one_event_loop_after_another(make: Callable[..., Gateway], scripted: ScriptedServer) -> None:
    gateway = make()
    outcomes: list[Outcome[Verdict]] = [asyncio.run(gateway.call(question(str(number)))) for number in range(3)]
    assert all(isinstance(outcome, Answered) for outcome in outcomes)
    assert scripted.count == 3


async def test_odd_characters_survive_or_vanish(
    make: Callable[..., Gateway], scripted: ScriptedServer, tmp_path: Path
) -> None:
    scripted.rule = lambda asked: Answer('{"word": "caf\\u00e9 \\u0000\\ud800\\u202e!", "share": 0}')
    outcome = await make().call(question())
    assert isinstance(outcome, Answered)
    assert outcome.value.word == "café \ufffd!"
    with sqlite3.connect(tmp_path / "journal.sqlite") as database:
        assert database.execute("SELECT count(*) FROM answers").fetchone() == (1,)
    database.close()
