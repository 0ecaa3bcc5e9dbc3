"""A scenario as tokens: words, figures and signs, each with its place in the text, its sentence and its clause."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\.\d+|[^\W\d_]+(?:['’][^\W\d_]+)?|[^\s]")
"""Every character belongs to one token at most and nothing is tried twice: reading takes linear time."""

SENTENCE_END = frozenset(".?!…。؟")
CLAUSE_END = frozenset(',;:()—"“”«»') | SENTENCE_END
HYPHENS = frozenset("-‐‑–−")

Stretch = tuple[int, int]
"""Positions of tokens: the first, and the one after the last."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a figure or a sign. `word` is its plain lower-case form; `start` and `end` are offsets in the text.

    `glued`: no space stands before it. `opens`: it is the first word of a sentence. `capital`: it is written with one.
    """

    word: str
    start: int
    end: int
    sentence: int
    clause: int
    glued: bool
    capital: bool
    opens: bool

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters."""
        return self.word[:1].isalpha()

    @property
    def is_figure(self) -> bool:
        """Whether it is written with digits."""
        return self.word.replace(",", "").replace(".", "", 1).isdecimal()


@dataclass(frozen=True, slots=True)
class Text:
    """A text, its tokens in order, and where its sentences and clauses begin and end."""

    raw: str
    tokens: tuple[Token, ...]
    sentences: tuple[Stretch, ...]
    clauses: tuple[Stretch, ...]
    memory: dict[tuple[str, ...], tuple[Stretch, ...]] = field(default_factory=dict, compare=False, repr=False)
    """What has been searched for, and where it stands: see `stems`."""

    def __len__(self) -> int:
        return len(self.tokens)

    def word(self, at: int) -> str:
        """The plain form of the token at a position, and nothing beyond the ends."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def quote(self, first: int, end: int) -> str:
        """The exact words of the tokens from `first` up to, not including, `end`."""
        return self.raw[self.tokens[first].start : self.tokens[end - 1].end]

    def clause(self, at: int) -> Stretch:
        """The clause that a token stands in."""
        return self.clauses[self.tokens[at].clause]

    def sentence(self, at: int) -> Stretch:
        """The sentence that a token stands in."""
        return self.sentences[self.tokens[at].sentence]


def tokenise(raw: str) -> Text:
    """A text as tokens. Takes time in proportion to its length, whatever it holds."""
    tokens: list[Token] = []
    sentence = clause = 0
    opens = True
    end_before = -1
    for match in TOKEN.finditer(raw):
        written = match.group()
        word = unicodedata.normalize("NFKC", written).casefold().replace("’", "'")
        glued = match.start() == end_before
        tokens.append(Token(word, match.start(), match.end(), sentence, clause, glued, written[:1].isupper(), opens))
        opens = opens and not word[:1].isalnum()
        end_before = match.end()
        if written in SENTENCE_END or raw[match.end() : match.end() + 1] == "\n":
            sentence, clause, opens = sentence + 1, clause + 1, True
        elif written in CLAUSE_END:
            clause += 1
    return Text(raw, tuple(tokens), stretches([t.sentence for t in tokens]), stretches([t.clause for t in tokens]))


def stretches(parts: list[int]) -> tuple[Stretch, ...]:
    """Where each part begins and ends; the parts are numbered 0, 1, … without gaps."""
    turns = [at for at in range(1, len(parts)) if parts[at] != parts[at - 1]]
    return tuple(zip([0, *turns], [*turns, len(parts)], strict=True)) if parts else ()
