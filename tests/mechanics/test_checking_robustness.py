"""Whatever stands where code is expected: diagnostics, never a crash, a hang or an evaluation."""

import ast
from pathlib import Path

import pytest
from effort import MOST_CALLS, calls
from hypothesis import given, settings
from hypothesis import strategies as st

from sobremesa.mechanics import checking, ir
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.checking.syntax import LONGEST
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import ModelDocument

WHOLE = {
    "model": "whole",
    "purpose": "something of everything",
    "clock": {"steps": 20, "stop": "count(p for p in person if p.ill) == 0"},
    "parameters": {"rate": {"value": 0.1}, "people": {"type": "int", "value": 30, "low": 2}},
    "tables": {"hourly": {"values": [3, 5, 9]}},
    "globals": {"price": {"start": 1}},
    "space": {
        "kind": "grid",
        "width": 10,
        "height": 10,
        "torus": True,
        "capacity": 4,
        "cells": {"sugar": {"start": 1}},
    },
    "layers": {"work": {"kind": "network", "of": "person", "generator": "ring", "k": 2, "max_degree": 9}},
    "agents": {
        "person": {
            "count": "people",
            "max": 100,
            "state": {
                "ill": {"type": "bool", "start": "chance(rate)"},
                "money": {"start": 1, "low": 0},
                "mood": {"type": "label", "of": ["calm", "angry"], "start": "calm"},
                "boss": {"type": "ref", "of": "person", "start": "none"},
                "views": {"type": "int", "size": 3, "start": "randint(0, 2)"},
            },
        },
        "wolf": {"count": 5, "state": {"prey": {"type": "ref", "of": "person"}}},
    },
    "rules": [{"name": "live", "who": "person", "order": "one_by_one", "do": "self.money += rate"}],
    "measures": {"wealth": {"value": "mean(p.money for p in person)"}},
    "personas": {"mayor": {"agent": "one_of(person)", "role": "the mayor"}},
    "coupling": {
        "every": 5,
        "show": [{"to": ["mayor"], "text": "{0}", "values": ["wealth"]}],
        "levers": [{"name": "help", "from": "mayor", "moves": "rate", "by": "report.stance", "low": 0, "high": 1}],
    },
    "experiment": {"headline": {"measure": "wealth"}},
}

PLACES = ("do", "when", "measure", "start", "count", "stop", "by", "shown", "persona")


def with_code(place: str, code: str) -> ModelDocument:
    """The whole document, with one piece of code put in."""
    rule = {"name": "try_it", "who": "person", "order": "one_by_one", "do": "self.money += 1"}
    changed: dict[str, object] = {"rules": [*WHOLE["rules"], rule]}  # type: ignore[misc]
    match place:
        case "do" | "when":
            rule[place] = code
        case "measure":
            changed["measures"] = {"wealth": {"value": code}}
        case "start":
            wolf = {"count": 5, "state": {"prey": {"start": code}}}
            changed["agents"] = {**WHOLE["agents"], "wolf": wolf}  # type: ignore[dict-item]
        case "count":
            changed["agents"] = {**WHOLE["agents"], "wolf": {"count": code}}  # type: ignore[dict-item]
        case "stop":
            changed["clock"] = {"stop": code}
        case "persona":
            changed["personas"] = {"mayor": {"agent": code, "role": "the mayor"}}
        case "by":
            lever = {"name": "help", "from": "mayor", "moves": "rate", "by": code, "low": 0, "high": 1}
            changed["coupling"] = {"every": 5, "levers": [lever]}
        case "shown":
            changed["coupling"] = {"every": 5, "show": [{"to": ["mayor"], "text": "{0}", "values": [code]}]}
    return ModelDocument.model_validate({**WHOLE, **changed}, strict=False)


def answer(document: ModelDocument) -> ir.Program | DocumentError:
    try:
        return check(document)
    except DocumentError as error:
        assert error.diagnostics
        return error


def test_the_whole_document_is_fine_to_begin_with() -> None:
    assert isinstance(answer(with_code("do", "self.money += 1")), ir.Program)


HOSTILE = [
    "9**9**9",
    "9**9**9**9 > 1",
    "self.money = 9**9**9",
    "-" * 4000 + "1",
    "not " * 1900 + "True",
    "(" * 3900 + ")" * 3900,
    "[" * 3900,
    "{" * 30,
    "(((((((((((((((((((((((((((((1",
    "f(" * 29 + ")" * 29,
    "lambda x: " * 700 + "1",
    "1 if True else " * 500 + "1",
    "a" + ".a" * 3900,
    "1" + "+1" * 3900,
    "1" + "**1" * 2600,
    "1 < " * 1900 + "1",
    "x = " * 1900 + "1",
    "if True:\n " * 100 + "1",
    "().__class__.__bases__[0].__subclasses__()",
    "self.__class__.__init__.__globals__",
    "self.__dict__",
    "model.__class__",
    "report.__class__",
    "person.__class__",
    "__import__('os').system('true')",
    "eval('1')",
    "exec('x = 1')",
    "open('/etc/passwd')",
    "f'{self.__class__}'",
    "[x for x in person for y in person]",
    "{x for x in person}",
    "(yield 1)",
    "(await self)",
    "lambda: 1",
    "self.age & 1 | 2 ^ 3 << 1 >> 2",
    "~self.ill",
    "self.money @ 2",
    "self.money &= 1",
    "self.money @= 1",
    "clip(*self.views)",
    "clip(**self.views)",
    "self.views[0:1]",
    "self.views[...]",
    "{1: 2}",
    "{**person}",
    "{p: 1 for p in person}",
    "lambda a=9**9**9: a",
    "x := 1",
    "print(1)",
    "self.money.__add__(1)",
    "1e400",
    "1" * 5000,
    "0x" + "f" * 5000,
    "1_0" * 2000,
    "1j",
    "b'x'",
    "...",
    "'a' * 9",
    "\x00",
    "\ud800",
    "self\u200b.money",
    "ｓelf.money",
    "# only a comment",
    "\\",
    "'",
    '"""',
    "\t1",
    "del self",
    "global x",
    "return 1",
    "async def f(): pass",
    "match self:\n case 1: pass",
    "type X = int",
    "@f\nclass A: pass",
    "one_of(person).boss.boss.boss",
    "best_of(person, lambda p: best_of(person, lambda q: best_of(person, lambda r: r.money).money).money).money",
]


@pytest.mark.parametrize("place", PLACES)
def test_hostile_code_is_answered_at_once(place: str) -> None:
    for code in HOSTILE:
        document = with_code(place, code)
        assert calls(lambda document=document: answer(document)) < MOST_CALLS, code[:80]


WORDS = """self person wolf model report cells links rate people hourly price wealth p x t step pi None True False
. . . , , ( ) ( ) [ ] : = == != < > + - * / // % ** += -= and or not in is if else for lambda return break mean
count sum min max one_of best_of sample top neighbors others here on at cells_near distance link degree chance
uniform randint create die move_to connect push money ill mood boss views sugar cell id "calm" 0 1 2.5 groups
regions default= weight= layer=work ties=first unchanged by_id range shuffled
& | ^ ~ @ << := lambda: {{ }} * ** await yield f"" b"" 1j ... ; # \\ while def pass import global del"""
TOKENS = st.sampled_from(WORDS.split())
OPERATORS = ("+", "-", "*", "/", "//", "%", "**", "<", "==", "!=", "and", "or", "is")
OF_ONE = "abs mean count sum max neighbors others here cells_near degree shuffled one_of round int range".split()  # noqa: SIM905
OF_TWO = "min max clip distance at on sample link by_id neighbors randint".split()  # noqa: SIM905


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), st.lists(TOKENS, max_size=14))
def test_any_words_of_the_language_are_answered(place: str, words: list[str]) -> None:
    answer(with_code(place, " ".join(words)))


NAMES = st.sampled_from(["self", "p", "t", "person", "wolf", "cells", "links", "rate", "hourly", "step", "model.price"])
FIELDS = st.sampled_from(["money", "ill", "mood", "boss", "views", "cell", "id", "x", "prey", "sugar", "free", "a"])
LEAVES = st.one_of(
    NAMES,
    st.builds("{}.{}".format, NAMES, FIELDS),
    st.sampled_from(["0", "1", "2.5", "-3", "True", "None", '"calm"', "chance(0.5)", "uniform(0, 1)", "model.price"]),
)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def form(pattern: str, parts: int) -> st.SearchStrategy[str]:
        return st.builds(pattern.format, *[inner] * parts)

    return st.one_of(
        *(form(f"({{}} {op} {{}})", 2) for op in OPERATORS),
        *(form(f"{f}({{}})", 1) for f in OF_ONE),
        *(form(f"{f}({{}}, {{}})", 2) for f in OF_TWO),
        form("({} if {} else {})", 3),
        form("{}[{}]", 2),
        form("[p for p in {} if {}]", 2),
        form("[t for t in {} if {}]", 2),
        form("mean(({} for p in {} if {}), default={})", 4),
        form("sum({} for t in {})", 2),
        form("any({} for p in {})", 2),
        form("count(p for p in {} if {})", 2),
        form("best_of({}, lambda p: {})", 2),
        form("best_of({}, lambda t: ({}, {}), ties=first)", 3),
        form("one_of({}, weight=lambda p: {})", 2),
        form("top({}, {}, lambda p: {})", 3),
        form("groups(({} for p in {}), gap={})", 3),
        form("regions({}, lambda p, t: {})", 2),
        st.builds("{}.{}".format, inner, FIELDS),
    )  # fmt: skip


EXPRESSIONS = st.recursive(LEAVES, _larger, max_leaves=8)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), EXPRESSIONS)
def test_any_expression_is_answered(place: str, code: str) -> None:
    answer(with_code(place, code[:LONGEST]))


def _indented(block: str) -> str:
    return "\n".join("    " + line for line in block.split("\n"))


TARGETS = st.sampled_from(["t", "x", "self.money", "self.views[1]", "self.boss", "self.mood", "model.price", "t.money"])
SIMPLE = st.one_of(
    st.builds("{} = {}".format, TARGETS, EXPRESSIONS),
    st.builds("{} += {}".format, TARGETS, EXPRESSIONS),
    st.builds("{}({})".format, st.sampled_from(["die", "move_to", "push", "one_of"]), EXPRESSIONS),
    st.builds("create(person, money={})".format, EXPRESSIONS),
    st.builds("connect(self, {}, layer=work)".format, EXPRESSIONS),
    st.sampled_from(["return", "break", "continue", "die()", "t = one_of(person)", "t = self.boss"]),
)
BLOCKS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds("{}\n{}".format, inner, inner),
        st.builds(lambda c, b: f"if {c}:\n{_indented(b)}", EXPRESSIONS, inner),
        st.builds(lambda c, b, e: f"if {c}:\n{_indented(b)}\nelse:\n{_indented(e)}", EXPRESSIONS, inner, inner),
        st.builds(lambda c, b: f"for t in {c}:\n{_indented(b)}", EXPRESSIONS, inner),
    ),
    max_leaves=5,
)


@settings(max_examples=120, deadline=None)
@given(BLOCKS)
def test_any_rule_is_answered(code: str) -> None:
    answer(with_code("do", code[:LONGEST]))


MANY = {
    "unknown names": {
        "parameters": {f"parameter_{i}": {"value": 1} for i in range(1200)},
        "rules": [{"name": "r", "who": "person", "do": "\n".join(f"self.money += paramter_{i}" for i in range(260))}],
    },
    "measures": {"measures": {f"m{i}": {"value": "count(persn)"} for i in range(1800)}},
    "arms": {"experiment": {"headline": {"measure": "wealth"}, "arms": [{"name": f"a{i}"} for i in range(4000)]}},
    "types": {"agents": {f"t{i}": {"count": 1, "state": {"a": {"start": "b"}}} for i in range(1200)}},
    "starts": {
        "agents": {"person": {"count": 3, "state": {f"a{i}": {"start": f"self.a{i + 1}"} for i in range(1500)}}},
        "measures": {"wealth": {"value": 1}},
    },
    "rules": {"rules": [{"name": f"r{i}", "who": "person", "do": "self.mony = 1"} for i in range(1000)]},
}
"""As much of one thing as fits 64 KiB."""


@pytest.mark.parametrize("what", MANY)
def test_as_much_as_fits_is_answered_at_once(what: str) -> None:
    plain = {key: WHOLE[key] for key in ("model", "purpose", "agents", "measures", "experiment")} | MANY[what]
    document = ModelDocument.model_validate(plain)
    assert calls(lambda: answer(document)) < MOST_CALLS
    found = answer(document)
    assert isinstance(found, ir.Program) or len(found.diagnostics) <= 100


def test_code_that_means_something_elsewhere_is_answered() -> None:
    """The bodies of the checker's own functions, as rules."""
    for path in Path(checking.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                answer(with_code("do", "\n".join(ast.unparse(line) for line in node.body)[:LONGEST]))
