"""A language model in a file (GGUF), served on loopback by llama.cpp in this process. It needs the extra `local`.

The server of a file is started when it is first asked, and stopped when the process ends. It listens on a port that
was free, and answers only to a key that is made for it.
"""

from __future__ import annotations

import atexit
import os
import secrets
import threading
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sobremesa.errors import SobremesaError

if TYPE_CHECKING:
    from xllamacpp import Server

CONTEXT_TOKENS = 16_384
"""Prompts and answers of all requests that are in flight; a request has at most what its model was trained on."""
MAGIC = b"GGUF"
SILENT = -1


class LocalModelError(SobremesaError, RuntimeError):
    """A file can't be served as a language model: the sentence says why."""


@dataclass(frozen=True, slots=True)
class Local:
    """A server that runs: where, under which key, and what keeps it alive."""

    address: str
    key: str
    server: Server


_RUNNING: dict[Path, Local] = {}
_STARTING = threading.Lock()


def served(file: Path, at_once: int) -> Local:
    """The server of a file, started if none runs, for so many requests at a time; the first to ask says how many.

    Loading a model takes from half a second to a minute: not for event loops. Raises LocalModelError.
    """
    file = file.expanduser().resolve()
    with _STARTING:
        if file not in _RUNNING:
            _check(file)
            _RUNNING[file] = _start(file, at_once)
        return _RUNNING[file]


def _check(file: Path) -> None:
    if find_spec("xllamacpp") is None:
        raise LocalModelError("To serve a GGUF file the extra is needed: pip install 'sobremesa[local]'.")
    try:
        with file.open("rb") as opened:
            begins = opened.read(len(MAGIC))
    except OSError as error:
        raise LocalModelError(f"{file.name} can't be read: {error.strerror}.") from None
    if begins != MAGIC:
        raise LocalModelError(f"{file.name} is no GGUF file: it does not begin with {MAGIC.decode()}.")


def _start(file: Path, at_once: int) -> Local:
    # Read by OpenMP when it is loaded: threads that wait without end take the processors from those that work.
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    from xllamacpp import CommonParams, Server

    key = secrets.token_urlsafe()
    asked = CommonParams()
    asked.model.path = str(file)
    asked.hostnames = ["127.0.0.1"]
    asked.port = 0
    asked.api_keys = [key]
    asked.n_parallel = at_once
    asked.n_ctx = CONTEXT_TOKENS
    asked.kv_unified = True
    asked.ui = False
    asked.verbosity = SILENT
    try:
        server = Server(asked)
    except RuntimeError:
        raise LocalModelError(
            f"llama.cpp can't load {file.name}: it is damaged, of a kind that it does not know, or too large."
        ) from None
    return Local(f"{server.listening_address}/v1", key, server)


atexit.register(_RUNNING.clear)
