"""The compact form of the language, for prompts: what `docs/language.md` marks as its brief.

`python docs/brief.py` writes `mechanics/reference.md`, which is shipped; a test fails where the two differ.
"""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).with_name("language.md")
REFERENCE = Path(__file__).parents[1] / "mechanics" / "reference.md"

TITLE = "# The model language in brief"
NOT_YET = "not run yet"
_PART = re.compile(r"^(?P<heading>## [^\n]*)$|<!-- brief -->\n(?P<brief>.*?)<!-- /brief -->", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"^```(\w+)[^\n]*$", re.MULTILINE)


def brief(page: str) -> str:
    """The marked parts of the page under its own headings, without what can't be run yet."""
    parts, heading = [TITLE], ""
    for found in _PART.finditer(page):
        if found["heading"] is not None:
            heading = found["heading"]
            continue
        lines = [line for line in found["brief"].strip().split("\n") if NOT_YET not in line]
        parts += [heading] if heading else []
        parts.append(_FENCE.sub(r"```\1", "\n".join(lines)))
        heading = ""
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    REFERENCE.write_text(brief(PAGE.read_text("utf-8")), "utf-8")
