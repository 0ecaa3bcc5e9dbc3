"""Prompts that a person picks in a client: how to ask a question, how to tell what came out."""

from __future__ import annotations

from mcp.server.mcpserver import MCPServer

from sobremesa.personas.prompting import load_prompt, one_line, quote

PACKAGE = "sobremesa.doors.mcp"


def add_prompts(server: MCPServer) -> None:
    """Offer them."""

    @server.prompt(title="What if …?")
    def what_if(question: str) -> str:
        """Simulate a question about a group of people, and report what came out."""
        return load_prompt(PACKAGE, "what_if").render(question=quote(question))

    @server.prompt(title="Explain a simulation")
    def explain(thread_id: str) -> str:
        """Read the report of a run and explain it: numbers, verdict, what it hangs on."""
        return load_prompt(PACKAGE, "explain").render(thread=one_line(thread_id))
