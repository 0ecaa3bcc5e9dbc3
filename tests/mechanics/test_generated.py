"""Generated documents: reference and engine do the same, and whatever is damaged is only told of."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from fuzz import fuzzed, parts_of, report, wanted_parts
from generated import damaged, generate, shrink

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.emit import source
from sobremesa.mechanics.engine import TracingEngine
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document


def answer(text: bytes) -> Program | DocumentError:
    try:
        return check(read_document(text))
    except DocumentError as error:
        return error


@pytest.mark.parametrize(
    ("engine", "seed"),
    [*((MesaEngine(), seed) for seed in range(8)), *((KernelEngine(), seed) for seed in range(100, 104))],
    ids=lambda value: value.name if isinstance(value, TracingEngine) else str(value),
)
def test_reference_and_engine_do_the_same(engine: TracingEngine, seed: int) -> None:
    tally = fuzzed(range(40), seed, engine, lambda _: None)
    assert not tally.failures, report(tally)
    assert tally.outcomes["the same"] + tally.outcomes["the same, and failed alike"] >= 20


def test_generated_documents_are_valid_and_meet_the_whole_language() -> None:
    met: Counter[str] = Counter()
    answers = [answer(generate(seed).encode()) for seed in range(150)]
    programs = [each for each in answers if isinstance(each, Program)]
    for program in programs:
        met.update(parts_of(program))
    assert len(programs) > 120
    assert [part for part in wanted_parts() if not met[part]] == []


def test_damaged_documents_are_answered() -> None:
    answers = [answer(damaged(seed)) for seed in range(150)]
    refused = [each for each in answers if isinstance(each, DocumentError)]
    assert len(refused) > 50
    assert all(each.diagnostics for each in refused)


WHAT_DOCUMENTS_SAY = "PLR0124,PLR0133,RUF034,SIM222"
"""Against `self == self`, `1 == 1`, `a if b else a`, `a or True`: nobody means them, but the generator writes them."""


def test_exported_programs_are_files_that_ruff_passes(tmp_path: Path) -> None:
    for seed in range(60):
        program = answer(generate(seed).encode())
        if isinstance(program, Program):
            (tmp_path / f"model_{seed}.py").write_text(source(program))
    assert len([*tmp_path.iterdir()]) > 40
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--ignore", WHAT_DOCUMENTS_SAY, "."]
    done = subprocess.run(ruff, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def test_a_seed_names_a_document() -> None:
    assert [generate(seed) for seed in range(5)] == [generate(seed) for seed in range(5)]
    assert len({generate(seed) for seed in range(50)}) == 50


def test_a_document_that_fails_is_made_small() -> None:
    """What is left is what the failure needs: here, a rule in whose loop somebody dies."""
    rule = {
        "name": "r",
        "when": "step > 1",
        "do": "x = 1\nfor p in person:\n    if p.ill and x > 0:\n        die(p)\nx = 2",
    }
    document = {
        "rules": [{"name": "first", "do": "y = 1"}, rule],
        "measures": {"m": {"value": "1"}, "n": {"value": "2"}},
    }

    def fails(candidate: dict[str, Any]) -> bool:
        return any("die(p)" in rule.get("do", "") and "for p" in rule["do"] for rule in candidate.get("rules", []))

    assert shrink(document, fails, 500) == {"rules": [{"do": "for p in person:\n    die(p)"}]}
    assert shrink(document, fails, 0) == document
