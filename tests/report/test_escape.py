"""Text from outside stays text."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from sobremesa.report.escape import code, inline, quoted, visible
from sobremesa.report.tables import table

NASTY = [
    "</script><img src=x onerror=alert(1)>",
    "\x1b]0;owned\x07 hello",
    "| x | y |",
    "# heading",
    "1. list",
    "- list",
    "+ list",
    "> quote",
    "===",
    "---",
    "***bold***",
    "_em_ and __strong__",
    "[text](javascript:alert(1))",
    "![image](http://example.org/x.png)",
    "[ref]: http://example.org",
    "see http://example.org and www.example.org",
    "`code` and ``` fences",
    "~~gone~~",
    "&lt;b&gt; &#x41;",
    "back\\slash \\# \\|",
    "<!-- comment -->",
    "    indented",
    "- [x] task",
    "snake_case_name and 2*3*4",
]


def text_of(markdown: str) -> str:
    """The text that a reader of the rendered page sees."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)
    inlines = [token for token in tokens if token.type == "inline"]
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = inlines[0].children or []
    assert {child.type for child in children} <= {"text", "text_special"}, markdown
    return "".join(child.content for child in children)


@pytest.mark.parametrize("text", NASTY)
def test_inline_shows_the_text_and_nothing_else(text: str) -> None:
    assert text_of(inline(text)) == " ".join(visible(text).split())


@pytest.mark.parametrize("text", NASTY)
def test_a_quotation_is_one_quotation(text: str) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(quoted(f"{text}\n{text}"))
    kinds = [token.type for token in tokens]
    assert kinds == ["blockquote_open", "paragraph_open", "inline", "paragraph_close", "blockquote_close"]


@pytest.mark.parametrize("text", NASTY)
def test_a_cell_is_one_cell(text: str) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(table(("a", "b"), [(text, "end")]))
    cells = [tokens[i + 1].content for i, token in enumerate(tokens) if token.type == "td_open"]
    assert len(cells) == 2
    assert cells[1] == "end"


@pytest.mark.parametrize("text", NASTY)
def test_code_stays_inside_its_fence(text: str) -> None:
    tokens = MarkdownIt().parse(code(f"{text}\n```\n# out"))
    assert [token.type for token in tokens] == ["fence"]


def test_links_are_not_made() -> None:
    assert inline("see http://a.org or www.a.org") == r"see http\://a.org or www\.a.org"


def test_controls_and_bidirectional_marks_are_gone() -> None:
    assert visible("a\x1b]0;b\x07\u202ec\u2066d\x9b31me\r\nf") == "a]0;bcd31me\nf"


def test_numbers_read_as_they_are() -> None:
    assert inline("It is 85% [83%, 87%]: −5 points.") == "It is 85% [83%, 87%]: −5 points."
