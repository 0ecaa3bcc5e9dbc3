"""A type that is called like something of the language is a mistake that is told, whatever it is called like."""

import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.reading import read_document

DOCUMENT = """
model: names
purpose: p
agents: {TYPE: {count: 3, state: {lit: {type: bool, start: true}}}}
measures: {share: {value: "mean(each.lit for each in TYPE)"}}
experiment: {headline: {measure: share}}
SPACE
"""
SPACES = ("", "space: {kind: grid, width: 3, height: 3}", "space: {kind: network, generator: ring, k: 2}")


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("name", ["cell", "cells", "link", "links", "model", "self", "step", "count", "true", "lambda"])
def test_words_of_the_language_are_taken(name: str, space: str) -> None:
    with pytest.raises(DocumentError) as caught:
        check(read_document(DOCUMENT.replace("TYPE", name).replace("SPACE", space)))
    assert "name_taken" in {diagnostic.code for diagnostic in caught.value.diagnostics}


@pytest.mark.parametrize("name", ["other", "agent", "mesa", "model_", "class_a", "neighbor", "alive"])
def test_other_words_are_free(name: str) -> None:
    assert check(read_document(DOCUMENT.replace("TYPE", name).replace("SPACE", ""))).agents[0].name == name
