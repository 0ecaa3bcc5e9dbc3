"""`sobremesa threads`, `show` and `llm`: what was run, what came out, and which language model would be asked."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import typer

from sobremesa.cli import options
from sobremesa.cli.console import say, show_json
from sobremesa.cli.exits import one_sentence
from sobremesa.errors import BadRequestError

if TYPE_CHECKING:
    from sobremesa.graphs.pruning import Rule
    from sobremesa.store.runs import RunRecord


def threads(
    prune: options.Prune = False,
    older_than: options.OlderThan = None,
    keep: options.Keep = 0,
    unfinished: options.Unfinished = False,
    yes: options.Yes = False,
    as_json: options.AsJson = False,
) -> None:
    """All runs, the latest first; or remove what nobody needs any more."""
    with one_sentence():
        from dataclasses import asdict

        if prune:
            from sobremesa.graphs.pruning import Rule

            pruned(Rule(older_than, keep, unfinished), yes, as_json)
            return
        if older_than is not None or keep or unfinished or yes:
            raise BadRequestError("--older-than, --keep, --unfinished and --yes go with --prune.")

        from sobremesa.graphs import run as runs
        from sobremesa.nodes.settings import Settings

        records = runs.threads(Settings.from_env())
        if as_json:
            show_json([asdict(record) for record in records])
            return
        if not records:
            say('There are no runs yet. Start one: sobremesa run "…"')
        for record in records:
            typer.echo(line(record))


def line(record: RunRecord) -> str:
    """One run of a list."""
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(record.updated))
    return f"{record.thread_id}  {when}  {record.status:<11}  {record.mode or '-':<9}  {record.scenario[:60]}"


def pruned(rule: Rule, yes: bool, as_json: bool) -> None:
    """Tell which runs would be removed, or, with `yes`, remove them and tell which."""
    from dataclasses import asdict

    from sobremesa.graphs import pruning
    from sobremesa.nodes.settings import Settings

    settings = Settings.from_env()
    found = asyncio.run(pruning.prune(settings, rule)) if yes else pruning.chosen(settings, rule)
    if as_json:
        show_json({"removed": yes, **asdict(found)})
        return
    for record in found.threads:
        typer.echo(line(record))
    for record in found.needed:
        say(f"{record.thread_id} stays: another run goes on from it.")
    if not yes:
        say(f"{len(found.threads)} to be removed, with what only they hold. Nothing was removed yet: add --yes.")
        return
    say(f"{len(found.threads)} removed, and {found.artifacts} artifacts with {found.bytes:,} bytes.")


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
