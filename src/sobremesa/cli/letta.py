"""`sobremesa letta …`: gives Letta's agents the tools, takes them away, and says what is missing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from sobremesa.cli.console import say, show_json
from sobremesa.cli.exits import FAILED, one_sentence
from sobremesa.errors import BadRequestError

app = typer.Typer(help="Tools for Letta's agents.", no_args_is_help=True, rich_markup_mode=None)

Address = Annotated[str, typer.Argument(help="The App Server, as `letta server --listen` prints it: ws://host:4500.")]
Agent = Annotated[str, typer.Option(help="The agent's id.")]
Conversation = Annotated[str, typer.Option(help="The conversation in which it has the tools.")]
TokenFile = Annotated[
    Path | None,
    typer.Option(help="A file with the server's token (its --ws-token-file).", exists=True, dir_okay=False),
]


@app.command()
def install() -> None:
    """Give Letta Code the tools (a mod), and tell its agents when to use them (a skill)."""
    with one_sentence():
        from sobremesa.letta.installing import install as put
        from sobremesa.letta.places import places

        for path in put(places()):
            typer.echo(f"wrote {path}")
        say("Agents have the tools from their next session on; in one that is open, after /reload.")


@app.command()
def uninstall() -> None:
    """Take the mod and the skill away; what somebody else wrote stays."""
    with one_sentence():
        from sobremesa.letta.installing import uninstall as take
        from sobremesa.letta.places import places

        removed = take(places())
        for path in removed.gone:
            typer.echo(f"removed {path}")
        for path in removed.left:
            say(f"{path} was not written by Sobremesa, and stays.")
        if not removed.gone:
            say("There was nothing of ours.")


@app.command()
def doctor() -> None:
    """What is missing before an agent can ask, and what to do about it. Exit code 1 if something is."""
    with one_sentence():
        from sobremesa.letta.doctor import looks
        from sobremesa.letta.places import places

        ill = False
        for look in looks(places()):
            typer.echo(f"{'ok' if look.well else '--'}  {look.what}: {look.found}")
            if not look.well:
                typer.echo(f"    {look.advice}")
                ill = ill or look.must
        if ill:
            raise typer.Exit(FAILED)


@app.command()
def attach(url: Address, agent: Agent, conversation: Conversation, token_file: TokenFile = None) -> None:
    """Give the tools to an agent on another machine, until interrupted; its calls are answered here."""
    with one_sentence():
        token = None if token_file is None else token_file.read_text("utf-8").strip()
        if token == "":
            raise BadRequestError(f"{token_file} is empty: it must hold the App Server's token.")
        asyncio.run(_attached(url, agent, conversation, token))


async def _attached(url: str, agent: str, conversation: str, token: str | None) -> None:
    from sobremesa.doors.desk import Desk
    from sobremesa.letta.attaching import attached
    from sobremesa.letta.offer import offered
    from sobremesa.nodes.settings import Settings

    async with Desk.opened(Settings.from_env()) as desk:

        async def answer(tool: str, arguments: Mapping[str, Any]) -> str:
            return (await desk.call(tool, arguments)).model_dump_json()

        async with attached(url, agent, conversation, offered(), answer, token) as there:
            say(f"{there.runtime.agent} has the tools in {there.runtime.conversation}, until this is interrupted.")
            await there.answering()


@app.command()
def tools() -> None:
    """The tools as JSON for `client.tools.upsert` of Letta Cloud, or of Letta's former server."""
    with one_sentence():
        from sobremesa.letta.upserting import upserts

        show_json(upserts())
