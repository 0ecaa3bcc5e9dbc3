"""Which program this is, and on which platform: what decides the bits of a run besides its request and its answers."""

from __future__ import annotations

import hashlib
import os
import platform
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from sobremesa.nodes.capsule.capsule import WrittenBy

WRITTEN = frozenset({".py", ".md", ".yaml", ".html", ".css"})
SHOWN = 12
"""Digits of the code's hash."""


@cache
def this_program() -> WrittenBy:
    """The program that runs now."""
    return WrittenBy(
        sobremesa=version("sobremesa"),
        code=_code(),
        mesa=version("mesa"),
        numpy=version("numpy"),
        python=platform.python_version(),
        system=platform.system() or "unknown",
        machine=platform.machine(),
        libc=" ".join(platform.libc_ver()).strip(),
    )


def _code() -> str:
    """A hash of all that the package is written in, which tells two states of one version apart."""
    root = Path(str(files("sobremesa")))
    found = hashlib.sha256()
    # The rooms are links in a checkout, which a glob would not follow.
    paths = (Path(folder) / name for folder, _, names in os.walk(root, followlinks=True) for name in names)
    for path in sorted(path for path in paths if path.suffix in WRITTEN):
        found.update(f"{path.relative_to(root).as_posix()}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:SHOWN]
