"""Each diagnostic has a small document that provokes it, and its words: `golden/CODE.yaml` and `golden/CODE.txt`."""

import ast
from pathlib import Path

import pytest

from sobremesa.mechanics import processes
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.reading import is_process, read_process

GOLDEN = Path(__file__).parent / "golden"
CODES = sorted(path.stem for path in GOLDEN.glob("*.yaml"))
OF_READING = {"unknown_key"}
"""Told by what reads both kinds of document, and shown once for processes."""


def codes_in(path: Path) -> set[str]:
    """The codes that a file of the checker tells."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("add", "wrong"):
            place = 0 if node.func.attr == "add" else 1
            given = node.args[place : place + 1]
            found |= {each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return found


@pytest.mark.parametrize("code", CODES)
def test_a_mistake_is_told_in_these_words(code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        check_process(read_process((GOLDEN / f"{code}.yaml").read_bytes()))
    assert str(caught.value) + "\n" == (GOLDEN / f"{code}.txt").read_text()
    assert code in {diagnostic.code for diagnostic in caught.value.diagnostics}


def test_every_code_of_the_checker_has_a_golden_file() -> None:
    files = (Path(processes.__file__).parent / "checking").glob("*.py")
    assert set().union(*(codes_in(path) for path in files)) == set(CODES) - OF_READING


def test_several_mistakes_are_told_at_once() -> None:
    text = (GOLDEN / "unknown_name.yaml").read_text().replace("waiting(clerk)", "waiting(clark)")
    with pytest.raises(DocumentError) as caught:
        check_process(read_process(text))
    assert {each.code for each in caught.value.diagnostics} == {"unknown_name", "unknown_place"}
    assert len(caught.value.diagnostics) == 4


def test_a_process_is_told_from_a_model() -> None:
    assert is_process("process: shop")
    assert not is_process("model: shop")
