"""Where Letta Code looks for mods and skills, and whose a file there is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MARK = "Written by `sobremesa letta install`"
"""Stands in every file that is ours, and in nobody else's."""


@dataclass(frozen=True, slots=True)
class Places:
    """The two files that are written: the mod, and the skill in a folder of its own."""

    mod: Path
    skill: Path

    @property
    def files(self) -> tuple[Path, Path]:
        """Both."""
        return self.mod, self.skill


def places(environ: Mapping[str, str] = os.environ, home: Path | None = None) -> Places:
    """Where this user's Letta Code looks: under `~/.letta`, mods where LETTA_MODS_DIR says."""
    letta = (home or Path.home()) / ".letta"
    mods = Path(environ.get("LETTA_MODS_DIR", "").strip() or letta / "mods")
    return Places(mods / "sobremesa.mjs", letta / "skills" / "sobremesa" / "SKILL.md")


def is_ours(path: Path) -> bool:
    """Whether we wrote the file. A link is nobody's but whoever made it."""
    if path.is_symlink() or not path.is_file():
        return False
    return MARK in path.read_text("utf-8", errors="replace")


def is_taken(path: Path) -> bool:
    """Whether something of somebody else's is there."""
    return (path.is_symlink() or path.exists()) and not is_ours(path)
