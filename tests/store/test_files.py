"""Artifacts: the bytes that went in come out, or an error does."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sobremesa.store.artifacts import ArtifactMissingError
from sobremesa.store.faults import StorageFullError
from sobremesa.store.files import ArtifactDamagedError, FileArtifactStore


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(content=st.binary(max_size=1000))
def test_what_is_put_in_comes_out_under_its_hash(tmp_path: Path, content: bytes) -> None:
    store = FileArtifactStore(tmp_path)
    sha256 = store.put(content)
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert store.has(sha256)
    assert store.get(sha256) == content


def test_the_same_bytes_are_kept_once_and_nothing_else_is_left(tmp_path: Path) -> None:
    store = FileArtifactStore(tmp_path)
    sha256 = store.put(b"twice")
    assert store.put(b"twice") == sha256
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / sha256[:2] / sha256[2:]]


def test_what_was_never_put_in_is_missing(tmp_path: Path) -> None:
    store = FileArtifactStore(tmp_path)
    sha256 = hashlib.sha256(b"elsewhere").hexdigest()
    assert not store.has(sha256)
    with pytest.raises(ArtifactMissingError, match=sha256):
        store.get(sha256)


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    store = FileArtifactStore(tmp_path)
    sha256 = store.put(b"as it was")
    (tmp_path / sha256[:2] / sha256[2:]).write_bytes(b"as it is")
    with pytest.raises(ArtifactDamagedError, match=sha256):
        store.get(sha256)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "ab", "A" * 64, "g" * 64, "0" * 63 + "/"])
def test_no_name_leads_out_of_the_store(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArtifactMissingError):
        FileArtifactStore(tmp_path).get(name)


def test_a_disk_that_refuses_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageFullError, match="no room left"):
        FileArtifactStore(tmp_path).put(b"too much")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
