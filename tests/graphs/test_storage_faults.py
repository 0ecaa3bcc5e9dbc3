"""A full disk, a locked file, a server that is restarted: a typed error in one sentence, and the run goes on after it.

The full disk is one: a file system of a few megabytes in memory, which only this test's process sees.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from postgres_server import PostgresServer
from scripted_llm import Answer, Asked, serve
from scripted_rules import whole_loop
from sobremesa.graphs import run, sqlite_saver
from sobremesa.nodes.contract import Request
from sobremesa.nodes.keeping import artifacts_of, journal_of
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.settings import Settings
from sobremesa.store import sqlite
from sobremesa.store.faults import (
    StorageError,
    StorageFullError,
    StorageLockedError,
    StorageRefusedError,
    StorageUnreachableError,
)
from sobremesa.store.journal import Key
from sobremesa.store.spending import Bill, Limits

FILLING = Path(__file__).with_name("filling.py")
SCENARIO = "Three characters quarrel about an opinion of theirs: a baker, a nurse and a teacher."
REQUEST = Request(scenario=SCENARIO, mode="social", rounds=3, masked=False, seed=1)


async def unbroken(home: Path) -> Any:
    result = await run.start(REQUEST, Settings(home=home), "t")
    return result.report


def spoken(times: int, happens: Callable[[], None]) -> run.Watch:
    """Something that happens once, when so many turns have been spoken."""
    seen = 0

    def watch(event: Progress) -> None:
        nonlocal seen
        seen += event.node == "speak"
        if seen == times and event.node == "speak":
            happens()

    return watch


def one_sentence(error: BaseException) -> None:
    words = str(error)
    assert "\n" not in words
    assert words.endswith("resume the thread.")
    assert "Traceback" not in words


async def test_a_run_on_a_full_disk_ends_with_a_sentence_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("no file system can be mounted here")
    expected = await unbroken(tmp_path / "unbroken")
    disk, saved = tmp_path / "disk", tmp_path / "saved"
    disk.mkdir()
    script = 'mount -t tmpfs -o size=8m none "$1" && exec "$2" "$3" "$1/home" "$4" "$5"'
    command = [
        "unshare", "-rm", "sh", "-c", script, "sh", disk, sys.executable, FILLING, REQUEST.model_dump_json(), saved,
    ]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    kind, words, status = done.stdout.splitlines()
    assert kind == "StorageFullError"
    assert words.startswith("There is no room left for ")
    one_sentence(StorageFullError(words))
    assert status in ("running", "failed")
    result = await run.resume("t", Settings(home=saved))
    assert (result.status, result.report) == ("done", expected)


async def test_a_locked_file_is_an_error_and_the_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = await unbroken(tmp_path / "unbroken")
    settings = Settings(home=tmp_path / "home")
    monkeypatch.setattr(sqlite_saver, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(sqlite, "PATIENCE_SECONDS", 0.1)
    others: list[sqlite3.Connection] = []

    def lock() -> None:
        others.append(sqlite3.connect(settings.checkpoints_path, isolation_level=None))
        others[0].execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageLockedError) as raised:
        await run.start(REQUEST, settings, "t", watch=spoken(4, lock))
    one_sentence(raised.value)
    others[0].close()
    shown = await run.show("t", settings)
    assert shown.status == "failed"
    assert str(raised.value) in shown.answer
    result = await run.resume("t", settings)
    assert (result.status, result.report) == ("done", expected)


@pytest.mark.parametrize("how", ["killed and started again", "connections ended"])
async def test_a_postgres_that_is_restarted_is_an_error_and_the_run_goes_on(
    how: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    expected = await unbroken(tmp_path / "unbroken")
    url = postgres.new_database()
    settings = Settings.model_validate({"home": tmp_path / "home", "database": url})

    def restart() -> None:
        if how == "connections ended":
            postgres.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'of_test_%'")
        else:
            postgres.stop()
            postgres.start()

    with pytest.raises(StorageUnreachableError) as raised:
        await run.start(REQUEST, settings, "t", watch=spoken(4, restart))
    one_sentence(raised.value)
    assert url not in str(raised.value)
    result = await run.resume("t", settings)
    assert (result.status, result.report) == ("done", expected)


async def test_a_postgres_that_is_gone_is_an_error_everywhere(tmp_path: Path) -> None:
    url = "postgresql://someone:canary-password@127.0.0.1:1/nowhere"
    settings = Settings.model_validate({"home": tmp_path, "database": url})
    calls: list[Callable[[], Any]] = [
        lambda: run.run_table(settings),
        lambda: journal_of(settings),
        lambda: artifacts_of(settings),
        lambda: run.threads(settings),
    ]
    for call in calls:
        with pytest.raises(StorageUnreachableError) as raised:
            call()
        assert "canary" not in f"{raised.value!r} {raised.value.__context__!r}"
    with pytest.raises(StorageUnreachableError):
        await run.start(REQUEST, settings, "t")
    with pytest.raises(StorageUnreachableError):
        await run.show("t", settings)


@pytest.mark.parametrize("url", ["postgresql://a:canary@b:port/c", "postgresql://a:canary@b/c?nonsense=1"])
def test_what_is_no_address_is_an_error_that_does_not_tell_it(url: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError) as raised:
        run.run_table(Settings.model_validate({"home": tmp_path, "database": url}))
    assert "canary" not in f"{raised.value!r} {raised.value.__cause__!r}"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("53100", StorageFullError),
        ("55P03", StorageLockedError),
        ("53300", StorageUnreachableError),
        ("57P01", StorageUnreachableError),
        ("42501", StorageRefusedError),
        ("25006", StorageRefusedError),
    ],
)
def test_each_refusal_of_the_server_is_an_error_of_its_own(
    code: str, kind: type[StorageError], postgres: PostgresServer, tmp_path: Path
) -> None:
    url = postgres.new_database()
    settings = Settings.model_validate({"home": tmp_path, "database": url})
    journal = journal_of(settings)
    postgres.rows(
        "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = "
        f"'{code}'; END $$ LANGUAGE plpgsql; "
        "CREATE TRIGGER refusing BEFORE INSERT ON sobremesa.requests FOR EACH ROW EXECUTE FUNCTION refuse()",
        url,
    )
    key = Key("t", "speak", "ann", "social/0/1/ann", "0" * 64)
    with pytest.raises(kind) as raised:
        journal.reserve(key, Bill(1, 1), Limits(9, 99))
    one_sentence(raised.value)
    postgres.rows("DROP TRIGGER refusing ON sobremesa.requests", url)
    assert isinstance(journal.reserve(key, Bill(1, 1), Limits(9, 99)), int)


async def test_a_user_needs_no_more_rights_than_to_own_the_schema(postgres: PostgresServer, tmp_path: Path) -> None:
    url = postgres.new_database()
    name = url.partition("@/")[2].partition("?")[0]
    postgres.rows(f"CREATE ROLE of_{name} LOGIN", url)
    settings = Settings.model_validate({"home": tmp_path, "database": url.replace("//postgres:", f"//of_{name}:")})
    with pytest.raises(StorageRefusedError, match="42501") as raised:
        run.threads(settings)
    one_sentence(raised.value)
    postgres.rows(f"CREATE SCHEMA sobremesa AUTHORIZATION of_{name}", url)
    assert (await run.start(REQUEST, settings, "t")).status == "done"


async def test_without_the_extra_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    settings = Settings.model_validate({"home": tmp_path, "database": "postgresql://127.0.0.1:1/nowhere"})
    for asked in (run.start(REQUEST, settings, "t"), run.show("t", settings)):
        with pytest.raises(StorageRefusedError, match=r"pip install 'sobremesa\[postgres\]'"):
            await asked


def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "runs.sqlite").write_bytes(b"not a database at all, but some words. " * 100)
    with pytest.raises(StorageRefusedError, match="not a database"):
        run.run_table(Settings(home=tmp_path))


async def test_the_disk_fills_up_between_the_answers_of_a_language_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was answered and could not be kept is asked again, and nothing else is."""
    count = 0

    def answered(asked: Asked) -> Answer:
        nonlocal count
        count += 1
        return whole_loop(asked)

    with serve(answered) as server:
        settings = Settings.from_env(server.environ(SOBREMESA_HOME=str(tmp_path / "home")))
        real = sqlite.SqliteFile._connect
        full_at = 9

        def filling(self: sqlite.SqliteFile) -> sqlite3.Connection:
            raw = real(self)
            if count >= full_at and self._what == "the journal":
                pages = raw.execute("PRAGMA page_count").fetchone()[0]
                raw.execute(f"PRAGMA max_page_count = {pages}")
            return raw

        with monkeypatch.context() as patch:
            patch.setattr(sqlite.SqliteFile, "_connect", filling)
            with pytest.raises(StorageFullError, match="the journal"):
                await run.start(REQUEST, settings, "t")
        kept = {key.prompt for key, _ in journal_of(settings).recorded("t")}
        before = len(server.asked)
        result = await run.resume("t", settings)
        assert result.status == "done"
        assert kept
        assert len(server.asked) > before
        again = {key.prompt for key, _ in journal_of(settings).recorded("t")}
        assert kept < again
