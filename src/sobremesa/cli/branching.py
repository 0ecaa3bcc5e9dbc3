"""`sobremesa fork`, `tree`, `compare` and `ask`: time turned back, its branches, two side by side, questions."""

from __future__ import annotations

from typing import Annotated

import typer

from sobremesa.cli import options, replying
from sobremesa.cli.console import must_be_writable
from sobremesa.cli.exits import one_sentence
from sobremesa.cli.progress import watcher
from sobremesa.cli.running import deliver, interruptible


def fork(
    thread: str,
    at: Annotated[
        int, typer.Option(help="From which cycle on; of a conversation which round, of a model alone which step.")
    ],
    values: Annotated[
        list[str] | None, typer.Option("--set", help="Another value of a parameter, as NAME=VALUE; repeat for more.")
    ] = None,
    say: Annotated[
        list[str] | None,
        typer.Option(help='What someone says then, as "mayor: we close the plant"; repeat for more.'),
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
        asked = read_fork({"at": at, "set": replying.read_values(values), "say": say, "remove": remove})
        settings, new = options.read_settings(model, gguf), name or new_thread_id()
        with watcher(as_json) as watch:
            work = forking.fork(thread, asked, settings, new, watch=watch)
            result = interruptible(work, new, model, gguf)
        deliver(result, out, as_json)
