"""Each diagnostic has a small document that provokes it, and its words: `golden/CODE.yaml` and `golden/CODE.txt`."""

import ast
from pathlib import Path

import pytest

from sobremesa import mechanics
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.reading import LARGEST, read_document

GOLDEN = Path(__file__).parent / "golden"
SOURCES = Path(mechanics.__file__).parent
CODES = sorted(path.stem for path in GOLDEN.glob("*.yaml"))

CODE_ARGUMENT = {"add": 0, "wrong": 1, "Diagnostic": 0, "NotPlainError": 0}
"""Which argument of these calls is the code of a diagnostic."""


def codes_in(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        arguments = node.args[CODE_ARGUMENT.get(name, len(node.args)) :]
        if arguments and isinstance(arguments[0], ast.Constant) and isinstance(arguments[0].value, str):
            found.add(arguments[0].value)
    return found


@pytest.mark.parametrize("code", CODES)
def test_a_mistake_is_told_in_these_words(code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        check(read_document((GOLDEN / f"{code}.yaml").read_bytes()))
    assert str(caught.value) + "\n" == (GOLDEN / f"{code}.txt").read_text()
    assert code in {diagnostic.code for diagnostic in caught.value.diagnostics}


def test_what_is_too_large_is_not_even_read() -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(b"#" * (LARGEST + 1))
    assert str(caught.value) + "\n" == (GOLDEN / "too_large.txt").read_text()


def test_every_code_of_the_front_end_has_a_golden_file() -> None:
    files = [SOURCES / "reading.py", SOURCES / "yaml12.py", *(SOURCES / "checking").glob("*.py")]
    codes = set().union(*(codes_in(path) for path in files))
    no_diagnostic, without_file = "cell", "too_large"  # an element added to a set; a file of 64 KiB
    assert codes - {no_diagnostic, without_file} == set(CODES)
