"""What the journal tells of a lineage that is over."""

import pytest

from sobremesa.store.database import Database
from sobremesa.store.journal import BUDGET, Entry, Journal, Key, Unanswered


@pytest.fixture
def journal(database: Database) -> Journal:
    return Journal(database)


def key(turn: str, lineage: str = "one", prompt: str = "p") -> Key:
    return Key(lineage, "speak", "ann", turn, prompt)


def entry(text: str) -> Entry:
    return Entry(text, "stop", "", "m", 3, 2, 1, estimated=True)


def test_answers_are_told_in_the_order_in_which_they_came(journal: Journal) -> None:
    for turn in ("2", "10", "1"):
        journal.keep(key(turn), entry(f"in {turn}"))
    journal.keep(key("1", lineage="another"), entry("elsewhere"))
    assert journal.recorded("one") == tuple((key(turn), entry(f"in {turn}")) for turn in ("2", "10", "1"))
    assert journal.recorded("nobody") == ()


def test_calls_that_were_given_up_come_last_and_only_where_they_stayed_so(journal: Journal) -> None:
    journal.give_up(key("1"), Unanswered(BUDGET, "calls"))
    journal.give_up(key("2"), Unanswered("timeout", "wait"))
    journal.give_up(key("2"), Unanswered(BUDGET, "deadline"))
    journal.keep(key("1"), entry("after all"))
    journal.keep(key("3"), entry("third"))
    assert journal.recorded("one") == (
        (key("1"), entry("after all")),
        (key("3"), entry("third")),
        (key("2"), Unanswered(BUDGET, "deadline")),
    )
    assert journal.find(key("2")) is None
