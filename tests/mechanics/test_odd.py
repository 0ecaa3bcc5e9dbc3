"""What a model is, in the order of ODD: true to the document, the same each time, and nothing of Markdown in code."""

from __future__ import annotations

import ast
import re

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.emit import source
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.odd import as_docstring, odd
from sobremesa.mechanics.reading import read_document

ELEMENTS = [
    "1. Purpose and patterns",
    "2. Entities, state variables, and scales",
    "3. Process overview and scheduling",
    "4. Design concepts",
    "5. Initialization",
    "6. Input data",
    "7. Submodels",
]
SMALL = """
model: small
purpose: to be told
clock: {steps: 12, unit: week, stop: "count(hare) == 0"}
parameters:
  bold: {value: 0.5, low: 0, high: 1, source: stated, quote: "half are | bold"}
  wraps: {type: bool, value: true}
assumptions: ["nobody sleeps"]
tables: {rain: {values: [3, 5, 9], source: literature, cite: "a gauge"}}
globals: {eaten: {type: int, start: 0}}
space:
  {kind: grid, width: 4, height: 3, torus: wraps, neighborhood: hex, capacity: 2,
   cells: {green: {type: bool, start: true}}}
agents:
  hare: {count: 5, max: 40, state: {kind: {type: label, of: [shy, bold_one], start: shy}, past: {type: float, size: 3}}}
  fox: {count: 1, place: {x: 0, y: "self.id"}, state: {prey: {type: ref, of: hare}}}
rules:
  - name: hunt
    who: fox
    order: one_by_one
    when: step > 1
    do: |
      prey = best_of(here(hare), lambda h: h.past[0])
      if prey is not None:
          die(prey)
          model.eaten += 1
  - {name: breed, who: hare, do: "create(hare)"}
  - {name: count_all, who: model, do: "model.eaten += 0"}
measures: {left: {value: "count(hare)", unit: hares}, gone: {value: model.eaten, at: end}}
experiment: {question: how many are left, headline: {measure: left}}
"""


def elements(program: Program) -> dict[str, str]:
    """The text under each heading."""
    parts = re.split(r"(?m)^## (.*)\n", odd(program))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_a_small_model_is_told_as_it_is() -> None:
    told = elements(check(read_document(SMALL)))
    assert list(told) == ELEMENTS
    purpose, entities, process, concepts, start, data, submodels = told.values()
    assert "to be told" in purpose and "how many are left" in purpose and "`left` (last)" in purpose
    assert "- **hare**: 5 of them, at most 40." in entities
    assert "`kind`: one of shy, bold_one" in entities and "`past`: 3 values, each a number" in entities
    assert "`prey`: one hare, or nobody" in entities and "`green`: true or false" in entities
    assert (
        "a grid of 4 by 3 cells (hexagonal neighbourhood), its edges joined if `wraps`, at most 2 on a cell" in entities
    )
    assert "12 steps of one week each, or until `count(hare) == 0`" in entities
    lines = process.strip().splitlines()
    assert lines[0] == "In each week, in this order:"
    assert lines[2].startswith("1. `hunt` (every fox): one by one") and "killing hare" in lines[2]
    assert "the model's `eaten`" in lines[2]
    assert lines[3].startswith("2. `breed` (every hare): all act together") and lines[3].endswith("bearing hare.")
    assert lines[4].startswith("3. `count_all` (the model): once")
    assert "with those on the same cell" in concepts and "the best of several is chosen" in concepts
    assert "`past`" in concepts and "Assumed: nobody sleeps" in concepts and "`gone` (at the end)" in concepts
    assert "places and `hunt`; random is who acts when in `hunt`" in concepts
    assert "- 1 of type fox at (0, `self.id`)" in start and "“half are / bold”" in start
    assert "`rain`: 3 figures; literature: a gauge" in data
    assert "`hunt` (fox, one by one, when `step > 1`):" in submodels and "    die(prey)" in submodels


def test_what_is_not_there_is_not_told() -> None:
    text = """
model: bare
purpose: nothing
agents: {person: {count: 1}}
rules: [{name: rest, who: person, do: "return"}]
measures: {people: {value: "count(person)"}}
experiment: {headline: {measure: people}}
"""
    told = elements(check(read_document(text)))
    assert "Stochasticity: none." in told["4. Design concepts"]
    assert "Interaction: none" in told["4. Design concepts"]
    assert "Objectives" not in told["4. Design concepts"]
    assert told["6. Input data"].startswith("\nNone")


@pytest.mark.parametrize("name", library.documents())
def test_every_library_model_is_told(name: str) -> None:
    document = library.load(name)
    program = check(document)
    text = odd(program)
    assert text == odd(check(document))
    told = elements(program)
    assert list(told) == ELEMENTS
    for word in document.parameters:
        assert f"| `{word}` |" in told["5. Initialization"]
    for rule in document.rules:
        assert f"`{rule.name}` (" in told["3. Process overview and scheduling"]
        assert f"`{rule.name}` (" in told["7. Submodels"]
    for persona in document.personas:
        assert persona.replace("_", " ") in told["3. Process overview and scheduling"]


@pytest.mark.parametrize("name", ["wolf_sheep", "opinion_debate", "sugarscape"])
def test_an_exported_file_begins_with_it(name: str) -> None:
    program = check(library.load(name))
    text = as_docstring(program)
    assert max(map(len, text.splitlines())) <= 98
    assert "**" not in text and "#" not in text
    doc = ast.get_docstring(ast.parse(source(program)))
    assert doc is not None and text.strip() in doc
    assert ("In this file nobody talks" in doc) == bool(program.personas)
