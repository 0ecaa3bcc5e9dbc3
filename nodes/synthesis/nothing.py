"""When nothing was simulated: what was understood, what is missing, what to do; and the status of any run."""

from __future__ import annotations

from typing import Literal

from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import Evidence

ReportStatus = Literal["done", "needs_input", "no_model", "partial", "failed"]
TELL_A_SCENARIO = (
    "Say who is involved, how they affect each other, and what you want to know; for example: "
    "“200 colleagues pass a rumour on. What share of them still hears nothing after a day?”",
    "Or name the people who should talk, and what about: “Two sisters argue over the house that they inherited.”",
)


def status(evidence: Evidence) -> ReportStatus:
    """How the run came out."""
    if evidence.route.mode == "none":
        return "needs_input"
    if evidence.no_model is not None:
        return "no_model"
    if evidence.stopped is not None:
        return "partial"
    return "done" if _anything(evidence) else "failed"


def _anything(evidence: Evidence) -> bool:
    if evidence.route.mode == "social":
        return any(turn.utterance.silence is None for turn in evidence.turns)
    return bool(evidence.findings)


def nothing_answered(evidence: Evidence) -> tuple[Sentence, ...]:
    """The answer where there is none."""
    if evidence.route.mode == "none":
        text = "There is nothing to simulate here: the text names no group of people and no question about one."
    elif evidence.no_model is not None and evidence.no_model.but is not None:
        text = f"There is no answer yet: a model fits this question, but {evidence.no_model.but}"
        return (Sentence(text=text, evidence=("refusal",)),)
    elif evidence.interpreter == "library":
        text = "There is no answer yet: no model of the library fits this question, and a guess would be worth nothing."
    else:
        text = "There is no answer: no model came out that passes the checks, and a guess would be worth nothing."
    return (Sentence(text=text),)


def understood(evidence: Evidence) -> tuple[str, ...]:
    """What was read from the scenario all the same."""
    if evidence.no_model is not None:
        return evidence.no_model.understood
    return evidence.route.reasons if evidence.route.mode == "none" else ()


def missing(evidence: Evidence) -> tuple[str, ...]:
    """What stands between the question and an answer."""
    return evidence.no_model.missing if evidence.no_model is not None else ()


def advice(evidence: Evidence) -> tuple[str, ...]:
    """What the asker can do now."""
    if evidence.no_model is not None:
        return evidence.no_model.advice
    return TELL_A_SCENARIO if evidence.route.mode == "none" else ()
