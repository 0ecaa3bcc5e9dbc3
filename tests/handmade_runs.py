"""Runs made by hand: what the steps before synthesis would have left behind, with figures that are easy to check."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import yaml

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Casting, NoModel, Route
from sobremesa.nodes.report import Course, Decided
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.talk import findings as findings_of_talk
from sobremesa.personas.card import Persona, PublicSide
from sobremesa.personas.utterance import SelfReport, Turn, Utterance

Level = tuple[float, float | None, float | None]


def library_document(name: str) -> ModelDocument:
    text = (files("sobremesa.mechanics") / "library" / f"{name}.yaml").read_text(encoding="utf-8")
    return ModelDocument.model_validate(yaml.safe_load(text))


def kept_document(name: str) -> ModelDocument:
    """A document that stays as it is, so that pages made from it change only when what makes them does."""
    text = (Path(__file__).parent / "report" / "documents" / f"{name}.yaml").read_text(encoding="utf-8")
    return ModelDocument.model_validate(yaml.safe_load(text))


def level(measure: str, arm: str, numbers: Level, unit: str | None, n: int = 30, take: str = "last") -> Finding:
    value, low, high = numbers
    return Finding(
        id=f"level/{measure}/{take}/{arm}", kind="level", measure=measure, take=take, arms=(arm,),
        value=value, low=low, high=high, n=n, method="mean of the runs; t interval", unit=unit,
    )  # fmt: skip


def difference(measure: str, arms: tuple[str, str], numbers: Level, unit: str | None, n: int = 30) -> Finding:
    value, low, high = numbers
    return Finding(
        id=f"difference/{measure}/last/{arms[0]}/{arms[1]}", kind="difference", measure=measure, take="last", arms=arms,
        value=value, low=low, high=high, n=n, method="mean of paired differences; t interval", unit=unit,
    )  # fmt: skip


def turn(persona: str, number: int, speech: str, stance: float, emotion: str, **more: object) -> Turn:
    fields = {"arm": "conversation", "cycle": 0, "to": None, "influenced_by": ()} | more
    report = SelfReport(
        emotion=emotion, valence=0.0, arousal=0.5, stance=stance, confidence=0.6, intention="to wait and see",
        influenced_by=fields["influenced_by"],
    )  # fmt: skip
    said = Utterance(persona=persona, thought="I keep this to myself.", speech=speech, report=report, to=fields["to"])
    return Turn(arm=fields["arm"], cycle=fields["cycle"], round=number, utterance=said)


def failures() -> Evidence:
    """Neural interfaces: three arms, contagion told apart, one outcome besides the headline."""
    success, frustration = "communication_success", "frustration"
    found = (
        level(success, "no failures", (1.0, 1.0, 1.0), "share"),
        level(success, "scenario", (0.8527, 0.8312, 0.8742), "share"),
        level(success, "no contagion", (0.8997, 0.8891, 0.9103), "share"),
        difference(success, ("no failures", "scenario"), (-0.1473, -0.1688, -0.1258), "share"),
        difference(success, ("scenario", "no contagion"), (0.047, 0.0355, 0.0585), "share"),
        level(frustration, "no failures", (0.0, 0.0, 0.0), "points of 10"),
        level(frustration, "scenario", (1.523, 1.31, 1.736), "points of 10"),
        difference(frustration, ("no failures", "scenario"), (1.523, 1.31, 1.736), "points of 10"),
    )
    courses = (
        Course(measure=success, arm="scenario", unit="share", steps=(0, 25, 50), values=(0.9, 0.87, 0.8527)),
        Course(measure=success, arm="no failures", unit="share", steps=(0, 25, 50), values=(1.0, 1.0, 1.0)),
    )
    scenario = (
        "100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional states."
    )
    return Evidence(
        request=Request(scenario=scenario, mode="mechanics", seed=1),
        route=Route(mode="mechanics", confidence=1.0, reasons=("the caller chose it",)),
        document=kept_document("interface_failure"),
        library="interface_failure",
        notes=("“10% rate” is read as a share of the interfaces, not as a rate per hour",),
        engine="mesa",
        replicates=30,
        findings=found,
        courses=courses,
    )


CAST = (
    Persona(id="vera", public=PublicSide(name="Vera", role="stoic engineer", manner="dry"), stance=-0.4),
    Persona(id="lou", public=PublicSide(name="Lou", role="empathetic artist"), stance=0.6),
    Persona(id="sam", public=PublicSide(name="Sam", role="pragmatic trader"), stance=0.1),
)


def talk() -> Evidence:
    """Three people, two rounds: one changes sides, one holds, one hardens."""
    turns = (
        turn("lou", 1, "They play with what we feel. I want it in the open!", 0.6, "anger"),
        turn("sam", 1, "Who gains by it? Show me the money first.", 0.1, "interest"),
        turn("vera", 1, "I see a fault, not a plot.", -0.4, "calm"),
        turn("lou", 2, "Vera, you read the logs yourself.", 0.75, "anger", to="vera"),
        turn("sam", 2, "I hold what I have. Nothing moves me yet.", 0.1, "interest"),
        turn("vera", 2, "The logs are odd. I was wrong to wait.", 0.2, "guilt", influenced_by=("lou",)),
    )
    cast = {persona.id: persona for persona in CAST}
    return Evidence(
        request=Request(scenario="Three people find out that the emotion reader is manipulated. How do they react?"),
        route=Route(mode="social", confidence=0.9, reasons=("people are named",)),
        casting=Casting(personas=CAST, scene="a workshop at night", question="it should be made public at once"),
        turns=turns,
        findings=findings_of_talk(cast, turns),
    )


def coupled() -> Evidence:
    """A hybrid run: one talk raises the repair rate, the next one leaves it."""
    success, arm = "communication_success", "they talk"
    document = kept_document("interface_failure_talk")
    cast = tuple(
        Persona(id=name, public=PublicSide(name=name.capitalize(), role=role.role), stance=0.0)
        for name, role in document.personas.items()
    )
    turns = tuple(
        turn(persona.id, 1, f"More hands, says the {persona.public.role}.", 0.3, "fear", arm=arm, cycle=cycle)
        for cycle in (1, 2)
        for persona in cast
    )
    by = tuple(persona.id for persona in cast)
    decisions = (
        Decided(arm=arm, cycle=1, step=12, lever="repair_effort", moves="repair_rate", by=by, before=0.02,
                value=0.065, low=0.0, high=0.1, instead=0.02, unit="chance per hour"),
        Decided(arm=arm, cycle=2, step=24, lever="repair_effort", moves="repair_rate", by=by, before=0.065,
                value=0.065, low=0.0, high=0.1, instead=0.02, unit="chance per hour"),
    )  # fmt: skip
    found = (
        level(success, "standing rule", (0.951, 0.942, 0.960), "share"),
        level(success, arm, (0.982, 0.976, 0.988), "share"),
        level(success, "no repair", (0.861, 0.84, 0.882), "share"),
        difference(success, ("standing rule", arm), (0.031, 0.024, 0.038), "share"),
        difference(success, ("standing rule", "no repair"), (-0.09, -0.11, -0.07), "share"),
    )
    return Evidence(
        request=Request(
            scenario="100 people with neural interfaces; let a nurse, an engineer and a chief decide.",
            mode="hybrid",
        ),
        route=Route(mode="hybrid", confidence=0.9, reasons=("both",)),
        document=document,
        library="interface_failure_talk",
        engine="mesa",
        replicates=30,
        findings=(*found, *findings_of_talk({persona.id: persona for persona in cast}, turns)),
        casting=Casting(personas=cast, scene="a station", question=document.coupling.stance),
        turns=turns,
        decisions=decisions,
    )


def unmodelled() -> Evidence:
    """A question that no library model fits."""
    return Evidence(
        request=Request(scenario="Wolves eat sheep, sheep eat grass. When do both survive?"),
        route=Route(mode="mechanics", confidence=0.8, reasons=("populations act on each other",)),
        no_model=NoModel(
            understood=("wolves eat sheep", "sheep eat grass"),
            missing=("a model of predators and prey",),
            advice=("Set OPENAI_API_KEY, so that a language model can write the model.",),
        ),
    )
