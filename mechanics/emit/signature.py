"""The keyword arguments of a model, each on a line of its own under a comment: where its value comes from."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping

from sobremesa.mechanics.emit.wrapping import WIDTH

OPENING = "    def __init__(self, *, "


def annotated(text: str, notes: Mapping[str, str]) -> str:
    """The source, with the notes above the arguments of the one `__init__` that takes keywords only."""
    if not notes:
        return text
    lines = text.splitlines()
    return "".join(
        f"{each}\n" for line in lines for each in (_spread(line, notes) if line.startswith(OPENING) else [line])
    )


def _spread(line: str, notes: Mapping[str, str]) -> list[str]:
    (definition,) = ast.parse(f"{line.strip()} pass").body
    assert isinstance(definition, ast.FunctionDef)
    spread = ["    def __init__(", "        self,", "        *,"]
    for argument, default in zip(definition.args.kwonlyargs, definition.args.kw_defaults, strict=True):
        assert default is not None
        note = notes.get(argument.arg, "")
        comment = "        # "
        spread += textwrap.wrap(note, WIDTH, initial_indent=comment, subsequent_indent=comment)
        spread.append(f"        {argument.arg}={ast.unparse(default)},")
    return [*spread, "    ):"]
