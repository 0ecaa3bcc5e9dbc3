"""Given names from many places, and drawing distinct ones under a seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random

from sobremesa.personas.words import listed_words, word_list


def is_name(word: str) -> bool:
    """Whether a word is taken for a given name wherever it stands."""
    return any(word in word_list(names) for names in ("women", "men", "common_names"))


def draw_names(roles: Sequence[str], seed: str, taken: Iterable[str] = ()) -> list[str]:
    """A name for each role, different from the others and from `taken`, in the first letter too while that goes.

    Roles that say so (`nun`, `grandson`, `spokeswoman`) get a woman's or a man's name. The lists hold over a hundred.
    """
    held = list(taken)
    used = {name.lower() for name in held}
    pool = [name for name in (*listed_words("women"), *listed_words("men")) if name.lower() not in used]
    Random(f"names/{seed}").shuffle(pool)
    initials = Counter(name[:1].upper() for name in held)
    drawn: list[str] = []
    for role in roles:
        fitting = _names_for(role)
        name = min([n for n in pool if n in fitting] or pool, key=lambda candidate: initials[candidate[0]])
        pool.remove(name)
        initials[name[0]] += 1
        drawn.append(name)
    return drawn


def _names_for(role: str) -> frozenset[str]:
    head = role.lower().split()[-1] if role.split() else ""
    if head in word_list("hers") or head.endswith("woman"):
        return word_list("women")
    if head in word_list("his") or head.endswith("man"):
        return word_list("men")
    return word_list("women") | word_list("men")
