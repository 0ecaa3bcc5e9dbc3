"""How long `import sobremesa` takes: alone, beside Python's own start, in processes of their own.

    python -m benchmarks.importing

The fastest of twenty tells what it costs; the bound is 300 ms.
"""

from __future__ import annotations

import subprocess
import sys
import time

TIMES = 20
BOUND_MS = 300


def milliseconds(program: str) -> float:
    """The fastest of several runs of a program, from start to end."""

    def once() -> float:
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], check=True)
        return 1000 * (time.perf_counter() - begun)

    return min(once() for _ in range(TIMES))


def main() -> None:
    """Print it, and fail where it is too long."""
    bare, ours = milliseconds("pass"), milliseconds("import sobremesa")
    numpy = milliseconds("import numpy")
    print(f"python {bare:.0f} ms; import sobremesa {ours - bare:.1f} ms more; import numpy {numpy - bare:.0f} ms more")
    sys.exit(0 if ours - bare < BOUND_MS else 1)


if __name__ == "__main__":
    main()
