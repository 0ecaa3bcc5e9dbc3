"""No credential is kept: not the key of an endpoint, nor the password of the database, in any file or any table."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from postgres_server import PASSWORD, PostgresServer
from scripted_llm import KEY, ScriptedServer
from sobremesa.graphs import run
from sobremesa.graphs.capsules import record
from sobremesa.nodes.capsule.file import to_bytes
from sobremesa.nodes.contract import Request
from sobremesa.nodes.settings import Settings

REQUEST = Request(
    scenario="100 people with neural interfaces; 10% fail. Simulate how frustration spreads, and let an anxious nurse, "
    "a stoic engineer and a station chief talk as it happens.",
    mode="hybrid",
    num_agents=20,
    steps=24,
    rounds=1,
    replicates=2,
    masked=False,
    seed=3,
)


def everything(postgres: PostgresServer, url: str) -> list[str]:
    """Every row of every table of ours, as text."""
    tables = postgres.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'sobremesa'", url)
    assert {"answers", "artifacts", "checkpoints", "checkpoint_blobs", "leases", "runs"} <= {name for (name,) in tables}
    return [
        row
        for (name,) in tables
        for (row,) in postgres.rows(
            f"SELECT encode(convert_to(t::text, 'UTF8'), 'escape') FROM sobremesa.{name} AS t", url
        )
    ]


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
async def test_no_credential_is_in_any_file_or_table(
    store: str, request: pytest.FixtureRequest, scripted: ScriptedServer, tmp_path: Path
) -> None:
    environ = scripted.environ(SOBREMESA_HOME=str(tmp_path / "home"))
    secrets = [KEY]
    if store == "postgres":
        postgres: PostgresServer = request.getfixturevalue("postgres")
        environ["SOBREMESA_DATABASE"] = postgres.new_database()
        secrets.append(PASSWORD)
    settings = Settings.from_env(environ)
    assert (await run.start(REQUEST, settings, "t")).status == "done"
    assert scripted.asked
    kept = [path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file()]
    kept.append(gzip.decompress(to_bytes(await record("t", settings))))
    if store == "postgres":
        kept += [row.encode() for row in everything(postgres, environ["SOBREMESA_DATABASE"])]
    for secret in secrets:
        # Bytes stand in a row's text as hexadecimal digits.
        forms = {secret.encode(), secret.encode().hex().encode()}
        assert not [content for content in kept if any(form in content for form in forms)]
    assert any(b"stoic engineer" in content or b"stoic engineer".hex().encode() in content for content in kept)
    told = f"{settings!r} {settings.describe()}"
    assert not any(secret in told for secret in secrets)
