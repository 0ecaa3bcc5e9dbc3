"""A model's description as blocks: nothing is lost, and what others wrote stays text."""

from __future__ import annotations

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.nodes.synthesis.describing import description
from sobremesa.report.blocks import blocks


def words_of(text: str) -> str:
    return "".join(span.text for block in blocks(text) for line in block.lines for cell in line.cells for span in cell)


def test_each_kind_of_block() -> None:
    text = "One.\nTwo.\n\n- **a**: `b`\n  - c\n1. d\n\n| h | `i` |\n|---|---|\n| j | k |\n\n"
    text += "```python\nx = 1\n\ny = 2\n```\nEnd."
    found = blocks(text)
    assert [block.kind for block in found] == ["text", "text", "list", "table", "code", "text"]
    assert [line.deep for line in found[2].lines] == [False, True, False]
    assert [(span.text, span.code) for span in found[2].lines[0].cells[0]] == [("a: ", False), ("b", True)]
    assert len(found[3].lines) == 2
    assert [line.cells[0][0].text for line in found[4].lines] == ["x = 1", "", "y = 2"]


@pytest.mark.parametrize("text", ["", "`", "``` ` | - ", "|", "| |\n|--|", "```\nnever closed", "- ", "**"])
def test_any_text_has_blocks(text: str) -> None:
    blocks(text)


@pytest.mark.parametrize("name", library.names())
def test_every_word_of_a_description_is_on_the_page(name: str) -> None:
    told = description(check(library.load(name)))
    assert [heading for heading, _ in told][::7] == ["Purpose and patterns", "Conventions"]
    for _, text in told:
        shown = words_of(text).replace("*", "")
        for line in text.replace("*", "").replace("`", "").splitlines():
            bare = line.lstrip(" -|0123456789.").rstrip(" |")
            if bare and not line.startswith("|") and "python" not in bare:
                assert bare in shown
