"""A process that takes the leases of many threads, and says of each whether it `won`, or was told that it is `busy`.

Its arguments are a folder for files or the address of a database, a number of threads, and where in each block of ten
it begins: two who began at the same place would run one behind the other. It says `ready`, and begins when a line comes
in. It keeps what it has won until its standard input ends.
"""

import sys
from pathlib import Path

from sobremesa.store.postgres import PostgresDatabase
from sobremesa.store.runs import RunTable, ThreadBusyError

BLOCK = 10


def race(table: RunTable, threads: int, first: int) -> list[str]:
    """What came of each thread."""
    told = [""] * threads
    for number in sorted(range(threads), key=lambda number: (number // BLOCK, (number - first) % BLOCK)):
        try:
            table.acquire(f"thread-{number}")
            told[number] = "won"
        except ThreadBusyError:
            told[number] = "busy"
    return told


if __name__ == "__main__":
    where, threads, first = sys.argv[1:]
    postgres = where.startswith("postgresql:")
    table = RunTable(PostgresDatabase(where) if postgres else Path(where) / "runs.sqlite")
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    words = race(table, int(threads), int(first))
    print(*words, flush=True)  # noqa: T201
    sys.stdin.read()
