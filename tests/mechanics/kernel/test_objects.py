"""Compiled code in a folder: found again when whole and of the same making, and never more than there is room for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.kernel import compiling, jit, objects
from sobremesa.mechanics.kernel.compiling import kernel_of
from sobremesa.mechanics.kernel.objects import Code

CODE = Code(b"\x7fELF\n\n" + bytes(1000), ("begin", "link_up"), ("apart.philox_word",))


def test_code_is_found_as_it_was_kept(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "on the way"
    assert objects.find(folder, "one") is None
    objects.keep(folder, "one", CODE)
    assert objects.find(folder, "one") == CODE
    assert objects.find(folder, "another") is None


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "no folder"
    folder.write_text("but a file")
    objects.keep(folder, "one", CODE)
    assert objects.find(folder, "one") is None
    assert folder.read_text() == "but a file"


@pytest.mark.parametrize("length", [0, 1, 40, -1])
def test_what_was_cut_short_is_not_taken(tmp_path: Path, length: int) -> None:
    objects.keep(tmp_path, "one", CODE)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:length])
    assert objects.find(tmp_path, "one") is None
    objects.keep(tmp_path, "one", CODE)
    assert objects.find(tmp_path, "one") == CODE


def test_what_was_not_asked_for_the_longest_goes_first(tmp_path: Path) -> None:
    for number, key in enumerate("abcd"):
        objects.keep(tmp_path, key, CODE)
        os.utime(tmp_path / f"{key}{objects.ENDING}", (number, number))
    assert objects.find(tmp_path, "a") == CODE  # asked for now
    size = sum(file.stat().st_size for file in tmp_path.iterdir())
    objects.prune(tmp_path, size // 2)
    assert {file.stem for file in tmp_path.iterdir()} == {"a", "d"}
    objects.prune(tmp_path, 0)
    assert not list(tmp_path.iterdir())


def test_a_folder_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "MOST_BYTES", 3000)
    for number in range(10):
        objects.keep(tmp_path, str(number), CODE)
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 3000
    assert objects.find(tmp_path, "9") == CODE


def test_code_of_other_sources_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = check(library.load("wealth_exchange"))

    def compiled() -> set[str]:
        monkeypatch.setattr(compiling, "_KEPT", {})
        jit._apart.cache_clear()
        kernel_of(program, tmp_path)
        return {file.name for file in tmp_path.iterdir()}

    first = compiled()
    assert compiled() == first
    for module in (compiling, jit):
        monkeypatch.setattr(module, "edition", lambda: "others")
    assert compiled() > first
