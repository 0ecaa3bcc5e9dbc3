"""Artifacts as files: each under its own hash, written whole or not at all, and checked when read."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Set
from pathlib import Path

from sobremesa.store.artifacts import HASH, ArtifactDamagedError, ArtifactMissingError
from sobremesa.store.faults import storing

__all__ = ["ArtifactDamagedError", "FileArtifactStore", "sync_folder", "write_whole"]

WHAT = "the folder of artifacts"
SWEPT = ".swept"


class FileArtifactStore:
    """An `ArtifactStore` in a folder: `<root>/<first two digits>/<the other sixty-two>`.

    Safe for several processes at once: a file appears under its final name complete and flushed to the disk, and
    two writers of one artifact write the same bytes.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes) -> str:
        """Keep `content`; returns its SHA-256 in hexadecimal. Raises StorageError; nothing is kept then."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        with storing(WHAT):
            if not touched(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, content)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes under a hash.

        Raises ArtifactMissingError, ArtifactDamagedError where they have changed, and StorageError.
        """
        with storing(WHAT):
            try:
                content = self._path(sha256).read_bytes()
            except FileNotFoundError:
                raise ArtifactMissingError(
                    f"There is no artifact {sha256}: the state belongs to another store."
                ) from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ArtifactDamagedError(f"Artifact {sha256} is damaged: delete its file, and run the thread again.")
        return content

    def has(self, sha256: str) -> bool:
        """Whether the bytes are there."""
        return self._path(sha256).exists()

    def sweep(self, kept: Set[str], before: float) -> tuple[int, int]:
        """Remove what is not `kept` and was last put before a moment (seconds since 1970). Returns number and bytes."""
        removed = size = 0
        with storing(WHAT):
            for path in self._files():
                if path.parent.name + path.name in kept or path.stat().st_mtime >= before:
                    continue
                aside = path.with_name(f"{SWEPT}{path.name}")
                path.replace(aside)
                found = aside.stat()
                # Somebody may have put it again at this moment, and found it there.
                if found.st_mtime >= before:
                    aside.replace(path)
                    continue
                aside.unlink()
                removed, size = removed + 1, size + found.st_size
        return removed, size

    def _files(self) -> Iterator[Path]:
        return (path for path in sorted(self._root.glob("??/*")) if HASH.fullmatch(path.parent.name + path.name))

    def _path(self, sha256: str) -> Path:
        # A hash comes from a checkpoint, which is untrusted: it must not lead out of the root.
        if not HASH.fullmatch(sha256):
            raise ArtifactMissingError(f"{sha256[:80]!r} is no SHA-256.")
        return self._root / sha256[:2] / sha256[2:]


def touched(path: Path) -> bool:
    """Whether a file is there; it is then as if it had just been written."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that after a crash either all of it is there or none."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            temporary.unlink()
            raise
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries, so that a rename survives a power cut; Windows has no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
