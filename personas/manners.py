"""Whether words and feelings go with someone's traits, at the ends of the scales alone.

Agreeable people use fewer swear words and less hostility, disagreeable ones less warmth; neuroticism goes with fear and
distress (J. W. Pennebaker & L. A. King, Linguistic styles, J. Personality and Social Psychology 77, 1999; T. Yarkoni,
Personality in 100,000 words, J. Research in Personality 44, 2010; J. J. Gross, S. K. Sutton & T. Ketelaar, Relations
between affect and personality, Personality and Social Psychology Bulletin 24, 1998). Those correlations are small, so
only what lies at opposite ends is held against anyone; the bounds are ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import fmean

from sobremesa.personas.card import BigFive
from sobremesa.personas.emotion import VALENCE
from sobremesa.personas.speaker import Heard
from sobremesa.personas.utterance import SelfReport

HIGH, LOW = 0.75, 0.25
"""Where a trait counts as strong: its outer quarters."""
SHAKEN = 0.75
"""An arousal at which fear is seen by everyone."""
UNMOVED = 0.1
UPSET = -0.4

_TURNED = r"(?!(?:not|no|never|hardly|we|i|they|he|she|us|me|him|them|it)\b)"
"""What no word between `you` and an insult is: one that denies it, or that turns it on another."""
_HOSTILE = re.compile(
    r"\b(?:shut up|shut your|go to hell|screw you|damn you|despise you|hate you|you make me sick|"
    rf"(?:you|you're|you are|your) (?:{_TURNED}\w+ ){{0,3}}?"
    r"(?:idiots?|morons?|imbeciles?|cretins?|liars?|bastards?|fools?|stupid|pathetic|disgusting|worthless|contemptible|foolish))\b",
    re.IGNORECASE,
)
_GUSHING = re.compile(
    r"\b(?:(?:what|such) an? (?:wonderful|beautiful|brilliant|fantastic|great|lovely|amazing|excellent|thoughtful) "
    r"(?:point|idea|thought|insight|suggestion)|I (?:completely|totally|absolutely|wholeheartedly|fully) agree|"
    r"couldn't agree more|you(?:'re| are) (?:so|absolutely|totally|completely) right|I love (?:that|this) idea|"
    r"thank you so much for (?:sharing|saying)|I (?:really |truly |so )?appreciate (?:you|your)\w*)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.!?;:,\n–—]")
_DENIES = re.compile(r"\b(?:not|no|never|hardly)\b|n't\b", re.IGNORECASE)


def out_of_tone(traits: BigFive, speech: str) -> str | None:
    """What in a speech goes against someone's agreeableness, as words for a reason; None where nothing does."""
    plain = speech.replace("’", "'")
    hostile, gushing = _said(_HOSTILE, plain), _said(_GUSHING, plain)
    if traits.agreeableness >= HIGH and hostile:
        return f"“{hostile}” is harsher than someone so kind would put it"
    if traits.agreeableness <= LOW and gushing:
        return f"“{gushing}” is warmer than someone so hard to please would put it"
    return None


def _said(words: re.Pattern[str], speech: str) -> str | None:
    """The first such words that their own clause does not deny."""
    for found in words.finditer(speech):
        if not _DENIES.search(_CLAUSE.split(speech[: found.start()])[-1]):
            return found[0]
    return None


def out_of_temper(traits: BigFive, report: SelfReport, latest: Sequence[Heard]) -> str | None:
    """What in a reported feeling goes against someone's neuroticism, as words for a reason; None where nothing does.

    `latest` is the last speech of each of the others, as they are seen.
    """
    if traits.neuroticism <= LOW and report.emotion in {"fear", "distress"} and report.arousal >= SHAKEN:
        return f"{report.emotion} at arousal {report.arousal:.1f} does not fit someone so hard to shake"
    seen = [VALENCE[heard.emotion] for heard in latest if heard.emotion is not None]
    if not seen or traits.neuroticism < HIGH:
        return None
    if fmean(seen) <= UPSET and report.arousal <= UNMOVED and report.valence >= 0:
        return "to be unmoved among people who are upset does not fit someone so easily worried"
    return None
