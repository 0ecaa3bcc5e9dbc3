"""Gateways to the scripted server, whose pauses pass at once and are remembered."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from scripted_faults import GOOD
from scripted_llm import ScriptedServer
from sobremesa.nodes.gateway import Gateway
from sobremesa.nodes.settings import Settings
from sobremesa.store.journal import Journal


class Pauses:
    """Stands for waiting: remembers how long it would have been."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def make(scripted: ScriptedServer, tmp_path: Path, pauses: Pauses) -> Callable[..., Gateway]:
    """Make a gateway for a thread, with whatever else stands in the environment."""
    scripted.rule = lambda asked: GOOD

    def make(thread: str = "thread", **environ: str) -> Gateway:
        settings = Settings.from_env(scripted.environ(SOBREMESA_HOME=str(tmp_path), **environ))
        return Gateway(settings, Journal(settings.journal_path), thread, pause=pauses)

    return make
