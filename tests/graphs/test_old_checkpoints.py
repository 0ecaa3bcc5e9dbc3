"""Threads that earlier versions kept: those of this version's state go on, those of others are refused in one sentence.

`old/schema-N.zip` holds them, made by `old/making.py` when that version began.
"""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from sobremesa.graphs import run
from sobremesa.graphs.driving import opened
from sobremesa.nodes import loading
from sobremesa.nodes.loading import StateVersionError
from sobremesa.nodes.settings import Settings
from sobremesa.nodes.state import SCHEMA_VERSION

OLD = Path(__file__).with_name("old")
OTHERS = [version for version in range(1, SCHEMA_VERSION + 1) if version != SCHEMA_VERSION]


def kept_by(version: int, home: Path) -> Settings:
    """The home of a Sobremesa that wrote this version."""
    with zipfile.ZipFile(OLD / f"schema-{version}.zip") as packed:
        packed.extractall(home)
    return Settings(home=home)


def rows(settings: Settings) -> list[tuple[object, ...]]:
    """All that is kept in checkpoints."""
    with closing(sqlite3.connect(settings.checkpoints_path)) as database:
        return [*database.execute("SELECT * FROM checkpoints"), *database.execute("SELECT * FROM writes")]


async def test_what_this_version_kept_when_it_began_still_goes_on(tmp_path: Path) -> None:
    settings = kept_by(SCHEMA_VERSION, tmp_path)
    assert {record.thread_id: record.status for record in run.threads(settings)} == {
        "half": "interrupted",
        "whole": "done",
    }
    async with opened(settings, "half") as thread:
        turns = (await thread.values())["rounds"]
    assert turns
    result = await run.resume("half", settings)
    assert (result.status, result.report is not None) == ("done", True)
    async with opened(settings, "half") as thread:
        after = (await thread.values())["rounds"]
    assert all(turn in after for turn in turns)
    assert len(after) == 4
    whole = await run.show("whole", settings)
    assert whole.report is not None
    assert await run.resume("whole", settings) == whole


@pytest.mark.parametrize("version", OTHERS)
async def test_what_another_version_kept_is_refused_and_left_as_it_is(version: int, tmp_path: Path) -> None:
    settings = kept_by(version, tmp_path)
    before = rows(settings)
    for asked in (run.resume, run.show):
        for name in ("half", "whole"):
            with pytest.raises(StateVersionError) as raised:
                await asked(name, settings)
            words = str(raised.value)
            assert f"version {version}" in words
            assert f"version {SCHEMA_VERSION}" in words
            assert words.count("\n") == 0
    assert rows(settings) == before
    assert {record.thread_id for record in run.threads(settings)} == {"half", "whole"}


@pytest.mark.parametrize("version", [SCHEMA_VERSION + 1, "2", None, [2]])
async def test_a_version_that_is_yet_to_come_is_refused(
    version: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = kept_by(SCHEMA_VERSION, tmp_path)
    monkeypatch.setattr(loading, "SCHEMA_VERSION", version)
    with pytest.raises(StateVersionError, match="version"):
        await run.resume("half", settings)
