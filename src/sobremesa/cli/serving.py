"""`sobremesa mcp`: the tools for clients of the Model Context Protocol."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from sobremesa.cli.console import say
from sobremesa.cli.exits import one_sentence
from sobremesa.errors import BadRequestError

Http = Annotated[bool, typer.Option("--http", help="Serve streamable HTTP instead of stdin and stdout.")]
Host = Annotated[str, typer.Option(help="With --http: the address to listen at; loopback if not given.")]
Port = Annotated[int, typer.Option(min=1, max=65_535, help="With --http: the port.")]


def mcp(http: Http = False, host: Host = "127.0.0.1", port: Port = 8765) -> None:
    """Serve clients of the Model Context Protocol, over stdin and stdout or over HTTP with a token."""
    with one_sentence():
        try:
            from sobremesa.doors.mcp import serving, token
        except ModuleNotFoundError as error:
            if error.name is None or not error.name.startswith("mcp"):
                raise
            raise BadRequestError("This needs the MCP SDK: pip install 'sobremesa[mcp]'.") from None
        from sobremesa.nodes.settings import Settings

        settings = Settings.from_env()
        if not http:
            asyncio.run(serving.serve_stdio(settings))
            return
        chosen = token.chosen()
        secret = chosen or token.made_up()
        say(f"Serving MCP at http://{host}:{port}{serving.PATH}")
        say(f"Authorization: Bearer {secret}" if chosen is None else f"The token is that of {token.VARIABLE}.")
        if host not in serving.LOOPBACK:
            say("This is not loopback, and not encrypted: put a server that speaks TLS before it.")
        asyncio.run(serving.serve_http(settings, host, port, secret))
