"""Which kind of simulation answers a scenario, told from its words alone."""

from __future__ import annotations

import math
from typing import Literal

from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Route
from sobremesa.nodes.reading.cues import Cue, Evidence, evidence_of
from sobremesa.nodes.reading.kinds import kind_of
from sobremesa.nodes.reading.tokens import Text
from sobremesa.nodes.reading.words import words

Mode = Literal["mechanics", "social", "hybrid", "none"]

LEAST = 2.0
"""What has to speak for a side before it is believed without question."""
LITTLE = 0.7
"""What has to speak for a side where nothing speaks against there being a scenario at all."""
LEAST_OF_BOTH = 2.4
"""What has to speak for the mechanics of a hybrid: more, since people who talk also mention prices and towns."""
DYNAMIC = ("process", "rule", "condition", "hypothesis", "computing", "figure", "rate", "crowd")
"""Something that happens: a question after a quantity alone is a question of fact."""
SHORT = 6
"""How many words and signs a text must have to be a scenario on little evidence."""
LEAST_SMALL = 0.15
"""The share of function words below which a text is not taken for English; in English prose they are about half."""
MOST_PHRASES = 8


def route(request: Request) -> Route:
    """The kind of simulation, with reasons and the phrases that decided; a mode given by the caller wins."""
    evidence = evidence_of(request.scenario)
    read = route_of(evidence)
    if request.mode == "auto":
        return with_kind(read, evidence.text)
    agrees = "the words agree" if read.mode == request.mode else f"from the words alone it would be {read.mode}"
    asked = Route(
        mode=request.mode,
        confidence=1.0,
        reasons=(f"The caller asked for {request.mode}; {agrees}.", *read.reasons),
        phrases=read.phrases,
    )
    return with_kind(asked, evidence.text)


def with_kind(route: Route, text: Text) -> Route:
    """The route with the kind of document that its mechanics are, and what decided that."""
    if route.mode != "mechanics":
        return route
    kind = kind_of(text)
    told = () if kind.reason is None else (kind.reason,)
    return route.model_copy(update={"kind": kind.kind, "reasons": (*route.reasons, *told)})


def route_of(evidence: Evidence) -> Route:
    """The kind of simulation that the words ask for."""
    mode = mode_of(evidence)
    deciding = decisive(evidence, mode)
    return Route(
        mode=mode,
        confidence=confidence(evidence, mode),
        reasons=reasons(evidence, mode, deciding),
        phrases=tuple(dict.fromkeys(evidence.text.quote(cue.first, cue.end) for cue in deciding))[:MOST_PHRASES],
    )


def mode_of(evidence: Evidence) -> Mode:
    """The mode, from what speaks for each side."""
    mechanics, social = evidence.total("mechanics"), evidence.total("social")
    if mechanics < LEAST and is_foreign(evidence):
        return "none"
    doubtful = evidence.total("none") > 0 or len(evidence.text) < SHORT
    if not any(cue.family.actors for cue in evidence.cues) or max(mechanics, social) < (LEAST if doubtful else LITTLE):
        return "none"
    if mechanics >= social and not evidence.has(*DYNAMIC):
        return "none"
    if evidence.total("none") >= max(mechanics, social):
        return "none"
    if is_hybrid(evidence, mechanics, social):
        return "hybrid"
    return "mechanics" if mechanics >= social else "social"


def is_hybrid(evidence: Evidence, mechanics: float, social: float) -> bool:
    """Whether known people talk about a process among many, and their talk is to act on it."""
    known = evidence.count("role") + evidence.count("name") + 2 * evidence.count("few") + evidence.owned
    talk = any(cue.family.talk for cue in evidence.cues)
    if not (known and talk and mechanics >= LEAST_OF_BOTH and social >= LEAST):
        return False
    linked = evidence.total("link") >= 1
    process = evidence.has("process", "computing") and evidence.has("crowd", "mass", "computing")
    closely = linked or known >= 2 or evidence.has("period")
    heard = linked or evidence.has("period", "audience")
    return closely and (process or (evidence.has("crowd") and heard))


def decisive(evidence: Evidence, mode: Mode) -> list[Cue]:
    """The cues that speak for the mode that was found, the weightiest first."""
    sides = {"hybrid": {"mechanics", "social", "link"}, "none": {"none"}}.get(mode, {mode})
    return sorted((cue for cue in evidence.cues if cue.family.side in sides), key=lambda cue: (-cue.weight, cue.first))


def confidence(evidence: Evidence, mode: Mode) -> float:
    """How clear it is, 0..1: the logistic of the margin between the mode and what speaks against it."""
    mechanics, social, none = evidence.total("mechanics"), evidence.total("social"), evidence.total("none")
    margin = {
        "mechanics": mechanics - max(social, none, LEAST / 2),
        "social": social - max(mechanics, none, LEAST / 2),
        "hybrid": min(mechanics, social) - LEAST / 2,
        "none": max(none, LEAST) - max(mechanics, social),
    }[mode]
    return round(1 / (1 + math.exp(-margin)), 2)


def reasons(evidence: Evidence, mode: Mode, deciding: list[Cue]) -> tuple[str, ...]:
    """The mode's reasons as sentences, one for each sort of cue, with the words in quotation marks."""
    groups: dict[str, list[str]] = {}
    for cue in deciding:
        groups.setdefault(cue.family.reason, []).append(f"“{evidence.text.quote(cue.first, cue.end)}”")
    sentences = [
        f"{reason[0].upper()}{reason[1:]}: {', '.join(list(dict.fromkeys(told))[:4])}."
        for reason, told in groups.items()
    ]
    if mode == "none" and is_foreign(evidence):
        return ("The scenario does not seem to be in English: other languages need a language model.",)
    if mode == "none" and not sentences:
        return ("There is no group of people, and nothing that happens among them, to simulate.",)
    return tuple(sentences)


def is_foreign(evidence: Evidence) -> bool:
    """Whether a text of some length has hardly any of the small words that every English one has."""
    tokens = [token.word for token in evidence.text.tokens if token.is_word]
    small = sum(word in words("function") for word in tokens)
    return len(tokens) > SHORT and small < LEAST_SMALL * len(tokens)
