"""On which side somebody stands by what is said of them: "is against it", "wants to sell it", "fears debt"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sobremesa.personas.english import base_of
from sobremesa.personas.matter import Matter

FIRM, WISH, FEAR = 0.7, 0.75, 0.5
"""How far from the middle a side that is taken, a wish and a fear put somebody."""

_FOR = re.compile(
    r"\b(?:in favou?r|supports|support (?:it|the|this)|favou?rs|for (?:it|the idea|the plan)|agrees? (?:to|with)|"
    r"approves?|says? yes|votes? yes|(?:loves?|likes?) the (?:idea|plan|thought))\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:against|opposed|opposes?|rejects?|resists?|objects?|refuses?|says? no|votes? no|disapproves?|"
    r"(?:hates?|dreads?) the (?:idea|plan|thought)|not in favou?r|not for (?:it|the))\b",
    re.IGNORECASE,
)
_OF_DOING = re.compile(
    r"\b(?:of|against|opposes|favou?rs|supports|rejects|opposed to|objects to|for|insists on|prefers) "
    r"(?:the )?([a-z]+ing)\b"
)
_WISH = re.compile(r"\b(?:to|rather) (?:(?:not|secretly|only|still|also) )?([a-z]+)\b ?(.*)")
_OBJECT = re.compile(
    r"\b(?:of|against|opposes?|favou?rs|supports|rejects?|opposed to|objects? to|resists?|agrees? to) "
    r"(?:(?:the|an?|any|this|that|their|his|her|all) )?([\w-]+)(?: ([\w-]+))?"
)
_PLAN_WORDS = frozenset({"it", "them", "this", "that", "idea", "plan", "proposal", "move", "change", "so", "decision"})
_UNLESS = re.compile(r"\b(?:without|unless|not |no |miss(?:ing)?|los(?:e|es|ing)|left behind|too late|waiting|delay)\b")

HINDERS = frozenset({"stop", "prevent", "block", "avoid", "delay", "refuse", "reject", "wait", "postpone"})
OPPOSITES = (
    {"keep", "sell"}, {"stay", "leave"}, {"stay", "move"}, {"open", "close"}, {"keep", "close"}, {"keep", "ban"},
    {"strike", "work"}, {"accept", "reject"}, {"allow", "ban"}, {"report", "hide"}, {"buy", "rent"}, {"sell", "live"},
    {"tell", "hide"}, {"stay", "go"}, {"spend", "save"}, {"raise", "lower"}, {"raise", "cut"}, {"report", "keep"},
    {"demolish", "keep"}, {"demolish", "restore"}, {"cut", "keep"}, {"marry", "wait"}, {"publish", "hide"},
    {"strike", "negotiate"}, {"open", "save"}, {"build", "protect"}, {"close", "save"}, {"report", "bury"},
)  # fmt: skip
LEAVES_AS_IT_IS = frozenset({"keep", "stay", "wait", "continue", "remain", "hold"})


def side_taken(said: str) -> float | None:
    """The side that words take outright (`is in favour`, `refuses`), whatever the matter; None if they take none."""
    if _AGAINST.search(said):
        return -FIRM
    return FIRM if _FOR.search(said) else None


def side_of_words(said: str, matter: Matter) -> float | None:
    """The side of `matter` that words take outright, turned round where they are against its opposite."""
    taken, doing, thing = side_taken(said), _OF_DOING.search(said), _OBJECT.search(said)
    if taken is None:
        return None
    if doing is None:
        words = {_stem(word) for word in thing.groups() if word} if thing else set()
        about = {_stem(word) for word in re.findall(r"[\w-]+", f"{matter.question} {matter.do}")}
        return taken if not words or words & (about | _PLAN_WORDS) else None
    towards = _alike(base_of(doing.group(1)), "", matter)
    return taken if towards is None else taken * towards


def _stem(word: str) -> str:
    return base_of(word) if word.endswith("ing") else word.removesuffix("s")


def side_of_goals(goals: Sequence[str], matter: Matter) -> float | None:
    """The side that wishes put somebody on: for what they want to do, against what would prevent it."""
    deed = matter.do.partition(" ")[0]
    for goal in goals:
        if goal == "to say no":
            return -WISH
        wish = _WISH.search(goal)
        towards = _alike(wish.group(1), wish.group(2), matter) if wish else None
        if towards is not None:
            return WISH * (-towards if goal.startswith(("to not ", "not to ")) else towards)
        if deed in {"sell", "leave", "go"} and "money" in goal.split():
            return WISH
    return None


def side_of_fears(fears: Sequence[str], matter: Matter) -> float | None:
    """Against a change that somebody has cause to fear; None where the fear may be of what happens without it."""
    deed = matter.do.partition(" ")[0]
    if matter.kind != "decision" or not fears or deed in LEAVES_AS_IT_IS:
        return None
    return None if any(_UNLESS.search(fear) for fear in fears) else -FEAR


def _alike(verb: str, rest: str, matter: Matter) -> int | None:
    """1 if `verb` is what `matter` decides on, -1 if it stands in its way, None if they have nothing in common."""
    deed, _, object_ = matter.do.partition(" ")
    if verb == deed or verb in matter.do.split()[:2]:
        return 1
    if {verb, deed} in OPPOSITES or verb in HINDERS:
        return -1
    head = matter.topic.split()[-1]
    same_thing = rest.endswith((" it", " them")) or rest in {"it", "them"} or re.search(rf"\b{re.escape(head)}\b", rest)
    return -1 if object_ and same_thing else None
