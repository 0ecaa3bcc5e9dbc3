"""The recorded runs in `examples/` are played again: every answer is there, and every word is said again."""

import json
import socket
from pathlib import Path
from typing import Any, NoReturn

import pytest

from sobremesa import Settings, areplay
from sobremesa.nodes.capsule.file import read_capsule
from sobremesa.nodes.capsule.written_by import this_program

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.capsule"))
assert EXAMPLES, "there is no example to be held again"


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("a connection was tried")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)


def holds(now: Any, then: Any) -> bool:
    """Whether all that was recorded is there; a later version may have more to say about it."""
    match now, then:
        case dict(), dict():
            return all(name in now and holds(now[name], value) for name, value in then.items())
        case list(), list():
            return len(now) == len(then) and all(map(holds, now, then))
    return bool(now == then)


@pytest.mark.usefixtures("no_sockets")
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
async def test_a_recorded_run_is_held_again(path: Path, tmp_path: Path) -> None:
    capsule = read_capsule(path)
    replayed = await areplay(capsule, settings=Settings(home=tmp_path))
    assert replayed.result.report is not None
    recorded = json.loads(capsule.report)
    again = json.loads(replayed.result.report.model_dump_json())
    assert recorded["transcript"] or recorded["findings"]
    assert holds(again["transcript"], recorded["transcript"])
    assert holds(again["cast"], recorded["cast"])
    assert (replayed.calls, replayed.unasked) == (len(capsule.calls), 0)
    # The bytes of a report are promised for one program on one platform; another one tells which recorded it.
    assert replayed.same or (capsule.written_by != this_program() and str(capsule.written_by) in replayed.text)
