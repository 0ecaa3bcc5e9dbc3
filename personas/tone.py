"""Which sentences show a feeling, and whether it is the one that somebody has."""

from __future__ import annotations

import re

from sobremesa.personas.emotion import VALENCE
from sobremesa.personas.utterance import Emotion

_COLD: frozenset[Emotion] = frozenset({"anger", "contempt", "frustration"})
_FRIGHTENED: frozenset[Emotion] = frozenset({"fear", "distress", "guilt", "shame", "sadness"})
_LOW: frozenset[Emotion] = frozenset(emotion for emotion, valence in VALENCE.items() if valence < 0)
_GLAD: frozenset[Emotion] = frozenset(emotion for emotion, valence in VALENCE.items() if valence > 0)
_SURPRISED: frozenset[Emotion] = frozenset({"surprise"})
_LET_DOWN: frozenset[Emotion] = frozenset({"disappointment"})
_OPEN: frozenset[Emotion] = frozenset(VALENCE) - _COLD

SHOWN: tuple[tuple[re.Pattern[str], frozenset[Emotion]], ...] = tuple(
    (re.compile(rf"\b(?:{words})", re.IGNORECASE), feelings)
    for words, feelings in (
        (
            r"heart is going|frightened|I(?:'m| am) (?:\w+ )?(?:afraid|scared|shaking)|I'm still afraid|I feel it too|"
            r"start shaking|knot in my stomach|bad feeling|hardly slept|haven't got any calmer|shakier hands|"
            r"every time it ends badly|packed a bag|go home and count|fine with this|it worries me|"
            r"I expect it to happen|what if it(?:'s only me| gets worse)|can't tell any longer|"
            r"worst day|my own chest|both panic",
            _FRIGHTENED | _SURPRISED,
        ),
        (
            r"I'm (?:so )?(?:glad|relieved|happy)|happy to be|I could hug|I'm enjoying|makes me smile|warming up|"
            r"it helps that we talked|I feel better|we're all right|I'd love to|gladly|"
            r"I slept well|look forward to|I keep smiling|if I stay cheerful|I love that|still turn out well|"
            r"there's light in this|a good story one day|I like talking",
            _GLAD | _SURPRISED,
        ),
        (r"fed up|furious|angry with|sick of|makes me angry|had enough", _COLD | _LET_DOWN),
        (
            r"(?:like|love) to hear|like to know why|hear more|say more|tell me more|can understand that|"
            r"you may have the right|I respect that|we'd understand each other",
            _OPEN,
        ),
        (
            r"I(?:'m| am) not worried|no need for anyone|let us stay calm|I can wait|it will settle|without any drama|"
            r"getting upset has never|been through worse",
            frozenset(VALENCE) - {"fear", "distress", "anger"},
        ),
        (
            r"hurts me|nearly cried|it does touch me|sadness under|harder to smile|"
            r"close to tears|I miss being|and it annoys me",
            _LOW | _SURPRISED,
        ),
    )
)
"""Words by which a sentence shows a feeling, and the emotions that it goes with; other sentences go with any."""


def goes_with(sentence: str, emotion: Emotion) -> bool:
    """Whether someone who feels `emotion` could say or think a sentence."""
    return all(emotion in feelings for words, feelings in SHOWN if words.search(sentence))


def mood_of(emotion: Emotion) -> str:
    """The family of a feeling, by which thoughts are kept: `cold`, `low`, `glad` or `quiet`."""
    if emotion in _COLD:
        return "cold"
    if emotion in _LOW:
        return "low"
    return "quiet" if emotion in {"calm", "interest", "surprise"} else "glad"
