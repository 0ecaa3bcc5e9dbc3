"""Work in a thread that is ended when nobody wants it any more."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable

import numpy as np
import pytest

from sobremesa.mechanics import overseeing
from sobremesa.mechanics.overseeing import EndedError, ThreadWatch, Watch, overseen


class StoppedError(Exception):
    """Raised by whoever does not want to wait any more."""


def stop() -> None:
    raise StoppedError


def go_on() -> None:
    pass


def test_what_is_made_is_given() -> None:
    assert overseen(lambda _: 3, Watch(), go_on) == 3


def test_what_goes_wrong_in_the_work_is_raised() -> None:
    with pytest.raises(KeyError, match="nothing"):
        overseen(lambda _: {}["nothing"], Watch(), go_on)


def test_whoever_waits_is_asked_at_least_once() -> None:
    with pytest.raises(StoppedError):
        overseen(lambda _: 3, Watch(), stop)


def test_work_that_looks_has_ended_once_the_waiter_has_stopped() -> None:
    ended = threading.Event()

    def work(watch: Watch) -> None:
        try:
            while True:
                watch.look()
        except EndedError:
            ended.set()
            raise

    with pytest.raises(StoppedError):
        overseen(work, Watch(), stop)
    assert ended.is_set()


def test_words_in_memory_are_set_when_work_ends_and_cleared_when_it_begins() -> None:
    watch, words, late = Watch(), np.full((3, 2), 7), np.full(2, 7)
    watch.tell(words[:, 1])
    assert words[:, 1].tolist() == [0, 0, 0]
    watch.end()
    watch.tell(late)
    assert words.tolist() == [[7, 1]] * 3
    assert late.tolist() == [1, 1]


def ends_without_looking(begin: Callable[[], None]) -> None:
    """Work that begins with this, and then never looks, is ended."""
    ended = threading.Event()

    def work(watch: ThreadWatch) -> None:
        try:
            with watch:
                begin()
                while True:
                    pass
        except EndedError:
            ended.set()
            raise

    with pytest.raises(StoppedError):
        overseen(work, ThreadWatch(), stop)
    assert ended.wait(60)


def test_python_code_that_never_looks_is_ended_too() -> None:
    ends_without_looking(lambda: None)


class Endless:
    """Python throws away what is raised while it collects this."""

    def __del__(self) -> None:
        while True:
            pass


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_python_code_is_ended_though_the_garbage_collector_swallows_the_first_word_of_it() -> None:
    def begin() -> None:
        held = Endless()
        del held

    ends_without_looking(begin)


def test_a_thread_goes_on_unharmed_after_work_that_was_over_when_it_was_ended() -> None:
    watch = ThreadWatch()
    with watch:
        pass
    watch.end()
    assert sum(range(1000)) == 499_500
    with pytest.raises(EndedError), watch:
        pass
    assert sum(range(1000)) == 499_500


def test_work_that_can_not_be_ended_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overseeing, "PATIENCE", 0.01)
    begun, release, over = threading.Event(), threading.Event(), threading.Event()

    def work(_: Watch) -> None:
        begun.set()
        assert release.wait(60)
        over.set()

    def pause() -> None:
        if begun.is_set():
            raise StoppedError

    with pytest.raises(StoppedError):
        overseen(work, Watch(), pause)
    assert not over.is_set()
    release.set()
    assert over.wait(60)


TRACED = """
import sys
from sobremesa.mechanics.overseeing import ThreadWatch, overseen
def stop(): raise KeyError
def work(watch):
    with watch:
        while ENDLESS: pass
try:
    overseen(work, ThreadWatch(), stop if ENDLESS else lambda: None)
except KeyError:
    pass
def called(): pass
sys.setprofile(lambda *_: None)
called()
sys.setprofile(None)
print("fine")
"""


@pytest.mark.parametrize("endless", [True, False])
def test_python_can_be_traced_after_work_was_overseen(endless: bool) -> None:
    code = TRACED.replace("ENDLESS", str(endless))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "fine\n", done.stderr
