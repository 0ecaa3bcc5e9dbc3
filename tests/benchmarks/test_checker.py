"""Whatever is thrown at it, the checker answers after a bounded amount of work: counted, since clocks depend on others.

`python benchmarks/checker.py` has the same documents in milliseconds.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "checker.py"
MOST_CALLS = 500_000
"""Calls of functions, of Python and of C. A slow machine makes 5 million in a second, and 100 ms are what there is."""


def benchmark() -> Any:
    spec = importlib.util.spec_from_file_location("benchmarks.checker", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHECKER = benchmark()
CASES = dict(CHECKER.cases())


class TooMuchError(Exception):
    """More calls than there may be: the answer is not waited for."""


def calls(work: Callable[[], object]) -> int:
    """How many calls the work makes. Raises TooMuchError rather than to go on for ever."""
    made = 0

    def count(_frame: FrameType, event: str, _what: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")
        if made > 2 * MOST_CALLS:
            raise TooMuchError

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return made


@pytest.mark.parametrize("name", CASES)
def test_the_worst_documents_are_answered_at_once(name: str) -> None:
    CHECKER.answer(CASES["brackets"])  # whatever is imported or compiled when first needed
    text = CASES[name]
    assert len(text) <= CHECKER.LARGEST
    assert calls(lambda: CHECKER.answer(text)) < MOST_CALLS


def test_work_without_end_is_ended() -> None:
    def forever() -> None:
        while True:
            len(())

    with pytest.raises(TooMuchError):
        calls(forever)
