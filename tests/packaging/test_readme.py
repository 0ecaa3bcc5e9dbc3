"""The transcript in the README is what the program says."""

import re
from pathlib import Path

import pytest

from sobremesa import Settings, simulate_scenario

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_answer_in_the_readme_is_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    command = re.search(r'\$ sobremesa run "(.+)" --seed (\d+)', README)
    assert command is not None
    result = simulate_scenario(command[1], seed=int(command[2]), settings=Settings(home=tmp_path))
    assert result.report is not None
    for sentence in result.report.answer:
        assert sentence.text in README
    for notice in result.report.notices:
        assert notice in README
