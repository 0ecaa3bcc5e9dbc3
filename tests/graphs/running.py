"""Runs in processes of their own, to be killed. Each begins as a fork of this one, so that nothing is imported twice.

Reads lines of JSON (environment, thread, request) on standard input. For each a new process says its number, and then a
line for each step that it takes; when it has ended, in whatever way, this one says `ended`.
"""

import asyncio
import json
import os
import sys

import sobremesa.graphs.driving
import sobremesa.mechanics.mesa_run
import sobremesa.nodes.assembly
import sobremesa.nodes.gateway.wire  # noqa: F401 - all imported before the first fork
from sobremesa.graphs import run
from sobremesa.nodes.contract import Request
from sobremesa.nodes.settings import Settings


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def begin(environ: dict[str, str], thread: str, request: str) -> None:
    """The whole life of a new process."""
    say(str(os.getpid()))
    question = Request.model_validate_json(request)
    asyncio.run(run.start(question, Settings.from_env(environ), thread, watch=lambda event: say(event.node)))


if __name__ == "__main__":
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            begin(*json.loads(line))
            os._exit(0)
        os.waitpid(child, 0)
        say("ended")
