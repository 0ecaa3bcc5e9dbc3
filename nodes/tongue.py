"""Whether a text is English: checks of words (numbers spelled out, directions, causes) know no other language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from sobremesa.nodes.claims import Grounds
from sobremesa.nodes.report import Sentence

TELLING = frozenset(["the", "and", "with", "this", "that", "they", "from", "which", "their", "there", "have", "who"])
"""Words that English can hardly do without, and that other languages lack."""
QUOTED = re.compile("“[^”]*”")
"""Names of arms and words of others, in whatever language."""
FEWEST = 0.03
"""Their share of all words in the plainest English; it is about a tenth as a rule."""


def is_english(text: str) -> bool:
    """Whether a text of some length is English.

    >>> is_english("Most of the people calm down."), is_english("Die meisten Leute beruhigen sich.")
    (True, False)
    """
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return sum(word in TELLING for word in words) > FEWEST * len(words)


def grounds_for(sentences: Iterable[Sentence], grounds: Grounds, scenario: str) -> Grounds:
    """What sentences are held to: in the language of a scenario that is not English, to all that needs no English."""
    told = " ".join(QUOTED.sub(" ", sentence.text) for sentence in sentences)
    other = not is_english(scenario) and not is_english(told)
    return replace(grounds, english=not other)
