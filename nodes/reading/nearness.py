"""Which of some texts are nearest to a text: BM25 over runs of four letters.

Runs of letters need no stemmer and no list of words, and find the words that languages share (epidemic, Epidemie).
Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009; McNamee & Mayfield, "Character
N-Gram Tokenization for European Language Text Retrieval", 2004.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import cached_property

RUN = 4
SATURATION = 1.2
LENGTH = 0.75
WORD = re.compile(r"[^\W\d_]+")


class Texts:
    """Texts by name, to be ranked by nearness to another."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._counts = {name: Counter(runs(text)) for name, text in texts.items()}

    def nearness(self, text: str) -> dict[str, float]:
        """How near each text is: 0 where they share no run of letters, and the more the nearer."""
        wanted = set(runs(text))
        return {
            name: sum(self._weight(run, name) for run in wanted & counts.keys())
            for name, counts in self._counts.items()
        }

    def _weight(self, run: str, name: str) -> float:
        counts = self._counts[name]
        longer = counts.total() / self._mean_length
        times = counts[run]
        rarity = math.log(1 + (len(self._counts) - self._holders[run] + 0.5) / (self._holders[run] + 0.5))
        return rarity * times * (SATURATION + 1) / (times + SATURATION * (1 - LENGTH + LENGTH * longer))

    @cached_property
    def _holders(self) -> Counter[str]:
        """In how many texts each run stands."""
        return Counter(run for counts in self._counts.values() for run in counts)

    @cached_property
    def _mean_length(self) -> float:
        return sum(counts.total() for counts in self._counts.values()) / len(self._counts)


def runs(text: str) -> list[str]:
    """The runs of four letters of each word, its beginning marked; shorter words whole.

    >>> runs("An ill elf")
    ['_an', '_ill', '_elf']
    >>> runs("ill, infected")[:3]
    ['_ill', '_inf', 'infe']
    """
    words = (f"_{word.casefold()}" for word in WORD.findall(text))
    return [word[at : at + RUN] for word in words for at in range(max(1, len(word) - RUN + 1))]
