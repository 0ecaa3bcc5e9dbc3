"""What enters is safe to store, to print and to quote."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobremesa.errors import BadRequestError
from sobremesa.nodes.sanitise import sanitise, sanitise_fields

ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=200)


@given(ANY_TEXT)
def test_what_comes_out_can_be_kept_and_printed(text: str) -> None:
    safe = sanitise(text)
    safe.encode("utf-8")
    assert unicodedata.is_normalized("NFC", safe)
    assert not any(unicodedata.category(c) == "Cc" and c not in "\t\n" for c in safe)
    assert not any(unicodedata.bidirectional(c) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI"} for c in safe)


@given(ANY_TEXT)
def test_twice_is_once(text: str) -> None:
    assert sanitise(sanitise(text)) == sanitise(text)


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("plain words,\n\ttwo lines", "plain words,\n\ttwo lines"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("\x1b]8;;https://example.org\x07link\x1b]8;;\x07", "link"),
        ("\x1b[2J\x1b[1;31mred", "red"),
        ("nul\x00 bell\x07", "nul bell"),
        ("abc\u202edcba\u202c", "abcdcba"),
        ("lone \ud83d half", "lone \ufffd half"),
        ("שלום 👩‍👩‍👧 Ελλάδα", "שלום 👩‍👩‍👧 Ελλάδα"),
    ],
)
def test_dirt_goes_and_words_stay(dirty: str, clean: str) -> None:
    assert sanitise(dirty) == clean


def test_texts_in_facts_are_made_safe_at_every_depth() -> None:
    fields = {"context": {"na\x00me": ["\x1b[1mbold", {"x": "a\rb"}], "share": 0.5}}
    assert sanitise_fields(fields) == {"context": {"name": ["bold", {"x": "a\nb"}], "share": 0.5}}


def nested(depth: int) -> dict[str, object]:
    inner: object = 1
    for _ in range(depth):
        inner = [inner]
    return {"facts": inner}


@pytest.mark.parametrize(
    "context",
    [
        {"x": float("nan")},
        {"x": float("inf")},
        {"x": 2**64},
        nested(50),
        {"x": object()},
        {1: "x"},
        {"x": "y" * 200_000},
    ],
)
def test_what_a_checkpoint_cannot_hold_is_refused(context: object) -> None:
    with pytest.raises(BadRequestError, match="context"):
        sanitise_fields({"context": context})
