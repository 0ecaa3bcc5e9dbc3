"""Every fault of a server, on a real one: its one outcome, how often it is tried, and never past the deadline."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripted_faults import FAULTS, GOOD, MISTAKES, question
from scripted_llm import Answer, Asked, ScriptedServer
from sobremesa.nodes.gateway import Answered, Gateway, Invalid, OverBudget, Refused, Unreachable
from sobremesa.nodes.settings import Settings
from sobremesa.store.journal import Journal

PASSING = [name for name, fault in FAULTS.items() if fault.requests > 1 and fault.outcome is not Invalid]


@pytest.mark.parametrize("name", FAULTS)
async def test_every_fault_has_its_outcome(make: Callable[..., Gateway], scripted: ScriptedServer, name: str) -> None:
    fault = FAULTS[name]
    scripted.rule = lambda asked: fault.answer
    gateway = make(**fault.environ)
    outcome = await gateway.call(question())
    assert type(outcome) is fault.outcome
    assert scripted.count == fault.requests == gateway.spending().calls
    if isinstance(outcome, Unreachable):
        assert outcome.kind == fault.kind
        assert outcome.advice.endswith(".")
    # Whoever comes after is not harmed.
    scripted.rule = lambda asked: GOOD
    assert isinstance(await gateway.call(question("And now?")), Answered)


@pytest.mark.parametrize("name", PASSING)
async def test_what_passes_is_tried_again(make: Callable[..., Gateway], scripted: ScriptedServer, name: str) -> None:
    scripted.plan = [FAULTS[name].answer]
    outcome = await make(**FAULTS[name].environ).call(question())
    assert isinstance(outcome, Answered)
    assert scripted.count == 2


@pytest.mark.parametrize("name", PASSING)
async def test_no_fault_is_tried_past_the_deadline(scripted: ScriptedServer, tmp_path: Path, name: str) -> None:
    """With real pauses: each of these would go on for longer than there is time."""
    scripted.rule = lambda asked: FAULTS[name].answer
    settings = Settings.from_env(scripted.environ(SOBREMESA_HOME=str(tmp_path), SOBREMESA_DEADLINE="0.4"))
    gateway = Gateway(settings, Journal(settings.journal_path), "thread")
    assert await gateway.call(question()) == OverBudget("deadline")
    assert scripted.count <= 1
    assert gateway.spending().stopped_by == "deadline"


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.outcome is Invalid])
async def test_mistakes_are_sent_back_with_what_is_wrong(
    make: Callable[..., Gateway], scripted: ScriptedServer, name: str
) -> None:
    scripted.rule = lambda asked: FAULTS[name].answer
    outcome = await make().call(question())
    assert isinstance(outcome, Invalid)
    assert scripted.count == MISTAKES
    lengths = [len(asked.body["messages"]) for asked in scripted.asked]
    assert lengths == [2, 4, 6]
    assert outcome.problem.splitlines()[0] in scripted.asked[-1].words


async def test_retry_after_is_obeyed(make: Callable[..., Gateway], scripted: ScriptedServer, pauses: Any) -> None:
    scripted.plan = [Answer(status=429, headers={"Retry-After": "7"}), Answer(status=429)]
    assert isinstance(await make().call(question()), Answered)
    assert 7 <= pauses.seconds[0] <= 7 * 1.25
    assert pauses.seconds[1] < 7
    scripted.plan = [Answer(status=429, headers={"Retry-After": "4000"})]
    outcome = await make().call(question("Later?"))
    assert isinstance(outcome, Unreachable)
    assert "4000 s" in outcome.advice


async def test_nobody_waits_for_what_comes_after_the_deadline(
    make: Callable[..., Gateway], scripted: ScriptedServer, pauses: Any
) -> None:
    scripted.plan = [Answer(status=429, headers={"Retry-After": "200"})]
    assert await make(SOBREMESA_DEADLINE="150").call(question()) == OverBudget("deadline")
    assert pauses.seconds == []


async def test_an_endpoint_that_is_down_is_named(make: Callable[..., Gateway]) -> None:
    outcome = await make(OPENAI_BASE_URL="http://127.0.0.1:9/v1").call(question())
    assert isinstance(outcome, Unreachable)
    assert outcome.kind == "connection"
    assert "http://127.0.0.1:9/v1" in outcome.advice


async def test_a_proxy_that_is_none_is_an_outcome_too(
    make: Callable[..., Gateway], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "gopher://127.0.0.1:9")
    assert isinstance(await make().call(question()), Unreachable)


async def test_a_filtered_prompt_counts_as_declined_and_the_filter_is_named(
    make: Callable[..., Gateway], scripted: ScriptedServer
) -> None:
    scripted.plan = [FAULTS["content filter on the prompt"].answer]
    outcome = await make().call(question())
    assert isinstance(outcome, Refused)
    assert scripted.base_url in outcome.words


async def test_what_a_server_counts_is_taken_within_reason(
    make: Callable[..., Gateway], scripted: ScriptedServer
) -> None:
    usage = {"prompt_tokens": 10**30, "completion_tokens": -5, "total_tokens": 1}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    said = {**chunk, "choices": [{"index": 0, "delta": {"content": GOOD.text}, "finish_reason": "stop"}]}
    told = {**chunk, "choices": [], "usage": usage}
    raw = "".join(f"data: {json.dumps(part)}\n\n" for part in (said, told)) + "data: [DONE]\n\n"
    scripted.plan = [Answer(raw=raw, headers={"Content-Type": "text/event-stream"})]
    gateway = make(SOBREMESA_MAX_TOKENS="1000000000000")
    assert isinstance(await gateway.call(question()), Answered)
    spent = gateway.spending()
    assert (spent.prompt_tokens, spent.completion_tokens) == (10**9, 0)


def formats(server: ScriptedServer) -> list[str]:
    return ["grammar" if "grammar" in asked.body else "schema" for asked in server.asked]


async def test_a_server_of_llama_cpp_is_given_a_grammar_as_soon_as_it_is_known(
    make: Callable[..., Gateway], scripted: ScriptedServer
) -> None:
    scripted.name = "llama.cpp"
    gateway = make()
    assert isinstance(await gateway.call(question()), Answered)
    assert isinstance(await gateway.call(question("And?")), Answered)
    assert formats(scripted) == ["schema", "grammar"]
    body = scripted.asked[1].body
    assert body["grammar"].startswith("%llguidance {}\nstart: %json ")
    assert "response_format" not in body
    schema, plain = (json.loads(json.dumps(asked.schema)) for asked in reversed(scripted.asked))
    assert schema.pop("x-guidance") == {"whitespace_flexible": False}
    assert schema["properties"]["share"].pop("multipleOf") == 0.01  # or digits go on for ever
    assert schema == plain


async def test_one_that_is_built_without_grammars_is_asked_once(
    make: Callable[..., Gateway], scripted: ScriptedServer
) -> None:
    def rule(asked: Asked) -> Answer:
        known = "grammar" not in asked.body
        return GOOD if known else Answer(status=400, message="llguidance (cmake -DLLAMA_LLGUIDANCE=ON) is not enabled")

    scripted.name, scripted.rule = "llama.cpp", rule
    gateway = make()
    for user in ("One?", "Two?", "Three?"):
        assert isinstance(await gateway.call(question(user)), Answered)
    assert formats(scripted) == ["schema", "grammar", "schema", "schema"]
