"""What a moment means to someone: Scherer's checks on what happened, what was shown and what was said.

Conduciveness to goals, coping potential, compatibility with norms and novelty (K. R. Scherer, Appraisal considered as
a process of multilevel sequential checking, 2001; A. Ortony, G. Clore & A. Collins, The Cognitive Structure of
Emotions, 1988). Agreement is conducive, contradiction obstructive; both, and what
happened, wear off from round to round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sobremesa.personas.bearing import just_now, lasting
from sobremesa.personas.card import BigFive, PrivateSide
from sobremesa.personas.gladness import EARNED
from sobremesa.personas.matter import Matter
from sobremesa.personas.measures import pressure
from sobremesa.personas.speaker import Heard, Perception

LOAD = {"event": -0.8, "reveal": -0.7, "decision": -0.4, "celebration": 0.8, "company": 0.25}
"""How what is at hand bears on most people's goals before anyone says a word, -1..1."""
WEARS_OFF = 0.8
FROM_TALK = 0.5
INDIFFERENT = 0.75
"""The distance of stances at which someone is neither with me nor against me."""
FROM_NUMBERS = 0.8
BEYOND_COPING = 1.1
"""What threatens weighs by how far it goes beyond what one can cope with (R. S. Lazarus & S. Folkman, Stress,
Appraisal, and Coping, 1984); for someone who can cope with anything a tenth of it is left."""
_GLAD = re.compile(r"\b(?:win|wins|won|prize|birth|cure|cured|wedding|promotion|gift|recover|rescued?|peace|reunion)\b")


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The checks: conduciveness and norms in -1..1, coping and novelty in 0..1.

    `opposed`: the others stand on the other side; `comforted`: somebody calm has spoken to me; `open_end`: there is a
    round to come; `hiding`: there is a secret, and somebody looks at me.
    """

    conduciveness: float
    coping: float
    norms: float
    novelty: float
    opposed: bool
    comforted: bool
    open_end: bool
    hiding: bool = False


def appraise(
    traits: BigFive,
    private: PrivateSide,
    stance: float,
    perception: Perception,
    matter: Matter,
    latest: Sequence[Heard],
) -> Appraisal:
    """What `perception` means to someone with `stance`; `latest` is the last speech of each of the others."""
    now = perception.now
    turn = now - 1
    load = abs(LOAD[matter.kind]) if _GLAD.search(matter.topic) else LOAD[matter.kind]
    accord = agreement(stance, latest)
    told = -pressure(perception.shown, perception.mine)
    conduciveness = (load + FROM_TALK * accord) * WEARS_OFF**turn + FROM_NUMBERS * told
    coping = (
        0.5 + 0.5 * (traits.conscientiousness - 0.5) - 0.8 * (traits.neuroticism - 0.5)
        + 0.2 * (traits.extraversion - 0.5) + 0.1 * accord - (0.08 if private.secrets or private.fears else 0.0)
    )  # fmt: skip
    happening = lasting(perception.happened, now)
    conduciveness += happening * (BEYOND_COPING - coping if happening < 0 else 1.0)
    return Appraisal(
        conduciveness=_within(conduciveness, -1, 1),
        coping=_within(coping, 0, 1),
        norms=-0.8 if matter.kind == "reveal" else 0.6 if matter.topic in EARNED else 0.0,
        novelty=1.0 if turn == 0 or just_now(perception.happened, now) else 0.2,
        opposed=accord < -0.15,
        comforted=any(heard.to_me and heard.emotion in {"calm", "hope", "interest", "gratitude"} for heard in latest),
        open_end=perception.round < perception.rounds,
        hiding=bool(private.secrets) and any(heard.to_me for heard in latest),
    )


def agreement(stance: float, latest: Sequence[Heard]) -> float:
    """How far the others, as they seem, stand with someone: 1 in one place, down to -1 far apart, 0 unheard."""
    leanings = [heard.leaning for heard in latest if heard.leaning is not None]
    if not leanings:
        return 0.0
    return sum(max(-1.0, 1 - abs(leaning - stance) / INDIFFERENT) for leaning in leanings) / len(leanings)


def latest_of_each(heard: Sequence[Heard]) -> tuple[Heard, ...]:
    """The last speech of each speaker, in the order of speaking."""
    last = {speech.speaker: speech for speech in heard}
    return tuple(last.values())


def _within(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))
