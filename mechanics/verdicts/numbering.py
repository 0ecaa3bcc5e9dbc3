"""Numbers dealt out anew: nobody should fare better for having a lower one.

Who has which number says nothing about them, and neither does the order in which a collection is met. So `a.id` is
dealt out again, ties go to anyone, and loops meet their members in random order.
"""

from __future__ import annotations

import ast

from sobremesa.mechanics.arithmetic import NotArithmeticError, evaluate
from sobremesa.mechanics.document import Expression, ModelDocument, Rule
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.verdicts.code import body_of, calls_in, expression_of, written
from sobremesa.mechanics.verdicts.variant import Variant, accepted, together

STRIDES = (7919, 7927)
"""Primes: times one of them, modulo how many there are, every number is dealt once. Two, lest one divides it."""
SHIFT = 4241
ORDERED = frozenset({"range", "shuffled", "sample", "top"})
"""What is met in an order of its own."""


def renumbered(program: Program, seed: int) -> tuple[Variant, ...]:
    """Everything that can hang on numbers, changed at once; none where nothing does, or where numbers mean someone.

    They do where links are given by number, tables are read by number, or someone is called by number.
    """
    document = program.document
    whole = document
    singles: list[Variant] = []
    for change, says in ((_dealt, "numbers dealt out anew"), (_met, "others met in random order, ties at random")):
        changed = change(document)
        checked = accepted(changed) if changed != document else None
        if checked is not None:
            singles.append(Variant("numbers", says, checked, seed))
            whole = change(whole)
    return together(singles, whole, "numbers dealt out anew, others met in random order, ties at random")


def _dealt(document: ModelDocument) -> ModelDocument:
    """`self.id` (without cells: any `.id`) as another number of the same type, in rules and in starts."""
    if len(document.agents) != 1 or _means_someone(document):
        return document
    ((name, kind),) = document.agents.items()
    stride = _stride(document, kind.count)
    if stride is None or kind.max is not None:
        return document
    cells = document.space is not None and document.space.kind == "grid"
    dealing = _Dealing(kind.count, stride, own_only=cells)
    fields = {}
    for word, field in kind.state.items():
        fields[word] = field.model_copy(update={"start": _expression(dealing, field.start)})
    agents = {name: kind.model_copy(update={"state": fields})}
    rules = {
        section: tuple(
            _rule(dealing, rule) if rule.who == name or not cells else rule for rule in getattr(document, section)
        )
        for section in ("setup", "rules")
    }
    return document.model_copy(update={"agents": agents, **rules})


def _met(document: ModelDocument) -> ModelDocument:
    meeting = _Meeting()
    rules = {
        section: tuple(_rule(meeting, rule) for rule in getattr(document, section)) for section in ("setup", "rules")
    }
    return document.model_copy(update=rules)


def _means_someone(document: ModelDocument) -> bool:
    code = [statement for rule in (*document.setup, *document.rules) for statement in body_of(rule.do)]
    spaces = (document.space, *document.layers.values())
    given = any(space is not None and space.generator == "given" for space in spaces)
    tables = set(document.tables)
    starts = [
        expression_of(field.start)
        for kind in document.agents.values()
        for field in kind.state.values()
        if isinstance(field.start, str)
    ]
    looked_up = any(
        isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in tables
        and any(isinstance(part, ast.Attribute) and part.attr == "id" for part in ast.walk(node.slice))
        for root in (*code, *starts)
        for node in ast.walk(root)
    )  # fmt: skip
    return given or looked_up or "by_id" in calls_in(*code)


def _stride(document: ModelDocument, count: Expression) -> int | None:
    """A stride that shares no divisor with the number of agents in any arm."""
    values = {name: parameter.value for name, parameter in document.parameters.items()}
    try:
        counts = [evaluate(count, {**values, **arm.set}) for arm in document.experiment.arms]
    except NotArithmeticError:
        return None
    return next((stride for stride in STRIDES if all(number % stride for number in counts)), None)


def _rule(change: ast.NodeTransformer, rule: Rule) -> Rule:
    body = body_of(rule.do)
    before = written(body)
    after = written([change.visit(statement) for statement in body])
    update = {"when": _expression(change, rule.when), "do": rule.do if after == before else after}
    return rule.model_copy(update=update)


def _expression(change: ast.NodeTransformer, value: Expression | None) -> Expression | None:
    if not isinstance(value, str):
        return value
    tree = expression_of(value)
    before = ast.unparse(tree)
    after = ast.unparse(ast.fix_missing_locations(change.visit(tree)))
    return value if after == before else after


class _Dealing(ast.NodeTransformer):
    """`a.id` → `(a.id * stride + shift) % count`."""

    def __init__(self, count: Expression, stride: int, *, own_only: bool) -> None:
        self._count, self._stride, self._own_only = count, stride, own_only

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        own = isinstance(node.value, ast.Name) and node.value.id == "self"
        if node.attr != "id" or (self._own_only and not own):
            return node
        product = ast.BinOp(node, ast.Mult(), ast.Constant(self._stride))
        moved = ast.BinOp(product, ast.Add(), ast.Constant(SHIFT))
        return ast.BinOp(moved, ast.Mod(), expression_of(self._count))


class _Meeting(ast.NodeTransformer):
    """`for a in C:` → `for a in shuffled(C):`, and ties at random."""

    def visit_For(self, node: ast.For) -> ast.For:
        self.generic_visit(node)
        source = node.iter
        ordered = isinstance(source, ast.Call) and isinstance(source.func, ast.Name) and source.func.id in ORDERED
        if not ordered and not isinstance(source, ast.Attribute):  # a field that can be met is a vector
            node.iter = ast.Call(ast.Name("shuffled", ast.Load()), [source], [])
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.keyword | None:
        self.generic_visit(node)
        return None if node.arg == "ties" else node
