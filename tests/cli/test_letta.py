"""`sobremesa letta …`: what the commands say, and how they end."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def home(environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LETTA_MODS_DIR", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def test_install_and_uninstall_say_what_they_did(within: Command, tmp_path: Path) -> None:
    installed = within("letta", "install")
    assert installed.returncode == 0
    assert installed.stdout.count("wrote ") == 2
    assert "after /reload" in installed.stderr
    (tmp_path / ".letta" / "mods" / "sobremesa.mjs").write_text("mine")
    refused = within("letta", "install")
    assert refused.returncode == 1
    assert "was not written by Sobremesa: move it out of the way" in refused.stderr
    removed = within("letta", "uninstall")
    assert removed.stdout.count("removed ") == 1
    assert "and stays." in removed.stderr
    assert "There was nothing of ours." in within("letta", "uninstall").stderr


def test_the_doctor_ends_with_1_where_something_is_missing(within: Command) -> None:
    seen = within("letta", "doctor")
    assert seen.returncode == 1
    assert "--  mod: " in seen.stdout
    assert "run `sobremesa letta install`" in seen.stdout


def test_tools_are_what_the_client_upserts(within: Command) -> None:
    tools = json.loads(within("letta", "tools").stdout)
    assert all(set(tool) >= {"source_code", "json_schema", "return_char_limit"} for tool in tools)


@pytest.mark.parametrize(
    ("address", "code", "sentence"),
    [
        ("127.0.0.1:4500", 2, "An App Server's address looks like ws://127.0.0.1:4500"),
        ("ws://127.0.0.1:9", 1, "There is no App Server at ws://127.0.0.1:9"),
    ],
)
def test_attaching_to_nothing_is_a_sentence(within: Command, address: str, code: int, sentence: str) -> None:
    ended = within("letta", "attach", address, "--agent", "a", "--conversation", "c")
    assert ended.returncode == code
    assert sentence in ended.stderr
