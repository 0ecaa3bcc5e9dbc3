"""Processes of their own that are asked to measure something (`alone`)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]


def asked(*arguments: str) -> str:
    """What `python -m benchmarks.kernel.alone ...` prints. Raises CalledProcessError."""
    command = [sys.executable, "-m", "benchmarks.kernel.alone", *arguments]
    return subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True).stdout
