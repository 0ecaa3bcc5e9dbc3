"""Letta Code with our mod and skill, in a home of its own, with a scripted model."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from letta_agents import LettaCode, letta_program, quiet
from scripted_agent import serve
from sobremesa.letta.installing import install
from sobremesa.letta.places import places


@pytest.fixture(scope="module")
def letta(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LettaCode]:
    program, home = letta_program(), tmp_path_factory.mktemp("home")
    install(places({}, home))
    with serve(lambda asked: "nothing") as model:
        code = LettaCode(program, home, model, quiet(home))
        code.run("connect", "openai-compatible", "--base-url", model.base_url, "--api-key", "none")
        yield code
