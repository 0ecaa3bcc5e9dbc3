"""Who holds a lease: a process on a host, and whether it is still there."""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Owner:
    """A process. `born` tells it from a later process with the same number ("" where the system doesn't say)."""

    host: str
    pid: int
    born: str

    @classmethod
    def me(cls) -> Owner:
        """This process."""
        return cls(socket.gethostname(), os.getpid(), birth(os.getpid()) or "")

    def is_gone(self) -> bool:
        """True only where the process is known to have ended: then its lease need not run out first."""
        if self.host != socket.gethostname() or sys.platform == "win32":
            return False
        if Path("/proc/self/stat").exists():
            return birth(self.pid) != self.born
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False


def birth(pid: int) -> str | None:
    """When a process started, in clock ticks after boot; None if there is none, or if the system doesn't say."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The second field is the program's name in brackets, which may hold spaces and brackets; starttime is field 22.
    # A zombie (state Z, or X) has ended, although its parent has not asked yet.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in ("Z", "X") else fields[19]
