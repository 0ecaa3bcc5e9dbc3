"""A page of the documentation as a program: its blocks, one after another, in a folder of their own.

`console`: each line after `$ ` is a command; the lines under it are what it prints, `…` standing for anything. `yaml`
with a `title`: a file. `python`: code, in one namespace for the page; a block of `text` after it is what it prints.
Other languages (`sh`) are shown, and not run.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

from sobremesa.cli.app import app

FENCE = re.compile(r"^```(?P<language>\w+)(?P<words>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r'title="(?P<name>[\w.-]+)"')
SHOWN = {"sh", "mermaid", "json"}


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: where it begins, in which language, what its fence says, and its text."""

    line: int
    language: str
    words: str
    text: str


@dataclass
class Page:
    """A page as it is being followed, in `folder`, with `environ` for the programs that it starts."""

    path: Path
    folder: Path
    environ: Mapping[str, str]
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "tutorial"})

    def follow(self) -> int:
        """Do all that the page says. Returns how many blocks were done; raises AssertionError where it is not true."""
        done, printed = 0, ""
        for block in blocks(self.path.read_text("utf-8")):
            place = f"{self.path.name}, line {block.line}"
            match block.language:
                case "console":
                    for command, expected in commands(block.text):
                        said = self.kept(command)
                        assert agrees(expected, said), f"{place}: $ {command}\n{said}"
                case "yaml" if title := TITLE.search(block.words):
                    (self.folder / title["name"]).write_text(block.text, "utf-8")
                case "python":
                    printed = self.printed(block.text, place)
                case "text":
                    assert agrees(block.text, printed), f"{place}: printed\n{printed}"
                case language:
                    assert language in SHOWN, f"{place}: nobody knows how to follow {language}"
                    continue
            done += 1
        return done

    def kept(self, command: str) -> str:
        """What a command prints, unless it goes into a file (`> name`)."""
        command, into, name = command.partition(" > ")
        said = self.said(command)
        if not into:
            return said
        (self.folder / name.strip()).write_text(said, "utf-8")
        return ""

    def said(self, command: str) -> str:
        """What a command prints. One of ours runs in this process: it starts at once."""
        words = [Template(word).safe_substitute(self.environ) for word in shlex.split(command)]
        if words[0] != "sobremesa":
            ended = subprocess.run(
                words, cwd=self.folder, env=dict(self.environ), capture_output=True, text=True, check=False, timeout=150
            )
            assert ended.returncode == 0, f"$ {command}\n{ended.stdout}{ended.stderr}"
            return ended.stdout
        out, told = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
            try:
                app(words[1:])
            except SystemExit as end:
                assert end.code in (0, None), f"$ {command}\n{out.getvalue()}{told.getvalue()}"
        return out.getvalue()

    def printed(self, code: str, place: str) -> str:
        """What a block of Python prints."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(code, place, "exec"), self.names)
        return out.getvalue()


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    for fence in FENCE.finditer(text):
        yield Block(text[: fence.start()].count("\n") + 1, fence["language"], fence["words"], fence["text"])


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a block, and what stands under it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        while command.endswith("\\"):
            more, _, expected = expected.partition("\n")
            command = f"{command[:-1]} {more.strip()}"
        yield command, expected


def agrees(expected: str, said: str) -> bool:
    """Whether what was said is what the page shows: `…` stands for anything, blank ends of lines for nothing."""
    pattern = ".*?".join(re.escape(part) for part in tidy(expected).split("…"))
    return re.fullmatch(pattern, tidy(said), re.DOTALL) is not None


def tidy(text: str) -> str:
    """A text without blanks at the ends of lines, and of itself."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
