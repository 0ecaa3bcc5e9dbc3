"""Serving clients: one over stdio, any number over streamable HTTP."""

from __future__ import annotations

from sobremesa.doors.desk import Desk
from sobremesa.doors.detaching import go_on
from sobremesa.doors.mcp.server import server_of
from sobremesa.doors.mcp.token import Guarded
from sobremesa.nodes.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PATH = "/mcp"


async def serve_stdio(settings: Settings) -> None:
    """Serve the client at the other end of stdin and stdout; when it goes away, what it began goes on by itself."""
    async with Desk.opened(settings) as desk:
        await server_of(desk, settings).run_stdio_async()
        # Not where we are interrupted: whoever does that wants an end of it.
        go_on(await desk.close())


async def serve_http(settings: Settings, host: str, port: int, token: str) -> None:
    """Serve clients that know the token, until interrupted; whoever asks after an unfinished run takes it up again."""
    import uvicorn

    async with Desk.opened(settings) as desk:
        app = server_of(desk, settings).streamable_http_app(streamable_http_path=PATH, host=host)
        config = uvicorn.Config(
            Guarded(app, token), host=host, port=port, log_level="warning", lifespan="on", timeout_graceful_shutdown=3
        )
        await uvicorn.Server(config).serve()
