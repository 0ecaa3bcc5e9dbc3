"""The check that everything a report says traces to its evidence: numbers, quotations, names, directions and causes.

A sentence names what it rests on (`Sentence.evidence`). `Grounds` holds what each piece of evidence can carry: the
numbers of a finding, the words of a turn, the figures of the document. A numeral must be one of the cited numbers at
the rounding shown; words in quotation marks must stand in the cited words; "more" and "less" must be what a cited
difference says of the arm that is named (`synthesis.senses`), "because" what an arm shows in which the cause is taken
away; who is named must be who the evidence is about (`synthesis.naming`). Our own text passes the same check as a
language model's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.figures import is_share
from sobremesa.nodes.synthesis.naming import elsewhere, names_about, strangers, unheard
from sobremesa.nodes.synthesis.numerals import Numeral, numerals
from sobremesa.nodes.synthesis.senses import Sense, misdirected, uncaused

RUN_NOUNS = ("run", "replicate", "repetition", "repeat", "simulation", "time")
_QUOTED = re.compile(r"“([^”]*)”|\"([^\"]*)\"|«([^»]*)»|„([^“”]*)[“”]|»([^«»]*)«|‘(.*?)’(?!\w)|(?<!\w)'(.*?)'(?!\w)")
_CONVENTION = re.compile(r"95\s?% (?:confidence )?interval|from −1 \(against\) to \+1 \(for\)")
_WORD = re.compile(r"[A-Za-z]+")
_MULTIPLE = re.compile(r"\W*times\s+(?:as|more|less|fewer|over|the|that|what|\w+er)\b", re.IGNORECASE)
WORDS_TO_NOUN = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a sentence may use. `share`: also as a percentage; `nouns`: only beside one of these words."""

    value: float
    share: bool = False
    nouns: tuple[str, ...] = ()
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Grounds:
    """What each piece of evidence carries: figures to count with, words to quote, a sense, whom it is about.

    `names` are known to all, `arms` and `people` those among them that a sentence may name only beside evidence about
    them. `known` are all words of the material; without any, names are not looked at. Where a text is not `english`,
    only digits, quotations, and who and which arm is named are checked.
    """

    figures: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    senses: Mapping[str, Sense] = field(default_factory=dict)
    about: Mapping[str, frozenset[str]] = field(default_factory=dict)
    arms: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    english: bool = True

    def knows(self, evidence: str) -> bool:
        """Whether there is such a piece of evidence."""
        return evidence in self.figures or evidence in self.words


def figures_of(finding: Finding) -> tuple[Figure, ...]:
    """The numbers of a finding: value, bounds, and the number of runs; of a difference, as either arm sees it.

    A cluster is one of two groups of runs, so that it bears that there are two.
    """
    share, percent = is_share(finding.unit), finding.unit == "%"
    bounds = [bound for bound in (finding.value, finding.low, finding.high) if bound is not None]
    if len(finding.arms) == 2:
        bounds += [-bound for bound in bounds]
    counts = [Figure(float(finding.n), nouns=RUN_NOUNS)]
    if finding.kind == "cluster":
        counts.append(Figure(2.0, nouns=("group",)))
    if finding.kind in ("goal", "enough") and finding.at is not None:  # what the measure should come to
        counts.append(Figure(finding.at, share=True))
    elif finding.at is not None:  # from one server to the next
        counts += [Figure(finding.at - 1), Figure(finding.at)]
    return (*(Figure(bound, share=share, percent=percent) for bound in bounds), *counts)


def problems(sentence: Sentence, grounds: Grounds) -> tuple[str, ...]:
    """What in a sentence has no ground, each as a sentence for its writer; empty where all of it has."""
    found = [f"there is no evidence called {cited!r}" for cited in sentence.evidence if not grounds.knows(cited)]
    prose, quotes = _unquoted(sentence.text)
    found += [
        f"the words “{quote}” are not in the evidence cited" for quote in quotes if not _said(quote, sentence, grounds)
    ]
    figures = [figure for cited in sentence.evidence for figure in grounds.figures.get(cited, ())]
    counted = _without_names(_CONVENTION.sub(_blank, prose), grounds.names)
    found += [
        f"the number {numeral.text!r} is in no evidence cited at the rounding shown"
        for numeral in numerals(counted, words=grounds.english)
        if not any(_tells(numeral, figure, counted) for figure in figures)
    ]
    return (*found, *_meant(sentence, prose, quotes, grounds))


def _meant(sentence: Sentence, prose: str, quotes: Sequence[str], grounds: Grounds) -> Iterator[str]:
    """What a sentence says beside numbers and quotations, and has no ground for."""
    cited = sentence.evidence
    senses = [grounds.senses[one] for one in cited if one in grounds.senses]
    words = [text for one in cited for text in grounds.words.get(one, ())]
    yield from elsewhere(quotes, grounds.arms, [sense.arms for sense in senses])
    yield from unheard(prose, grounds.people, names_about(grounds.about, cited), words)
    if not grounds.english:
        return
    if grounds.known:
        yield from strangers(prose, grounds.known)
    yield from uncaused(prose, senses, words)
    yield from misdirected(_without(prose, grounds.names), sentence.text, senses)


def strike(sentences: Iterable[Sentence], grounds: Grounds) -> tuple[tuple[Sentence, ...], tuple[str, ...]]:
    """The sentences that hold, and what was wrong with each of the others."""
    kept: list[Sentence] = []
    struck: list[str] = []
    for sentence in sentences:
        found = problems(sentence, grounds)
        if found:
            struck.append(f"“{sentence.text}”: {'; '.join(found)}")
        else:
            kept.append(sentence)
    return tuple(kept), tuple(struck)


def _tells(numeral: Numeral, figure: Figure, prose: str) -> bool:
    if figure.nouns and not _beside(numeral, figure.nouns, prose):
        return False
    if numeral.percent:
        number = figure.value / 100 if figure.percent else figure.value
        return (figure.share or figure.percent) and numeral.means(number)
    return numeral.means(figure.value)


def _beside(numeral: Numeral, nouns: Sequence[str], prose: str) -> bool:
    """Whether one of the nouns follows within a few words, or `n = ` or the noun stands right before."""
    # "20 times as likely" counts no runs.
    if _MULTIPLE.match(prose, numeral.end):
        return False
    after = [word[0].lower() for word in _WORD.finditer(prose[numeral.end :])][:WORDS_TO_NOUN]
    before = prose[: numeral.start].rstrip()
    if "run" in nouns and re.search(r"\b[nN]\s*=$", before):
        return True
    last = re.search(r"([A-Za-z]+)$", before)
    near = [*after, last[1].lower()] if last else after
    return any(word.startswith(noun) for word in near for noun in nouns)


def _unquoted(text: str) -> tuple[str, list[str]]:
    """The text with its quotations blanked out, and the quotations."""
    quotes = [next(group for group in match.groups() if group is not None) for match in _QUOTED.finditer(text)]
    return _QUOTED.sub(_blank, text), quotes


def _said(quote: str, sentence: Sentence, grounds: Grounds) -> bool:
    wanted = _flat(quote)
    sources = [words for cited in sentence.evidence for words in grounds.words.get(cited, ())]
    return bool(wanted) and (quote in grounds.names or any(wanted in _flat(words) for words in sources))


def _flat(words: str) -> str:
    return " ".join(words.split())


def _without_names(prose: str, names: frozenset[str]) -> str:
    """Names that hold a digit (`scenario 2`, `R2-D2`) are no claims."""
    return _without(prose, {name for name in names if any(character.isdigit() for character in name)})


def _without(prose: str, names: Iterable[str]) -> str:
    for name in sorted(filter(None, names), key=lambda name: (-len(name), name)):
        prose = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _blank, prose)
    return prose


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
