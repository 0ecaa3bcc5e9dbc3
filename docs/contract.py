"""The tables of `docs/contract.md`, made from the types of the contract.

`python docs/contract.py` writes them between the page's marks; a test fails where the page says anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from sobremesa.doors.contract import contract
from sobremesa.doors.refusing import BUG, FAILED, KINDS
from sobremesa.nodes.calls import Call
from sobremesa.nodes.contract import ProblemKind

PAGE = Path(__file__).with_name("contract.md")
BLOCK = re.compile(r"(<!-- (?P<name>\w+), by docs/contract\.py -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(page: str) -> str:
    """The page with its tables as the types have them."""
    whole = contract()
    tables = {
        "tools": table(
            ("tool", "what it says of itself"), ((f"`{t['name']}`", t["description"]) for t in whole["tools"])
        ),
        "request": table(("field", "what it may be", "what it is", "in"), requested(whole["tools"])),
        "inquiry": table(("field", "what it may be", "what it is"), fields(whole["tools"][-1]["input_schema"])),
        "result": table(("field", "what it may be", "what it is"), fields({**whole["result"], "required": []})),
        "problems": table(("kind", "what to change"), problems()),
    }
    assert set(tables) == {block["name"] for block in BLOCK.finditer(page)}
    return BLOCK.sub(lambda block: f"{block[1]}{tables[block['name']]}\n{block[3]}", page)


def described(tools: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """A row for each tool."""
    yield from ((f"`{tool['name']}`", tool["description"]) for tool in tools)


def requested(tools: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """A row for each field of a request, with the tools that take it."""
    whole, mechanics, interactions, _ = tools
    for row, name in zip(fields(whole["input_schema"]), Call.model_fields, strict=True):
        both = [tool for tool in (mechanics, interactions) if name in tool["input_schema"]["properties"]]
        yield (*row, "all three" if len(both) == 2 else ", ".join(["scenario", *(word(tool) for tool in both)]))


def word(tool: Mapping[str, Any]) -> str:
    """The last word of a tool's name."""
    return str(tool["name"]).partition("_")[2]


def fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """A row for each property of an object."""
    for name, part in schema["properties"].items():
        needed = " (needed)" if name in schema["required"] else ""
        yield f"`{name}`{needed}", kind(part), part.get("description", "")


def kind(schema: Mapping[str, Any]) -> str:
    """What a value may be, in words."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    if choices:
        nothing = ", or null" if len(choices) < len(schema["anyOf"]) else ""
        return (kind(choices[0]) if len(choices) == 1 else "a fact") + nothing
    if "enum" in schema:
        return "one of " + ", ".join(f"`{each}`" for each in schema["enum"])
    match schema.get("type"):
        case "integer" | "number":
            return f"{'whole number' if schema['type'] == 'integer' else 'number'}{bounds(schema)}"
        case "string":
            return f"text{up_to(schema.get('maxLength'), 'characters')}"
        case "boolean":
            return "true or false"
        case "array":
            return f"list{up_to(schema.get('maxItems'), 'entries')} of {kind(schema.get('items', {}))}"
        case "object" if "properties" in schema:
            return "`{" + ", ".join(schema["properties"]) + "}`"
        case "object":
            return f"mapping{up_to(schema.get('maxProperties'), 'entries')}"
    return "anything"


def bounds(schema: Mapping[str, Any]) -> str:
    """From what to what a number may be."""
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    above = " above " if "exclusiveMinimum" in schema else " from "
    most = " below " if "exclusiveMaximum" in schema else " to "
    return ("" if low is None else f"{above}{low:,}") + ("" if high is None else f"{most}{high:,}")


def up_to(most: int | None, what: str) -> str:
    """A limit in words."""
    return "" if most is None else f", at most {most:,} {what},"


def problems() -> Iterator[tuple[str, str]]:
    """A row for each kind of problem."""
    changes = {name: change for _, name, change in reversed(KINDS)} | {"run_failed": FAILED, "bug": BUG}
    yield from ((f"`{name}`", changes[name]) for name in get_args(ProblemKind))


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.rstrip(",").replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8")
