"""The tutorials are true: every block of them is followed, and what they show is what comes out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from letta_agents import letta_program, quiet
from scripted_agent import Asked, Call, Turn, serve
from tutorial_page import Page, agrees, blocks, commands

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / "getting-started.md", *sorted((DOCS / "tutorials").glob("*.md"))]
WITH_AN_AGENT = "from-a-letta-agent"
FEWEST = 3


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A home of the reader's own, without a language model; programs find this installation's first."""
    given = quiet(tmp_path)
    given["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{given['PATH']}"
    for name in os.environ.keys() - given.keys():
        monkeypatch.delenv(name)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return given


@pytest.mark.parametrize("path", [p for p in PAGES if p.stem != WITH_AN_AGENT], ids=lambda path: path.stem)
def test_a_page_can_be_followed(path: Path, environ: dict[str, str], tmp_path: Path) -> None:
    assert Page(path, tmp_path, environ).follow() >= FEWEST


def test_the_agents_page_can_be_followed(environ: dict[str, str], tmp_path: Path) -> None:
    """With the real Letta Code; in the place of its language model stands one that does what a good one would."""
    letta_program()
    with serve(asks_and_tells) as model:
        given = {**environ, "AGENT_BASE_URL": model.base_url, "AGENT_API_KEY": "none"}
        assert Page(DOCS / "tutorials" / f"{WITH_AN_AGENT}.md", tmp_path, given).follow() >= FEWEST


def asks_and_tells(asked: Asked) -> Turn:
    """Puts the user's question to the tool, and tells the answer."""
    if not asked.returned:
        return Call("simulate_scenario", {"scenario": asked.question, "seed": 1, "replicates": 10})
    result = json.loads(asked.returned[-1])
    return f"{result['answer']} Verdict: {result['verdict']['word']}. (thread {result['thread_id']})"


def test_what_a_page_shows_is_compared() -> None:
    """The comparison itself can fail."""
    assert agrees("a …\n…\nd", "a b  \nc\nd\n")
    assert not agrees("a …\nd", "a b\nc\ne")
    assert not agrees("", "something")
    assert list(commands("$ one \\\n  two\nsaid\n$ three\n")) == [("one  two", "said\n"), ("three", "")]
    assert [block.language for block in blocks("```python\n1\n```\n\n```text\n1\n```\n")] == ["python", "text"]


def test_the_readme_has_the_same_three_commands() -> None:
    """From `make demo`'s environment to an agent that answered: what the page explains is what the README promises."""
    page = (DOCS / "tutorials" / f"{WITH_AN_AGENT}.md").read_text("utf-8")
    shown = next(block.text for block in blocks(page) if block.language == "sh").splitlines()
    three = [re.split(r"\s{2,}#", line)[0].strip() for line in shown]
    assert len(three) == 3
    assert all(command in (DOCS.parent / "README.md").read_text("utf-8") for command in three)
    makes = subprocess.run(["make", "-n", "letta"], cwd=DOCS.parent, capture_output=True, text=True, check=True).stdout
    assert "'.[letta]'" in makes
    assert "sobremesa letta install" in makes
