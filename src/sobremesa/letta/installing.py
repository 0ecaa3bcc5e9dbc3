"""`sobremesa letta install` and `uninstall`: two files, written whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sobremesa.errors import SobremesaError
from sobremesa.letta.mod import mod_text
from sobremesa.letta.offer import command, offered
from sobremesa.letta.places import Places, is_ours, is_taken
from sobremesa.letta.skill import skill_text


class NotOursError(SobremesaError, FileExistsError):
    """A file is in the way that somebody else wrote; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken away, and what was left because it is somebody else's."""

    gone: tuple[Path, ...]
    left: tuple[Path, ...]


def texts(where: Places) -> Mapping[Path, str]:
    """What each file holds, as this installation would write it."""
    tools = offered()
    return {where.mod: mod_text(tools, command()), where.skill: skill_text(tools)}


def install(where: Places) -> tuple[Path, ...]:
    """Write both files, over those of an earlier install. Raises NotOursError; nothing is written then."""
    taken = [path for path in where.files if is_taken(path)]
    if taken:
        names = " and ".join(str(path) for path in taken)
        raise NotOursError(f"{names} was not written by Sobremesa: move it out of the way, and install again.")
    for path, text in texts(where).items():
        _write(path, text)
    return where.files


def uninstall(where: Places) -> Removed:
    """Take away what is ours, and the skill's folder if nothing else is in it."""
    gone = tuple(path for path in where.files if is_ours(path))
    for path in gone:
        path.unlink()
    with suppress(OSError):  # it is not there, or holds something that is not ours
        where.skill.parent.rmdir()
    return Removed(gone, tuple(path for path in where.files if is_taken(path)))


def _write(path: Path, text: str) -> None:
    """The whole file in one go: Letta Code may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".new", delete=False) as new:
        new.write(text)
    Path(new.name).chmod(0o644)
    Path(new.name).replace(path)
