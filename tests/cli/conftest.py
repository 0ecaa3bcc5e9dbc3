"""A command line with a home of its own and no language model."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sobremesa.cli.app import app

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "SOBREMESA_"))}
    return {**kept, "SOBREMESA_HOME": str(tmp_path / "home"), "PYTHONWARNINGS": "error::DeprecationWarning:sobremesa"}


@pytest.fixture
def sobremesa(environment: dict[str, str]) -> Command:
    """Runs a whole process: `sobremesa("run", "…", env={…})`."""

    def command(
        *arguments: str, env: dict[str, str] | None = None, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sobremesa", *arguments],
            env={**environment, **(env or {})},
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return command


@pytest.fixture
def within(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command in this process, where another such command is tested as a whole one: it starts at once."""

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        for name in os.environ.keys() - environment.keys():
            monkeypatch.delenv(name)
        monkeypatch.setenv("SOBREMESA_HOME", environment["SOBREMESA_HOME"])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            app(list(arguments))
        said = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return subprocess.CompletedProcess(arguments, code, said.out, said.err)

    return command
