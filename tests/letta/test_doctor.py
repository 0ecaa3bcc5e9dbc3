"""What the doctor finds missing, one thing at a time, and what it says to do."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from letta_agents import letta_program, quiet
from sobremesa.letta import doctor
from sobremesa.letta.doctor import Look, looks
from sobremesa.letta.installing import install
from sobremesa.letta.places import Places, places


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs that the doctor starts write into nobody's home."""
    for name, value in quiet(tmp_path).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def where(tmp_path: Path) -> Places:
    return places({}, tmp_path)


def found(where: Places, environ: dict[str, str]) -> dict[str, Look]:
    return {look.what: look for look in looks(where, environ)}


def fake(folder: Path, name: str, says: str) -> dict[str, str]:
    """A program of that name on a path of its own."""
    folder.mkdir()
    program = folder / name
    program.write_text(f"#!{sys.executable}\nprint({says!r})\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return {"PATH": str(folder)}


def test_all_is_well_after_an_install(where: Places) -> None:
    letta_program()
    install(where)
    seen = found(where, dict(os.environ))
    assert {what for what, look in seen.items() if not look.well} == {"a model for local agents"}
    assert not seen["a model for local agents"].must
    assert seen["Letta Code"].found.startswith("0.")


@pytest.mark.parametrize(
    ("says", "told"),
    [("0.34.12 (Letta Code)", "0.34.12 at "), ("0.16.8", "is not Letta Code")],
    ids=["Letta Code", "the former server"],
)
def test_letta_code_is_told_from_the_former_server(where: Places, tmp_path: Path, says: str, told: str) -> None:
    look = next(looks(where, fake(tmp_path / "bin", "letta", says)))
    assert told in look.found
    assert look.well is ("Letta Code" in says)


def test_a_mod_of_another_version_is_told(where: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_said", lambda *_: None)
    install(where)
    where.mod.write_text(where.mod.read_text("utf-8").replace("simulate_scenario", "simulate"), "utf-8")
    look = found(where, {})["mod"]
    assert "another version" in look.found
    assert "install` again" in look.advice
    where.skill.write_text("somebody's own")
    assert "was not written by Sobremesa" in found(where, {})["skill"].found


def test_what_letta_code_said_of_the_mod_is_passed_on(where: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_said", lambda *_: None)
    install(where)
    entry = {"mod": {"path": str(where.mod)}, "severity": "error", "message": "it is broken", "timestamp": 4e12}
    report = where.mod.parent / "diagnostics" / "latest.json"
    report.parent.mkdir()
    for diagnostics, well in (([entry], False), ([{**entry, "timestamp": 1}], True), (["?"], True), (None, True)):
        report.write_text(json.dumps({"report": {"diagnostics": diagnostics}}))
        look = found(where, {})["last loaded"]
        assert look.well is well
        assert well or "it is broken" in look.found


def test_mods_that_are_switched_off_and_a_silent_program_are_told(
    where: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "command", lambda: ("there-is-no-such-program",))
    seen = found(where, {"LETTA_DISABLE_MODS": "1", "LETTA_API_KEY": "set"})
    assert not seen["mods"].well
    assert not seen["Sobremesa"].well
    assert "there-is-no-such-program get_simulation" in seen["Sobremesa"].advice
    assert seen["a model for local agents"].well
