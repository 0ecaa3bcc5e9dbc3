"""Lists of words, read once from the YAML files beside this one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@cache
def words(name: str) -> frozenset[str]:
    """One of the lists of `words.yaml`."""
    return frozenset(_lists()[name].split())


@cache
def _lists() -> dict[str, str]:
    return read("words.yaml")


@cache
def persons() -> frozenset[str]:
    """Nouns that name one person by what they do."""
    return frozenset(read("persons.yaml")["persons"].split())


@cache
def crowds() -> frozenset[str]:
    """Nouns that, in the plural, name those whom a model would count."""
    return frozenset(read("persons.yaml")["crowds"].split())


def read(name: str) -> dict[str, Any]:
    """A YAML file beside this one."""
    fields: dict[str, Any] = yaml.load((HERE / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return fields
