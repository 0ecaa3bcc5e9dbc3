"""docs/language.md is true: its examples are checked and run, no word of the language is missing, its brief is its own.

What a fence says: `model` a whole document; `base=NAME` one that parts are laid over; `in=NAME` such a part, of code
the body of a rule (`who=`, `order=`); `refused=CODE` a mistake; `not-run-yet` what is checked and can't be run.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import re
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from reference import assert_same

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.checking.names import BUILT_IN, FUNCTIONS
from sobremesa.mechanics.checking.spaces import GENERATORS
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.levers import compile_coupling
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document
from sobremesa.mechanics.yaml12 import load
from sobremesa.nodes.coupling import talking_arms, unsupported

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "language.md").read_text("utf-8")
REFERENCE = ROOT / "mechanics" / "reference.md"
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STEPS = 4
WITHOUT_MODEL = {"console", "words"}
REPLACED_WHOLE = ("space", "rules", "setup")
"""Sections of a base whose options would not fit together with those of the part that is laid over it."""


@dataclass(frozen=True)
class Example:
    """A block of the page: its line, what its fence says, and its text."""

    line: int
    language: str
    words: dict[str, str]
    text: str

    def __str__(self) -> str:
        return f"line {self.line}"


def examples() -> list[Example]:
    found = []
    for fence in FENCE.finditer(PAGE):
        language, said, text = fence.groups()
        words = dict(word.partition("=")[::2] for word in said.split())
        found.append(Example(PAGE[: fence.start()].count("\n") + 1, language, words, text))
    return [example for example in found if example.language not in WITHOUT_MODEL]


EXAMPLES = examples()
BASES = {e.words["base"]: load(e.text) for e in EXAMPLES if "base" in e.words}
REFUSED = [e for e in EXAMPLES if "refused" in e.words]
NOT_YET = [e for e in EXAMPLES if "not-run-yet" in e.words]
RUNNING = [e for e in EXAMPLES if e not in REFUSED and e not in NOT_YET]


def laid_over(base: Any, part: Any) -> Any:
    """`part` over `base`: mappings are merged, all else is replaced."""
    if not isinstance(base, dict) or not isinstance(part, dict):
        return part
    merged = {key: part[key] if key in REPLACED_WHOLE else laid_over(base.get(key), part[key]) for key in part}
    return {**base, **merged}


def document(example: Example) -> ModelDocument:
    """The whole document that an example is, or is a part of."""
    if "in" not in example.words:
        return read_document(example.text)
    part = load(example.text) if example.language == "yaml" else {"rules": [_rule(example)]}
    return read_document(json.dumps(laid_over(BASES[example.words["in"]], part)))


def _rule(example: Example) -> dict[str, str]:
    order = example.words.get("order", "together")
    return {"name": "shown", "who": example.words["who"], "order": order, "do": example.text}


def run(program: Program) -> None:
    """A few steps of every arm, in which nothing fails; and the coupling, where there is one."""
    engine = MesaEngine()
    for arm in program.document.experiment.arms:
        _, series = engine.advance(program, engine.start(program, arm, 1, [0, 1]), STEPS)
        assert not series.errors
    if program.document.coupling is not None:
        compile_coupling(program)
        problems = list(unsupported(program, talking_arms(program)))
        if problems:
            raise DocumentError(problems)


@pytest.mark.parametrize("example", RUNNING, ids=str)
def test_an_example_runs(example: Example) -> None:
    run(check(document(example)))


@pytest.mark.parametrize("example", [e for e in RUNNING if e.language == "python"], ids=str)
def test_an_example_of_code_means_what_the_reference_interpreter_says(example: Example) -> None:
    program = check(document(example))
    assert_same(program, program.document.experiment.arms[0], STEPS)


@pytest.mark.parametrize("example", REFUSED, ids=str)
def test_a_mistake_gets_the_diagnostic_that_the_page_names(example: Example) -> None:
    with pytest.raises(DocumentError) as refused:
        check(document(example))
    assert [diagnostic.code for diagnostic in refused.value.diagnostics] == [example.words["refused"]]


@pytest.mark.parametrize("example", NOT_YET, ids=str)
def test_what_is_not_run_yet_is_checked_and_not_run(example: Example) -> None:
    """Where this fails, the example runs: take `not-run-yet` from its fence, and say so in the text above it."""
    program = check(document(example))
    with pytest.raises(DocumentError) as refused:
        run(program)
    assert all("yet" in str(diagnostic) for diagnostic in refused.value.diagnostics)


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.language == "python" or e in REFUSED + NOT_YET], ids=str)
def test_a_reader_sees_what_the_fence_says(example: Example) -> None:
    caption = PAGE.split("\n")[example.line - 3]
    said = {word for key, word in example.words.items() if key != "in" or example.language == "python"} - {""}
    assert said <= set(re.findall(r"\w+", caption))
    assert ("Refused" in caption) == (example in REFUSED)
    assert ("Not run yet" in caption) == (example in NOT_YET)


# ------------------------------------------------------------------------------------------ nothing is left out


def keys_of(model: type[BaseModel]) -> set[str]:
    """Every key of a section and of the sections within it."""
    names = set()
    for name, field in model.model_fields.items():
        names.add(field.alias or name)
        for part in _parts(field.annotation):
            names |= keys_of(part)
    return names


def _parts(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [part for inner in get_args(annotation) for part in _parts(inner)]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[a-z_]\w*", text))


SHOWN = set().union(*(words_of(e.text) for e in RUNNING))


def test_every_word_of_the_language_is_in_an_example_that_runs() -> None:
    assert set() == BUILT_IN - SHOWN
    called = set().union(*(set(re.findall(r"\b([a-z]\w*)\(", e.text)) for e in RUNNING))
    assert FUNCTIONS - called == set()


def test_every_key_of_a_document_is_in_an_example_that_runs() -> None:
    assert keys_of(ModelDocument) - SHOWN == set()


def test_every_generator_is_in_an_example_that_runs() -> None:
    assert GENERATORS.keys() - SHOWN == set()


def test_every_statement_is_in_an_example_that_runs() -> None:
    code = [ast.parse(e.text) for e in RUNNING if e.language == "python"]
    shown = {type(node) for tree in code for node in ast.walk(tree)}
    wanted = {ast.Assign, ast.AugAssign, ast.If, ast.For, ast.Break, ast.Continue, ast.Return, ast.ListComp, ast.IfExp}
    assert wanted - shown == set()


def test_the_words_of_the_language_are_listed() -> None:
    (listed,) = [text for language, _, text in FENCE.findall(PAGE) if language == "words"]
    assert listed.split() == sorted(BUILT_IN)


# ------------------------------------------------------------------------------------------------ the brief


def brief() -> ModuleType:
    spec = importlib.util.spec_from_file_location("brief", ROOT / "docs" / "brief.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_brief_is_what_the_page_gives() -> None:
    """Where this fails: `python docs/brief.py`."""
    assert brief().brief(PAGE) == REFERENCE.read_text("utf-8")


MARKED = """## One
<!-- brief -->
a
b (not run yet)
<!-- /brief -->
c
## Two
## Three
<!-- brief -->
```yaml model
d
```
<!-- /brief -->
"""


def test_the_brief_is_what_is_marked_but_for_what_is_not_run_yet() -> None:
    assert brief().brief(MARKED).split("\n\n")[1:] == ["## One", "a", "## Three", "```yaml\nd\n```\n"]


def test_the_brief_names_every_function() -> None:
    assert FUNCTIONS - words_of(REFERENCE.read_text("utf-8")) == set()


def test_the_brief_names_every_key() -> None:
    assert keys_of(ModelDocument) - words_of(REFERENCE.read_text("utf-8")) == set()
