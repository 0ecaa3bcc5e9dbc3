"""The tools for LangChain and LangGraph: `sobremesa.tools()`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sobremesa.doors.background import Background, background
from sobremesa.doors.tool import TOOLS, Tool
from sobremesa.nodes.contract import Result

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

    from sobremesa.nodes.settings import Settings

Answered = tuple[str, Result]
"""Read by LangGraph's `ToolNode`, at run time, off the signatures below."""


def tools(settings: Settings | None = None) -> list[BaseTool]:
    """The four tools of the contract, for `bind_tools` of a chat model and a `ToolNode`.

    Args:
        settings: language model, home and limits; those of the environment, as it is at the first call, if not given.

    Returns:
        `simulate_scenario`, `simulate_mechanics`, `simulate_interactions` and `get_simulation`, to be called with an
        event loop or without. To the language model goes the result as JSON; a `ToolMessage` also holds it as a Result,
        in `artifact`. What is wrong with a call is told in the result, and never raised.
    """
    behind = background(settings)
    return [structured(tool, behind) for tool in TOOLS]


def structured(tool: Tool, behind: Background) -> BaseTool:
    """A tool of the contract for LangChain."""
    from langchain_core.tools import StructuredTool

    def called(**arguments: Any) -> Answered:
        return told(behind.call(tool.name, arguments).result())

    async def acalled(**arguments: Any) -> Answered:
        return told(await behind.acall(tool.name, arguments))

    return StructuredTool(
        name=tool.name,
        description=tool.description,
        args_schema=tool.input_schema(),
        func=called,
        coroutine=acalled,
        response_format="content_and_artifact",
    )


def told(result: Result) -> Answered:
    """The result as text for a language model, and as it is."""
    return result.model_dump_json(exclude={"report"}, exclude_defaults=True), result
