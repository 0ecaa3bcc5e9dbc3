"""What a rehearsed persona answers in private: some of what it gave way to at the table, it gave way to there only.

What someone says among others differs from what they think by what the others' pressure adds to it: preference
falsification (T. Kuran, Private Truths, Public Lies, 1995). Here a private stance lies between the one expressed and
where the persona began,

    y = x + c · (x(0) - x),

after the discrepancies of expressed and private opinions of M. Ye, Y. Qin, A. Govaert, B. D. O. Anderson & M. Cao
(An influence network model …, Automatica 107, 2019). That c, going along, grows with agreeableness and falls with
extraversion is the usual reading (C. G. DeYoung, J. B. Peterson & D. M. Higgins, Higher-order factors of the Big Five
predict conformity, 2002); the coefficients are ours.
"""

from __future__ import annotations

from sobremesa.personas.candour import ELSEWHERE
from sobremesa.personas.card import BigFive, Persona
from sobremesa.personas.material import lines, side_of
from sobremesa.personas.matter import Matter
from sobremesa.personas.sentences import Sentences
from sobremesa.personas.speaker import Confided, Perception

UNASKED_CONFIDENCE = 0.5


def complaisance(traits: BigFive) -> float:
    """c: the share of what someone gave way to that was for the others' sake, 0..0.8."""
    return max(0.0, min(0.8, 0.3 + 0.7 * (traits.agreeableness - 0.5) - 0.3 * (traits.extraversion - 0.5)))


def answer_frankly(persona: Persona, perception: Perception, matter: Matter, start: float) -> Confided:
    """The answer of `persona`, who held to the stance `start`, when nobody hears it; a pure function."""
    before = perception.before
    expressed = before.stance if before is not None else start
    stance = expressed + complaisance(persona.traits) * (start - expressed)
    sentences = Sentences(persona, perception, matter)
    told = sentences.pick("frankly/stance", lines("stances", matter.kind, side_of(stance)))
    aside = None
    if before is not None:
        apart = abs(stance - expressed) >= ELSEWHERE or side_of(stance) != side_of(expressed)
        aside = sentences.pick("frankly", lines("frankly", "other" if apart else "same"))
    return Confided(
        answer=" ".join(part for part in (aside, told) if part),
        stance=round(max(-1.0, min(1.0, stance)), 3),
        confidence=before.confidence if before is not None else UNASKED_CONFIDENCE,
    )
