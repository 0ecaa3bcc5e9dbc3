"""Artifacts in tables: whatever their size they come back as they were put, and leave nothing behind."""

from __future__ import annotations

import random

import pytest

from sobremesa.store.artifact_table import PIECE, TableArtifactStore
from sobremesa.store.artifacts import ArtifactDamagedError, ArtifactMissingError
from sobremesa.store.database import Database

SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7)
LATER = 1e12


def content_of(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def pieces(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute("SELECT count(*) FROM artifact_pieces").fetchone()[0])


def test_every_size_comes_back_as_it_was_put_twice(database: Database) -> None:
    store = TableArtifactStore(database)
    hashes = [store.put(content_of(size)) for size in SIZES]
    assert [store.put(content_of(size)) for size in SIZES] == hashes
    assert [store.get(sha256) for sha256 in hashes] == [content_of(size) for size in SIZES]


def test_what_is_swept_away_leaves_no_piece_and_is_counted_whole(database: Database) -> None:
    store = TableArtifactStore(database)
    small, kept, gone = (store.put(content_of(size)) for size in (5, 2 * PIECE, 3 * PIECE + 7))
    assert store.sweep({small, kept}, LATER) == (1, 3 * PIECE + 7)
    assert pieces(database) == 1
    with pytest.raises(ArtifactMissingError):
        store.get(gone)
    assert store.get(kept) == content_of(2 * PIECE)
    assert store.put(content_of(3 * PIECE + 7)) == gone
    assert store.get(gone) == content_of(3 * PIECE + 7)


def test_an_artifact_that_has_lost_a_piece_is_damaged(database: Database) -> None:
    store = TableArtifactStore(database)
    sha256 = store.put(content_of(3 * PIECE))
    with database.writing() as connection:
        connection.execute("DELETE FROM artifact_pieces WHERE place = ?", (1,))
    with pytest.raises(ArtifactDamagedError):
        store.get(sha256)


def test_an_artifact_that_was_kept_in_one_row_is_read(database: Database) -> None:
    store, whole = TableArtifactStore(database), content_of(3 * PIECE)
    sha256 = store.put(whole)
    with database.writing() as connection:
        connection.execute("UPDATE artifacts SET content = ? WHERE sha256 = ?", (whole, sha256))
        connection.execute("DELETE FROM artifact_pieces WHERE sha256 = ?", (sha256,))
    assert store.get(sha256) == whole
