"""What a caller gives goes in with its provenance, in proportion and within bounds, or is refused in a sentence."""

from collections.abc import Callable

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from sobremesa.errors import BadRequestError
from sobremesa.mechanics import library
from sobremesa.mechanics.document import ModelDocument, Outcome
from sobremesa.mechanics.given import (
    Given,
    population,
    with_population,
    with_roles,
    with_steps,
    with_values,
)


def test_value_takes_its_provenance_along_and_leaves_the_old_document_alone() -> None:
    old = library.load("interface_failure")
    new = with_values(
        old, {"failed_share": Given(0.2, "stated", "fail at 20%"), "people": (50, "given", "by the caller")}
    )
    assert (new.parameters["failed_share"].value, new.parameters["failed_share"].quote) == (0.2, "fail at 20%")
    assert new.parameters["failed_share"].why is None
    assert (new.parameters["people"].source, new.parameters["people"].why) == ("given", "by the caller")
    assert old.parameters["failed_share"].value == 0.1
    assert new.sha256 != old.sha256


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"failed_share": (1.5, "given", "x")}, "failed_share must lie between 0 and 1, not at 1.5"),
        ({"people": (1, "given", "x")}, "people must lie between 3 and"),
        ({"people": (10.5, "given", "x")}, "people is a whole number, not 10.5"),
        ({"tulips": (1, "given", "x")}, "no parameter 'tulips'; it has: people, "),
    ],
)
def test_value_that_does_not_fit_is_refused_in_a_sentence(values: dict[str, Given], sentence: str) -> None:
    with pytest.raises(BadRequestError, match=sentence):
        with_values(library.load("interface_failure"), values)


def test_flag_is_true_or_false() -> None:
    market = library.load("market")
    assert with_values(market, {"repeated_days": (0, "given", "x")}).parameters["repeated_days"].value is False
    with pytest.raises(BadRequestError, match="true or false"):
        with_values(market, {"repeated_days": (3, "given", "x")})


@forall(total=st.integers(2, 1_000_000))
def test_market_is_scaled_in_proportion_to_exactly_what_was_asked(total: int) -> None:
    counts = population(with_population(library.load("market"), total))
    assert sum(counts.values()) == total
    assert abs(counts["buyer"] - total * 2 / 3) < 1


@forall(total=st.integers(4, 1_000_000))
def test_grid_takes_the_nearest_size_and_says_so(total: int) -> None:
    document = with_population(library.load("sir_grid"), total)
    width, height = document.parameters["width"].value, document.parameters["height"].value
    achieved = population(document)["person"]
    assert achieved == width * height
    assert abs(achieved - total) <= max(width, height) / 2
    assert abs(width - height) <= 2
    told = any(f"{achieved} agents, not {total}" in sentence for sentence in document.assumptions)
    assert told == (achieved != total)
    assert document.parameters["width"].source == "given"


@pytest.mark.parametrize(("name", "total"), [("interface_failure", 1), ("interface_failure", 2_000_000), ("market", 1)])
def test_number_out_of_bounds_is_refused(name: str, total: int) -> None:
    with pytest.raises(BadRequestError, match=f"{total:,} agents do not fit the model {name}: .* must lie between"):
        with_population(library.load(name), total)


def with_count(count: str | int) -> ModelDocument:
    document = library.load("interface_failure")
    person = document.agents["person"].model_copy(update={"count": count})
    return document.model_copy(update={"agents": {"person": person}})


def test_literal_count_is_replaced() -> None:
    assert population(with_population(with_count(30), 7)) == {"person": 7}


@pytest.mark.parametrize("count", ["people + 1", "people ** 2", "people(", "1.5", "x" * 5000, "tulips"])
def test_count_that_cannot_be_scaled_is_named(count: str) -> None:
    with pytest.raises(BadRequestError, match="can't be scaled"):
        with_population(with_count(count), 10)


def test_a_count_that_follows_from_a_square_board_takes_the_nearest_board() -> None:
    sized = with_population(library.load("segregation"), 500)
    assert (population(sized), sized.parameters["side"].value) == ({"family": 502}, 23)
    assert "502 agents, not 500: the nearest number on a board of 23 by 23" in sized.assumptions


def test_one_side_squared_takes_the_nearest_square() -> None:
    assert population(with_population(with_count("friends * friends"), 50)) == {"person": 49}


def test_steps_move_outcomes_that_would_begin_after_the_end() -> None:
    document = library.load("interface_failure")
    late = document.experiment.model_copy(update={"headline": Outcome(measure="frustration", **{"from": 40})})
    short = with_steps(document.model_copy(update={"experiment": late}), 10)
    assert short.clock.steps == 10
    assert short.experiment.headline.start == 10


def test_short_hybrid_run_still_lets_the_personas_talk_and_says_when() -> None:
    document = library.load("interface_failure_talk")
    assert with_steps(document, 100).coupling == document.coupling
    short = with_steps(document, 12)
    assert short.coupling is not None
    assert short.coupling.every == 6
    assert "after 6 steps" in short.assumptions[-1]


@pytest.mark.parametrize("steps", [0, -3])
def test_steps_are_at_least_one(steps: int) -> None:
    with pytest.raises(BadRequestError, match="at least 1"):
        with_steps(library.load("market"), steps)


def test_roles_of_equal_say_all_speak_and_all_hear() -> None:
    roles = {"porter": ("nurse", "a porter"), "medic": ("nurse", "a medic"), "head": ("chief", "the head")}
    document = with_roles(library.load("interface_failure_talk"), roles, shared=True)
    assert set(document.personas) == set(roles)
    assert document.personas["porter"].role == "a porter"
    assert document.coupling is not None
    assert document.coupling.levers[0].source == ("porter", "medic", "head")
    assert document.coupling.show[0].to == ("porter", "medic", "head")
    assert document.coupling.show[1].to == ("head",)


def test_slot_that_nobody_takes_keeps_its_persona() -> None:
    document = with_roles(library.load("opinion_debate"), {"mayor": ("moderate", "the mayor")}, shared=False)
    assert set(document.personas) == {"mayor", "in_support", "opposed"}
    assert document.coupling is not None
    assert [lever.source for lever in document.coupling.levers] == ["mayor", "in_support", "opposed"]


@pytest.mark.parametrize("name", ["opinion_debate", "market"])
def test_unknown_slot_is_named(name: str) -> None:
    change: Callable[[], ModelDocument] = lambda: with_roles(library.load(name), {"a": ("b", "c")}, shared=False)  # noqa: E731
    with pytest.raises(BadRequestError, match="no persona b"):
        change()
