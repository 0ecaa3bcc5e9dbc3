"""Score what was read, and write the tables of `docs/evaluation.md`: `python -m evals.score`.

Readers are the library and every language model whose answers are in `evals/recorded/`. Nothing is asked of a language
model, and nothing is sent; with `--upload` the scores also go to LangSmith, as one experiment a reader.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from evals.evaluators import ALL
from evals.experiment import scored, uploaded
from evals.kept import keep, kept, readers, reading
from evals.page import PAGE, filled


def main(arguments: Sequence[str] | None = None) -> int:
    """Score every reader and fill the page."""
    parser = argparse.ArgumentParser(prog="python -m evals.score", description=__doc__)
    parser.add_argument("--upload", action="store_true", help="to LangSmith too, with LANGSMITH_API_KEY")
    given = parser.parse_args(arguments)
    for reader in readers():
        wanted, read = reading(reader)
        scores = uploaded(wanted, read, ALL, reader) if given.upload else scored(wanted, read, ALL)
        keep(reader, {one.id: scores[one.id] for one in wanted})
    text = PAGE.read_text("utf-8")
    PAGE.write_text(filled(text, {reader: kept(reader) for reader in readers()}), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
