"""Branches of runs as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sobremesa.graphs.branches import Node

UNITS = {"hybrid": "cycle", "social": "round", "mechanics": "step"}
LONGEST = 70


def lines(root: Node, marked: str | None = None) -> Iterator[str]:
    """A tree, a run a line, what came out below it; the run called `marked` has a star."""
    if root.scenario:
        yield root.scenario if len(root.scenario) <= LONGEST else f"{root.scenario[: LONGEST - 1]}…"
    yield from _lines(root, marked, "", "")


def _lines(node: Node, marked: str | None, first: str, then: str) -> Iterator[str]:
    yield first + _line(node) + (" *" if node.thread_id == marked else "")
    if node.headline:
        yield f"{then}{'│  ' if node.branches else '   '}{node.headline}"
    for number, branch in enumerate(node.branches, 1):
        last = number == len(node.branches)
        yield from _lines(branch, marked, f"{then}{'└─ ' if last else '├─ '}", f"{then}{'   ' if last else '│  '}")


def _line(node: Node) -> str:
    if node.status == "gone":
        return f"{node.thread_id}  (not kept any more)"
    if node.at is None:
        return f"{node.thread_id}  {node.status}"
    where = f"from {UNITS.get(node.mode or '', 'place')} {node.at}"
    return f"{node.thread_id}  {where}: {', '.join(node.changed) or 'nothing changed'}  {node.status}"
