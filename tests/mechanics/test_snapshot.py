"""Snapshots as bytes: what goes in comes out, and nothing else is believed."""

from __future__ import annotations

import json
import struct
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import LeverValue, RunError, Snapshot
from sobremesa.mechanics.snapshot import SnapshotFormatError, from_bytes, to_bytes

SNAPSHOT = Snapshot(
    document="ab" * 32,
    engine="mesa",
    seed=2**53 - 1,
    arm=Arm(name="low", set={"rate": 0.1}, without=("go",), space={"generator": "ring"}),
    replicates=(0, 2**64 - 1),
    step=7,
    columns={
        "person.x": np.array([0.1, -0.0, np.nan, np.inf]),
        "person.alive": np.array([True, False]),
        "person.mood": np.array([1, 2], dtype=np.int16),
        "person.views": np.arange(6, dtype=np.int64).reshape(2, 3),
        "space#neighbors": np.array([2**32 - 1], dtype=np.uint32),
        "nobody.x": np.zeros((0, 4)),
    },
    stopped=(False, True),
    levers=(LeverValue("rate", 0.1 + 0.2), LeverValue("self.x", 1.0, agent=3)),
    personas={"mayor": (4, -1)},
    errors={2**64 - 1: RunError("domain", 3, "a message", "go", 5)},
)


def test_a_snapshot_comes_back_as_it_was() -> None:
    content = to_bytes(SNAPSHOT)
    back = from_bytes(content)
    for name in Snapshot.__dataclass_fields__:
        if name != "columns":
            assert getattr(back, name) == getattr(SNAPSHOT, name), name
    assert list(back.columns) == list(SNAPSHOT.columns)
    for name, column in SNAPSHOT.columns.items():
        assert back.columns[name].dtype == column.dtype
        assert back.columns[name].tobytes() == column.tobytes()
        assert back.columns[name].shape == column.shape
    assert to_bytes(back) == content


@given(
    st.sampled_from(["i2", "i4", "i8", "u4", "u8"]),
    st.lists(st.one_of(st.integers(0, 300), st.integers(-(2**63), 2**64 - 1)), max_size=5),
)
def test_whole_numbers_come_back_as_they_were_however_narrow_they_are_kept(kind: str, numbers: list[int]) -> None:
    bounds = np.iinfo(kind)
    column = np.array([min(max(number, bounds.min), bounds.max) for number in numbers], dtype=kind)
    content = to_bytes(replace(SNAPSHOT, columns={"person.id": column}))
    back = from_bytes(content).columns["person.id"]
    assert (back.dtype, back.tolist()) == (column.dtype, column.tolist())
    small = column.size and column.min() >= 0 and column.max() < 256
    widest = to_bytes(replace(SNAPSHOT, columns={"person.id": np.full(len(numbers), bounds.max, dtype=kind)}))
    assert len(content) <= len(widest) + len(',"kept":"|u1"')
    if small:
        assert content.endswith(bytes(column.tolist()))


@given(st.data())
def test_damaged_bytes_are_refused_or_another_snapshot(data: st.DataObject) -> None:
    content = bytearray(to_bytes(SNAPSHOT))
    match data.draw(st.sampled_from(["cut", "more", "flip", "noise"])):
        case "cut":
            content = content[: data.draw(st.integers(0, len(content) - 1))]
        case "more":
            content += data.draw(st.binary(min_size=1, max_size=9))
        case "flip":
            content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
        case "noise":
            content = bytearray(data.draw(st.binary(max_size=200)))
    try:
        back = from_bytes(bytes(content))
    except SnapshotFormatError:
        return
    assert to_bytes(back)


@pytest.mark.parametrize(
    "change",
    [
        {"columns": [{"name": "x", "type": "<f8", "shape": [2**40, 2**40]}]},
        {"columns": [{"name": "x", "type": "|O", "shape": [1]}]},
        {"columns": [{"name": "x", "type": "<f8", "shape": [-1]}]},
        {"stopped": [True]},
        {"replicates": [0, -1]},
        {"seed": -1},
        {"extra": 1},
        {"document": "../../etc/passwd"},
        {"levers": [{"moves": "rate", "value": float("nan")}]},
        {"levers": [{"moves": "rate", "value": float("inf")}]},
    ],
)
def test_a_header_that_can_not_be_is_refused(change: dict[str, object]) -> None:
    content = to_bytes(SNAPSHOT)
    (length,) = struct.unpack_from("<I", content, 8)
    header = json.loads(content[12 : 12 + length]) | change
    text = json.dumps(header).encode()
    with pytest.raises(SnapshotFormatError):
        from_bytes(content[:8] + struct.pack("<I", len(text)) + text + content[12 + length :])
