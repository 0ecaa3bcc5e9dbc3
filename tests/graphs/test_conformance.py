"""LangGraph's own suite for whoever keeps checkpoints, on both of ours: of what they can do, everything is right."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from langgraph.checkpoint.conformance import checkpointer_test, validate

from postgres_server import PostgresServer
from sobremesa.graphs.checkpoints import Saver, open_saver
from sobremesa.nodes.settings import Settings

NEEDED = {"put", "put_writes", "get_tuple", "list", "delete_thread"}


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
async def test_the_saver_keeps_to_langgraphs_contract(
    store: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    made = 0

    def settings() -> Settings:
        """A new place for each capability."""
        nonlocal made
        made += 1
        if store == "sqlite":
            return Settings(home=tmp_path / str(made))
        server: PostgresServer = request.getfixturevalue("postgres")
        return Settings.model_validate({"home": tmp_path, "database": server.new_database()})

    @checkpointer_test(name=f"sobremesa on {store}")
    async def saver() -> AsyncGenerator[Saver, None]:
        async with open_saver(settings(), None) as opened:
            yield opened

    report = await validate(saver)
    done = {name: result for name, result in report.results.items() if result.detected}
    assert {name: result.failures for name, result in done.items() if result.failures} == {}
    assert done.keys() >= NEEDED
    assert sum(result.tests_passed for result in done.values()) > 50
