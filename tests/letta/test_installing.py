"""What `sobremesa letta install` writes and takes away: only what is ours, and all of it from the contract."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sobremesa.letta.installing import NotOursError, install, texts, uninstall
from sobremesa.letta.offer import offered
from sobremesa.letta.places import Places, places
from sobremesa.letta.skill import skill_text
from sobremesa.mechanics.yaml12 import load
from sobremesa.nodes.contract import CONTRACT_VERSION, Judged, Result


@pytest.fixture
def where(tmp_path: Path) -> Places:
    return places({}, tmp_path)


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_installing_writes_two_files_and_uninstalling_leaves_nothing_of_them(where: Places, tmp_path: Path) -> None:
    written = install(where)
    assert {path.relative_to(tmp_path).as_posix() for path in written} == {
        ".letta/mods/sobremesa.mjs",
        ".letta/skills/sobremesa/SKILL.md",
    }
    install(where)  # a second time changes nothing
    assert {path: path.read_text("utf-8") for path in written} == texts(where)
    assert uninstall(where).gone == written
    assert files(tmp_path) == {".letta", ".letta/mods", ".letta/skills"}
    assert uninstall(where).gone == ()


def test_mods_are_where_letta_code_is_told_to_look(tmp_path: Path) -> None:
    assert places({"LETTA_MODS_DIR": str(tmp_path / "mods")}, tmp_path).mod == tmp_path / "mods" / "sobremesa.mjs"
    assert places({"LETTA_MODS_DIR": " "}, tmp_path).mod == tmp_path / ".letta" / "mods" / "sobremesa.mjs"


@pytest.mark.parametrize("which", [0, 1], ids=["mod", "skill"])
@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_what_somebody_else_put_there_stays(where: Places, tmp_path: Path, which: int, kind: str) -> None:
    path = where.files[which]
    path.parent.mkdir(parents=True)
    (tmp_path / "theirs").write_text("Written by `sobremesa letta install`" if kind == "link" else "mine")
    match kind:
        case "file":
            path.write_text("mine")
        case "link":
            path.symlink_to(tmp_path / "theirs")
        case "folder":
            path.mkdir()
    before = files(tmp_path)
    with pytest.raises(NotOursError, match=rf"{path.name} was not written by Sobremesa"):
        install(where)
    assert files(tmp_path) == before
    removed = uninstall(where)
    assert (removed.gone, removed.left) == ((), (path,))
    assert files(tmp_path) == before


def test_the_skills_folder_stays_where_somebody_keeps_a_note_in_it(where: Places) -> None:
    install(where)
    note = where.skill.with_name("note.md")
    note.touch()
    uninstall(where)
    assert note.exists()
    assert not where.skill.exists()


def test_the_mod_holds_the_contract(where: Places) -> None:
    install(where)
    text = where.mod.read_text("utf-8")
    assert text.isascii()  # JSON in ASCII is JavaScript, whatever a description says
    begun = text.index("const OFFERED = ") + len("const OFFERED = ")
    held, _ = json.JSONDecoder().raw_decode(text[begun:])
    assert [(tool["name"], tool["parameters"]) for tool in held["tools"]] == [
        (tool.name, tool.parameters) for tool in offered()
    ]


def test_the_skill_says_what_the_contract_says() -> None:
    text = skill_text(offered())
    _, head, body = text.split("---\n", 2)
    assert load(head)["name"] == "sobremesa"
    assert len(load(head)["description"]) < 1024  # as agentskills.io asks
    for tool in offered():
        assert f"`{tool.name}`" in body
    assert f"contract {CONTRACT_VERSION};" in body
    described = (Result.model_fields["status"].description or "", Judged.model_fields["word"].description or "")
    for part in "; ".join(described).split("; "):
        word, _, meaning = part.partition(": ")
        assert word in body
        assert meaning in body
