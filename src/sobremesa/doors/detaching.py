"""A run goes on in a process of its own, though the one that began it ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable

NEW_SESSION = 0x00000008 | 0x00000200
"""Of Windows: DETACHED_PROCESS and CREATE_NEW_PROCESS_GROUP."""


def go_on(threads: Iterable[str]) -> None:
    """Have each thread run on by `sobremesa resume`, with this environment, and nothing of this process's terminal.

    Where another process has taken a thread up by then, that one finds it busy and ends.
    """
    for thread in threads:
        subprocess.Popen(
            [sys.executable, "-m", "sobremesa", "resume", thread, "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=sys.platform != "win32",
            creationflags=NEW_SESSION if sys.platform == "win32" else 0,
        )
