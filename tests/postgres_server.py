"""A Postgres server of one's own: Debian's, in a temporary folder, on a Unix socket, thrown away at the end.

Nothing is written before the server has said that its data directory is that folder: another server may listen there.
It refuses to run as root; then it runs as the system's user `postgres`, who owns the folder.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
USER = "postgres"
PORT = 5432
PASSWORD = "canary-password-of-the-database"
# It is thrown away: nothing waits for the disk, but what the server itself has to.
FAST = ("fsync=off", "full_page_writes=off", "max_connections=60", "listen_addresses=", "shared_buffers=16MB")
PATIENCE_SECONDS = 60.0


class PostgresServer:
    """A server in a folder. `url` names a database of it, as an operator's variable would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._data = folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        self._databases = 0
        self._run("initdb", "--auth=trust", "--no-sync", "--no-locale", "--encoding=UTF8", "-U", USER, "-D", self._data)
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers as what it is."""
        settings = [word for setting in (*FAST, f"unix_socket_directories={self.folder}") for word in ("-c", setting)]
        with self._log() as log:
            self._process = subprocess.Popen(
                [BINARIES[-1] / "postgres", "-D", self._data, *settings], stderr=log, **self._silently(), **_as_user()
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                (found,) = self.rows("SHOW data_directory")
                break
            except OSError:
                assert self._process.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < deadline, "it does not answer"
                time.sleep(0.02)
        assert found == (str(self._data),), "another server listens here: nothing is written to it"

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """End it: as a kill would (SIGQUIT), or after ending every connection (SIGINT)."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE_SECONDS)

    def new_database(self) -> str:
        """The address of an empty database, with a password in it that nobody asks for."""
        self._databases += 1
        name = f"of_test_{self._databases}"
        self.rows(f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, database: str = USER) -> str:
        """The address of a database."""
        return f"postgresql://{USER}:{PASSWORD}@/{database}?host={quote(str(self.folder), safe='')}&port={PORT}"

    def rows(self, statement: str, url: str | None = None) -> list[tuple[Any, ...]]:
        """What a statement gives. Raises ConnectionError while the server does not answer."""
        import psycopg

        try:
            raw = psycopg.connect(url or self.url(), autocommit=True)
        except psycopg.OperationalError as error:
            raise ConnectionError(str(error)) from None
        with raw:
            found = raw.execute(statement)  # type: ignore[call-overload]
            return found.fetchall() if found.description else []

    def _run(self, program: str, *arguments: str | Path) -> None:
        with self._log() as log:
            command = [BINARIES[-1] / program, *arguments]
            subprocess.run(command, check=True, stderr=log, **self._silently(), **_as_user())

    def _log(self) -> IO[bytes]:
        return (self.folder / "log").open("ab")

    def _silently(self) -> dict[str, Any]:
        return {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "cwd": self.folder}


def _as_user() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(USER)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "env": {"PATH": os.environ["PATH"]}}


@contextmanager
def running() -> Iterator[PostgresServer]:
    """A server for as long as it is needed. Skips the test where Debian's package `postgresql` is not installed."""
    if not BINARIES:
        pytest.skip("Debian's package postgresql is not installed")
    # Its folder's name must be short enough for a socket's.
    folder = Path(tempfile.mkdtemp(prefix="sobremesa-pg-"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam(USER).pw_uid, pwd.getpwnam(USER).pw_gid)
    server = None
    try:
        server = PostgresServer(folder)
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder)
