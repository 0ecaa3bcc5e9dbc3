"""The word lists of `words.yaml`, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def word_list(name: str) -> frozenset[str]:
    """A list as a set."""
    return frozenset(listed_words(name))


@cache
def listed_words(name: str) -> tuple[str, ...]:
    """A list in its order."""
    return tuple(_source()[name].split())


@cache
def _source() -> Mapping[str, str]:
    import yaml

    source: Mapping[str, str] = yaml.safe_load((files("sobremesa.personas") / "words.yaml").read_text(encoding="utf-8"))
    return source
