"""Whether the answer stands, in sentences: what moves it comes before what leaves it alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from handmade_runs import failures, level
from sobremesa.mechanics.verdict import Trial, Verdict, Word
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.standing import reasoned, stood

LEVEL = level("communication_success", "scenario", (0.85, 0.83, 0.87), "share")


def trial(perturbation: str, value: float, **more: Any) -> Trial:
    numbers = {"value": value, "low": value - 0.02, "high": value + 0.02, "n": 30}
    return Trial.model_validate({"perturbation": perturbation, "says": f"{perturbation} changed", **numbers, **more})


SEED = trial("seed", 0.85, held=True)
GUESS = trial("parameter", 0.29, held=False, parameter="contagion", to=2.0)
NETWORK = trial("network", 0.5, held=False)
LESS = trial("network", 0.78, held=True, shifted=True)
OPEN = trial("network", 0.84, held=None)


def told(word: Word, *trials: Trial) -> str:
    verdict = Verdict(finding=LEVEL.id, word=word, reason="", trials=trials)
    findings = (LEVEL, *(one for one in failures().findings if one.id != LEVEL.id))
    evidence: Evidence = replace(failures(), findings=findings, verdicts=(verdict,))
    (sentence,) = stood(evidence)
    return sentence.text


@pytest.mark.parametrize(
    ("word", "trials", "begins", "ends"),
    [
        (
            "FRAGILE",
            (SEED, GUESS),
            "The figure hangs on what nobody stated: with contagion at 2",
            "It stands with other",
        ),
        ("FRAGILE", (SEED, NETWORK, GUESS), "The figure does not stand: with", "It stands with other random numbers."),
        ("FRAGILE", (NETWORK,), "The figure does not stand: with network changed", "No trial leaves it as it is."),
        ("SHIFTED", (SEED, LESS), "The figure moves: with network changed it would be 78.0%", "It stands with other"),
        ("ROBUST", (SEED,), "The figure stands with other random numbers.", ""),
        ("INCONCLUSIVE", (SEED, OPEN), "The figure stands with other random numbers; for the rest", "can't tell."),
        ("INCONCLUSIVE", (OPEN,), "Whether it stands, these runs can't tell.", ""),
    ],
)
def test_what_moves_a_figure_comes_first(word: Word, trials: tuple[Trial, ...], begins: str, ends: str) -> None:
    text = told(word, *trials)
    assert text.startswith(begins)
    assert ends in text


def test_a_guess_is_told_against_what_was_run_and_for_how_long() -> None:
    later = GUESS.model_copy(update={"base": 0.5, "later": True})
    assert "with contagion at 2 instead of 0.5 at first it would be 29.0%" in told("FRAGILE", SEED, later)
    assert "with contagion at 2 instead of 1 it would be 29.0%" in told("FRAGILE", SEED, GUESS)


def test_what_was_not_tried_has_its_reason() -> None:
    untried = [
        Trial(perturbation=name, says=f"{name} changed: {why}", value=None, low=None, high=None, n=0, held=None)
        for name, why in (
            ("arrivals", "not tried, it would take too long"),
            ("warmup", "not tried, it would take too long"),
            ("horizon", "its runs end with an error, too many: 10,001 in line"),
        )
    ]
    verdict = Verdict(finding=LEVEL.id, word="ROBUST", reason="", trials=(SEED, *untried))
    reason = reasoned(verdict, replace(failures(), findings=(LEVEL,))).reason
    assert reason == (
        "It holds with other random numbers. Not tried, since that would take too long beside the run itself: evenly "
        "spread arrivals and twice the warm-up. Not tried (its runs end with an error, too many: 10,001 in line): "
        "twice the time."
    )
