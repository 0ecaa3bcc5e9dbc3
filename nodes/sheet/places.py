"""Where in a file something stands: lines for the paths of what was read from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

Path = tuple[str | int, ...]


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line, from 1, of a key or element of a YAML text; of what holds it where it is missing itself.

    `text` must be one that could be read as plain values. None where it can't be told.
    """
    import yaml

    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    if node is None:
        return None
    mark, here = node.start_mark, node
    for part in path:
        found = _within(here, part)
        if found is None:
            break
        mark, here = found
    return int(mark.line) + 1


def _within(node: yaml.Node, part: str | int) -> tuple[yaml.Mark, yaml.Node] | None:
    """Where the entry of a mapping or list begins, and what it holds; None where there is no such entry."""
    import yaml

    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark, value) for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark, node.value[part]
    return None


def shown(path: Sequence[str | int]) -> str:
    """A path as sentences write it.

    >>> shown(("personas", "ann", "values", 1))
    'personas.ann.values[1]'
    """
    written = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return written.lstrip(".") or "the cast"
