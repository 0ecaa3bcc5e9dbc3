"""The few functions that a program calls: imported where it runs within Sobremesa, copied where it leaves."""

from __future__ import annotations

import ast
import builtins
import functools
import importlib.util
from collections.abc import Iterable, Mapping
from importlib.abc import InspectLoader

from sobremesa.mechanics.emit.nodes import class_

MODULES = (
    "sobremesa.mechanics.runtime.errors",
    "sobremesa.mechanics.draws",
    "sobremesa.mechanics.runtime.numbers",
    "sobremesa.mechanics.runtime.aggregates",
    "sobremesa.mechanics.runtime.choices",
    "sobremesa.mechanics.runtime.order",
    "sobremesa.mechanics.runtime.geometry",
    "sobremesa.mechanics.runtime.grid",
    "sobremesa.mechanics.runtime.plane",
    "sobremesa.mechanics.runtime.pending",
    "sobremesa.mechanics.runtime.groups",
    "sobremesa.mechanics.networks",
    "sobremesa.mechanics.runtime.links",
)
"""Where they are defined, in the order in which copies stand in a file."""
OF_MESA = {"AgentSet": "mesa.agent", "CellAgent": "mesa.discrete_space", "FixedAgent": "mesa.discrete_space"}
"""What programs use of Mesa by itself, and where it is found."""
HOOKS = frozenset({"add_agent", "remove_agent", "_clear_cache", "_connect_cells_2d"})
"""What Mesa itself calls on its cells and grids."""
DRAWING = ("sobremesa.mechanics.runtime.drawing",)
"""What apps call besides."""


@functools.cache
def definitions(modules: tuple[str, ...] = MODULES) -> Mapping[str, tuple[str, ast.stmt]]:
    """Every top-level name of these modules, with its module and its definition, without annotations."""
    found: dict[str, tuple[str, ast.stmt]] = {}
    for module in modules:
        tree = _Bare().visit(ast.parse(_source(module)))
        for statement in tree.body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef):
                found[statement.name] = module, statement
            elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                found[statement.targets[0].id] = module, statement
    return found


def _source(module: str) -> str:
    """The text of a module, which need not be imported for it: some of them import Mesa."""
    found = importlib.util.find_spec(module)
    text = found.loader.get_source(module) if found and isinstance(found.loader, InspectLoader) else None
    if text is None:
        raise ImportError(f"the source of {module} is not at hand, and exported programs hold parts of it")
    return text


def imports(tree: Iterable[ast.stmt]) -> list[ast.stmt]:
    """Import statements for whatever the tree reads and does not define."""
    wanted = names_read(tree)
    lines: list[ast.stmt] = [ast.Import([ast.alias(word)]) for word in ("math", "mesa") if word in wanted]
    lines += _of_mesa(wanted)
    for module in MODULES:
        here = sorted(word for word in wanted & set(definitions()) if definitions()[word][0] == module)
        if here:
            lines.append(ast.ImportFrom(module, [ast.alias(word) for word in here], 0))
    return lines


def copies(tree: Iterable[ast.stmt], modules: tuple[str, ...] = MODULES) -> list[ast.stmt]:
    """Definitions of whatever the tree reads, and of what those read, without annotations."""
    body = list(tree)
    kept: list[ast.stmt] = []
    while True:
        everything = [*body, *kept]
        wanted, called = names_read(everything), _attributes(everything)
        found = [_needed(each, called) for word, (_, each) in definitions(modules).items() if word in wanted]
        if [_size(each) for each in found] == [_size(each) for each in kept]:  # it only ever grows
            return kept
        kept = found


def _size(statement: ast.stmt) -> int:
    """Of a class, how much of it is there."""
    return len(statement.body) if isinstance(statement, ast.ClassDef) else 1


def bases(tree: Iterable[ast.stmt]) -> set[str]:
    """The classes that the tree's classes are made from: they must stand before them."""
    classes = [each for each in tree if isinstance(each, ast.ClassDef)]
    return {base.id for each in classes for base in each.bases if isinstance(base, ast.Name)}


def outside(tree: Iterable[ast.stmt]) -> list[ast.stmt]:
    """Imports of the standard library, then of Mesa and NumPy, for whatever the tree reads."""
    wanted = names_read(tree)
    standard = [word for word in ("functools", "hashlib", "math", "operator", "sys") if word in wanted]
    lines: list[ast.stmt] = [ast.Import([ast.alias(word)]) for word in standard]
    if search := sorted(wanted & {"bisect_left", "insort"}):
        lines.append(ast.ImportFrom("bisect", [ast.alias(word) for word in search], 0))
    if "mesa" in wanted:
        lines.append(ast.Import([ast.alias("mesa")]))
    if "np" in wanted:
        lines.append(ast.Import([ast.alias("numpy", "np")]))
    return [*lines, *_of_mesa(wanted)]


def _of_mesa(wanted: set[str]) -> list[ast.stmt]:
    """Imports of what is used of Mesa by itself."""
    found = {module: sorted(word for word in wanted if OF_MESA.get(word) == module) for module in OF_MESA.values()}
    return [ast.ImportFrom(module, [ast.alias(word) for word in words], 0) for module, words in found.items() if words]


def names_read(tree: Iterable[ast.stmt]) -> set[str]:
    """The names that the statements read, but for built-in ones."""
    read = {
        node.id
        for statement in tree
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    return read - set(dir(builtins))


def _needed(statement: ast.stmt, named: set[str]) -> ast.stmt:
    """The definition; of a class, with only those methods that are called."""
    if not isinstance(statement, ast.ClassDef):
        return statement
    methods = {each.name: each for each in statement.body if isinstance(each, ast.FunctionDef)}
    called = named | {word for word in methods if word.startswith("__") or word in HOOKS}
    while more := set().union(*(_attributes([methods[word]]) for word in called & set(methods))) - called:
        called |= more
    kept = [each for each in statement.body if not isinstance(each, ast.FunctionDef) or each.name in called]
    return class_(statement.name, statement.bases, kept)


def _attributes(tree: Iterable[ast.stmt]) -> set[str]:
    return {node.attr for statement in tree for node in ast.walk(statement) if isinstance(node, ast.Attribute)}


class _Bare(ast.NodeTransformer):
    """Takes annotations away: an exported program is read by modellers, not by a type checker."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(node.arg)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt | None:
        self.generic_visit(node)
        return None if node.value is None else ast.Assign([node.target], node.value)
