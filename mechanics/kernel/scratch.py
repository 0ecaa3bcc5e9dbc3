"""About how much memory a replicate takes from the system while it runs: for orders, and collections that are kept.

What a turn takes is given back after it, so the rule or measure that takes most decides. What is small is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.facts import owner
from sobremesa.mechanics.ir.walk import all_rules, every

ORDER = 24
"""Bytes a row: its word, its place, and the part of the room for sorting that is touched."""
KEPT = 32
"""Bytes a member: a list that has grown to hold it, and room while it is sorted."""
KEEPING = frozenset({"median", "gini"})
CROWDS = ir.Everyone | ir.Others
KEEPERS = ir.Ordered | ir.Aggregate | ir.OneOf | ir.BestOf | ir.Grouping | ir.SetLocal

Scratch = Mapping[str, int]
"""Bytes for each row of a type, or of cells."""


def scratches(program: ir.Program) -> tuple[Scratch, ...]:
    """What each rule and each measure takes for a while."""
    rules = (_of_rule(rule) for rule in all_rules(program))
    return (*rules, *(_kept(measure.value) for measure in program.measures), _kept(program.stop))


def scratch_bytes(taken: tuple[Scratch, ...], rows: Mapping[str, int]) -> int:
    """What is taken at once, at most, where there are so many rows."""
    return max((sum(size * rows.get(of, 0) for of, size in each.items()) for each in taken), default=0)


def _of_rule(rule: ir.Rule) -> Scratch:
    """The order of turns, or of claims to cells, and what is kept in a turn."""
    claims = rule.order == "together" and any(act.action == "move_to" for act in every(ir.Act, rule.body))
    taken, who = dict(_kept(rule.when, rule.body)), owner(rule.who)
    if claims or rule.order == "one_by_one":
        taken[who] = taken.get(who, 0) + ORDER
    return taken


def _kept(*roots: object) -> Scratch:
    """Collections of everyone that are kept: those that are not only gone through."""
    keeping = [node for node in _nodes(KEEPERS, *roots) if _keeps(node)]
    return dict.fromkeys((crowd.of for crowd in _nodes(CROWDS, *keeping)), KEPT)


def _keeps(node: object) -> bool:
    if isinstance(node, ir.OneOf):
        return not isinstance(node.source, ir.Everyone | ir.Others)  # of whom the k-th is known
    return not isinstance(node, ir.Aggregate) or node.kind in KEEPING


def _nodes(kinds: Any, *roots: object) -> Iterator[Any]:
    return every(kinds, *roots)
