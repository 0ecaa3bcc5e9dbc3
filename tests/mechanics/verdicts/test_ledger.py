"""The ledger of assumptions, held to a model whose headline is a formula of them."""

from __future__ import annotations

import pytest
from ward import Judges, stated, ward

from sobremesa.mechanics.document import ModelDocument, Parameter
from sobremesa.mechanics.verdict import Bearing
from sobremesa.mechanics.verdicts.ends import ends_of


def formula() -> ModelDocument:
    """`total` = 10 × much + little + nothing × 0 + noise of mean 0, over 100 people."""
    guess = {"quote": None, "source": "assumed"}
    return ward(
        clock={"steps": 1, "dt": None},
        rules=[],
        state={"mood": {"type": "float", "start": "normal(0, 1)"}},
        parameters={
            "much": {**stated(1.0), **guess, "high": 10, "why": "a guess", "unit": "euro"},
            "little": {**stated(1.0), **guess, "source": "literature", "cite": "Nobody 1999", "high": 1.5},
            "nothing": {**stated(0.0), **guess, "source": "inferred", "why": "from the tone", "high": 1},
            "given": stated(1.0),
        },
        measures={"total": {"value": "10 * much + little + 0 * nothing + given + mean(p.mood for p in person)"}},
        experiment={"headline": {"measure": "total"}},
    )


@pytest.fixture(scope="module")
def ledger(tried: Judges) -> dict[str, Bearing]:
    return {bearing.parameter: bearing for bearing in tried(formula()).ledger}


def test_what_was_not_stated_is_listed_the_weightiest_first(ledger: dict[str, Bearing]) -> None:
    assert list(ledger)[:2] == ["much", "little"]
    assert set(ledger) == {"much", "little", "nothing", "taste", "dt"}
    told = [(ledger[name].source, ledger[name].why) for name in ("much", "little", "nothing")]
    assert told == [("assumed", "a guess"), ("literature", "Nobody 1999"), ("inferred", "from the tone")]
    assert ledger["much"].unit == "euro"


def test_the_headline_at_the_ends_is_the_formulas(ledger: dict[str, Bearing]) -> None:
    """Common random numbers: at another value the noise is the same, so that the swing is exact."""
    much, little = ledger["much"], ledger["little"]
    assert (much.low, much.value, much.high) == (0.5, 1.0, 2.0)
    assert much.swing == pytest.approx(10)
    assert much.at_low is not None
    assert much.at_high is not None
    assert much.at_high - much.at_low == pytest.approx(15)
    assert (little.low, little.high) == (0.5, 1.5)
    assert little.swing == pytest.approx(0.5)


def test_only_what_moves_the_headline_beyond_chance_matters(ledger: dict[str, Bearing]) -> None:
    assert {name for name, bearing in ledger.items() if bearing.matters} == {"much", "little"}
    assert ledger["nothing"].swing == ledger["taste"].swing == 0


def test_a_single_run_tells_nothing_of_chance(tried: Judges) -> None:
    bearings = tried(formula(), replicates=1).ledger
    assert any(bearing.swing for bearing in bearings)
    assert not any(bearing.matters for bearing in bearings)


def test_an_end_that_could_not_be_tried_is_not_passed_off_as_harmless(tried: Judges) -> None:
    """At twice the value the rate is divided by nothing: the runs end, and no number is told."""
    risky = {"value": 1.0, "low": 0, "high": 10, "source": "assumed", "why": "a guess"}
    document = ward("self.ill = not chance(rate / (2 - risky))", parameters={"risky": risky})
    made = tried(document)
    (bearing,) = (one for one in made.ledger if one.parameter == "risky")
    assert bearing.at_low is not None
    assert bearing.at_high is None
    (left_out,) = (each for each in made.on("difference").trials if each.says.startswith("risky 2"))
    assert left_out.held is None
    assert left_out.n == 0
    assert left_out.says.startswith("risky 2 instead of 1: its runs end with an error, something was divided by zero")


@pytest.mark.parametrize(("friends", "people"), [(6, 100), (5, 100), (6, 10), (7, 9)])
def test_the_ends_told_are_the_ends_run(tried: Judges, friends: int, people: int) -> None:
    """The headline is how many friends everyone has: half of 6 is 3, of which the network would make 2."""
    guess = {"type": "int", "low": 2, "high": 100, "source": "assumed", "why": "a guess"}
    document = ward(
        clock={"steps": 1, "dt": None},
        rules=[],
        parameters={"friends": {"value": friends, **guess}, "people": stated(people, type="int")},
        space={"kind": "network", "generator": "watts_strogatz", "k": "min(friends, people - 1)", "p": 0.1},
        measures={"links": {"value": "mean(degree(p) for p in person)"}},
        experiment={"headline": {"measure": "links"}},
    )
    made = tried(document, replicates=3)
    (bearing,) = (one for one in made.ledger if one.parameter == "friends")
    (level,) = (one for one in made.findings if one.kind == "level")
    assert bearing.value == level.value
    assert (bearing.at_low, bearing.at_high) == (bearing.low, bearing.high)
    assert friends / 2 - 1 <= bearing.low < bearing.high
    tried_ends = [(each.says, each.to, each.value) for each in made.on("level").trials if each.parameter == "friends"]
    assert tried_ends
    for says, to, ran in tried_ends:
        assert ran == to
        assert says == f"friends {ran:g} instead of {level.value:g}"


def test_what_the_scenario_itself_sets_is_not_varied_elsewhere(tried: Judges) -> None:
    """The value that the document gives is nobody's then: another one would change nothing, and hold for that."""
    guess = {"value": 0.05, "low": 0, "high": 1, "source": "assumed", "why": "a guess"}
    arms = [{"name": "as it was"}, {"name": "scenario", "set": {"rate": 0.1}}]
    made = tried(ward(parameters={"rate": guess}, experiment={"arms": arms, "headline": {"measure": "ill"}}))
    assert "rate" not in {bearing.parameter for bearing in made.ledger}
    assert "rate" not in {trial.parameter for verdict in made.verdicts for trial in verdict.trials}


def test_what_the_scenario_changes_later_is_said_to_be_varied_at_first(tried: Judges) -> None:
    guess = {"value": 0.05, "low": 0, "high": 1, "source": "assumed", "why": "a guess"}
    arms = [{"name": "scenario", "at": [{"step": 10, "set": {"rate": 0.5}}]}]
    made = tried(ward(parameters={"rate": guess}, experiment={"arms": arms, "headline": {"measure": "ill"}}))
    says = [trial.says for trial in made.on("level").trials if trial.parameter == "rate"]
    assert says == ["rate 0.025 instead of 0.05 at first", "rate 0.1 instead of 0.05 at first"]


@pytest.mark.parametrize(
    ("parameter", "ends"),
    [
        ({"value": 0.4}, (0.2, 0.8)),
        ({"value": 0.4, "low": 0.3, "high": 0.5}, (0.3, 0.5)),
        ({"value": 0.4, "low": 0, "high": 100}, (0.2, 0.8)),
        ({"value": 0.4, "low": 0.4, "high": 0.5}, (0.5,)),
        ({"value": -4.0}, (-8.0, -2.0)),
        ({"value": 0.0, "low": 0, "high": 2}, (0.2,)),
        ({"value": 0.0}, ()),
        ({"value": 5, "type": "int"}, (3, 10)),
        ({"value": 1, "type": "int", "low": 1}, (2,)),
        ({"value": 0, "type": "int", "low": 0}, (1,)),
        ({"value": True, "type": "bool"}, (False,)),
    ],
)
def test_the_ends_are_half_and_twice_within_the_bounds(parameter: dict[str, object], ends: tuple[float, ...]) -> None:
    assert ends_of(Parameter.model_validate(parameter)) == ends
