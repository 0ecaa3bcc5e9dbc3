"""Text that a database would choke on is made safe where it enters: both stores keep it, and keep the same."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from postgres_server import PostgresServer
from scripted_llm import Answer, Asked, serve
from scripted_rules import whole_loop
from sobremesa import asimulate_scenario
from sobremesa.errors import BadRequestError
from sobremesa.graphs.driving import opened
from sobremesa.nodes.settings import Settings

HOSTILE = "a\x00b\ud800c\x1b[31md\u202ee\u2028f"
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\u2028]")


def hostile(asked: Asked) -> Answer:
    """The rule's answer, with such text in every field that holds text, and numbers that are none now and then."""
    answer = whole_loop(asked)
    if asked.schema is None:
        return replace(answer, text=f"{answer.text}\x00\x1b[2J")
    fields = json.loads(answer.text)
    if "speech" in fields:
        fields |= {"speech": f"{fields['speech']} {HOSTILE}", "thought": HOSTILE, "intention": HOSTILE}
    return replace(answer, text=json.dumps(fields))


def texts(value: Any) -> list[str]:
    """All text in a state, names too."""
    match value:
        case str():
            return [value]
        case dict():
            return [text for item in (*value, *value.values()) for text in texts(item)]
        case list() | tuple():
            return [text for item in value for text in texts(item)]
    return []


async def state(environ: dict[str, str]) -> dict[str, Any]:
    """What is kept of a talk in which everybody says such things."""
    settings = Settings.from_env(environ)
    result = await asimulate_scenario(
        f"Three founders quarrel: characters all of them. {HOSTILE}",
        context={f"town{HOSTILE}": HOSTILE}, mode="social", rounds=1, masked=False, seed=1, thread_id="t",
        settings=settings,
    )  # fmt: skip
    assert result.status == "done"
    async with opened(settings, "t") as thread:
        return dict(await thread.values())


async def test_both_stores_keep_the_same_and_nothing_unsafe(postgres: PostgresServer, tmp_path: Path) -> None:
    with serve(hostile) as server:
        files = await state(server.environ(SOBREMESA_HOME=str(tmp_path / "files")))
    with serve(hostile) as server:
        environ = server.environ(SOBREMESA_HOME=str(tmp_path / "tables"), SOBREMESA_DATABASE=postgres.new_database())
        tables = await state(environ)
    assert tables == files
    said = texts(files)
    assert any("ab" in text and "cd" in text for text in said), "it has come through"
    assert not [text for text in said if UNSAFE.search(text)]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 2**63])
async def test_a_number_that_no_database_holds_is_refused_at_the_door(number: float, tmp_path: Path) -> None:
    with pytest.raises(BadRequestError, match="finite"):
        await asimulate_scenario("Three people talk.", context={"n": number}, settings=Settings(home=tmp_path))
