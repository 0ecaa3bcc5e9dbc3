"""What a replay without someone shows, and when it may be believed."""

from __future__ import annotations

import numpy as np
import pytest

from known_talks import people, turns_of
from sobremesa.personas.diagnostics import MOVED
from sobremesa.personas.masking import MOST_MASKED, Pair, difference, strongest
from sobremesa.personas.pull import Claim, Pull, WhoMoved


def pairs(ends: list[tuple[float, float]]) -> list[Pair]:
    """Conversations in which p1 ends at the first figure, and at the second where p0 is not heard."""
    made = []
    for n, (heard, unheard) in enumerate(ends):
        whole = turns_of(np.array([[0.5, 0.0, 0.2], [0.5, heard, 0.2]]), arm=f"talk {n}")
        replay = turns_of(np.array([[0.5, 0.0, 0.2], [0.5, unheard, 0.2]]), arm=f"talk {n} without p0")
        made.append((whole, tuple(turn for turn in replay if turn.utterance.persona != "p0")))
    return made


def test_one_replay_tells_where_speakers_repeat_themselves_exactly() -> None:
    masked = difference(people(3), "p0", pairs([(0.4, 0.1)]), exact=True)
    assert [(shift.listener, shift.difference) for shift in masked.told] == [("p1", 0.3)]
    assert masked.arms == (("talk 0", "talk 0 without p0"),)
    assert all(shift.low is None for shift in masked.shifts)


def test_one_replay_tells_nothing_where_they_do_not() -> None:
    masked = difference(people(3), "p0", pairs([(0.4, 0.1)]))
    assert not masked.told
    assert next(shift for shift in masked.shifts if shift.listener == "p1").difference == 0.3


@pytest.mark.parametrize("number", [1, 3])
def test_what_would_not_count_as_a_move_is_no_difference(number: int) -> None:
    """One bound for what somebody does by themselves and what somebody else makes of them."""
    for apart, told in ((MOVED - 0.01, 0), (MOVED, 1)):
        ends = [(0.2 + apart + n / 1_000, 0.2 + n / 1_000) for n in range(number)]
        assert len(difference(people(3), "p0", pairs(ends), exact=True).told) == told


def test_several_replays_have_an_interval() -> None:
    told = difference(people(3), "p0", pairs([(0.4, 0.1), (0.5, 0.15), (0.35, 0.1), (0.45, 0.1)])).told
    assert [shift.listener for shift in told] == ["p1"]
    assert told[0].low is not None and told[0].low > 0
    assert told[0].n == 4
    assert not difference(people(3), "p0", pairs([(0.4, 0.1), (0.1, 0.4), (0.3, 0.1), (0.1, 0.2)]), exact=True).told


def test_chance_alone_is_seldom_told() -> None:
    random = np.random.default_rng(2)
    alarms = 0
    for _ in range(400):
        ends = random.normal(0, 0.2, (6, 2, 3)).clip(-1, 1)
        made = [
            (turns_of(heard[None, :], arm=f"{n}"), turns_of(unheard[None, :], arm=f"{n} without p0"))
            for n, (heard, unheard) in enumerate(ends)
        ]
        alarms += bool(difference(people(3), "p0", made).told)
    assert alarms <= 32


def test_who_is_never_heard_again_is_left_out() -> None:
    whole, replay = pairs([(0.4, 0.1)])[0]
    silent = tuple(turn for turn in replay if turn.utterance.persona != "p1")
    assert [shift.listener for shift in difference(people(3), "p0", [(whole, silent)], exact=True).shifts] == ["p2"]


def pull(speaker: str, size: float, chance: float) -> Pull:
    return Pull(channel="stance", speaker=speaker, listener="z", steps=9, pull=size, low=0, high=1, chance=chance)


def test_who_is_masked_is_told_first_then_named_then_only_seems_to_move() -> None:
    seeming, told = pull("c", 0.9, 0.8), pull("a", 0.2, 0.01)
    named = Claim(speaker="b", listener="z", named=3, turns=4)
    assert strongest(WhoMoved(arms=("x",), rounds=9, pulls=(told, seeming), claims=(named,))) == ("a", "b")
    assert strongest(WhoMoved(arms=("x",), rounds=9, pulls=(seeming,), claims=(named,))) == ("b", "c")
    assert strongest(WhoMoved(arms=("x",), rounds=9)) == ()
    many = tuple(pull(one, 0.3, 0.01) for one in "abcd")
    assert len(strongest(WhoMoved(arms=("x",), rounds=9, pulls=many))) == MOST_MASKED
