"""How often the judge is wrong: about what nothing moves, about what was luck, and about what can't be known."""

from __future__ import annotations

from collections import Counter

from ward import Judged, Judges, ward

from sobremesa.mechanics.document import ModelDocument

SEEDS = 24
MOST_FALSE = 4
"""Of 24 findings at 1 in 20 each, more than 4 are called wrongly once in 160 times."""
LUCKY = (43, 82, 108, 122, 132, 136, 198, 224, 243, 386)
"""The seeds below 400 under which two arms that are alike differ, at a level of 5%."""


def noisy(other: str = "normal(0, 1)") -> ModelDocument:
    """Moods that go up and down by chance, in each arm by a rule of its own."""
    rules = [
        {"name": "one_way", "who": "person", "do": "self.joy += normal(0, 1)"},
        {"name": "another_way", "who": "person", "do": f"self.joy += {other}"},
    ]
    arms = [{"name": "scenario", "without": ["another_way"]}, {"name": "other", "without": ["one_way"]}]
    return ward(
        state={"joy": {"type": "float", "start": 0}},
        clock={"steps": 4, "dt": None},
        rules=rules,
        measures={"joy": {"value": "mean(p.joy for p in person)"}},
        experiment={"arms": arms, "headline": {"measure": "joy"}},
    )


def test_a_model_that_nothing_should_move_is_seldom_said_to_move(tried: Judges) -> None:
    words = Counter(word for seed in range(SEEDS) for word in tried(ward(), seed).words().values())
    assert words["ROBUST"] + words["FRAGILE"] + words["SHIFTED"] + words["INCONCLUSIVE"] == 3 * SEEDS
    assert words["FRAGILE"] + words["SHIFTED"] <= MOST_FALSE
    assert words["ROBUST"] >= 3 * SEEDS - 2 * MOST_FALSE


def test_no_difference_stays_none_and_is_seldom_called_robustly_there(tried: Judges) -> None:
    words = Counter(_on_the_arms(tried(noisy(), seed)) for seed in range(SEEDS))
    assert words["nothing FRAGILE"] + words["nothing SHIFTED"] <= MOST_FALSE
    assert words["nothing ROBUST"] >= SEEDS - 2 * MOST_FALSE
    assert words["difference ROBUST"] == 0


def test_lucky_seeds_are_called_so(tried: Judges) -> None:
    """Other random numbers take away what they gave, but for 1 in 40 of them: then something else must."""
    reasons = []
    for seed in LUCKY:
        difference = tried(noisy(), seed).on("difference")
        assert difference.word == "FRAGILE"
        reasons.append(
            difference.reason.startswith(f"It goes or turns round with other random numbers (seed {seed + 1}).")
        )
    assert reasons.count(False) <= 1


def test_a_difference_of_one_standard_deviation_is_no_luck(tried: Judges) -> None:
    """Means of 100 people over 4 days have a standard deviation of 0.2: the other arm is as much happier."""
    words = Counter(_on_the_arms(tried(noisy(other="normal(0.05, 1)"), seed)) for seed in range(SEEDS))
    assert words["difference FRAGILE"] + words["difference SHIFTED"] <= MOST_FALSE
    assert words["difference ROBUST"] >= SEEDS - 2 * MOST_FALSE


def test_what_few_runs_leave_open_is_inconclusive(tried: Judges) -> None:
    """A coin for the whole model: over 12 runs its mean is known to ± 30 points, and no trial can tell more."""
    document = ward(
        "model.coin = chance(0.5)",
        rules=[{"name": "toss", "who": "model", "when": "step == 1", "do": "model.coin = chance(0.5)"}],
        globals={"coin": {"type": "bool", "start": False}},
        measures={"coin": {"value": "1.0 if model.coin else 0.0", "unit": "share"}},
        experiment={"headline": {"measure": "coin"}},
    )
    level = tried(document, replicates=12).on("level")
    assert level.word == "INCONCLUSIVE"
    assert "other random numbers" in level.reason


def test_one_run_is_no_ground_for_a_word(tried: Judges) -> None:
    made = tried(ward(), replicates=1)
    assert set(made.words().values()) == {"INCONCLUSIVE"}
    assert {verdict.reason for verdict in made.verdicts} == {"A single run has no interval: more of them would tell."}


def test_the_same_case_gives_the_same_judgement(tried: Judges) -> None:
    first, again = tried(ward(), seed=3), tried(ward(), seed=3)
    assert first.verdicts == again.verdicts
    assert first.ledger == again.ledger


def _on_the_arms(made: Judged) -> str:
    """What was found about the two arms, and the word on it."""
    (found,) = [one for one in made.findings if one.headline and len(one.arms) == 2]
    (verdict,) = [one for one in made.verdicts if one.finding == found.id]
    return f"{found.kind} {verdict.word}"
