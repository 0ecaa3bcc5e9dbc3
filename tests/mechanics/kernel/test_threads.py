"""Code that is made, run and dropped by several threads at a time."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.kernel import compiling
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.kernel.generators import Drawing, csr
from sobremesa.mechanics.library import load
from sobremesa.mechanics.snapshot import to_bytes

SCENARIO = Arm(name="scenario")


def at_once(work: Callable[[int], None], threads: int) -> None:
    """Do it in several threads, and raise what is raised in one of them."""
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, range(threads)):
            pass


CALLING = """
import ctypes, gc
from sobremesa.mechanics.kernel import jit
from sobremesa.mechanics.kernel.module import Module
from sobremesa.mechanics.kernel.native import Natives

module = Module()
Natives(module).export("order_by_words")
machine = jit.compiled(module.text)
assert jit.APART.findall(module.text)
jit._apart.cache_clear()
gc.collect()
count = 300
arrays = [(ctypes.c_int64 * count)() for _ in range(4)]
arrays[0][:] = range(count, 0, -1)
kinds = [ctypes.c_void_p] * 4 + [ctypes.c_int64]
ctypes.CFUNCTYPE(None, *kinds)(machine.address("export_order_by_words"))(*arrays, count)
assert list(arrays[1]) == list(range(count - 1, -1, -1))
"""


def test_code_keeps_the_code_that_it_calls() -> None:
    """Threads that compiled the same at a time once dropped what one of them was calling: a segmentation fault."""
    command = [sys.executable, "-X", "faulthandler", "-c", CALLING]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:2000]


def test_code_runs_while_others_compile_and_drop_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "_KEPT", {})
    programs = [check(load(name)) for name in ("interface_failure", "wolf_sheep", "rumour")]
    engine = KernelEngine(threads=2)

    def run(number: int) -> bytes:
        program = programs[number % len(programs)]
        snapshot = engine.start(program, SCENARIO, 1, range(4))
        return to_bytes(engine.advance(program, snapshot, 5)[0])

    expected = [run(number) for number in range(len(programs))]

    def again(thread: int) -> None:
        for turn in range(6):
            if thread == 0:
                compiling._KEPT.clear()
                gc.collect()
            else:
                number = (thread + turn) % len(programs)
                compiling.kernel_of(programs[number], work=0 if turn % 2 else 2 * compiling.MUCH_WORK)
                assert run(number) == expected[number]

    at_once(again, 4)


def test_networks_drawn_by_threads_are_those_drawn_alone() -> None:
    def drawn(replicate: int) -> tuple[list[int], list[int]]:
        indptr, indices = csr(Drawing("barabasi_albert", 500, {"m": 3}, "network:space.hubs", 1, replicate))
        return indptr.tolist(), indices.tolist()

    expected = [drawn(replicate) for replicate in range(6)]
    assert len({tuple(indices) for _, indices in expected}) == len(expected)

    def draw(thread: int) -> None:
        for replicate in np.random.default_rng(thread).permutation(6).tolist():
            assert drawn(replicate) == expected[replicate]

    at_once(draw, 4)
