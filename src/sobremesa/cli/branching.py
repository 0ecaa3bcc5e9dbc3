"""`sobremesa fork`, `tree`, `compare` and `ask`: time turned back, its branches, two side by side, questions."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from sobremesa.cli import options, replying
from sobremesa.cli.console import must_be_writable, say, show_json, show_markdown, write
from sobremesa.cli.exits import BY_STATUS, FAILED, one_sentence
from sobremesa.cli.progress import watcher
from sobremesa.cli.running import deliver, interruptible
from sobremesa.report.escape import visible

SAME = (
    "\nNothing is changed, so this is {thread} again, the same to the byte; no call was made that is recorded there. "
    "To change something from there on, add --set NAME=VALUE (of the model), "
    '--say "NAME: words" or --remove NAME.'
)


def fork(
    thread: str,
    at: Annotated[
        int, typer.Option(help="From which cycle on; of a conversation which round, of a model alone which step.")
    ],
    values: Annotated[
        list[str] | None, typer.Option("--set", help="Another value of a parameter, as NAME=VALUE; repeat for more.")
    ] = None,
    line: Annotated[
        list[str] | None,
        typer.Option("--say", help='What someone says then, as "mayor: we close the plant"; repeat for more.'),
    ] = None,
    remove: Annotated[list[str] | None, typer.Option(help="Who leaves then; repeat for more.")] = None,
    name: Annotated[str | None, typer.Option("--thread", help="The name of the new run.")] = None,
    model: options.Model = None,
    gguf: options.Gguf = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """Go on from a place in a run, in a new one: the same chance, and the same words, but for what is changed."""
    with one_sentence():
        from sobremesa.graphs import forking
        from sobremesa.graphs.run import new_thread_id
        from sobremesa.nodes.forking.fork import read_fork

        must_be_writable(out)
        asked = read_fork({"at": at, "set": replying.read_values(values), "say": line, "remove": remove})
        settings, new = options.read_settings(model, gguf), name or new_thread_id()
        with watcher(as_json) as watch:
            work = forking.fork(thread, asked, settings, new, watch=watch)
            result = interruptible(work, new, model, gguf)
        if not as_json:
            say(
                f"\nTo see what differs: sobremesa compare {thread} {new}"
                if asked.changes
                else SAME.format(thread=thread)
            )
        deliver(result, out, as_json)


def tree(
    thread: Annotated[str | None, typer.Argument(help="A run, for the tree that it is in.")] = None,
    as_json: options.AsJson = False,
) -> None:
    """Which runs were forked from which, where, with what changed, and what came out."""
    with one_sentence():
        from sobremesa.branching import atree
        from sobremesa.report.branches import lines

        found = asyncio.run(atree(thread))
        if as_json:
            show_json([node.model_dump(mode="json") for node in found])
            return
        if not found:
            say("No run has been forked yet. To fork one: sobremesa fork THREAD --at 2")
        for root in found:
            for line in lines(root, thread):
                typer.echo(visible(line))


def compare(one: str, other: str, out: options.Out = None, as_json: options.AsJson = False) -> None:
    """What differs between two runs: figures replicate by replicate, words, stances, decisions (exit code 0 or 1)."""
    with one_sentence():
        from sobremesa.branching import acompare
        from sobremesa.report.compared import render

        must_be_writable(out)
        found = asyncio.run(acompare(one, other))
        if out is not None:
            write(out, render(found))
        elif as_json:
            show_json(found.model_dump(mode="json"))
        else:
            show_markdown(render(found))
        raise typer.Exit(0 if found.same else FAILED)


def ask(
    thread: str,
    question: Annotated[str, typer.Argument(help='What is to be known, as "why did the nurse give in?"')],
    model: options.Model = None,
    gguf: options.Gguf = None,
    as_json: options.AsJson = False,
) -> None:
    """Ask about a run: answered from its record alone, each sentence with its round or step, or declined (code 3)."""
    with one_sentence():
        from sobremesa.branching import aask
        from sobremesa.report.interview import render

        answer = asyncio.run(aask(thread, question, settings=options.read_settings(model, gguf)))
        if as_json:
            show_json(answer.model_dump(mode="json"))
        else:
            show_markdown(render(answer))
        raise typer.Exit(0 if answer.declined is None else BY_STATUS["no_model"])
