"""What was found beside the arms is told as the findings say it, and passes the check of every sentence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from handmade_runs import failures
from sobremesa.mechanics.curve import Bend, Curve
from sobremesa.mechanics.experiments.exploration import (
    Calibrated,
    Exploration,
    Influence,
    Met,
    Precision,
    Ranking,
    Sought,
)
from sobremesa.mechanics.experiments.telling import influences, sizes, tipping_points, values_found
from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.claims import strike
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.exploring import explored, narrowed
from sobremesa.nodes.synthesis.grounding import grounds
from sobremesa.nodes.synthesis.notices import notices
from sobremesa.nodes.synthesis.phrases import noun_of

SUCCESS = "communication_success"
BEND = Bend(value=0.2, low=0.155, high=0.24, method="a fit")


def curve(arm: str, bend: Bend | None = None, kind: str = "sweep") -> Curve:
    level = tuple(1 - place / 10 for place in range(11))
    of = {"sweep": ("failed_share", "share"), "scale": ("people", None)}[kind]
    return Curve(
        kind=kind, parameter=of[0], parameter_unit=of[1], arm=arm, measure=SUCCESS, take="last", unit="share",
        values=tuple(100.0 * 10**place for place in range(2)) if kind == "scale" else tuple(np.linspace(0, 1, 11)),
        mean=level[:2] if kind == "scale" else level, low=level[:2] if kind == "scale" else level,
        high=level[:2] if kind == "scale" else level, n=30, bend=bend,
    )  # fmt: skip


def evidence(*findings: Finding, **found: object) -> Evidence:
    """Evidence of a run that explored; the findings get ids as in a run."""
    named = tuple(each.model_copy(update={"id": f"e{place}"}) for place, each in enumerate(findings, start=1))
    run = failures()
    return replace(run, findings=(*run.findings, *named), explored=Exploration(findings=named, **found))


def told(run: Evidence) -> str:
    """The sentences, each of which must pass the check."""
    kept, struck = strike(explored(run), grounds(run))
    assert struck == ()
    return " ".join(sentence.text for sentence in kept)


def test_where_it_tips_and_that_it_does_not_without_the_rule() -> None:
    tips, smooth = curve("scenario", BEND), curve("no contagion")
    samples = np.linspace(1, 0, 11)[:, None] + np.zeros(30)
    findings = (*tipping_points(tips, samples), *tipping_points(smooth, samples))
    assert told(evidence(*findings, curves=(tips, smooth))) == (
        "Communication success tips at a failed share of 20% [16%, 24%]. "
        "Without emotional contagion (“no contagion”) it has no tipping point along the failed share."
    )


def test_what_does_not_change_at_all_is_said_to_be_the_same() -> None:
    flat = curve("scenario")
    findings = tuple(tipping_points(flat, np.ones((11, 30))))
    assert told(evidence(*findings, curves=(flat,))) == "Communication success does not change along the failed share."


@pytest.mark.parametrize(
    ("spread", "shift", "says"),
    [
        (0.1, 0.2, "the communication success is 20 percentage points [16, 24] more."),
        (0.1, -0.2, "the communication success is 20 percentage points [16, 24] less."),
        (0.1, 0.0, "there is no difference to be seen in the communication success: it changes by"),
        (0.0, 0.0, "the communication success is the same."),
    ],
)
def test_whether_the_number_of_them_matters(spread: float, shift: float, says: str) -> None:
    both = curve("scenario", kind="scale")
    wave = spread * np.array([1, -1] * 15)
    samples = np.stack([np.zeros(30), shift + wave])
    assert told(evidence(*sizes(both, samples), curves=(both,))).startswith(f"With 1,000 instead of 100 people {says}")


def test_which_assumption_matters_most() -> None:
    def influence(name: str, strength: float, low: float) -> Influence:
        ends = {"low": 0.0, "high": 2.0, "strength_low": low, "strength_high": 2 * strength - low}
        return Influence(parameter=name, unit=None, strength=strength, alone=0.1, **ends)

    strong, weak = influence("contagion", 0.62, 0.51), influence("calming", 0.02, 0.0)
    ranking = Ranking(method="sobol", arm="scenario", measure=SUCCESS, take="last", unit="share",
                      influences=(strong, weak), points=1024, n=10)  # fmt: skip
    text = told(evidence(*influences(ranking), ranking=ranking))
    assert text.startswith("Across their ranges, the contagion (62% of the variance [51%, 73%]) matters most")
    assert "calming" not in text
    nothing = ranking.model_copy(update={"influences": (weak,)})
    assert told(evidence(*influences(nothing), ranking=nothing)).startswith("Across their ranges, nothing shows")


def calibrated(informed: bool, met: bool) -> Calibrated:
    sought = Sought(parameter="failed_share", unit="share", value=0.1, low=0.05, high=0.15, informed=informed)
    figure = Met(
        measure=SUCCESS, take="last", unit="share", wanted=0.85, value=0.84, low=0.7, high=0.92, n=100, met=met
    )
    return Calibrated(arm="scenario", sought=(sought,), met=(figure,), runs=2048)


def test_the_values_that_meet_given_figures() -> None:
    found = calibrated(informed=True, met=True)
    text = told(evidence(*values_found(found), calibrated=found))
    assert text == "For communication success of 85% the model needs a failed share of 10% [5%, 15%]."


def test_a_value_that_was_found_names_every_figure_that_it_was_sought_for() -> None:
    found = calibrated(informed=True, met=True)
    second = found.met[0].model_copy(update={"measure": "frustrated", "take": "max"})
    (finding,) = values_found(found.model_copy(update={"met": (*found.met, second)}))
    assert (finding.measure, finding.also) == (SUCCESS, (("frustrated", "max"),))
    assert noun_of(finding) == "communication success and peak frustrated, met at this failed share"


def test_figures_that_tell_nothing_and_figures_that_are_missed_are_said_to_be() -> None:
    found = calibrated(informed=False, met=False)
    text = told(evidence(*values_found(found), calibrated=found))
    assert "do not narrow the failed share down" in text
    assert "misses the communication success of 85%: nearly all of its runs give between 70% and 92%" in text


def test_a_precision_that_was_reached_is_method_and_one_that_was_not_a_notice() -> None:
    reached = Precision(wanted=0.01, half_width=0.0098, arm="scenario", unit="share", replicates=240, reached=True)
    assert narrowed(reached) == (
        "240 runs of each arm, until the headline's 95% interval was within ±1 percentage point everywhere"
    )
    run = failures()
    assert not any("less certain" in notice for notice in notices(replace(run, precision=reached)))
    missed = reached.model_copy(update={"reached": False, "half_width": 0.014, "replicates": 10_000})
    (notice,) = [notice for notice in notices(replace(run, precision=missed)) if "less certain" in notice]
    assert "10,000 runs of each arm, which is all that may be spent" in notice
    assert "is within ±1.4 percentage points in “scenario”" in notice
