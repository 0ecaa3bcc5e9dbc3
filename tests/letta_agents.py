"""Letta Code as it is installed, with a home of its own, and a scripted model in the place of its language model."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from scripted_agent import MODEL, Agent, Asked, Script

PATIENCE = 240


@dataclass
class LettaCode:
    """Letta Code with the mod and the skill of this installation. `home` is its user's, `model` its model."""

    program: Path
    home: Path
    model: Agent
    environ: Mapping[str, str]

    def run(self, *words: str) -> str:
        """What a command says."""
        ended = subprocess.run(
            [self.program, "--backend", "local", *words],
            env=dict(self.environ),
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def asks(self, script: Script, prompt: str = "What if?") -> Conversation:
        """A new agent gets a prompt, and its model does what the script says."""
        self.model.script, before = script, len(self.model.asked)
        said = json.loads(
            self.run("--new-agent", "-m", f"openai-compatible/{MODEL}", "-p", prompt, "--output-format", "json")
        )
        return Conversation(
            said["result"], [asked for asked in self.model.asked[before:] if asked.tools and prompt in asked.words]
        )


@dataclass(frozen=True)
class Conversation:
    """What the agent said in the end, and what its model was asked on the way."""

    said: str
    asked: list[Asked]

    @property
    def results(self) -> list[dict[str, Any]]:
        """What the tools gave, as data."""
        return [json.loads(text) for text in self.asked[-1].returned]


def letta_program() -> Path:
    """The program, which `make letta` puts beside this Python. Where CI has none, its set-up is broken."""
    found = shutil.which("letta", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("there is no Letta Code here: run `make letta`")
    return Path(found)


def quiet(home: Path) -> dict[str, str]:
    """An environment in which Letta Code talks to nobody but its model, and Sobremesa has no language model."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "SOBREMESA_", "LETTA_"))
    }
    return {
        **kept,
        "HOME": str(home),
        "SOBREMESA_HOME": str(home / "simulations"),
        "LETTA_CODE_TELEM": "0",
        "DISABLE_AUTOUPDATER": "1",
    }


@asynccontextmanager
async def app_server(letta: LettaCode, *words: str) -> AsyncIterator[str]:
    """Letta's App Server on loopback, without the mod, whose tools would go before those from outside."""
    server = await asyncio.create_subprocess_exec(
        *(letta.program, "server", "--backend", "local", "--listen", *words),
        env={**letta.environ, "LETTA_DISABLE_MODS": "1"},
        cwd=letta.home,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert server.stdout is not None
        line = (await server.stdout.readline()).decode()
        assert line.startswith("Listening on "), line
        yield line.removeprefix("Listening on ").strip()
    finally:
        server.terminate()
        await server.wait()


async def told(socket: ClientConnection, wanted: Callable[[Mapping[str, Any]], bool]) -> Mapping[str, Any]:
    """The next message of the server that is wanted."""
    async for text in socket:
        message: Mapping[str, Any] = json.loads(text)
        if wanted(message):
            return message
    raise AssertionError("the server hung up")


async def started(user: ClientConnection, name: str) -> Mapping[str, Any]:
    """A new agent of that name on an App Server, in a conversation with its user."""
    new = {"create_agent": {"body": {"name": name, "model": f"openai-compatible/{MODEL}"}}, "create_conversation": {}}
    await user.send(json.dumps({"type": "runtime_start", "request_id": name, **new}))
    runtime: Mapping[str, Any] = (await told(user, lambda message: message.get("request_id") == name))["runtime"]
    return runtime


async def prompted(user: ClientConnection, runtime: Mapping[str, Any], prompt: str) -> None:
    """Its user says something, and waits until the agent has done with it."""
    message = {"kind": "create_message", "messages": [{"role": "user", "content": prompt}]}
    await user.send(json.dumps({"type": "input", "runtime": runtime, "payload": message}))
    await asyncio.wait_for(told(user, lambda message: message["type"] == "turn_finished"), 120)
