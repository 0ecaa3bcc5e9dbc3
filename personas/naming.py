"""Who a text names: noun phrases for people, with what is said of them. Reads words; knows no persona.

`mentions(text)` gives the phrases in their order; `contrasts(text)` the descriptions of "one is …, one …".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sobremesa.personas.english import singular_of
from sobremesa.personas.names import COMMON
from sobremesa.personas.people import (
    DETERMINERS,
    GROUP_SIZES,
    GROUPS,
    KIN,
    MOST_AT_A_TABLE,
    PLAIN,
    THEIRS,
    USUAL_GROUP,
    is_role,
    number_of,
)
from sobremesa.personas.traits import is_trait, known_words

_TOKEN = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?|\d[\d,]*\d|\d|[.,:;!?—–()…]")
_ENDS = frozenset(".!?…")
_BREAKS = frozenset(".,:;!?—–()…")
_COORDINATE = frozenset({",", "and", "or", "&"})
_MENTIONED_ONLY = frozenset(
    ["of", "about", "from", "by", "to", "at", "for", "against", "than", "like", "into", "behind", "towards"]
)
_TALKED_TO = frozenset(
    [
        "tell",
        "tells",
        "telling",
        "told",
        "ask",
        "asks",
        "asking",
        "meet",
        "meets",
        "confront",
        "confronts",
        "persuade",
        "persuades",
        "convince",
        "convinces",
        "warn",
        "warns",
        "informs",
        "inform",
        "let",
        "have",
        "play",
        "with",
        "between",
        "and",
        ",",
        ":",
        ";",
    ]
)
_LINKS = frozenset(["but", "and", "yet"])
_STOPS = (
    DETERMINERS
    | _MENTIONED_ONLY
    | frozenset(
        [
            "and",
            "or",
            "but",
            "let",
            "lets",
            "have",
            "has",
            "had",
            "with",
            "between",
            "in",
            "on",
            "is",
            "are",
            "was",
            "were",
            "be",
            "been",
            "will",
            "would",
            "can",
            "could",
            "should",
            "may",
            "might",
            "must",
            "do",
            "does",
            "did",
            "when",
            "while",
            "where",
            "how",
            "why",
            "what",
            "who",
            "whom",
            "which",
            "that",
            "if",
            "as",
            "than",
            "so",
            "then",
            "there",
            "here",
            "not",
            "no",
            "all",
            "any",
            "most",
            "many",
            "few",
            "several",
            "these",
            "those",
            "us",
            "them",
            "him",
            "me",
            "i",
            "you",
            "he",
            "she",
            "it",
            "we",
            "they",
            "imagine",
            "suppose",
            "play",
            "simulate",
            "model",
            "want",
            "wants",
            "need",
            "needs",
            "tells",
            "told",
            "asks",
            "asked",
            "says",
            "said",
            "meet",
            "meets",
            "share",
            "shares",
            "of",
            "half",
            "where",
            "only",
            "also",
            "just",
            "until",
            "before",
            "after",
            "since",
            "because",
            "during",
            "through",
            "against",
            "among",
        ]
    )
)
_REACH = 4
_CUT_OFF = re.compile(r", (?:learn|find|discover|argue|quarrel|meet|talk|discuss|decide|debate|are|have|must)\b.*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """People named by one phrase.

    `role` is singular, without article and trait words; `adjectives` are the trait words before it; `said` is what
    the text adds ("who distrusts the police", "wants to keep it"); `place` is where the phrase starts, in characters.
    """

    role: str
    count: int
    place: int
    end: int
    adjectives: tuple[str, ...] = ()
    said: str = ""
    name: str | None = None
    group: bool = False
    lists: bool = False


def mentions(text: str) -> tuple[Mention, ...]:
    """The people that take part in what `text` tells, in the order of their naming; crowds are left out."""
    tokens = list(_TOKEN.finditer(text))
    words = [token.group() for token in tokens]
    found: list[Mention] = []
    taken = 0
    for place in range(len(words)):
        if place < taken:
            continue
        mention = _named(tokens, words, place, found) or _phrase(text, tokens, words, place, found)
        if mention is not None and not _again(text, mention, found):
            found.append(mention)
            taken = place + 1
    return tuple(found)


def contrasts(text: str) -> tuple[str, ...]:
    """What "one is stoic, one anxious, the third …" says of each; empty unless it says it of two at least."""
    start = re.search(r"(?:^|[.,:;—–(]|\band)\s*(one)\b(?! of the\b| day\b| another\b)", text, re.IGNORECASE)
    if start is None:
        return ()
    end = re.search(r"[.!?](?:\s|$)", text[start.start(1) :])
    clause = text[start.start(1) : start.start(1) + end.start() if end else None]
    parts = re.split(
        r"[,;]?\s*(?:\band\s+)?\b(?:one|another|the other|the (?:first|second|third|fourth|fifth|last|youngest|eldest|"
        r"oldest|middle one))\b(?! of the\b)\s*",
        clause,
        flags=re.IGNORECASE,
    )
    said = [re.sub(r"^(?:who |that )?(?:is|was|are)\s+", "", part).strip(" ,;.:") for part in parts]
    kept = tuple(_CUT_OFF.sub("", part) for part in said if part and not part.startswith("of them"))
    return kept if len(kept) > 1 else ()


def _again(text: str, mention: Mention, found: Sequence[Mention]) -> bool:
    """Whether `the baker` only takes up a baker who has been named already."""
    definite = text[mention.place :].lower().startswith(("the ", "each ", "every "))
    head = mention.role.split()[-1]
    return definite and any(other.role.split()[-1] == head for other in found)


def _phrase(
    text: str, tokens: Sequence[re.Match[str]], words: Sequence[str], place: int, found: Sequence[Mention]
) -> Mention | None:
    """The mention whose head noun stands at `place`, if one does."""
    word = words[place].lower()
    noun = singular_of(word)
    if _heads_on(words, place) or not (word in GROUPS or is_role(word) or is_role(noun)):
        return None
    first = _start(words, place)
    before = words[first - 1].lower() if first else "."
    count = number_of(before)
    introduced = before in DETERMINERS or count is not None
    if not introduced and not _stands_alone(tokens, words, first, place, found):
        return None
    if not (word in GROUPS or is_role(word, introduced) or is_role(noun, introduced)):
        return None
    opening = first - 1 if introduced else first
    if not _takes_part(words, opening, before, found):
        return None
    singular = word if word in GROUPS or (is_role(word, introduced) and noun not in PLAIN) else noun
    adjectives = tuple(w.lower() for w in words[first:place] if is_trait(w))
    qualifiers = [w for w in words[first:place] if not is_trait(w) and w.lower() not in _LINKS and w not in _BREAKS]
    return _sized(
        text,
        Mention(
            role=" ".join([*qualifiers, singular]).strip(),
            count=count or 0,
            place=tokens[opening].start(),
            end=tokens[place].end(),
            adjectives=adjectives,
            said=_said(text, tokens[place].end()),
        ),
        plural=singular != word,
    )


def _sized(text: str, mention: Mention, plural: bool) -> Mention | None:
    """The mention with how many it stands for; None for a crowd."""
    head = mention.role.split()[-1].lower()
    after = text[mention.end :]
    count, lists = mention.count, bool(re.match(r"\s*(?:of \w+\s*)?(?:[^.!?:;,]{0,40})?[:(—–]", after))
    role = mention.role
    if head in GROUPS:
        of = re.match(r"\s+of\s+(\w+)", after)
        size = number_of(of.group(1)) if of else None
        count = size or GROUP_SIZES.get(head) or (USUAL_GROUP if count < 2 else count)
        role = GROUPS[head]
    elif not count:
        count = 2 if plural else 1
    if count > MOST_AT_A_TABLE:
        return None
    group = head in GROUPS or count > 1
    return Mention(
        role, count, mention.place, mention.end, mention.adjectives, mention.said, None, group, lists and group
    )


def _named(
    tokens: Sequence[re.Match[str]], words: Sequence[str], place: int, found: Sequence[Mention]
) -> Mention | None:
    """Someone called by a given name: a common one, or a capital beside another name in a list."""
    word = words[place]
    if not word[:1].isupper() or any(mention.name == word for mention in found):
        return None
    beside = [
        words[at]
        for at, link in ((place - 2, place - 1), (place + 2, place + 1))
        if 0 <= at < len(words) and 0 <= link < len(words) and words[link] in _COORDINATE
    ]
    first_of_sentence = place == 0 or words[place - 1] in _ENDS
    listed = any(other[:1].isupper() and other.lower() not in _STOPS for other in beside) and (
        not first_of_sentence or any(other in COMMON for other in beside)
    )
    placed = place > 0 and words[place - 1].lower() in {"in", "at", "near", "to", "of"}
    if placed or is_role(word.lower(), introduced=False) or not (word in COMMON or listed):
        return None
    role = _apposition(words, place)
    return Mention(role, 1, tokens[place].start(), tokens[place].end(), name=word)


def _apposition(words: Sequence[str], place: int) -> str:
    """The role that follows a list of names (`Ada and Bram, flatmates`), or `person`."""
    rest = [w.lower() for w in words[place + 1 : place + 10]]
    for at, word in enumerate(rest):
        if word in _ENDS:
            break
        if at and rest[at - 1] == "," and is_role(singular_of(word), introduced=False):
            return singular_of(word)
    return "person"


def _start(words: Sequence[str], place: int) -> int:
    """Where the modifiers before the head noun begin."""
    first = place
    for at in range(place - 1, max(-1, place - 2 - _REACH), -1):
        word = words[at].lower()
        if is_trait(word) or (word in _LINKS | {","} and at and is_trait(words[at - 1]) and is_trait(words[at + 1])):
            first = at
        elif word in _STOPS or words[at] in _BREAKS or number_of(word) is not None:
            break
        elif _introduced_before(words, at):
            first = at
        else:
            break
    return first


def _introduced_before(words: Sequence[str], at: int) -> bool:
    """Whether going left from `at` an article or number comes before anything that can't stand inside a phrase."""
    for back in range(at - 1, max(-1, at - 1 - _REACH), -1):
        word = words[back].lower()
        if word in DETERMINERS or number_of(word) is not None:
            return True
        if word in _STOPS or words[back] in _BREAKS:
            return False
    return False


def _heads_on(words: Sequence[str], place: int) -> bool:
    """Whether the noun at `place` only qualifies the next one: `health minister`, `customer service`, `boss’s desk`."""
    if words[place].endswith(("'s", "’s")):
        return True
    if place + 1 >= len(words):
        return False
    following = words[place + 1].lower()
    return following in GROUPS or (is_role(singular_of(following), introduced=False) and following not in PLAIN)


def _stands_alone(
    tokens: Sequence[re.Match[str]], words: Sequence[str], first: int, place: int, found: Sequence[Mention]
) -> bool:
    """Whether a phrase without article is a participant: kin by name, or the next item of a list."""
    before = words[first - 1] if first else "."
    if words[place].lower() in KIN and words[place][:1].isupper():
        return True
    if before in _COORDINATE and found:
        previous = found[-1]
        gap = [t.group() for t in tokens if previous.end <= t.start() < tokens[first].start()]
        return previous.name is None and all(w in _COORDINATE for w in gap)
    return False


def _takes_part(words: Sequence[str], opening: int, determiner: str, found: Sequence[Mention]) -> bool:
    """Whether the phrase that starts at `opening` names someone who acts or is talked to, rather than a circumstance."""
    before = words[opening - 1].lower() if opening else "."
    if determiner in THEIRS:
        return before in _ENDS or before in _TALKED_TO
    if before in _MENTIONED_ONLY or _inside_relative(words, opening):
        return False
    return determiner != "the" or before not in {"in", "on"} or not found


def _inside_relative(words: Sequence[str], opening: int) -> bool:
    for at in range(opening - 1, -1, -1):
        if words[at] in _BREAKS or words[at].lower() == "and":
            return False
        if words[at].lower() == "who":
            return at > 0 and words[at - 1] not in _ENDS
    return False


def _said(text: str, end: int) -> str:
    """What the text says of someone right after naming them: a relative clause, or wishes and fears."""
    rest = re.match(
        r"\s*,?\s*((?:who|whose)\b[^,.;:!?]*|(?:(?:secretly )?(?:wants?|needs?|fears?|hopes?|hates?|loves?|believes?|"
        r"thinks?|refuses?|dreads?|distrusts?|is afraid|are afraid|avoids?))\b[^,.;:!?]*)",
        text[end:],
    )
    return rest.group(1).strip() if rest else ""


def described(words: str) -> bool:
    """Whether a description says anything about a personality that the lexicon knows."""
    return bool(known_words(words))
