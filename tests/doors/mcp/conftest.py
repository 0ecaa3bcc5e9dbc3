"""Servers in processes of their own, before a language model on loopback that can be held."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from scripted_llm import Answer, Asked, ScriptedServer, serve
from scripted_rules import whole_loop
from sobremesa.nodes.settings import Settings

LONG = 60.0
TOKEN = "a-token-of-the-test-0123456789"
COMMAND = [sys.executable, "-m", "sobremesa", "mcp"]


@dataclass
class Held:
    """A language model that answers while `opened` is set, and the environment of a server that asks it."""

    scripted: ScriptedServer
    opened: threading.Event
    environ: dict[str, str]

    @property
    def settings(self) -> Settings:
        return Settings(home=Path(self.environ["SOBREMESA_HOME"]))


@dataclass(frozen=True)
class Web:
    """A server over HTTP."""

    address: str
    held: Held

    @asynccontextmanager
    async def client(self, token: str = TOKEN) -> AsyncIterator[Client]:
        """A client of it."""
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=LONG, trust_env=False) as http,
            Client(streamable_http_client(self.address, http_client=http)) as client,
        ):
            yield client


def environment(scripted: ScriptedServer, home: Path, runs: int) -> dict[str, str]:
    """What a server needs of this process's environment, and its language model."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "HOME") if name in os.environ}
    return {**kept, **scripted.environ(SOBREMESA_HOME=str(home), SOBREMESA_RUNS=str(runs))}


def holding(scripted: ScriptedServer) -> threading.Event:
    """From now on it answers only while the event is set."""
    opened = threading.Event()
    opened.set()

    def rule(asked: Asked) -> Answer:
        assert opened.wait(LONG)
        return whole_loop(asked)

    scripted.rule = rule
    return opened


@pytest.fixture
def held(scripted: ScriptedServer, tmp_path: Path) -> Held:
    return Held(scripted, holding(scripted), environment(scripted, tmp_path / "home", 2))


def over_stdio(held: Held, mode: str = "auto") -> AbstractAsyncContextManager[Client]:
    """A client with a server of its own."""
    parameters = StdioServerParameters(command=COMMAND[0], args=COMMAND[1:], env=held.environ)
    return Client(parameters, mode=mode)


@pytest.fixture
def stdio() -> Callable[..., AbstractAsyncContextManager[Client]]:
    """`stdio(held, mode)` is a client with a server of its own."""
    return over_stdio


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A server over HTTP, two runs at a time."""
    home = tmp_path_factory.mktemp("home")
    with serve(whole_loop) as scripted, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        held = Held(scripted, holding(scripted), environment(scripted, home, 2))
        listener.close()
        log = home / "server.log"
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [*COMMAND, "--http", "--port", str(port)],
                env={**held.environ, "SOBREMESA_MCP_TOKEN": TOKEN},
                stdout=sink,
                stderr=sink,
            )
            try:
                until_it_listens(process, port, log)
                yield Web(f"http://127.0.0.1:{port}/mcp", held)
            finally:
                process.terminate()
                process.wait(LONG)


def until_it_listens(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    while process.poll() is None:
        with socket.socket() as knocking:
            if knocking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(log.read_text(encoding="utf-8", errors="replace")[-3000:])
