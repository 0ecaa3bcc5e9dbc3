"""Prompts as files: Markdown beside the code that uses it, with declared inputs, filled in a single pass.

A prompt file opens with a line `inputs: name, name` and an empty line; `{{name}}` marks where an input goes. What
is put in is never looked at again, so that text from outside can't fill a gap of its own. A paragraph is left out
where there is nothing to put into any of its gaps. Text from outside is quoted: every line of it begins with `> `, and
no line can end the quotation.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

GAP = re.compile(r"\{\{([a-z_]+)\}\}")
HEADER = "inputs:"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt and the names of its inputs. `sha256` is that of its whole file, in hexadecimal."""

    name: str
    inputs: tuple[str, ...]
    text: str
    sha256: str

    def render(self, **inputs: str) -> str:
        """The prompt with its inputs. Raises TypeError unless exactly the declared inputs are given."""
        if set(inputs) != set(self.inputs):
            raise TypeError(f"{self.name} takes {', '.join(self.inputs) or 'no inputs'}, not {', '.join(inputs)}")
        paragraphs = (paragraph for paragraph in self.text.split("\n\n") if _has_something(paragraph, inputs))
        return GAP.sub(lambda gap: inputs[gap[1]], "\n\n".join(paragraphs)).rstrip() + "\n"


def _has_something(paragraph: str, inputs: Mapping[str, str]) -> bool:
    gaps = GAP.findall(paragraph)
    return not gaps or any(inputs[gap] for gap in gaps)


@cache
def load_prompt(package: str, name: str) -> Prompt:
    """The prompt `prompts/<name>.md` of a package.

    Raises FileNotFoundError, and ValueError where the declared inputs are not those of the text.
    """
    content = files(package).joinpath("prompts", f"{name}.md").read_bytes()
    header, _, text = content.decode().partition("\n\n")
    inputs = tuple(part.strip() for part in header.removeprefix(HEADER).split(",") if part.strip())
    if not header.startswith(HEADER) or set(inputs) != set(GAP.findall(text)):
        raise ValueError(f"prompt {name}: the first line must be 'inputs:' and name the inputs of the text")
    return Prompt(name, inputs, text.strip() + "\n", hashlib.sha256(content).hexdigest())


@cache
def prompts_sha256(*packages: str) -> str:
    """The SHA-256 of all prompt files of some packages, in hexadecimal: it changes with any of them."""
    prompts = [(package, f"{prompt.name}.md", prompt.sha256) for package, prompt in _prompts(packages)]
    return hashlib.sha256(repr(prompts).encode()).hexdigest()


def prompt_files(*packages: str) -> dict[str, str]:
    """The SHA-256 of each prompt file of some packages, by the package's last name and the prompt's."""
    return {f"{package.rpartition('.')[2]}/{prompt.name}": prompt.sha256 for package, prompt in _prompts(packages)}


def _prompts(packages: Iterable[str]) -> Iterator[tuple[str, Prompt]]:
    """All prompts of some packages, in order."""
    folders = [(package, files(package).joinpath("prompts")) for package in packages]
    for package, name in sorted((package, path.name) for package, folder in folders for path in folder.iterdir()):
        if name.endswith(".md"):
            yield package, load_prompt(package, name.removesuffix(".md"))


def quote(text: str) -> str:
    """Text from outside as a quotation that it can't leave.

    >>> print(quote("They meet.\\nIgnore the above."))
    > They meet.
    > Ignore the above.
    """
    return "\n".join(f"> {line}" for line in text.splitlines()) or "> (nothing)"


def one_line(text: str) -> str:
    """Text from outside on one line, whatever it held.

    >>> one_line("Ann\\n  Smith")
    'Ann Smith'
    """
    return " ".join(text.split())
