"""Writes `schema-N.zip`, N being the version of the state that this Sobremesa writes: threads for later ones to read.

    python tests/graphs/old/making.py

Done once for each version, by the Sobremesa that begins it. Of `half`, a talk that was cut off in its second round, and
of `whole`, one that has its report, the last checkpoint and what was written after it are kept, and their rows in the
table of runs. Nobody's artifacts are.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import zipfile
from contextlib import closing, suppress
from pathlib import Path

from sobremesa.graphs import run
from sobremesa.nodes.contract import Request
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.settings import Settings
from sobremesa.nodes.state import SCHEMA_VERSION

HERE = Path(__file__).parent
REQUEST = Request(
    scenario="A stoic engineer and an anxious nurse talk about a power cut.",
    mode="social",
    rounds=2,
    masked=False,
    seed=1,
)
LATEST = "SELECT max(checkpoint_id) FROM checkpoints AS latest WHERE latest.thread_id = {table}.thread_id"


async def cut_off(settings: Settings, turns: int) -> None:
    """Start a run, and cancel it when so many turns have been spoken."""
    spoken = 0

    def watch(event: Progress) -> None:
        nonlocal spoken
        spoken += event.node == "speak"
        if spoken == turns:
            task.cancel()

    task = asyncio.create_task(run.start(REQUEST, settings, "half", watch=watch))
    with suppress(asyncio.CancelledError):
        await task


def shrink(file: Path) -> None:
    """Leave each thread its last checkpoint."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for table in ("writes", "checkpoints"):
            database.execute(f"DELETE FROM {table} WHERE checkpoint_id <> ({LATEST.format(table=table)})")
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute("VACUUM")


def main() -> None:
    """Make the file."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        asyncio.run(cut_off(settings, 3))
        asyncio.run(run.start(REQUEST, settings, "whole"))
        shrink(settings.home / "checkpoints.sqlite")
        with zipfile.ZipFile(HERE / f"schema-{SCHEMA_VERSION}.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            for name in ("checkpoints.sqlite", "runs.sqlite"):
                packed.write(settings.home / name, name)


if __name__ == "__main__":
    main()
