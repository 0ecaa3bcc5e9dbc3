"""Small English: the forms of a verb and a noun that casting and speech need, by rule with a table of exceptions."""

from __future__ import annotations

import re

from sobremesa.personas.words import word_list

IRREGULAR = {
    "be": "been", "become": "become", "begin": "begun", "break": "broken", "bring": "brought", "build": "built",
    "buy": "bought", "catch": "caught", "choose": "chosen", "come": "come", "cut": "cut", "do": "done", "draw": "drawn",
    "drink": "drunk", "drive": "driven", "eat": "eaten", "fall": "fallen", "fight": "fought", "find": "found",
    "forbid": "forbidden", "forget": "forgotten", "forgive": "forgiven", "get": "got", "give": "given", "go": "gone",
    "grow": "grown", "have": "had", "hear": "heard", "hide": "hidden", "hold": "held", "keep": "kept", "know": "known",
    "lay": "laid", "lead": "led", "leave": "left", "lend": "lent", "let": "let", "lose": "lost", "make": "made",
    "meet": "met", "overthrow": "overthrown", "pay": "paid", "put": "put", "quit": "quit", "read": "read",
    "rebuild": "rebuilt", "ride": "ridden", "rise": "risen", "run": "run", "say": "said", "see": "seen", "sell": "sold",
    "send": "sent", "set": "set", "shoot": "shot", "show": "shown", "shut": "shut", "sing": "sung", "speak": "spoken",
    "spend": "spent", "split": "split", "spread": "spread", "stand": "stood", "steal": "stolen", "strike": "struck",
    "take": "taken", "teach": "taught", "tell": "told", "think": "thought", "throw": "thrown", "undo": "undone",
    "wake": "woken", "wear": "worn", "win": "won", "withdraw": "withdrawn", "write": "written",
}  # fmt: skip

_VOWELS = "aeiou"
_DOUBLING = frozenset({
    "admit", "cancel", "commit", "compel", "expel", "forbid", "forget", "permit", "prefer", "quit", "refer", "travel",
})  # fmt: skip
_ALWAYS_E = re.compile(r"(?:[vzucg]|[^s]s|[^aeioul]l|(?<![aeio])(?<![^q]u)(?:[aiou]r|ak|at|it|ik|in|ot|ut))$")
_PLURALS = {"people": "person", "children": "child", "men": "man", "women": "woman", "wives": "wife", "lives": "life"}


def base_of(gerund: str) -> str:
    """The base of an -ing form: `selling` → `sell`, `closing` → `close`, `stopping` → `stop`, `dying` → `die`."""
    stem = gerund.removesuffix("ing")
    if len(stem) == 2 and stem[1] == "y":
        return f"{stem[0]}ie"
    doubled = len(stem) > 2 and stem[-1] == stem[-2]
    candidates = [stem, stem + "e", stem[:-1] if doubled else stem]
    for candidate in candidates:
        if candidate in IRREGULAR or candidate in word_list("regular_verbs"):
            return candidate
    if doubled:
        return stem if stem[-1] in "lszeo" else stem[:-1]
    return stem + "e" if _ALWAYS_E.search(stem) else stem


def gerund_of(base: str) -> str:
    """The -ing form of a base: `sell` → `selling`, `close` → `closing`, `stop` → `stopping`."""
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and base != "be":
        return base[:-1] + "ing"
    return (base + base[-1] if _doubles(base) else base) + "ing"


def participle_of(base: str) -> str:
    """The past participle of a base: `sell` → `sold`, `close` → `closed`, `carry` → `carried`."""
    if base in IRREGULAR:
        return IRREGULAR[base]
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return (base + base[-1] if _doubles(base) else base) + "ed"


def base_of_third(form: str) -> str:
    """The base of a third person: `takes` → `take`, `carries` → `carry`, `watches` → `watch`, `is` → `be`."""
    if form in {"is", "has", "does", "goes"}:
        return {"is": "be", "has": "have", "does": "do", "goes": "go"}[form]
    if form.endswith("ies"):
        return form[:-3] + "y"
    if form.endswith(("shes", "ches", "sses", "xes")):
        return form[:-2]
    return form.removesuffix("s")


def singular_of(noun: str) -> str:
    """The singular of a regular or common plural: `residents` → `resident`, `people` → `person`."""
    if noun in _PLURALS:
        return _PLURALS[noun]
    if noun.endswith("children"):
        return noun.removesuffix("ren")
    if noun.endswith("men"):
        return noun[:-3] + "man"
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    if noun.endswith(("sses", "ches", "shes", "xes")):
        return noun[:-2]
    return noun.removesuffix("s") if not noun.endswith("ss") else noun


def is_plural(phrase: str) -> bool:
    """Whether a noun phrase takes a plural verb; told from its head, the last word before a preposition."""
    core = re.split(r"\b(?:of|in|on|at|for|from|with|that|who|between|to)\b", phrase)[0].split()
    if not core:
        return False
    head = core[-1].lower()
    if head in _PLURALS or head in {"police", "they", "we", "you"}:
        return True
    return head.endswith("s") and not head.endswith(("ss", "us", "is", "news"))


def listed(items: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def with_article(phrase: str) -> str:
    """`a share`, `an infection`: by the first letter, which is right where it sounds as it is written."""
    return f"{'an' if phrase.lower().startswith(tuple(_VOWELS)) else 'a'} {phrase}"


def capitalised(sentence: str) -> str:
    """The sentence with its first letter large."""
    return sentence[:1].upper() + sentence[1:]


def _doubles(base: str) -> bool:
    short = re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", base) is not None
    return short or base in _DOUBLING
