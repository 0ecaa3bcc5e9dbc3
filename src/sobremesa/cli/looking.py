"""`sobremesa threads`, `show` and `llm`: what was run, what came out, and which language model would be asked."""

from __future__ import annotations

import asyncio
import time

import typer

from sobremesa.cli import options
from sobremesa.cli.console import say, show_json
from sobremesa.cli.exits import one_sentence


def threads(as_json: options.AsJson = False) -> None:
    """All runs, the latest first."""
    with one_sentence():
        from dataclasses import asdict

        from sobremesa.graphs import run as runs
        from sobremesa.nodes.settings import Settings

        records = runs.threads(Settings.from_env())
        if as_json:
            show_json([asdict(record) for record in records])
            return
        if not records:
            say('There are no runs yet. Start one: sobremesa run "…"')
        for record in records:
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(record.updated))
            typer.echo(
                f"{record.thread_id}  {when}  {record.status:<11}  {record.mode or '-':<9}  {record.scenario[:60]}"
            )


def show(thread: str, out: options.Out = None, as_json: options.AsJson = False) -> None:
    """What a run has given so far, without running it."""
    with one_sentence():
        from sobremesa.cli.running import deliver
        from sobremesa.graphs import run as runs
        from sobremesa.nodes.settings import Settings

        deliver(asyncio.run(runs.show(thread, Settings.from_env())), out, as_json)


def llm(as_json: options.AsJson = False) -> None:
    """Which language model is in use, and how to set one."""
    with one_sentence():
        from sobremesa.nodes.settings import Settings

        settings = Settings.from_env()
        if as_json:
            show_json(settings.describe())
            return
        for name, value in settings.describe().items():
            typer.echo(f"{name:<14} {value}")
