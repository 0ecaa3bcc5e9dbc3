"""What only a fresh process can tell: peak memory, and the time from a checked document with nothing compiled.

    python -m benchmarks.kernel.alone memory MODEL N WHO     MB at most, while the contestant runs one step
    python -m benchmarks.kernel.alone once MODEL N           seconds from a checked document to the last step
    python -m benchmarks.kernel.alone compile MODEL          seconds until all of it is compiled thoroughly
    python -m benchmarks.kernel.alone first NAME [FOLDER]    milliseconds from a checked document to its first step
    python -m benchmarks.kernel.alone again NAME FOLDER      the same where another model has been run before

FOLDER is one of compiled code. llvmlite and NumPy are imported before; the kernel itself is not, but for `again`.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from pathlib import Path

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm, ModelDocument
from sobremesa.mechanics.reading import read_document


def memory(model: str, n: str, who: str) -> float:
    """The peak memory of this process, MB."""
    from benchmarks.kernel.contestants import contestants

    contestants(model)[who](model, int(n)).run(1)
    told = Path("/proc/self/status")  # elsewhere what the parent took counts too
    if told.is_file():
        (peak,) = (line.split()[1] for line in told.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
    else:
        peak = str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return round(int(peak) / 1024, 1)


def once(model: str, n: str) -> float:
    """Seconds for a whole run, as someone has to wait for it who asks for the first time."""
    _imported()
    from benchmarks.kernel.contestants import REPLICATE, SEED, STEPS, program, sizes

    checked, arm = program(model), Arm(name="benchmark", set=sizes(model, int(n)))
    begun = time.perf_counter()
    from sobremesa.mechanics.kernel.engine import KernelEngine

    engine = KernelEngine()
    engine.advance(checked, engine.start(checked, arm, SEED, [REPLICATE]), STEPS[model])
    return round(time.perf_counter() - begun, 4)


def compile_all(model: str) -> float:
    """Seconds until every part is compiled as hard as LLVM can, the kernel's own import included."""
    _imported()
    from benchmarks.kernel.contestants import program

    checked = program(model)
    begun = time.perf_counter()
    from sobremesa.mechanics.kernel.compiling import kernel_of

    kernel_of(checked).finish()
    return round(time.perf_counter() - begun, 4)


def first(name: str, folder: str | None = None) -> tuple[float, float]:
    """Milliseconds to the first step of a library model, by the clock and of the processor."""
    _imported()
    return _first(library.load(name), Path(folder) if folder else None)


def again(name: str, folder: str) -> tuple[float, float]:
    """The same where the kernel is imported and has run another model, and code of this one lies in a folder."""
    _imported()
    other = Path(__file__).parent / "models" / "degroot.yaml"
    _first(read_document(other.read_text("utf-8")), Path(folder))
    return _first(library.load(name), Path(folder))


def _first(document: ModelDocument, folder: Path | None) -> tuple[float, float]:
    checked, arm = check(document), Arm(name="benchmark")
    begun, worked = time.perf_counter(), time.process_time()
    from sobremesa.mechanics.kernel.engine import KernelEngine

    engine = KernelEngine(cache=folder)
    engine.advance(checked, engine.start(checked, arm, 2, [0]), 1)
    return round((time.perf_counter() - begun) * 1000, 1), round((time.process_time() - worked) * 1000, 1)


def _imported() -> None:
    for name in ("numpy", "llvmlite.binding"):
        importlib.import_module(name)


if __name__ == "__main__":
    works = {"memory": memory, "once": once, "compile": compile_all, "first": first, "again": again}
    print(json.dumps(works[sys.argv[1]](*sys.argv[2:])))  # type: ignore[operator]
