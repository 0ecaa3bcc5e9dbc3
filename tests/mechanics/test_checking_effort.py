"""Whatever is thrown at it, the checker answers after a bounded amount of work: counted, since clocks depend on others.

`python benchmarks/checker.py` has the same documents in milliseconds.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from effort import MOST_CALLS, TooMuchError, calls

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "checker.py"


def benchmark() -> Any:
    spec = importlib.util.spec_from_file_location("benchmarks.checker", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHECKER = benchmark()
CASES = dict(CHECKER.cases())


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
