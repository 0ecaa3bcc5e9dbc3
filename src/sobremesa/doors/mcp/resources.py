"""What can be read: the report of a run, the models of the library, the reference of the model language."""

from __future__ import annotations

import json
from importlib.resources import files

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError

from sobremesa.doors.handing import pages_of
from sobremesa.errors import SobremesaError
from sobremesa.graphs import run
from sobremesa.nodes.settings import Settings

MARKDOWN, JSON, YAML = "text/markdown", "application/json", "application/yaml"


def add_resources(server: MCPServer, settings: Settings) -> None:
    """Offer them."""

    @server.resource("run://{thread_id}/report", title="The report of a run", mime_type=MARKDOWN)
    async def report(thread_id: str) -> str:
        """The whole report of a run, in Markdown; get_simulation gives it page by page."""
        try:
            shown = await run.show(thread_id, settings)
        except SobremesaError as error:
            raise ResourceNotFoundError(str(error)) from None
        if shown.report is None:
            raise ResourceNotFoundError(f"The run {thread_id} has no report yet: its status is {shown.status}.")
        return "".join(pages_of(shown.report))

    @server.resource("library://models", title="The model library", mime_type=JSON)
    def models() -> str:
        """The models that questions are matched with: name and purpose."""
        from sobremesa.mechanics import library

        return json.dumps({name: library.load(name).purpose for name in library.documents()}, ensure_ascii=False)

    @server.resource("library://models/{name}", title="A model of the library", mime_type=YAML)
    def model(name: str) -> str:
        """A model document: to be changed, and run as `document` of simulate_mechanics."""
        from sobremesa.mechanics import library
        from sobremesa.mechanics.writing import write_document

        if name not in library.documents():
            raise ResourceNotFoundError(f"The library has no model {name!r}; it has {', '.join(library.documents())}.")
        return write_document(library.load(name))

    @server.resource("language://reference", title="The model language", mime_type=MARKDOWN)
    def reference() -> str:
        """How a model document is written, in brief."""
        return files("sobremesa.mechanics").joinpath("reference.md").read_text("utf-8")
