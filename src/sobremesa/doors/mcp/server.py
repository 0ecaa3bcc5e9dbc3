"""The server for clients of the Model Context Protocol: everything that it offers, before one desk."""

from __future__ import annotations

from importlib.metadata import version

from mcp.server.mcpserver import MCPServer

from sobremesa.doors.desk import Desk
from sobremesa.doors.mcp.prompts import add_prompts
from sobremesa.doors.mcp.resources import add_resources
from sobremesa.doors.mcp.tools import tools
from sobremesa.nodes.settings import Settings

INSTRUCTIONS = """\
Simulates "what if..." questions about groups of people: agent-based models, personas who talk, or both coupled. Give \
the scenario in plain words with every number that is known. A result tells its status: with `running`, call \
get_simulation with its thread_id. Report numbers with their intervals, say what the verdict says (ROBUST, SHIFTED, \
FRAGILE, INCONCLUSIVE), and name the assumptions that the answer hangs on. A simulation is not a forecast."""


def server_of(desk: Desk, settings: Settings) -> MCPServer:
    """A server that answers from `desk`, and reads what is kept under `settings`."""
    server = MCPServer(
        "sobremesa",
        title="Sobremesa",
        instructions=INSTRUCTIONS,
        version=version("sobremesa"),
        tools=tools(desk),
        log_level="WARNING",
    )
    add_resources(server, settings)
    add_prompts(server)
    return server
