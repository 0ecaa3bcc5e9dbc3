"""`sobremesa letta doctor`: what an agent needs to ask us, and what to do about what is missing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sobremesa.letta.installing import texts
from sobremesa.letta.offer import command
from sobremesa.letta.places import Places, is_taken

PATIENCE = 60.0
"""Seconds to wait for a program to say something."""
VERSION = re.compile(r"(?P<number>\d+(?:\.\d+)+) \(Letta Code\)")
INSTALL = "run `sobremesa letta install`"


@dataclass(frozen=True, slots=True)
class Look:
    """One thing looked at: how it stands, and what to do where that is not well. `must`: without it nothing works."""

    what: str
    well: bool
    found: str
    advice: str = ""
    must: bool = True


def looks(where: Places, environ: Mapping[str, str] = os.environ) -> Iterator[Look]:
    """Everything that is looked at, in the order in which it is needed; starts programs, and changes nothing."""
    yield _letta(environ)
    yield from _files(where)
    yield _enabled(environ)
    yield _loaded(where)
    yield _answers(command())
    yield _model(where, environ)


def _letta(environ: Mapping[str, str]) -> Look:
    what = "Letta Code"
    beside = Path(sys.executable).with_name("letta")
    program = shutil.which("letta", path=environ.get("PATH")) or (str(beside) if beside.is_file() else None)
    if program is None:
        return Look(what, False, "there is no program `letta`", "run `pip install letta`, or `make letta`")
    said = _said([program, "--version"]) or ""
    version = VERSION.search(said)
    if version is None:
        found = f"{program} is not Letta Code"
        advice = "Letta's former server had a program of that name: run `pip install --upgrade letta`, in its own place"
        return Look(what, False, found, advice)
    return Look(what, True, f"{version['number']} at {program}")


def _files(where: Places) -> Iterator[Look]:
    for (path, text), what in zip(texts(where).items(), ("mod", "skill"), strict=True):
        if is_taken(path):
            yield Look(what, False, f"{path} was not written by Sobremesa", f"move it out of the way, and {INSTALL}")
        elif not path.exists():
            yield Look(what, False, f"{path} is not there", INSTALL)
        elif path.read_text("utf-8", errors="replace") != text:
            found = f"{path} was written by another version, or by Sobremesa in another place"
            yield Look(what, False, found, f"{INSTALL} again, and /reload in a session that is open")
        else:
            yield Look(what, True, str(path))


def _enabled(environ: Mapping[str, str]) -> Look:
    off = environ.get("LETTA_DISABLE_MODS", "").strip().lower() in ("1", "true")
    found = "LETTA_DISABLE_MODS is set" if off else "not switched off"
    return Look("mods", not off, found, "unset LETTA_DISABLE_MODS")


def _loaded(where: Places) -> Look:
    """What Letta Code said about our mod when it last loaded it."""
    what, report = "last loaded", where.mod.parent / "diagnostics" / "latest.json"
    said = [
        str(entry.get("message"))
        for entry in _diagnostics(report)
        if isinstance(entry, dict)
        and (entry.get("mod") or {}).get("path") == str(where.mod)
        and entry.get("severity") == "error"
        and float(entry.get("timestamp", 0)) / 1000 >= _written(where.mod)
    ]
    if said:
        return Look(what, False, f"Letta Code says of the mod: {said[-1]}", f"{INSTALL}; if it stays, report it")
    return Look(what, True, "Letta Code has nothing to say against the mod")


def _diagnostics(report: Path) -> Sequence[Any]:
    try:
        read = json.loads(report.read_text("utf-8"))
        found = read["report"]["diagnostics"]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return found if isinstance(found, list) else ()


def _written(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0


def _answers(program: Sequence[str]) -> Look:
    """Ask for a run that is not there, the way the mod does: an answer that says so is an answer."""
    what = "Sobremesa"
    said = _said([*program, "get_simulation"], json.dumps({"thread_id": "asked-by-the-doctor", "wait": 0}))
    try:
        answered = json.loads(said or "")["error"]["kind"] == "not_found"
    except (ValueError, KeyError, TypeError):
        answered = False
    found = f"answers when started as {' '.join(program)}" if answered else "does not answer when the mod starts it"
    return Look(what, answered, found, f"start `{' '.join(program)} get_simulation` by hand and see what it says")


def _model(where: Places, environ: Mapping[str, str]) -> Look:
    """Agents on this machine need a language model of their own; those of Letta Cloud have one."""
    what, kept = "a model for local agents", where.skill.parents[2] / "lc-local-backend" / "providers" / "auth.json"
    try:
        names = sorted(json.loads(kept.read_text("utf-8"))["providers"])
    except (OSError, ValueError, KeyError, TypeError):
        names = []
    if names:
        return Look(what, True, ", ".join(names), must=False)
    if environ.get("LETTA_API_KEY"):
        return Look(what, True, "LETTA_API_KEY is set: Letta Cloud's", must=False)
    advice = "run `letta --backend local connect openai --api-key …`, or `… connect openai-compatible --base-url …`"
    return Look(what, False, "none is connected", advice, must=False)


def _said(program: Sequence[str], stdin: str = "") -> str | None:
    """What a program says; None where it can't be started or says nothing in time."""
    try:
        ended = subprocess.run(
            program, input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ended.stdout
