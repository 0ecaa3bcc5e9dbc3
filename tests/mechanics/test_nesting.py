"""Deep nesting costs in proportion to its length: doubling (or worse) at each level would never end."""

from __future__ import annotations

import ast

import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.emit import emit
from sobremesa.mechanics.reading import read_document

DOCUMENT = """
model: nest
purpose: nothing but depth
agents: {{person: {{count: 3, state: {{n: {{type: int, start: 1}}, f: {{type: float, start: 1}}}}}}}}
rules: [{{name: deep, who: person, do: "{code}"}}]
measures: {{most: {{value: "max(p.f for p in person)"}}}}
experiment: {{headline: {{measure: most}}}}
"""


@pytest.mark.parametrize(
    ("start", "wrap", "target"),
    [
        ("person", "[p for p in {0} if p.n > 0]", "self.n = count({0})"),
        ("1", "randint({0}, 5)", "self.n = {0}"),
        ("0.5", "0.5 * (1 if {0} > 0 else 2)", "self.f = {0}"),
        ("self.n", "(1 if {0} > 2 else 2) / 3.5", "self.f = {0}"),
    ],
)
def test_depth_costs_no_more_than_length(start: str, wrap: str, target: str) -> None:
    def nodes(depth: int) -> int:
        code = start
        for _ in range(depth):
            code = wrap.format(code)
        program = check(read_document(DOCUMENT.format(code=target.format(code))))
        return sum(1 for _ in ast.walk(emit(program)))

    shallow, middle, deep = nodes(2), nodes(6), nodes(10)
    assert deep - middle == middle - shallow > 0
