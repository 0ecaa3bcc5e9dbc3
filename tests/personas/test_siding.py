from __future__ import annotations

import pytest

from sobremesa.personas.casting import cast_from_agents, cast_from_scenario

SIDES = {
    "Two sisters argue about selling their house. Ana wants to sell it, Berta wants to live in it.": (1, -1),
    "A couple decides whether to open a second shop. Ivan wants to open it, Mei is afraid of debt.": (1, -1),
    "They decide whether to strike. The union leader Kofi wants to strike; the treasurer Inga is against it.": (1, -1),
    "A club votes on a merger. Xochitl is in favour, Dagny refuses.": (1, -1),
    "A couple decides whether to sell the mill. Ugo is against selling it, Ines is against keeping it.": (-1, 1),
    "A couple decides whether to close the inn. Ugo doesn't want to close it, Ines supports the closing.": (-1, 1),
    "A couple decides whether to keep the inn. Ugo wants to sell it, Ines would rather keep it.": (-1, 1),
    "Two monks decide whether to buy a cow. Ugo opposes the idea, Otto hopes to buy it.": (-1, 1),
}


@pytest.mark.parametrize(("text", "signs"), SIDES.items(), ids=range(len(SIDES)))
def test_what_is_said_of_someone_fixes_the_sign_of_their_first_stance(text: str, signs: tuple[int, ...]) -> None:
    for seed in range(5):
        cast = cast_from_scenario(text, seed)
        assert tuple(1 if (persona.stance or 0) > 0 else -1 for persona in cast.personas) == signs
        assert not any("was drawn" in note for note in cast.notes)


def test_a_side_that_nothing_tells_is_drawn_and_said_to_be() -> None:
    cast = cast_from_scenario("Two sisters argue about selling a boat. Ana wants to sell it, Berta sighs.", 0)
    (note,) = [note for note in cast.notes if "which side each takes was drawn" in note]
    assert "Ana" not in note


def test_a_fear_of_what_happens_otherwise_is_no_side() -> None:
    text = "A couple decides whether to sell the inn. Ivan is afraid of losing it, Mei is afraid of waiting too long."
    assert any("was drawn" in note for note in cast_from_scenario(text, 0).notes)


def test_support_for_something_else_is_no_side() -> None:
    text = "A couple decides whether to close the inn. Ivan supports the football team, Mei wants to close it."
    (note,) = [note for note in cast_from_scenario(text, 0).notes if "was drawn" in note]
    assert "Ivan" in note


def test_a_callers_words_take_a_side_too() -> None:
    one, other = cast_from_agents([("clerk", "calm, in favour", None), ("clerk", "is against it", None)], 0)
    assert (one.stance, other.stance) == (0.7, -0.7)
