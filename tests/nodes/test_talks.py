"""Which talks are held, under which names and seeds."""

import pytest

from sobremesa.errors import BadRequestError
from sobremesa.nodes.contract import MAX_CONVERSATIONS, Request
from sobremesa.nodes.talks import conversations, replays, seed_of


def asking(replicates: int | None, seed: int = 3) -> Request:
    return Request(scenario="They talk.", mode="social", replicates=replicates, seed=seed)


@pytest.mark.parametrize("replicates", [None, 1])
def test_one_conversation_as_a_rule_with_the_seed_of_the_request(replicates: int | None) -> None:
    (talk,) = conversations(asking(replicates))
    assert (talk.arm, talk.seed, talk.origin, talk.without) == ("conversation", 3, "conversation", None)


def test_the_first_of_several_is_the_one_that_is_held_alone() -> None:
    assert conversations(asking(5))[:1] == conversations(asking(None))


def test_every_conversation_has_a_name_and_a_seed_of_its_own() -> None:
    talks = [talk for seed in (0, 1, 2**53 - 1) for talk in conversations(asking(MAX_CONVERSATIONS, seed))]
    assert len({talk.arm for talk in talks}) == MAX_CONVERSATIONS
    assert len({talk.seed for talk in talks}) == len(talks)
    assert all(0 <= talk.seed < 2**53 for talk in talks)
    assert all(talk.origin == talk.arm for talk in talks)


def test_more_than_can_be_held_is_a_sentence() -> None:
    with pytest.raises(BadRequestError, match="at most 100 conversations"):
        conversations(asking(MAX_CONVERSATIONS + 1))


def test_a_replay_draws_and_asks_where_the_conversation_did() -> None:
    talks = conversations(asking(2))
    again = replays(asking(2), ("ann", "bo"))
    assert [talk.arm for talk in again] == [
        "conversation without ann", "conversation 2 without ann",
        "conversation without bo", "conversation 2 without bo",
    ]  # fmt: skip
    assert [(talk.seed, talk.origin) for talk in again] == [(talk.seed, talk.arm) for talk in talks] * 2
    assert [talk.without for talk in again] == ["ann", "ann", "bo", "bo"]


def test_of_many_conversations_ten_are_held_again() -> None:
    again = replays(asking(12), ("ann",))
    assert [talk.origin for talk in again] == [talk.arm for talk in conversations(asking(12))[:10]]


def test_the_seed_of_a_conversation_never_changes() -> None:
    assert (seed_of(3, 0), seed_of(3, 1)) == (3, 6749366786139426)
