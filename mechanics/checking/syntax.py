"""Code → Python's syntax tree, within limits; what is outside the closed grammar of the language gets a diagnostic.

`ast.parse` only reads; nothing here compiles or runs what it read. Nodes outside the grammar stay in the tree, so
that the rest of it is read too; lowering passes them over.
"""

from __future__ import annotations

import ast
import re
from collections import deque
from dataclasses import dataclass

from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.diagnostics import Place

LONGEST = 8_000
"""Characters of one piece of code."""
DEEPEST = 40
"""Levels of the syntax tree (a rule of the library has some twelve)."""
MOST_BRACKETS = 30
LARGEST_INT = 2**63 - 1
"""The language's ints have 64 bits."""

_ALLOWED: frozenset[type[ast.AST]] = frozenset({
    ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare,
    ast.IfExp, ast.Call, ast.keyword, ast.GeneratorExp, ast.ListComp, ast.comprehension, ast.Tuple, ast.List,
    ast.Lambda, ast.arguments, ast.arg, ast.Load, ast.Store, ast.Expression,
    ast.USub, ast.UAdd, ast.Not, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow,
    ast.And, ast.Or, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn,
    ast.Module, ast.Assign, ast.AugAssign, ast.If, ast.For, ast.Break, ast.Continue, ast.Return, ast.Expr,
})  # fmt: skip
_FORMS = frozenset({
    ast.Constant, ast.comprehension, ast.For, ast.Return, ast.Lambda, ast.GeneratorExp, ast.ListComp,
})  # fmt: skip
"""Of these the language has some forms only."""
_REFUSED: dict[type[ast.AST], tuple[str, str | None]] = {
    ast.While: ("`while`", "use `for i in range(a, b):` with `break`"),
    ast.FunctionDef: ("`def`", "write another rule"),
    ast.Pass: ("`pass`", "turn the condition round, and leave the empty branch out"),
    ast.AnnAssign: ("an annotation", "leave the type out: it is inferred"),
    ast.Dict: ("a dict", None),
    ast.JoinedStr: ("an f-string", None),
    ast.Slice: ("a slice", "use indices, or `top`, `sample` and filters"),
    ast.Starred: ("`*`", None),
    ast.NamedExpr: ("`:=`", "assign on a line of its own"),
    ast.Import: ("`import`", None),
    ast.BitAnd: ("`&`", "use `and`"),
    ast.BitOr: ("`|`", "use `or`"),
    ast.BitXor: ("`^`", "a power is written `**`"),
    ast.Invert: ("`~`", "use `not`"),
}


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of code, and where it stands in the document."""

    path: str
    text: str

    def place(self, node: ast.AST) -> Place:
        """Where `node` stands: line and column from 1, in characters."""
        line, offset = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        row = self.text.split("\n")[line - 1 : line]
        column = len(row[0].encode()[:offset].decode(errors="ignore")) if row else 0
        return Place(self.path, line, column + 1)


Nodes = tuple[ast.AST, ...]


def parse_expression(code: Code, mistakes: Mistakes) -> tuple[ast.expr | None, Nodes]:
    """The tree of an expression (None where it was refused, with the reasons among `mistakes`), and all its nodes."""
    tree = _parsed(code, "eval", mistakes)
    nodes = () if tree is None else _readable(tree, code, mistakes)
    return tree.body if isinstance(tree, ast.Expression) and nodes else None, nodes


def parse_body(code: Code, mistakes: Mistakes) -> tuple[list[ast.stmt] | None, Nodes]:
    """The statements of a rule (None where they were refused, with the reasons among `mistakes`), and all nodes."""
    tree = _parsed(code, "exec", mistakes)
    nodes = () if tree is None else _readable(tree, code, mistakes)
    return tree.body if isinstance(tree, ast.Module) and nodes else None, nodes


def _parsed(code: Code, mode: str, mistakes: Mistakes) -> ast.AST | None:
    if not code.text.strip():
        mistakes.add("code_missing", code.path, "there is no code here")
        return None
    if len(code.text) > LONGEST:
        found = f"{len(code.text)} characters"
        mistakes.add("code_too_long", code.path, "this code is too long", f"at most {LONGEST} characters", found)
        return None
    if _brackets(code.text) > MOST_BRACKETS:
        mistakes.add("code_too_deep", code.path, "brackets are nested too deeply", f"at most {MOST_BRACKETS}")
        return None
    if stray := re.search(r"\\(?!\n)", code.text):
        line = code.text.count("\n", 0, stray.start())
        column = stray.start() - code.text.rfind("\n", 0, stray.start())
        mistakes.add("code_syntax", Place(code.path, line + 1, column), "a backslash means nothing here")
        return None
    try:
        return ast.parse(code.text, mode=mode)
    except SyntaxError as error:
        place = Place(code.path, error.lineno or 1, max(error.offset or 1, 1))
        mistakes.add(
            "code_syntax", place, f"this is not code of the language: {error.msg}", hint=_syntax_hint(code, mode)
        )
    except (ValueError, MemoryError, RecursionError):
        mistakes.add("code_syntax", code.path, "this is not code of the language: it can't be read")
    return None


def _syntax_hint(code: Code, mode: str) -> str | None:
    if "&&" in code.text or "||" in code.text:
        return "use `and`, `or`"
    if re.search(r"!(?!=)", code.text):
        return "use `not`"
    if mode == "eval" and re.search(r"(?<![=<>!])=(?!=)", code.text):
        return "whether two things are equal is asked with `==`"
    return None


def _brackets(text: str) -> int:
    deepest = depth = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    return deepest


def _readable(tree: ast.AST, code: Code, mistakes: Mistakes) -> Nodes:
    """All nodes, having noted what is outside the grammar; none where the tree is too deep to be read at all."""
    found: list[ast.AST] = []
    rest: deque[tuple[ast.AST, int, ast.AST]] = deque([(tree, 0, tree)])
    while rest:
        node, depth, placed = rest.popleft()
        placed = node if hasattr(node, "lineno") else placed
        if depth > DEEPEST:
            mistakes.add(
                "code_too_deep", code.place(placed), "this is nested too deeply", hint="give parts of it to locals"
            )
            return ()
        found.append(node)
        if type(node) in _ALLOWED:
            if type(node) in _FORMS:
                _refuse_form(node, code, mistakes)
            rest.extend((child, depth + 1, placed) for child in ast.iter_child_nodes(node))
        else:
            what, hint = _REFUSED.get(type(node), (f"`{type(node).__name__}`", None))
            mistakes.add("not_in_language", code.place(placed), f"{what} is not part of the language", hint=hint)
    return tuple(found)


def _refuse_form(node: ast.AST, code: Code, mistakes: Mistakes) -> None:
    """Note forms of allowed nodes that the language leaves out."""
    match node:
        case ast.Constant(value=bool() | None | float() | str()):
            reason = "this number is beyond what a float holds" if node.value in (float("inf"),) else None
        case ast.Constant(value=int() as value):
            reason = "this number does not fit 64 bits" if value > LARGEST_INT else None
        case ast.Constant():
            reason = f"`{str(node.value)[:40]}` is not a value of the language"
        case ast.comprehension(is_async=1):
            reason = "`async` is not part of the language"
        case ast.For(orelse=[_, *_]):
            reason = "`for … else` is not part of the language"
        case ast.Return(value=ast.expr()):
            reason = "`return` ends the turn and gives nothing back"
        case ast.Lambda(args=arguments) if arguments.defaults or arguments.vararg or arguments.kwonlyargs:
            reason = "a lambda takes plain names only"
        case ast.GeneratorExp(generators=[_, _, *_]) | ast.ListComp(generators=[_, _, *_]):
            reason = "one `for` each: nest the second one in brackets"
        case _:
            reason = None
    if reason is not None:
        mistakes.add("not_in_language", code.place(node), reason)
