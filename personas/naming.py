"""Who a text names: noun phrases for people, with what is said of them. Reads words; knows no persona."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sobremesa.personas.english import singular_of
from sobremesa.personas.membership import named_members
from sobremesa.personas.mention import Mention
from sobremesa.personas.names import is_name
from sobremesa.personas.people import (
    DETERMINERS,
    GROUP_SIZES,
    GROUPS,
    MOST_AT_A_TABLE,
    THEIRS,
    USUAL_GROUP,
    is_plain,
    is_role,
    number_of,
)
from sobremesa.personas.tokens import BREAKS, ENDS, LINKS, Tokens, first_modifier, stops, tokens_of
from sobremesa.personas.traits import is_trait
from sobremesa.personas.words import word_list

_COORDINATE = frozenset({",", "and", "or", "&"})
_BEFORE_LISTED = frozenset({",", ":", ";"})
_ADJECTIVE = re.compile(r"(?:[^aeiou]y|ful|ous|less|ish|able|ible|tive|\btired|weary)$", re.IGNORECASE)
_OWNER = ("'s", "’s")
_GONE = re.compile(r"\s+(?:has|have|had) (?:quit|died|left|disappeared|gone|resigned|vanished)\b")
_SAID = re.compile(
    r"\s*,?\s*((?:who|whose)\b[^,.;:!?]*|(?:secretly |only |still |also )?(?:wants?|needs?|fears?|hopes?|hates?|loves?|"
    r"believes?|thinks?|knows that|refuses?|dreads?|distrusts?|"
    r"(?:is|are) (?:\w+ly |still |not )?(?:afraid|scared|worried|"
    r"frightened|against|opposed|in favou?r|for (?:it|the))|(?:does not|doesn['’]t|do not|don['’]t) want|avoids?|"
    r"supports?|opposes?|rejects?|resists?|objects?|favou?rs?|prefers?|insists?|worr(?:y|ies)|would (?:like|rather))\b"
    r"[^,.;:!?]*)"
)
_ACTS = re.compile(
    r"\s*,?\s+(?:who\b|whose\b|(?:secretly |only |still |also )?(?:wants|fears|hopes|hates|loves|believes|thinks|"
    r"refuses|dreads|distrusts|avoids|supports|opposes|rejects|resists|objects|favou?rs|prefers|insists|worries|says|"
    r"tells|asks|announces|proposes|suggests|agrees|disagrees|doesn['’]t want|does not want|would (?:like|rather)|"
    r"is (?:\w+ly |still |not )?(?:afraid|scared|worried|frightened|against|opposed|in favou?r|for (?:it|the))|"
    r"and [^\W\d_a-z][\w’'-]+ (?:want|fear|hope|refuse|support|oppose|are|argue|quarrel|disagree|talk|discuss))\b)"
)
"""What only one who is called by name does where no article stands before the word."""
_MEMBERS_OF = re.compile(r"\s+(?:of|in|from)\s+(?:an?|the|their|our|one)\s+(?:\w+\s+){0,2}?(\w+)\b")
_PARTS = frozenset({"member", "half", "singer", "player"})
_LISTS = re.compile(r"\s*(?:of \w+\s*)?(?:[^.!?:;,]{0,40})?[:(—–]")


def mentions(text: str) -> tuple[Mention, ...]:
    """The people that take part in what `text` tells, in the order of their naming; crowds are left out."""
    tokens = tokens_of(text)
    found: list[Mention] = []
    for place in range(len(tokens.words)):
        mention = _by_name(tokens, place, found) or _called(tokens, place, _by_role(tokens, place, found))
        if mention is None:
            continue
        earlier = _taken_up(text, mention, found)
        if earlier is not None:
            found[earlier] = replace(found[earlier], said=found[earlier].said or mention.said)
        elif not _joined(text, mention, found):
            found.append(mention)
    return named_members(text, _sharing(text, found))


def _sharing(text: str, found: Sequence[Mention]) -> list[Mention]:
    """The mentions, with what is said of several at once said of each: `Tom and Priya want to move`."""
    shared = list(found)
    for place in range(len(found) - 2, -1, -1):
        one, following = shared[place], shared[place + 1]
        joined = text[one.end : following.place].strip() in {"and", ","}
        if joined and not one.said and re.match(r"(?:want|need|fear|hope|refuse|dread)\b", following.said):
            shared[place] = replace(one, said=following.said)
    return shared


def _taken_up(text: str, mention: Mention, found: Sequence[Mention]) -> int | None:
    """Whom `the baker` takes up, if a baker has been named already: the place in `found`."""
    if not text[mention.place :].lower().startswith(("the ", "each ", "every ")):
        return None
    heads = [other.role.split()[-1] for other in found]
    head = mention.role.split()[-1]
    return heads.index(head) if head in heads else None


def _joined(text: str, mention: Mention, found: list[Mention]) -> bool:
    """Puts an apposition to its name (`Anna, a stubborn farmer,`); whether there was one."""
    name = re.search(r"([^\W\d_a-z][\w’'-]+), $", text[: mention.place])
    if name is None or mention.count != 1 or not re.match(r"(?:an?|the|his|her|their) ", text[mention.place :]):
        return False
    named = replace(mention, name=name.group(1), place=name.start())
    known = [other.name for other in found]
    if name.group(1) in known:
        found[known.index(name.group(1))] = named
        return True
    word = name.group(1).lower()
    enclosed = text[mention.end : mention.end + 1] == "," and word not in word_list("not_names") | word_list("stops")
    if enclosed or (name.start() and text[name.start() - 2] not in ENDS):
        found.append(named)
        return True
    return False


def _by_role(tokens: Tokens, place: int, found: Sequence[Mention]) -> Mention | None:
    """The mention whose head noun stands at `place`, if one does."""
    word = tokens.lower(place)
    noun = singular_of(word)
    if not (word in GROUPS or is_role(word) or is_role(noun)) or _qualifies_next(tokens, place):
        return None
    first = first_modifier(tokens, place)
    before = tokens.lower(first - 1)
    count = number_of(before)
    if word in GROUPS and found and _MEMBERS_OF.match(tokens.text, found[-1].end, tokens.matches[place].end()):
        return None
    introduced = before in DETERMINERS or count is not None
    if not introduced and not _stands_alone(tokens, first, place, found):
        return None
    known = is_role(word, introduced)
    if not (word in GROUPS or known or is_role(noun, introduced)):
        return None
    opening = first - 1 if introduced else first
    if not _takes_part(tokens, opening, before, found) or _GONE.match(tokens.text, tokens.matches[place].end()):
        return None
    singular = word if word in GROUPS or (known and not is_plain(noun)) else noun
    between = tokens.words[first:place]
    if between and between[0].endswith(_OWNER):
        between = between[1:]
    qualifiers = [w for w in between if not _is_adjective(w) and w.lower() not in LINKS]
    end = tokens.matches[place].end()
    said = _SAID.match(tokens.text, end)
    mention = Mention(
        role=" ".join([*qualifiers, singular]),
        count=count or (2 if singular != word else 1),
        place=tokens.matches[opening].start(),
        end=end,
        adjectives=tuple(w.lower() for w in between if _is_adjective(w)),
        said=said.group(1).strip() if said else "",
        counted=count is not None,
    )
    return _sized(tokens.text, mention)


def _is_adjective(word: str) -> bool:
    """Whether a word before a noun tells the manner of somebody: a trait word, or one that looks like an adjective."""
    return is_trait(word) or (_ADJECTIVE.search(word) is not None and word.lower() not in word_list("no_adjectives"))


def _sized(text: str, mention: Mention) -> Mention | None:
    """The mention with how many it stands for; None for a crowd."""
    head, after = mention.role.split()[-1], text[mention.end :]
    count, role = mention.count, mention.role
    within = _MEMBERS_OF.match(after) if is_plain(head) or head in _PARTS else None
    if within and within.group(1) in GROUPS:
        role = GROUPS[within.group(1)]
    if head in GROUPS:
        of = re.match(r"\s+of\s+(\w+)", after)
        size = number_of(of.group(1)) if of else None
        known = size or GROUP_SIZES.get(head)
        count, role = known or USUAL_GROUP, GROUPS[head]
        mention = replace(mention, counted=known is not None)
    if count > MOST_AT_A_TABLE:
        return None
    group = head in GROUPS or count > 1
    return replace(mention, role=role, count=count, group=group, lists=group and bool(_LISTS.match(after)))


def _by_name(tokens: Tokens, place: int, found: Sequence[Mention]) -> Mention | None:
    """Someone called by a given name: a common one, or a capital beside another name in a list."""
    word = tokens.words[place]
    if not word[:1].isupper() or word.isupper() or any(mention.name == word for mention in found):
        return None
    words = tokens.words
    beside = [
        words[at]
        for at, link in ((place - 2, place - 1), (place + 2, place + 1))
        if 0 <= at < len(words) and words[link] in _COORDINATE
    ]
    opens = tokens.lower(place - 1) in ENDS
    listed = any(other[:1].isupper() and not stops(other.lower()) for other in beside)
    listed = listed and (not opens or any(is_name(other) for other in beside))
    match = tokens.matches[place]
    is_place = tokens.lower(place - 1) in {"in", "at", "near", "to", "of"}
    pronoun = stops(word.lower()) or word.lower() in word_list("not_names")
    acts = not pronoun and _ACTS.match(tokens.text, match.end()) is not None
    if is_place or is_role(word.lower(), introduced=False) or not (is_name(word) or listed or acts):
        return None
    said = _SAID.match(tokens.text, match.end())
    words_of = said.group(1).strip() if said else ""
    return Mention(_apposition(tokens, place), 1, match.start(), match.end(), said=words_of, name=word)


def _called(tokens: Tokens, place: int, mention: Mention | None) -> Mention | None:
    """The mention of one by role with the name that follows it: `the union leader Kofi`, `the manager, Zoltan,`."""
    at = place + 1
    if mention is None or mention.group or at >= len(tokens.words):
        return mention
    enclosed = tokens.words[at] == "," and at + 2 < len(tokens.words) and tokens.words[at + 2] == ","
    at += enclosed
    word = tokens.words[at]
    if not word[:1].isupper() or word.isupper() or is_role(word.lower(), introduced=False) or stops(word.lower()):
        return mention
    end = tokens.matches[at + enclosed].end() if enclosed else tokens.matches[at].end()
    said = _SAID.match(tokens.text, end)
    return replace(mention, name=word, end=end, said=said.group(1).strip() if said else mention.said)


def _apposition(tokens: Tokens, place: int) -> str:
    """The role before a name (`Mayor Hilde`) or after a list of names (`Ada and Bram, flatmates`), or `person`."""
    if is_role(tokens.lower(place - 1), introduced=False):
        return tokens.lower(place - 1)
    for at in range(place + 2, min(place + 10, len(tokens.words))):
        if tokens.words[at - 1] in ENDS:
            break
        noun = singular_of(tokens.lower(at))
        if tokens.words[at - 1] == "," and is_role(noun, introduced=False):
            return noun
    return "person"


def _qualifies_next(tokens: Tokens, place: int) -> bool:
    """Whether the noun at `place` only qualifies the next one: `health minister`, `sister's party`."""
    if tokens.words[place].endswith(("'s", "’s")):
        return True
    if place + 1 >= len(tokens.words):
        return False
    following = singular_of(tokens.lower(place + 1))
    return following in GROUPS or (is_role(following, introduced=False) and not is_plain(following))


def _stands_alone(tokens: Tokens, first: int, place: int, found: Sequence[Mention]) -> bool:
    """Whether a phrase without article is a participant: kin by name, or the next item of a list."""
    if tokens.lower(place) in word_list("kin") and tokens.words[place][:1].isupper():
        return True
    if tokens.lower(first - 1) not in _COORDINATE or not found:
        return False
    since = [m.group() for m in tokens.matches if found[-1].end <= m.start() < tokens.matches[first].start()]
    return found[-1].name is None and all(word in _COORDINATE for word in since)


def _takes_part(tokens: Tokens, opening: int, determiner: str, found: Sequence[Mention]) -> bool:
    """Whether the phrase that starts at `opening` names someone who acts or is talked to, not a circumstance."""
    before = tokens.lower(opening - 1)
    if determiner in THEIRS:
        return before in ENDS | _BEFORE_LISTED | {"but", "while"} or before in word_list("talked_to")
    if before in word_list("mentioned_only") or _inside_relative(tokens, opening):
        return False
    if found and (before in {"that", "whether", "if"} or _object_of_deed(tokens, opening)):
        return False
    return determiner != "the" or before not in {"in", "on"} or not found


def _object_of_deed(tokens: Tokens, opening: int) -> bool:
    """Whether what is done to the phrase is only planned: `to start a band`, `merging with a rival`."""
    if opening < 2:
        return False
    verb, before = tokens.lower(opening - 1), tokens.lower(opening - 2)
    if verb.endswith("ing") and before in {"about", "over", "on", "of", "against", "for", "consider", "considering"}:
        return True
    if before == "to" and opening > 2 and tokens.lower(opening - 3) in {"whether", "how", "when"}:
        return True
    if verb == "with":
        return before.endswith("ing") and before not in word_list("talking")
    return before == "to" and verb not in word_list("talked_to")


def _inside_relative(tokens: Tokens, opening: int) -> bool:
    for at in range(opening - 1, -1, -1):
        if tokens.words[at] in BREAKS or tokens.lower(at) == "and":
            return False
        if tokens.lower(at) == "who":
            return at > 0 and tokens.words[at - 1] not in ENDS
    return False
