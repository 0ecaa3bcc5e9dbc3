"""A report made by hand that has something in every part of the page."""

from __future__ import annotations

from functools import cache

from handmade_runs import failures, talk
from sobremesa.mechanics.curve import Bend, Curve, Heat
from sobremesa.mechanics.picture import Picture
from sobremesa.mechanics.verdict import Bearing, Trial, Verdict
from sobremesa.nodes.report import Report, Spread
from sobremesa.nodes.synthesize import plain_prose, report_of
from sobremesa.personas.law import Fit, Law
from sobremesa.personas.masking import Masked, Shift
from sobremesa.personas.pull import Claim, Pull, WhoMoved


@cache
def whole() -> Report:
    """A report with something in every part of the page."""
    evidence = failures()
    report = report_of(evidence, plain_prose(evidence))
    headline = next(f for f in report.findings if f.arms == (report.arm,)).model_copy(update={"headline": True})
    trials = (
        Trial(perturbation="order", says="one after another", value=0.8, low=0.7, high=0.9, n=30, held=True),
        Trial(perturbation="network", says="another network", value=None, low=None, high=None, n=0, held=None),
    )
    curve = Curve(
        kind="sweep", parameter="failed_share", parameter_unit="share", arm="scenario", measure=headline.measure,
        take="last", unit="share", values=(0.0, 0.1, 0.2, 0.3), mean=(1.0, 0.85, 0.6, None), low=(1.0, 0.8, 0.5, None),
        high=(1.0, 0.9, 0.7, None), n=30, bend=Bend(value=0.15, low=0.12, high=0.18, method="two lines"),
    )  # fmt: skip
    scale = curve.model_copy(
        update={
            "kind": "scale",
            "parameter": "people",
            "parameter_unit": None,
            "values": (100, 1000, 5000, 10000),
            "bend": None,
        }
    )
    heat = Heat(
        parameters=("failed_share", "repair_rate"), arm="scenario", measure=headline.measure, take="last",
        rows=(0.1, 0.2), columns=(0.0, 0.5, 1.0), mean=((0.9, 0.95, 1.0), (0.6, 0.7, None)), n=30,
    )  # fmt: skip
    assumed = Bearing(
        parameter="calming", source="assumed", why="slower", unit=None, value=0.25, low=0.0, high=1.0, at_low=0.4,
        at_high=0.95, swing=0.4, matters=True,
    )  # fmt: skip
    network = Picture(
        kind="network", arm="scenario", step=0, variable="frustration", extent=(1, 1), links=((0, 1), (1, 2)),
        places=((0, 0), (1, 0), (0.5, 1)), values=(0, 5, 10),
    )  # fmt: skip
    grid = Picture(
        kind="grid", arm="no failures", step=5, variable="mood", labels=("calm", "angry"), extent=(2, 2),
        places=((0, 0), (1, 0), (0, 1), (1, 1)), values=(0, 1, 1, 0),
    )  # fmt: skip
    talked = report_of(talk(), plain_prose(talk()))
    return report.model_copy(
        update={
            "verdicts": tuple(
                Verdict(finding=headline.id, word=word, reason="moved by the order", trials=trials)
                for word in ("ROBUST", "SHIFTED", "FRAGILE", "INCONCLUSIVE")
            ),
            "findings": (headline, *(finding for finding in report.findings if finding.id != headline.id)),
            "ledger": (assumed,),
            "ask_next": "How fast do people calm down?",
            "curves": (curve, scale),
            "heats": (heat,),
            "pictures": (network, network.model_copy(update={"step": 9}), grid),
            "spreads": (Spread(measure=headline.measure, take="last", arm="a", unit="share", values=(0.1, 0.1, 0.9)),),
            "description": (("Purpose", "To see."), ("Entities", "People.")),
            "transcript": talked.transcript,
            "cast": talked.cast,
            **who_moved_whom(),
        }
    )


def who_moved_whom() -> dict[str, object]:
    """Every kind of evidence of it: what is measured in both channels, claimed, shown by a replay, and a law."""
    stance = Pull(channel="stance", speaker="lou", listener="vera", steps=30, pull=0.4, low=0.2, high=0.6, chance=4e-4)
    feeling = stance.model_copy(update={"channel": "feeling", "speaker": "vera", "listener": "sam", "chance": 0.03})
    weak = stance.model_copy(update={"speaker": "sam", "pull": 0.9, "chance": 0.7})
    claim = Claim(speaker="lou", listener="sam", named=2, turns=5)
    shift = Shift(listener="vera", heard=0.2, unheard=-0.3, difference=0.5, n=1, told=True)
    holding = Fit(law="holding on", error=0.05, aicc=-80.0, weight=0.3, held=0.25)
    fits = (holding, Fit(law="no change", error=0.09, aicc=-60.0))
    arms = ("conversation",)
    replay = (("conversation", "conversation without lou"),)
    return {
        "moved": (WhoMoved(arms=arms, rounds=31, pulls=(stance, feeling, weak), claims=(claim,)),),
        "masked": (Masked(persona="lou", arms=replay, shifts=(shift,), exact=True),),
        "laws": (Law(arms=arms, steps=90, fits=fits, followed="holding on"),),
    }
