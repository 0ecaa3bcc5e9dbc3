"""Transcripts are joined turn by turn, in whatever order the turns were finished."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sobremesa.nodes.state import merge_turns

PLACES = st.tuples(
    st.sampled_from(["conversation", "conversation 10", "conversation 2"]),
    st.integers(0, 2),
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from(["ana", "bo", "cyd"]),
)


def turn(place: tuple[str, int, int, int, str], speech: str = "") -> dict[str, Any]:
    arm, cycle, number, turn, persona = place
    said = {"persona": persona, "speech": speech}
    return {"arm": arm, "cycle": cycle, "round": number, "turn": turn, "utterance": said}


def order(turn: dict[str, Any]) -> tuple[Any, ...]:
    return (*(turn[part] for part in ("arm", "cycle", "round", "turn")), turn["utterance"]["persona"])


def joined(batches: Sequence[Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = []
    for batch in batches:
        turns = merge_turns(turns, batch)
    return turns


@given(st.lists(st.lists(PLACES, max_size=4), max_size=12))
def test_as_if_all_were_sorted_at_once(batches: list[list[tuple[str, int, int, int, str]]]) -> None:
    arrived = [[turn(place, f"{at} {n}") for n, place in enumerate(batch)] for at, batch in enumerate(batches)]
    first: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in (one for batch in arrived for one in batch):
        first.setdefault((one["arm"], one["cycle"], one["round"], one["utterance"]["persona"]), one)
    assert joined(arrived) == sorted(first.values(), key=order)


@given(st.lists(PLACES, max_size=12))
def test_what_was_there_is_left_as_it_is(places: list[tuple[str, int, int, int, str]]) -> None:
    before = joined([[turn(place)] for place in places])
    copy = list(before)
    merge_turns(before, [turn(("conversation", 0, 1, 1, "dora"))])
    assert before == copy
