"""A process that begins others, in which runs are made that are to be killed: see `graphs/running.py`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

RUNNING = Path(__file__).parent / "graphs" / "running.py"


@dataclass(frozen=True)
class Death:
    """Where a run kills its own process: at the first `write` after it has written so many checkpoints.

    `write` is a checkpoint (`aput`), or what one task of a step has to say (`aput_writes`). With `before` the process
    dies when it is about to be made, no other is under way and no call in flight; else right after it is on the disk.
    With SIGSTOP it only stands still.
    """

    write: Literal["aput", "aput_writes"]
    checkpoints: int
    before: bool
    by: int = signal.SIGKILL


class Nursery:
    """Begins one run after another, each in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self, environ: Mapping[str, str], request: str | None, death: Death | None = None) -> int:
        """Start thread `t` with a request (JSON), or resume it with None; returns the number of the process."""
        assert self._process.stdin is not None
        order = [dict(environ), "t", request, None if death is None else asdict(death)]
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._said())

    def steps(self, count: int) -> None:
        """Wait until it has taken so many steps."""
        for _ in range(count):
            assert not self._said().startswith("ended")

    def ended(self) -> bool:
        """Wait until it has ended; returns whether the run had come to its end by itself."""
        status = self.status()
        assert status in (0, signal.SIGKILL), "an error has ended the run; it stands on standard error"
        return status == 0

    def status(self) -> int:
        """Wait until it has ended; returns what the system says of how."""
        while not (said := self._said()).startswith("ended"):
            pass
        return int(said.split()[1])

    def _said(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def stands_still(number: int) -> bool:
    """Whether a process was stopped, and not continued."""
    return Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "T"


def kill(number: int) -> None:
    """SIGKILL."""
    os.kill(number, signal.SIGKILL)


@contextmanager
def begun() -> Iterator[Nursery]:
    """A nursery for as long as it is needed."""
    command = [sys.executable, str(RUNNING)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Nursery(process)
        assert process.stdin is not None
        process.stdin.close()
