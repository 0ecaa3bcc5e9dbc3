"""Words that no persona would say: those of an assistant, of a narrator, or of somebody else at the table.

The patterns are ours, after what language models are known to do when they play a part. A word that stands in the
scene, the question or on the persona's own card is never held against it: a robot may say that it is a machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_MACHINE = (
    r"an? (?:(?:(?:large|ai) )?language model\b|(?:ai )?chatbot\b|(?:virtual|ai) assistant\b|"
    r"(?:ai|a\.i\.|artificial intelligence)"
    r"(?=[,.;:!?]|$| (?:and|so|but|who|that|which|i|model|system|trained|developed|created|designed|without)\b))"
)
_ASSISTANT = re.compile(
    rf"\b(?:(?:as|i'm|i am|i'm just|i am just|i'm only|i am only) {_MACHINE}"
    r"|system prompt|(?:this|the|my) prompt(?=[.,;!?]| (?:says|asks|tells|wants))|my (?:programming|training data)\b"
    r"|role-?play(?:ing|s)?\b|(?:stay(?:ing)?|break(?:ing)?) (?:in )?character\b|\bjson\b"
    r"|my (?:character|persona)\b|(?:the|this) (?:character|persona) (?:i(?:'m| am| was)|you(?:'re| are)) \w+"
    r"|i (?:can't|cannot|can not|am unable to|won't) (?:continue|assist|help) with (?:this|that) (?:request|scenario))",
    re.IGNORECASE,
)
_STAGE = (
    "sigh nod pause smile laugh look lean shrug glance turn stare frown whisper cough clear grin gesture shake stand "
    "sit walk stir wipe fold raise lower cross chuckle hesitate exhale inhale blink swallow gulp wince mutter tap"
)
_DIRECTION = re.compile(
    r"\[\w+ly\]|(?:^|(?<=[.!?…\"”] ))[*(]\w+ly[*)](?!,)|"
    rf"[*(\[_]\s*(?:\w+ly )?(?:{'|'.join(word + 's' for word in _STAGE.split())}|"
    r"crosses|coughing|laughing|sighing|nodding|smiling|pausing)\b[^*)\]_\n]{0,80}[*)\]_]",
    re.IGNORECASE | re.MULTILINE,
)
_MARKS = re.compile(
    r"^[\s>]*(?:round \d+\b|\[(?:system|assistant|user|narrator)\]|(?:system|assistant|user|narrator)\s*:)",
    re.IGNORECASE | re.MULTILINE,
)


def out_of_play(speech: str, allowed: str) -> str | None:
    """The words by which a speech falls out of the play; None where there are none, or they stand in `allowed`."""
    plain = speech.replace("’", "'")
    known = re.findall(r"[\w.'-]+", allowed.casefold())
    fair = f" {' '.join(known)} "
    for pattern in (_ASSISTANT, _DIRECTION, _MARKS):
        for found in pattern.finditer(plain):
            words = " ".join(found[0].split())
            if not any(word in fair for word in _what_matters(words)):
                return words
    return None


def _what_matters(words: str) -> Iterator[str]:
    """What would have to be known at the table for words to be fair: `language model`, `prompt`, …"""
    lower = words.casefold()
    yield lower
    for word in ("language model", "artificial intelligence", "chatbot", "assistant", "prompt", "character", "persona",
                 "json", "role-play", "roleplay", "programming", "training data"):  # fmt: skip
        if word in lower:
            yield word
    if re.search(r"\ba\.?i\b", lower):
        yield from ("a.i.", " ai ", "robot", "android", "artificial intelligence")


def spoken_for(speech: str, others: Sequence[tuple[str, str]], to: str | None) -> str | None:
    """The name of another for whom a speech speaks, as a transcript would: `Bo: I agree.`; None where it does not.

    `others` are ids and names. A name and a colon at the very beginning call somebody, if it is the one spoken `to`.
    """
    for id_, name in others:
        names = "|".join(sorted({re.escape(name), re.escape(name.split()[0]), re.escape(id_)} if name else {id_}))
        for found in re.finditer(rf"(?:^|(?<=[\n.!?\"”]))[\s*_>\"“]*(?:{names})[*_]*\s*:\s*\S", speech, re.IGNORECASE):
            if found.start() > 0 or to != id_:
                return name or id_
    return None


def named_itself(speech: str, name: str) -> bool:
    """Whether a speech begins with the speaker's own name and a colon."""
    return bool(name) and re.match(rf"\s*[*_]*{re.escape(name)}[*_]*\s*:", speech, re.IGNORECASE) is not None
