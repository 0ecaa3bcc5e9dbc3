"""Ids of personas: short, plain, and each its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

EVERYONE = "everyone"
"""What an utterance is addressed to if it is to nobody in particular: no id."""
LONGEST = 48


def new_id(name: str, taken: Collection[str]) -> str:
    """A slug of a name, numbered where it is taken.

    >>> new_id("Chloé", ()), new_id("Chloé", ["chloe"]), new_id("李", ())
    ('chloe', 'chloe_2', 'p')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST]
    slug = slug if slug[:1].isalpha() else f"p_{slug}".rstrip("_")
    number, unique = 2, slug
    while unique in taken or unique == EVERYONE:
        unique, number = f"{slug}_{number}", number + 1
    return unique
