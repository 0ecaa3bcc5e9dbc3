"""Counting words: known answers, and what must hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobremesa.personas.wording import distinct, groups_of, held_in, likeness, telling_words, words_of

TEXT = st.text(alphabet="abc '’-.,\n", max_size=60)


def test_distinct_counts_groups_once() -> None:
    assert distinct(["a b c", "a b d"], 2) == pytest.approx(3 / 4)
    assert distinct(["a b", "a b"], 2) == pytest.approx(1 / 2)
    assert distinct([], 2) is None
    assert distinct(["..."], 2) is None


def test_a_speech_of_one_word_is_a_group_of_its_own() -> None:
    assert groups_of("Yes.", 3) == [("yes",)]
    assert held_in("Yes.", "Yes, of course.") == 0
    assert held_in("we sell the boat", "Now we sell the boat and go") == 1


def test_likeness_is_a_cosine_of_what_is_spoken_about() -> None:
    assert likeness("The roof leaks.", "The roof leaks, the roof!") == pytest.approx(3 / (2**0.5 * 5**0.5))
    assert likeness("The roof leaks.", "My children are tired.") == 0
    assert likeness("It is what it is.", "The roof leaks.") is None
    assert likeness("Ann, the roof!", "Ann, the children!", {"ann"}) == 0


def test_small_words_and_possessives_tell_nothing() -> None:
    assert telling_words("It’s Ann's, and that is all there is to it.") == ("ann",)


@given(TEXT, TEXT)
def test_shares_are_shares(one: str, other: str) -> None:
    assert 0 <= held_in(one, other) <= 1
    assert held_in(one, one) in (0, 1)
    alike = likeness(one, other)
    assert alike is None or -1e-9 <= alike <= 1 + 1e-9
    assert alike == pytest.approx(likeness(other, one)) if alike is not None else likeness(other, one) is None
    assert " ".join(words_of(one)) == " ".join(words_of(one)).casefold()
