"""What a cycle's snapshot of a million agents takes: `python -m benchmarks.snapshots [POSTGRES-ADDRESS]`.

Each library model with a coupling lives step after step at that size; its snapshot is kept and read again, as it is
after every cycle. Printed are its megabytes (asked: under 60), their ratio to those of its columns in memory, and the
seconds that making, keeping, reading and restoring it take together (asked: under 0.5), with their ratio to those of
writing and reading the same bytes as a bare file. With an address of Postgres it is kept there, in a row of a table.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm, ModelDocument
from sobremesa.mechanics.engine import Snapshot
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.snapshot import from_bytes, to_bytes
from sobremesa.store.artifact_table import TableArtifactStore
from sobremesa.store.artifacts import ArtifactStore
from sobremesa.store.files import FileArtifactStore, write_whole
from sobremesa.store.postgres import PostgresDatabase

AGENTS = 1_000_000
MEGABYTE = 10**6
MOST_MEGABYTES = 60.0
MOST_SECONDS = 0.5
CYCLES = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """Megabytes of a snapshot and of its columns in memory; seconds of a cycle, and of a bare file; the best."""

    megabytes: float
    raw: float
    seconds: float
    bare: float

    def __str__(self) -> str:
        told = f"{self.megabytes:6.1f} MB ({self.megabytes / self.raw:.2f} times its columns)"
        held = self.megabytes < MOST_MEGABYTES and self.seconds < MOST_SECONDS
        seconds = f"{self.seconds:.3f} s a cycle ({self.seconds / self.bare:.1f} times a bare file)"
        return f"{told}   {seconds}   {'' if held else 'NOT AS ASKED'}"


def population(document: ModelDocument) -> str:
    """The parameter that says how many agents there are."""
    return next(str(kind.count) for kind in document.agents.values() if str(kind.count) in document.parameters)


def measured(document: ModelDocument, store: ArtifactStore, folder: Path) -> Measured:
    """One model at that size."""
    program, engine = check(document), KernelEngine()
    snapshot = engine.start(program, Arm(name="large", set={population(document): AGENTS}), 1, (0,))
    seconds, bare = [], []
    for _ in range(CYCLES):
        snapshot, _ = engine.advance(program, snapshot, 1)
        seconds.append(timed(partial(kept, snapshot, store)))
        content = to_bytes(snapshot)
        bare.append(timed(partial(written, content, folder / "bare")))
    raw = sum(array.nbytes for array in snapshot.columns.values())
    return Measured(len(content) / MEGABYTE, raw / MEGABYTE, min(seconds), min(bare))


def kept(snapshot: Snapshot, store: ArtifactStore) -> Snapshot:
    """A snapshot that was kept and read again."""
    return from_bytes(store.get(store.put(to_bytes(snapshot))))


def written(content: bytes, file: Path) -> bytes:
    """Bytes that were written and read again."""
    write_whole(file, content)
    return file.read_bytes()


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main(address: str | None) -> None:
    """All coupled models of the library."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store: ArtifactStore = FileArtifactStore(folder / "artifacts")
        if address is not None:
            store = TableArtifactStore(PostgresDatabase(address))
        for model in library.names():
            document = library.load(model)
            if document.coupling is not None:
                print(f"{model:<24}{measured(document, store, folder)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
