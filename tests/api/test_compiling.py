"""A scenario is translated once, and anew when that is asked for."""

from pathlib import Path

import pytest

from scripted_llm import Answer, ScriptedServer
from sobremesa.api import acompile
from sobremesa.mechanics.library import load
from sobremesa.mechanics.writing import write_document
from sobremesa.nodes.interpreter import Translation
from sobremesa.nodes.settings import Settings

SCENARIO = "100 people with neural interfaces. Interfaces fail at 10% rate."


@pytest.fixture
def settings(scripted: ScriptedServer, tmp_path: Path) -> Settings:
    return Settings.from_env(scripted.environ(SOBREMESA_HOME=str(tmp_path)))


async def compiled(settings: Settings, *, recompile: bool = False) -> str:
    made = await acompile(SCENARIO, mode="mechanics", settings=settings, recompile=recompile)
    assert isinstance(made, Translation)
    return made.document.model


async def test_a_document_is_kept_until_it_is_asked_for_anew(scripted: ScriptedServer, settings: Settings) -> None:
    scripted.plan = [Answer(write_document(load(name))) for name in ("interface_failure", "sir_mixed")]
    assert await compiled(settings) == await compiled(settings) == "interface_failure"
    assert scripted.count == 1
    assert await compiled(settings, recompile=True) == "sir_mixed"
    assert await compiled(settings) == "sir_mixed"
    assert scripted.count == 2
