"""The contract's tools as the SDK takes them: our schemas, our validation, structured results, progress."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import Tool as Registered
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase, FuncMetadata
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import ConfigDict

from sobremesa.doors.contract import result_schema
from sobremesa.doors.desk import Desk
from sobremesa.doors.tool import TOOLS, Tool
from sobremesa.graphs.run import Watch
from sobremesa.nodes.contract import Result
from sobremesa.nodes.progress import Progress, in_words

Asked = Context[Any, Any]
Body = Callable[..., Awaitable[CallToolResult]]


class Whatever(ArgModelBase):
    """Arguments as they come: the desk reads them, and tells mistakes in its own words."""

    model_config = ConfigDict(extra="allow")

    def model_dump_one_level(self) -> dict[str, Any]:
        """All of them under one name."""
        return {"arguments": dict(self.__pydantic_extra__ or {})}


def tools(desk: Desk) -> list[Registered]:
    """The four tools before a desk."""
    return [registered(tool, desk) for tool in TOOLS]


def registered(tool: Tool, desk: Desk) -> Registered:
    """A tool of the contract for the SDK."""

    async def called(arguments: dict[str, Any], context: Asked) -> CallToolResult:
        async with told(context) as watch:
            return handed_over(await desk.call(tool.name, arguments, watch))

    return Registered(
        fn=called,
        name=tool.name,
        title=tool.title,
        description=tool.description,
        parameters=tool.input_schema(),
        fn_metadata=FuncMetadata(arg_model=Whatever, output_schema=result_schema()),
        is_async=True,
        context_kwarg="context",
        annotations=ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False),
    )


def handed_over(result: Result) -> CallToolResult:
    """A result for a client: whole as data, and what there is of it as text."""
    whole = result.model_dump(mode="json", exclude={"report"})
    brief = result.model_dump_json(exclude={"report"}, exclude_defaults=True)
    return CallToolResult(
        content=[TextContent(type="text", text=brief)],
        structured_content=whole,
        is_error=result.error is not None,
    )


@asynccontextmanager
async def told(context: Asked) -> AsyncIterator[Watch]:
    """As long as the block lasts, events go to the client, in their order; one that is gone hears nothing."""
    events: asyncio.Queue[Progress] = asyncio.Queue()

    async def telling() -> None:
        count, last = 0, ""
        while True:
            line = in_words(await events.get())
            if line != last:
                count, last = count + 1, line
                await context.report_progress(count, None, line)

    task = asyncio.create_task(telling())
    try:
        yield events.put_nowait
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, ConnectionError):
            await task
