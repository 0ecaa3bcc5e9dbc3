"""Both places where tables are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from postgres_server import PostgresServer
from sobremesa.store.database import Database
from sobremesa.store.postgres import PostgresDatabase
from sobremesa.store.sqlite import SqliteFile

Opening = Callable[[], Database]


@pytest.fixture(params=["sqlite", "postgres"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Opening:
    """The same tables each time, opened as another process would open them."""
    if request.param == "sqlite":
        return lambda: SqliteFile(tmp_path / "home" / "tables.sqlite", "the tables", ahead=True)
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.new_database()
    return lambda: PostgresDatabase(url)


@pytest.fixture
def database(opening: Opening) -> Database:
    """Tables."""
    return opening()
