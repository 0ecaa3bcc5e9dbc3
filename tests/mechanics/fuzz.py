"""Generated documents through checker, reference interpreter and Mesa engine: everything must be the same.

    python tests/mechanics/fuzz.py --documents 100000 --seed 1 [--first 0] [--engine kernel] [--failures FOLDER]

Each document is checked, run by the reference and by the engine (in one go, or through a snapshot), and measures,
state and errors are compared to the last bit. Every fourth is damaged first: then there may only be diagnostics. It
ends with how often each part of the language was met; what differs is written to FOLDER, made smaller.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import get_args

from generated import damaged, generate
from reference import assert_same
from reference.failing import Failure

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.engine import Engine
from sobremesa.mechanics.ir.walk import nodes
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document

STEPS = 3
EACH_DAMAGED = 4


@dataclass
class Tally:
    """What was met: outcomes, diagnostics, run errors, and parts of the language."""

    outcomes: Counter[str] = field(default_factory=Counter)
    diagnostics: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)


def parts_of(program: ir.Program) -> Counter[str]:
    """The constructs of a program, by node and by what distinguishes nodes of a kind."""
    found: Counter[str] = Counter()
    for node in nodes(program):
        name = type(node).__name__
        if name == "ModelDocument":
            continue
        found[name] += 1
        for word in ("kind", "op", "function", "distribution", "action", "order", "generator", "neighborhood", "shape"):
            value = getattr(node, word, None)
            if isinstance(value, str):
                found[f"{name} {value}"] += 1
    return found


def wanted_parts() -> list[str]:
    """Every node of the IR that a program may hold outside of coupling."""
    elsewhere = {"MeasureRead", "ReportRead"}
    return [node.__name__ for node in (*get_args(ir.Expr), *get_args(ir.Stmt)) if node.__name__ not in elsewhere]


def tried(text: bytes, seed: int, engine: Engine, tally: Tally) -> None:
    """One document. Raises AssertionError where engine and reference differ."""
    try:
        program = check(read_document(text))
    except DocumentError as error:
        tally.outcomes["refused"] += 1
        tally.diagnostics.update({diagnostic.code for diagnostic in error.diagnostics})
        return
    rng = Random(seed)
    arm = rng.choice(program.document.experiment.arms)
    failure = assert_same(program, arm, STEPS, rng.randrange(2**53), rng.randrange(9), engine, rng.choice([0, 1, 2]))
    tally.outcomes["the same, and failed alike" if failure else "the same"] += 1
    tally.parts.update(parts_of(program))
    if isinstance(failure, Failure):
        tally.errors[failure.code] += 1


def fuzzed(documents: int, seed: int, first: int, engine: Engine, progress: Callable[[int, Tally], None]) -> Tally:
    """Try so many documents; the seeds of documents are `seed * 10**9 + number`."""
    tally = Tally()
    for number in range(first, first + documents):
        of = seed * 10**9 + number
        text = damaged(of) if number % EACH_DAMAGED == EACH_DAMAGED - 1 else generate(of).encode()
        try:
            tried(text, of, engine, tally)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is what is looked for
            tally.outcomes["FAILED"] += 1
            tally.failures[str(of)] = f"{type(error).__name__}: {str(error)[:500]}"
        progress(number, tally)
    return tally


def report(tally: Tally) -> str:
    """The summary, holes last."""
    lines = []
    for title, counts in (
        ("Outcomes", tally.outcomes), ("Diagnostics", tally.diagnostics), ("Run errors", tally.errors),
        ("Parts of the language, in programs that ran", tally.parts),
    ):  # fmt: skip
        lines.append(f"{title}: " + ", ".join(f"{word} {count:,}" for word, count in sorted(counts.items())))
    missing = [word for word in wanted_parts() if not tally.parts[word]]
    lines.append(f"Never met: {', '.join(missing) or 'nothing'}")
    lines += [f"FAILED {seed}: {message}" for seed, message in tally.failures.items()]
    return "\n".join(lines)


def engines() -> Mapping[str, Callable[[], Engine]]:
    """The engines that can be held beside the reference."""

    def kernel() -> Engine:
        from sobremesa.mechanics.kernel.engine import KernelEngine

        return KernelEngine()

    return {"mesa": MesaEngine, "kernel": kernel}


def main() -> int:
    """Read the arguments, try the documents, print the summary; 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--engine", choices=sorted(engines()), default="mesa")
    parser.add_argument("--failures", type=Path)
    given = parser.parse_args()
    began = time.process_time()

    def progress(number: int, tally: Tally) -> None:
        done = number + 1 - given.first
        if done % 1000 == 0:
            spent = (time.process_time() - began) / done
            outcomes = ", ".join(f"{word} {count:,}" for word, count in sorted(tally.outcomes.items()))
            sys.stderr.write(f"{done:,} documents, {spent * 1000:.1f} ms each: {outcomes} {list(tally.failures)}\n")
            sys.stderr.flush()

    tally = fuzzed(given.documents, given.seed, given.first, engines()[given.engine](), progress)
    sys.stdout.write(report(tally) + "\n")
    if given.failures is not None:
        given.failures.mkdir(parents=True, exist_ok=True)
        for seed in tally.failures:
            (given.failures / f"{seed}.json").write_text(generate(int(seed)))
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
