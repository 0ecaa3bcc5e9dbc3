"""A run on a disk that fills up in the middle of it: what it ends with, and what is left, saved where there is room.

Its arguments are the home of the thread, the request as JSON, and a folder that the home is copied to.
"""

import asyncio
import shutil
import sys
from pathlib import Path

from sobremesa.graphs import run
from sobremesa.nodes.contract import Request
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.settings import Settings
from sobremesa.store.faults import StorageError

TURNS = 4
PIECE = 4096


def fill(home: Path) -> None:
    """Leave no room."""
    with (home.parent / "everything").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(PIECE))
        except OSError:
            return


def main(home: Path, request: str, saved: Path) -> None:
    """Run, and say what came of it."""
    turns = 0

    def watch(event: Progress) -> None:
        nonlocal turns
        turns += event.node == "speak"
        if event.node == "speak" and turns == TURNS:
            fill(home)

    settings = Settings(home=home)
    try:
        asyncio.run(run.start(Request.model_validate_json(request), settings, "t", watch=watch))
    except StorageError as error:
        print(type(error).__name__)  # noqa: T201
        print(error)  # noqa: T201
    (home.parent / "everything").unlink()
    print(run.run_table(settings).get("t").status)  # noqa: T201
    shutil.copytree(home, saved)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
