"""What each library model is known by, for the command line: the tables of `docs/library.md`.

`python docs/known.py` writes `mechanics/library/known.yaml`, which is shipped; a test fails where the two differ.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

PAGE = Path(__file__).with_name("library.md")
KNOWN = Path(__file__).parents[1] / "mechanics" / "library" / "known.yaml"

HEADER = "# Written by docs/known.py from docs/library.md: what each model is after, and known by.\n"
_ROW = re.compile(r"^\| `(?P<name>\w+)` \|[^|]*\|(?P<after>[^|]*)\|(?P<known>[^|]*)\|$", re.MULTILINE)


def known(page: str) -> str:
    """The rows of the page's tables of models, as YAML."""
    rows = {
        row["name"]: {key: row[key].strip() for key in ("after", "known") if row[key].strip()}
        for row in _ROW.finditer(page)
    }
    return HEADER + yaml.safe_dump(rows, sort_keys=True, allow_unicode=True, width=120)


if __name__ == "__main__":
    KNOWN.write_text(known(PAGE.read_text("utf-8")), "utf-8")
