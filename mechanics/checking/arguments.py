"""The arguments of a call: how many, which keywords, and the names and lambdas among them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.expecting import number
from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.checking.names import BUILT_IN
from sobremesa.mechanics.checking.scope import Scope
from sobremesa.mechanics.checking.types import widened
from sobremesa.mechanics.ir import Scalar

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")


def called(node: ast.Call) -> str:
    """The name of the function that is called; empty for anything but a plain name."""
    return node.func.id if isinstance(node.func, ast.Name) else ""


def counted(node: ast.Call, scope: Scope, form: str, least: int, most: int, keywords: Sequence[str] = ()) -> bool:
    """Whether the call has from `least` to `most` arguments and no keyword but these; a mistake where not."""
    for keyword in node.keywords:
        if keyword.arg not in keywords:
            word = keyword.arg or "**"
            hint = did_you_mean(word, keywords)
            scope.wrong(node, "bad_arguments", f"`{called(node)}` takes no `{word}=`", f"`{form}`", hint=hint)
            return False
    if not least <= len(node.args) <= most:
        found = f"{len(node.args)} arguments"
        scope.wrong(node, "bad_arguments", f"`{called(node)}` takes other arguments", f"`{form}`", found)
        return False
    return True


def keyword(node: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument."""
    return next((k.value for k in node.keywords if k.arg == name), None)


def type_named(node: ast.expr, scope: Scope) -> str | None:
    """The agent type that `node` names; a mistake where it names none."""
    if isinstance(node, ast.Name) and node.id in scope.world.types:
        return node.id
    found = ast.unparse(node)[:60]
    hint = did_you_mean(found, scope.world.types)
    scope.wrong(node, "unknown_type", "a type of agents stands here", ", ".join(scope.world.types), f"`{found}`", hint)
    return None


def layer_named(node: ast.Call, scope: Scope) -> tuple[str | None, bool]:
    """The layer of `layer=…` (None: the space itself), and whether it is fine."""
    value = keyword(node, "layer")
    if value is None:
        return None, True
    layers = scope.world.document.layers
    if isinstance(value, ast.Name) and value.id in layers:
        return value.id, True
    found = ast.unparse(value)[:60]
    hint = did_you_mean(found, layers)
    scope.wrong(
        value, "unknown_layer", "a layer stands here", ", ".join(layers) or "a `layers:` section", f"`{found}`", hint
    )
    return None, False


def variable(node: ast.expr | ast.arg, scope: Scope) -> str:
    """The name of a variable that code introduces; a mistake where the name is not free."""
    name = node.id if isinstance(node, ast.Name) else node.arg if isinstance(node, ast.arg) else ""
    if not name:
        scope.wrong(node, "not_in_language", "one name stands here", hint="loop over one collection, by one name")
    elif not _NAME.match(name):
        scope.wrong(node, "bad_name", f"`{name[:40]}` is not a name", "a-z, then a-z, 0-9 and _")
    elif name in BUILT_IN:
        scope.wrong(node, "name_taken", f"`{name}` is a word of the language", hint=f"call it `{name}_` or so")
    elif scope.world.is_code(name):
        hint = f"call it `a_{name}` or so"
        scope.wrong(node, "name_taken", f"`{name}` is already a parameter, a table or a type", hint=hint)
    return name or "_"


@contextmanager
def lambda_body(
    node: ast.expr, scope: Scope, of: ir.Type, form: str, names: int = 1
) -> Iterator[tuple[tuple[str, ...], ast.expr | None]]:
    """The variables and body of a lambda; inside, the variables are known and nothing may be drawn."""
    if not isinstance(node, ast.Lambda) or len(node.args.args) != names:
        scope.wrong(node, "bad_arguments", "a lambda stands here", f"`{form}`", f"`{ast.unparse(node)[:60]}`")
        yield ("_",) * names, None
        return
    found = tuple(variable(argument, scope) for argument in node.args.args)
    before = scope.setting
    scope.setting = replace(before, draws=False, where="a key")
    with scope.variable(*found, of=of):
        yield found, node.body
    scope.setting = before


def key_of(body: ast.expr | None, scope: Scope) -> tuple[ir.Expr, ...]:
    """A key: a number, or several compared one after another."""
    if body is None:
        return ()
    parts = body.elts if isinstance(body, ast.Tuple) else [body]
    values = (number(part, scope, "a key") for part in parts)
    return tuple(widened(v, Scalar.INT) if v.type is Scalar.BOOL else v for v in values)
