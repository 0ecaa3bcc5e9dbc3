"""What is known at a point of a rule: which locals are set, which references are somebody."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Flow:
    """Knowledge at one point. `known` holds paths (`t`, `self.boss`) that are not None, `lost` locals whose agent
    may have died; `ended` where no turn gets to. `again` are the locals lost where a `continue` stands, with which the
    next round begins; `out` those lost where a `break` does, with which what follows the loop begins."""

    assigned: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    ended: bool = False
    again: frozenset[str] = frozenset()
    out: frozenset[str] = frozenset()

    def knowing(self, paths: Iterable[str]) -> Flow:
        """With these paths tested."""
        return replace(self, known=self.known | frozenset(paths))

    def assign(self, name: str, somebody: bool) -> Flow:
        """After `name = …`."""
        known = self.doubt(name).known
        return replace(
            self,
            assigned=self.assigned | {name},
            known=known | {name} if somebody else known,
            lost=self.lost - {name},
        )

    def doubt(self, name: str) -> Flow:
        """Where `name` may have been set again: any path through it must be tested again."""
        return replace(self, known=frozenset(p for p in self.known if p.split(".")[0] != name))

    def write(self, field: str) -> Flow:
        """After a write to `….field`, whoever's it was: any path through it must be tested again."""
        return replace(self, known=frozenset(p for p in self.known if field not in p.split(".")[1:]))

    def death(self, locals_: Iterable[str]) -> Flow:
        """After `die(other)`: whoever the paths and locals refer to may be gone."""
        return replace(self, known=frozenset(), lost=self.lost | frozenset(locals_))

    def end(self) -> Flow:
        """After `return` or `die()`."""
        return replace(self, ended=True)

    def jump(self, out: bool) -> Flow:
        """After `break` (out of the loop) or `continue`."""
        if out:
            return replace(self, ended=True, out=self.out | self.lost)
        return replace(self, ended=True, again=self.again | self.lost)

    def merge(self, other: Flow) -> Flow:
        """Where two ways meet."""
        again, out = self.again | other.again, self.out | other.out
        if self.ended or other.ended:
            return replace(other if self.ended else self, again=again, out=out)
        lost = self.lost | other.lost
        return Flow(self.assigned & other.assigned, self.known & other.known, lost, again=again, out=out)


def path_of(node: ast.expr) -> str | None:
    """`a.b.c` for a chain of attributes on a name, else None."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (inner := path_of(node.value)) is not None:
        return f"{inner}.{node.attr}"
    return None


def tested(node: ast.expr, truth: bool) -> frozenset[str]:
    """The paths that are somebody if `node` comes out as `truth`."""
    match node:
        case ast.Compare(left=left, ops=[ast.Is() | ast.Eq() | ast.IsNot() | ast.NotEq() as op], comparators=[right]):
            asked = left if _is_none(right) else right if _is_none(left) else None
            path = path_of(asked) if asked is not None else None
            somebody = isinstance(op, ast.IsNot | ast.NotEq)
            return frozenset([path]) if path is not None and somebody == truth else frozenset()
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return tested(operand, not truth)
        case ast.BoolOp(op=op, values=values):
            each = [tested(value, truth) for value in values]
            return frozenset[str]().union(*each) if isinstance(op, ast.And) == truth else each[0].intersection(*each)
    return frozenset()


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


@dataclass(frozen=True, slots=True)
class Changes:
    """What a loop's body may change: locals, fields (`cell` on a move), and whether somebody else may die."""

    names: frozenset[str]
    fields: frozenset[str]
    kills: bool


def changed_by(body: Sequence[ast.stmt]) -> Changes:
    """What a loop's body may change."""
    names: set[str] = set()
    fields: set[str] = set()
    kills = False
    for node in (inner for stmt in body for inner in ast.walk(stmt)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.Attribute(attr=attr, ctx=ast.Store()):
                fields.add(attr)
            case ast.Call(func=ast.Name(id="move_to")):
                fields.add("cell")
            case ast.Call(func=ast.Name(id="die"), args=[_, *_]):
                kills = True
    return Changes(frozenset(names), frozenset(fields), kills)


def names_set(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Every local that a rule sets, loop variables with them (comprehensions' own variables are not locals)."""
    nodes = [node for node in nodes if isinstance(node, ast.comprehension | ast.Name)]
    own = {inner for node in nodes if isinstance(node, ast.comprehension) for inner in ast.walk(node.target)}
    return frozenset(
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node not in own
    )


def never_self(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The locals that surely hold somebody else, or collections of others: all they are set from leaves self out."""
    sources: dict[str, list[ast.expr]] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.For(target=ast.Name(id=name), iter=value):
                sources.setdefault(name, []).append(value)
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                sources.setdefault(name, []).append(value)
    found: frozenset[str] = frozenset()
    while True:
        grown = frozenset(name for name, values in sources.items() if all(_leaves_self_out(v, found) for v in values))
        if grown == found:
            return found
        found = grown


def _leaves_self_out(node: ast.expr, others: frozenset[str]) -> bool:
    match node:
        case ast.Name(id=name):
            return name in others
        case ast.ListComp(generators=[first, *_]) | ast.GeneratorExp(generators=[first, *_]):
            return _leaves_self_out(first.iter, others)
        case ast.Call(func=ast.Name(id="others" | "here")):
            return True
        case ast.Call(func=ast.Name(id="neighbors" | "in_neighbors"), args=[ast.Name(id="self"), *_]):
            return True
        case ast.Call(func=ast.Name(id="one_of" | "best_of" | "top" | "sample" | "shuffled"), args=[source, *_]):
            return _leaves_self_out(source, others)
    return False
