"""Clients over streamable HTTP: with the token only, several at once, some that go away, more than can run."""

import asyncio
from typing import Any

import httpx2
import pytest

from sobremesa.doors.mcp.token import Guarded, chosen, made_up
from sobremesa.graphs import run
from sobremesa.nodes.settings import SettingsError

TALK = {"scenario": "Two siblings argue about selling the boat.", "rounds": 1, "masked": False}
MANY = 50


def count(web: Any, status: str) -> int:
    return sum(record.status == status for record in run.threads(web.held.settings))


async def test_two_clients_at_once_each_get_their_own(web: Any) -> None:
    async with web.client() as one, web.client() as other:
        answers = await asyncio.gather(
            one.call_tool("simulate_interactions", {**TALK, "seed": 1}),
            other.call_tool("simulate_interactions", {**TALK, "scenario": "Three founders argue about the name."}),
        )
        first, second = (answer.structured_content for answer in answers)
        assert (first["status"], second["status"]) == ("done", "done")
        assert first["thread_id"] != second["thread_id"]
        crossed = await other.call_tool("get_simulation", {"thread_id": first["thread_id"]})
        assert crossed.structured_content["answer"] == first["answer"]


async def test_nobody_is_let_in_without_the_token(web: Any) -> None:
    before = len(run.threads(web.held.settings))
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    async with httpx2.AsyncClient(trust_env=False) as http:
        for headers in (
            [],
            [("Authorization", "Bearer wrong-token-0123456789")],
            [("Authorization", "Basic a-token-of-the-test-0123456789")],
            [("Authorization", "bearer")],
            [("Authorization", f"Bearer {'x' * 4000}")],
        ):
            answer = await http.post(web.address, json=message, headers=headers)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Bearer")
    with pytest.raises(BaseExceptionGroup):
        async with web.client("wrong-token-0123456789") as client:
            await client.list_tools()
    assert len(run.threads(web.held.settings)) == before


async def test_a_client_that_goes_away_ends_nothing(web: Any) -> None:
    web.held.opened.clear()
    key = {"idempotency_key": "gone"}
    async with web.client() as client:
        calling = asyncio.create_task(client.call_tool("simulate_interactions", {**TALK, "seed": 7, **key}))
        while not count(web, "running"):
            await asyncio.sleep(0.02)
        calling.cancel()
        await asyncio.wait({calling})
    web.held.opened.set()
    async with web.client() as client:
        again = await client.call_tool("simulate_interactions", {**TALK, "seed": 7, **key})
    assert again.structured_content["status"] == "done"
    assert again.structured_content["retry_safe"]


async def test_fifty_calls_wait_their_turn_and_all_are_answered(web: Any) -> None:
    before = {record.thread_id for record in run.threads(web.held.settings)}
    web.held.opened.clear()
    web.held.scripted.most_at_once = 0
    async with web.client() as one, web.client() as other:
        calls = [
            client.call_tool("simulate_scenario", {"scenario": f"Good morning, number {number}!", "wait": 0})
            for client in (one, other)
            for number in range(MANY // 2)
        ]
        begun = [answer.structured_content for answer in await asyncio.gather(*calls)]
        assert {result["status"] for result in begun} == {"running"}
        threads = {result["thread_id"] for result in begun}
        assert len(threads) == MANY
        while count(web, "running") < 2:
            await asyncio.sleep(0.02)
        looked = await asyncio.gather(
            *(one.call_tool("get_simulation", {"thread_id": thread, "wait": 0}) for thread in sorted(threads))
        )
        told = [answer.structured_content["answer"] for answer in looked]
        assert sum("is at work" in answer for answer in told) == 2
        assert sum("waits for its turn" in answer for answer in told) == MANY - 2
        assert count(web, "running") == 2
        web.held.opened.set()
        done = await asyncio.gather(*(one.call_tool("get_simulation", {"thread_id": thread}) for thread in threads))
    assert {answer.structured_content["status"] for answer in done} == {"needs_input"}
    assert {record.thread_id for record in run.threads(web.held.settings)} - before == threads
    assert web.held.scripted.most_at_once == 2


def test_a_token_is_the_operators_or_made_up() -> None:
    assert chosen({}) is None
    assert chosen({"SOBREMESA_MCP_TOKEN": "x" * 16}) == "x" * 16
    for bad in ("short", "with spaces in it, and long", "ünïcödë-and-long-enough"):
        with pytest.raises(SettingsError, match="SOBREMESA_MCP_TOKEN must be"):
            chosen({"SOBREMESA_MCP_TOKEN": bad})
    assert made_up() != made_up()


async def test_two_authorization_headers_are_none() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def app(*_: Any) -> None:
        raise AssertionError

    header = (b"authorization", b"Bearer right")
    await Guarded(app, "right")({"type": "http", "headers": [header, header]}, app, send)
    assert sent[0]["status"] == 401
