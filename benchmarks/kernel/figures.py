"""What has been measured: rows of races, first steps, and the machine; kept as JSON."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path

FILE = Path(__file__).with_name("figures.json")


@dataclass(frozen=True, slots=True)
class Row:
    """A contestant on one model at one size: medians in seconds; one that was left out only has what was expected."""

    model: str
    n: int
    steps: int
    contestant: str
    setup_s: float | None = None
    run_s: float | None = None
    runs: int = 0
    memory_mb: float | None = None
    compile_s: float | None = None
    """Until all of it is compiled thoroughly, from a checked document."""
    once_s: float | None = None
    """From a checked document to the last step, with nothing compiled before: code is made better meanwhile."""
    expected_s: float | None = None


@dataclass(frozen=True, slots=True)
class FirstStep:
    """Milliseconds from a checked document to its first step."""

    model: str
    wall_ms: float
    cpu_ms: float
    from_folder_ms: float
    """With compiled code, in a process that has run another model."""
    from_folder_alone_ms: float
    """With compiled code, in a fresh process, which has to import the kernel."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All of one session at one machine."""

    machine: str
    load: float
    """How many other processes wanted the processors, on average over the fifteen minutes at the end."""
    rows: list[Row] = field(default_factory=list)
    first_steps: list[FirstStep] = field(default_factory=list)
    replicates: dict[str, float] = field(default_factory=dict)
    snapshot: dict[str, float] = field(default_factory=dict)


def machine() -> str:
    """The processor, how many there are, and Python."""
    names = [line.split(":")[1].strip() for line in _processors() if line.startswith("model name")]
    name = names[0] if names else platform.processor() or platform.machine()
    return f"{name}, {os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"


def _processors() -> list[str]:
    told = Path("/proc/cpuinfo")
    return told.read_text("utf-8").splitlines() if told.is_file() else []


def save(figures: Figures, file: Path = FILE) -> None:
    """Write them."""
    file.write_text(json.dumps(asdict(figures), indent=1) + "\n", "utf-8")


def kept(file: Path = FILE) -> Figures:
    """Those that were written last."""
    told = json.loads(file.read_text("utf-8"))
    rows = [Row(**row) for row in told.pop("rows")]
    return Figures(**(told | {"rows": rows, "first_steps": [FirstStep(**each) for each in told["first_steps"]]}))
