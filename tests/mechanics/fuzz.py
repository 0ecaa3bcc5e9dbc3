"""Generated documents through checker, reference interpreter and Mesa engine: everything must be the same.

    python tests/mechanics/fuzz.py --documents 100000 --seed 1 [--first 0] [--engine kernel] [--counts FILE]
    python tests/mechanics/fuzz.py --seed 1 --only 3 17 --failures FOLDER

Each document is checked, run by the reference and by the engine (in one go, or through a snapshot), and measures,
state and errors are compared to the last bit. Every fourth is damaged first: then there may only be diagnostics. It
ends with how often each part of the language was met. FILE holds what was counted so far, whatever happens; what
differs is written to FOLDER, as it was and made smaller.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import get_args

from generated import damaged, generate, shrink
from reference import assert_same
from reference.failing import Failure

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Engine
from sobremesa.mechanics.ir.walk import nodes
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document

STEPS = 3
EACH_DAMAGED = 4
SHRINKING = 3000
"""How many smaller documents are tried for one that fails."""
EACH_COUNTED = 250


@dataclass
class Tally:
    """What was met: outcomes, diagnostics, run errors, and parts of the language."""

    outcomes: Counter[str] = field(default_factory=Counter)
    diagnostics: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)
    failures: dict[int, str] = field(default_factory=dict)


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
    for arm in program.document.experiment.arms:
        found.update(f"Arm {key}" for key in ("set", "at", "without", "steps", "space") if getattr(arm, key))
    return found


def wanted_parts() -> list[str]:
    """Every node of the IR that a program may hold, and all that an arm may change."""
    arms = [f"Arm {key}" for key in ("set", "at", "without", "steps", "space")]
    return [*(node.__name__ for node in (*get_args(ir.Expr), *get_args(ir.Stmt))), *arms]


@dataclass(frozen=True)
class Way:
    """How a document is run: a seed names all of it."""

    arm: Arm
    seed: int
    replicate: int
    pause_at: int

    def reports(self, program: ir.Program, step: int) -> dict[str, dict[str, float]]:
        """What the personas report after a step: made up."""
        rng = Random(self.seed + step)
        words = ("stance", "valence", "confidence", "arousal")
        return {name: {word: rng.choice([0.0, rng.uniform(-1, 1)]) for word in words} for name in program.personas}

    def compare(self, program: ir.Program, engine: Engine) -> Failure | None:
        """Hold the engine beside the reference. Raises AssertionError where they differ."""
        return assert_same(
            program, self.arm, STEPS, self.seed, self.replicate, engine, self.pause_at,
            lambda step: self.reports(program, step),
        )  # fmt: skip


def way(program: ir.Program, seed: int) -> Way:
    """The arm, seed and replicate of a run, and where it goes through a snapshot."""
    rng = Random(seed)
    arm = rng.choice(program.document.experiment.arms)
    return Way(arm, rng.randrange(2**53), rng.randrange(9), rng.choice([0, 1, 2]))


def tried(text: bytes, seed: int, engine: Engine, tally: Tally) -> None:
    """One document. Raises AssertionError where engine and reference differ."""
    try:
        program = check(read_document(text))
    except DocumentError as error:
        tally.outcomes["refused"] += 1
        tally.diagnostics.update({diagnostic.code for diagnostic in error.diagnostics})
        return
    failure = way(program, seed).compare(program, engine)
    tally.outcomes["the same, and failed alike" if failure else "the same"] += 1
    tally.parts.update(parts_of(program))
    if isinstance(failure, Failure):
        tally.errors[failure.code] += 1


def text_of(seed: int, number: int) -> tuple[int, bytes]:
    """The seed of a numbered document, and its text."""
    of = seed * 10**9 + number
    return of, damaged(of) if number % EACH_DAMAGED == EACH_DAMAGED - 1 else generate(of).encode()


def fuzzed(numbers: Iterable[int], seed: int, engine: Engine, progress: Callable[[Tally], None]) -> Tally:
    """Try the documents of these numbers; the seeds of documents are `seed * 10**9 + number`."""
    tally = Tally()
    for number in numbers:
        of, text = text_of(seed, number)
        try:
            tried(text, of, engine, tally)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is what is looked for
            kind = "differ" if isinstance(error, AssertionError) else "crash"
            tally.outcomes[kind] += 1
            tally.failures[number] = f"{type(error).__name__}: {str(error)[:500]}"
        progress(tally)
    return tally


def smaller(number: int, seed: int, engine: Engine) -> tuple[Way, object] | None:
    """A failing document made smaller, and how it is run; None where its text is no document."""
    of, text = text_of(seed, number)
    try:
        program, plain = check(read_document(text)), json.loads(text)
    except (DocumentError, ValueError):
        return None
    run = way(program, of)

    def failed(document: object) -> str | None:
        try:
            program = check(read_document(json.dumps(document)))
            arm = next(arm for arm in program.document.experiment.arms if arm.name == run.arm.name)
            replace(run, arm=arm).compare(program, engine)
        except (DocumentError, StopIteration):
            return None
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is what is looked for
            return type(error).__name__
        return None

    kind = failed(plain)
    return run, shrink(plain, lambda document: failed(document) == kind, SHRINKING)


def summary(tally: Tally) -> str:
    """What became of the documents, in one line."""
    refused, count = tally.outcomes["refused"], tally.outcomes.total()
    same = tally.outcomes["the same"] + tally.outcomes["the same, and failed alike"]
    ends = ", ".join(f"{tally.outcomes[word]:,} {word}" for word in ("differ", "crash"))
    return (
        f"{count:,} documents: {count - refused:,} run, {refused:,} refused, {same:,} equal "
        f"({tally.outcomes['the same, and failed alike']:,} of them failed alike), {ends}"
    )


def report(tally: Tally) -> str:
    """What became of the documents, what was met, and what was never met; the failures last."""
    lines = [summary(tally)]
    for title, counts in (
        ("Diagnostics", tally.diagnostics), ("Run errors", tally.errors),
        ("Parts of the language, in programs that ran", tally.parts),
    ):  # fmt: skip
        lines.append(f"{title}: " + ", ".join(f"{word} {count:,}" for word, count in sorted(counts.items())))
    missing = [word for word in wanted_parts() if not tally.parts[word]]
    lines.append(f"Never met: {', '.join(missing) or 'nothing'}")
    lines += [f"{number} failed: {message}" for number, message in tally.failures.items()]
    return "\n".join(lines)


def keep(number: int, seed: int, engine: Engine, folder: Path) -> None:
    """Write a failing document, as it was and made smaller."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{number}.yaml").write_bytes(text_of(seed, number)[1])
    found = smaller(number, seed, engine)
    if found is not None:
        run, document = found
        (folder / f"{number}.small.yaml").write_text(f"# {run}\n{json.dumps(document, indent=1)}\n")


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
    parser.add_argument("--only", type=int, nargs="+", metavar="NUMBER")
    parser.add_argument("--engine", choices=sorted(engines()), default="mesa")
    parser.add_argument("--counts", type=Path)
    parser.add_argument("--failures", type=Path)
    given = parser.parse_args()
    began = time.process_time()

    def progress(tally: Tally) -> None:
        done = tally.outcomes.total()
        if done % EACH_COUNTED == 0 and given.counts is not None:
            given.counts.write_text(report(tally) + "\n")
        if done % 1000 == 0:
            spent = (time.process_time() - began) / done
            sys.stderr.write(f"{summary(tally)} {list(tally.failures) or ''} ({spent * 1000:.1f} ms each)\n")
            sys.stderr.flush()

    numbers = given.only or range(given.first, given.first + given.documents)
    engine = engines()[given.engine]()
    tally = fuzzed(numbers, given.seed, engine, progress)
    sys.stdout.write(report(tally) + "\n")
    if given.counts is not None:
        given.counts.write_text(report(tally) + "\n")
    if given.failures is not None:
        for number in tally.failures:
            keep(number, given.seed, engine, given.failures)
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
