"""The tools as source and schema, for `client.tools.upsert` of Letta Cloud and of Letta's former server.

There a tool is Python that runs in the server's own place for tools. Ours starts `sobremesa call` with that place's
Python, so Sobremesa must be installed there. The schema is the contract's: the server would otherwise make one of the
source, which knows neither choices nor what may be left out.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from sobremesa.letta.offer import Offered, offered

RETURN_CHARACTERS = 50_000
SOURCE = '''
def tool():
    """"""
    import json
    import subprocess
    import sys

    given = {}
    request = {name: value for name, value in given.items() if value is not None}
    words = [sys.executable, "-m", "sobremesa", "call", ""]
    ended = subprocess.run(words, input=json.dumps(request), capture_output=True, text=True)
    if ended.stdout.strip():
        return json.dumps(json.loads(ended.stdout))
    return json.dumps({"status": "failed", "error": {"kind": "operator", "message": ended.stderr[-2000:]}})
'''
PYTHON = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "array": "list", "object": "dict"}


def upserts() -> list[dict[str, Any]]:
    """For each tool what `client.tools.upsert(**upsert)` takes."""
    return [
        {
            "source_code": source(tool),
            "source_type": "python",
            "json_schema": {"name": tool.name, "description": tool.description, "parameters": tool.parameters},
            "return_char_limit": RETURN_CHARACTERS,
            "tags": ["sobremesa"],
        }
        for tool in offered()
    ]


def source(tool: Offered) -> str:
    """A plain function of the tool's parameters that returns JSON: no unions, nothing asynchronous."""
    module = ast.parse(SOURCE)
    function = module.body[0]
    assert isinstance(function, ast.FunctionDef)
    function.name = tool.name
    function.args = _arguments(tool.parameters)
    function.returns = ast.Name("str")
    names = [argument.arg for argument in function.args.args]
    filled = _Filled(tool, names).visit(module)
    return ast.unparse(ast.fix_missing_locations(filled)) + "\n"


class _Filled(ast.NodeTransformer):
    """Puts the tool's description, name and arguments where the source leaves them empty."""

    def __init__(self, tool: Offered, names: list[str]) -> None:
        self._tool, self._names, self._empty = tool, names, [tool.description, tool.name]

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant(self._empty.pop(0)) if node.value == "" else node

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        if node.keys:
            return self.generic_visit(node)
        return ast.Dict([ast.Constant(name) for name in self._names], [ast.Name(name) for name in self._names])


def _arguments(parameters: Mapping[str, Any]) -> ast.arguments:
    """What must be given first; the rest is None where it is not."""
    properties, required = parameters["properties"], set(parameters.get("required", ()))
    ordered = sorted(properties, key=lambda name: name not in required)
    arguments = [ast.arg(name, ast.Name(_type(properties[name]))) for name in ordered]
    defaults: list[ast.expr] = [ast.Constant(None) for name in ordered if name not in required]
    return ast.arguments([], arguments, None, [], [], None, defaults)


def _type(schema: Mapping[str, Any]) -> str:
    """The one Python type of a parameter that may also be left out."""
    kinds = [schema, *schema.get("anyOf", ())]
    kind = next(str(each["type"]) for each in kinds if each.get("type") not in (None, "null"))
    return PYTHON[kind]
