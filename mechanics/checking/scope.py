"""What an expression may see where it stands, and how its draws are named."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.flow import Changes, Flow, changed_by
from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.checking.names import DISTRIBUTIONS
from sobremesa.mechanics.checking.syntax import Code
from sobremesa.mechanics.checking.types import BROKEN
from sobremesa.mechanics.checking.world import World


@dataclass(frozen=True, slots=True)
class Setting:
    """What a section's code may use. `where` says in words where it stands."""

    where: str
    draws: bool = False
    globals: bool = False
    agents: bool = False
    network: bool = False
    space: bool = False
    cells: bool = False
    own_state: bool = False
    step: bool = False
    measures: bool = False
    report: bool = False
    missing: bool = False
    groupings: bool = False
    unchanged: bool = False
    in_rules: bool = False


class Lower(Protocol):
    """Syntax tree → typed expression."""

    def __call__(self, node: ast.expr, scope: Scope, expected: ir.Type | None = None) -> ir.Expr:
        """`expected` gives quoted labels and None their type."""


class Sites:
    """Names each draw of one owner by its place in the source: `kind:owner.name#ordinal`."""

    def __init__(self, kind: str, owner: str, name: str) -> None:
        self._prefix = f"{kind}:{owner}.{name}"
        self._ordinals: dict[ast.Call, int] = {}

    def number(self, draws: Sequence[ast.Call]) -> None:
        """Give the draws of a further piece of code the next ordinals."""
        for node in draws:
            self._ordinals[node] = len(self._ordinals)

    def site(self, node: ast.Call) -> ir.Site:
        """The site of a numbered draw."""
        return ir.Site(f"{self._prefix}#{self._ordinals[node]}")


def _draws(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name == "best_of":
        ties = [keyword.value for keyword in call.keywords if keyword.arg == "ties"]
        return not any(isinstance(each, ast.Name) and each.id == "first" for each in ties)
    return name in DISTRIBUTIONS or name in ("one_of", "sample", "shuffled")


def draws_of(nodes: Iterable[ast.AST]) -> tuple[ast.Call, ...]:
    """The draws among the nodes of a piece of code, in source order."""
    draws = [node for node in nodes if isinstance(node, ast.Call) and _draws(node)]
    return tuple(sorted(draws, key=lambda call: (call.lineno, call.col_offset, -(call.end_col_offset or 0))))


def draws_within(node: ast.AST) -> bool:
    """Whether reading `node` draws."""
    return any(isinstance(inner, ast.Call) and _draws(inner) for inner in ast.walk(node))


@dataclass
class Scope:
    """The surroundings of a piece of code.

    `locals` are the rule's, `inner` those of comprehensions and lambdas; `others_only` are locals that are surely
    not self; `widened` is a local whose type has grown since it was first set; `doubts` are the
    locals that a round of a loop may begin with though their agents have died, and `settled` says that none was new;
    `group` are those for whom the persona stands whose lever or sentence this is.
    """

    world: World
    mistakes: Mistakes
    setting: Setting
    code: Code
    lower: Lower
    me: ir.Ref | None = None
    sites: Sites | None = None
    order: str | None = None
    locals: dict[str, ir.Type] = field(default_factory=dict)
    set_names: frozenset[str] = frozenset()
    others_only: frozenset[str] = frozenset()
    changes: dict[ast.For, Changes] = field(default_factory=dict)
    doubts: dict[ast.For, frozenset[str]] = field(default_factory=dict)
    loops: int = 0
    widened: str | None = None
    settled: bool = True
    group: ir.Expr | None = None
    inner: list[tuple[str, ir.Type]] = field(default_factory=list)
    flow: Flow = field(default_factory=Flow)

    def wrong(
        self, node: ast.AST, code: str, message: str,
        expected: str | None = None, found: str | None = None, hint: str | None = None,
    ) -> ir.Expr:  # fmt: skip
        """Note a mistake at `node`; gives back what stands for an expression with a mistake."""
        self.mistakes.add(code, self.code.place(node), message, expected, found, hint)
        return BROKEN

    def not_here(self, node: ast.AST, what: str, hint: str | None = None) -> ir.Expr:
        """Note that `what` can't be used in this section."""
        return self.wrong(node, "not_available_here", f"{what} can't be used in {self.setting.where}", hint=hint)

    def changed_by(self, loop: ast.For) -> Changes:
        """What the loop's body may change."""
        if loop not in self.changes:
            self.changes[loop] = changed_by(loop.body)
        return self.changes[loop]

    def inner_type(self, name: str) -> ir.Type | None:
        """The type of a comprehension's or lambda's variable, the innermost first."""
        return next((kind for known, kind in reversed(self.inner) if known == name), None)

    @contextmanager
    def variable(self, *names: str, of: ir.Type) -> Iterator[None]:
        """Inside: the variables of a comprehension or lambda."""
        before, depth = self.flow, len(self.inner)
        self.inner.extend((name, of) for name in names)
        for name in names:
            self.flow = self.flow.assign(name, somebody=False)
        try:
            yield
        finally:
            self.flow = before
            del self.inner[depth:]

    @contextmanager
    def assuming(self, paths: frozenset[str]) -> Iterator[None]:
        """Inside: these paths have been tested."""
        before = self.flow
        self.flow = before.knowing(paths)
        try:
            yield
        finally:
            self.flow = before
