"""Machine code in files: the operator's folder of what has been compiled, within bounds.

A file is a line that says what its object file exports and calls, and the hash of that; then the object file. Who has
compiled much loses first what was not asked for the longest. The folder is trusted as our own sources are: what lies in
it runs. The hash is there for files that were cut short.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 2**26
"""How much the files of a folder may take together."""
ENDING = ".code"


@dataclass(frozen=True, slots=True)
class Code:
    """An object file, the functions that it exports, and the supporting functions that it calls and does not hold."""

    content: bytes
    exported: tuple[str, ...]
    apart: tuple[str, ...]


def find(folder: Path, key: str) -> Code | None:
    """What was kept under a key; None where there is nothing, or nothing whole."""
    file = folder / f"{key}{ENDING}"
    try:
        head, _, content = file.read_bytes().partition(b"\n")
        told = json.loads(head)
        exported, apart, digest = tuple(told["exported"]), tuple(told["apart"]), told["sha256"]
        os.utime(file, ns=(time.time_ns(), file.stat().st_mtime_ns))  # asked for now
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Code(content, exported, apart) if hashlib.sha256(content).hexdigest() == digest else None


def keep(folder: Path, key: str, code: Code) -> None:
    """Write a file so that nobody ever reads half of it, and give up old ones where there are too many.

    Where nothing can be written, nothing is kept: the code is there, and will be compiled again another time.
    """
    digest = hashlib.sha256(code.content).hexdigest()
    head = json.dumps({"exported": code.exported, "apart": code.apart, "sha256": digest})
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as stream:
            stream.write(head.encode() + b"\n" + code.content)
        Path(name).replace(folder / f"{key}{ENDING}")
        prune(folder, MOST_BYTES)


def prune(folder: Path, most: int) -> None:
    """Delete the files that were not asked for the longest, until the others take no more than `most` bytes."""
    files = []
    for file in folder.glob(f"*{ENDING}"):
        with suppress(FileNotFoundError):  # another process prunes too
            told = file.stat()
            files.append((told.st_atime_ns, told.st_size, file))
    total = sum(size for _, size, _ in files)
    for _, size, file in sorted(files):
        if total <= most:
            return
        file.unlink(missing_ok=True)
        total -= size
