"""The words that the language keeps for itself."""

from __future__ import annotations

import keyword

AGGREGATES = frozenset(["count", "sum", "mean", "min", "max", "median", "std", "gini", "any", "all"])
NEEDS_MEMBERS = frozenset(["mean", "min", "max", "median", "std", "gini"])
"""Aggregates that are not defined over nothing."""

REAL_FUNCTIONS = frozenset(["sqrt", "exp", "log", "logistic", "sin", "cos", "tan", "atan2", "tanh"])
WHOLE_FUNCTIONS = frozenset(["floor", "ceil", "round", "int"])
MATH = REAL_FUNCTIONS | WHOLE_FUNCTIONS | {"abs", "min", "max", "clip"}
DISTRIBUTIONS = {
    "chance": ("p",), "uniform": ("a", "b"), "normal": ("mean", "sd"), "exponential": ("mean",),
    "poisson": ("mean",), "randint": ("a", "b"),
}  # fmt: skip
CHOICES = frozenset(("one_of", "best_of", "sample", "shuffled"))
COLLECTIONS = frozenset(
    ["others", "neighbors", "in_neighbors", "here", "on", "cells_near", "top", "range", "sample", "shuffled"]
)
PLACES = frozenset(["distance", "dx", "dy", "at", "degree", "by_id", "link"])
GROUPINGS = frozenset(["groups", "largest_group", "regions", "largest_region"])
ACTIONS = frozenset(["move_to", "die", "create", "connect", "disconnect", "push"])
EVERYONE = frozenset(("cells", "empty_cells", "links"))
GROUP = "group"
"""Those for whom a persona stands, in the coupling of a document that has such personas."""
CONSTANTS = frozenset(("pi", "step", "unchanged", "self", "model", "report", "none", "true", "false"))

FUNCTIONS = AGGREGATES | MATH | DISTRIBUTIONS.keys() | CHOICES | COLLECTIONS | PLACES | GROUPINGS | ACTIONS
BUILT_IN = FUNCTIONS | EVERYONE | CONSTANTS | {"cell", "link"}
"""What no parameter, table, type or local may be called."""


def is_reserved(word: str) -> bool:
    """Whether Python's grammar keeps the word, so that code could not say it."""
    return keyword.iskeyword(word)
