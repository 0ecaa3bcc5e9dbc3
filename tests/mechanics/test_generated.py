"""Generated documents: reference and engine do the same, and whatever is damaged is only told of."""

from __future__ import annotations

from collections import Counter

import pytest
from fuzz import fuzzed, parts_of, report, wanted_parts
from generated import damaged, generate

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document


def answer(text: bytes) -> Program | DocumentError:
    try:
        return check(read_document(text))
    except DocumentError as error:
        return error


@pytest.mark.parametrize("seed", range(8))
def test_reference_and_engine_do_the_same(seed: int) -> None:
    tally = fuzzed(range(40), seed, MesaEngine(), lambda _: None)
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


def test_a_seed_names_a_document() -> None:
    assert [generate(seed) for seed in range(5)] == [generate(seed) for seed in range(5)]
    assert len({generate(seed) for seed in range(50)}) == 50
