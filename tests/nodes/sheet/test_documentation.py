"""docs/cards.md says what is read: its example is one, and every key stands in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from sobremesa.nodes.sheet.reading import MistakenSheetError, read_sheet
from sobremesa.nodes.sheet.shape import Entry, PrivateEntry, Sheet, TieEntry
from sobremesa.personas.card import Value
from sobremesa.personas.population import speaks_of_population

PAGE = (Path(__file__).parents[3] / "docs" / "cards.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_is_a_cast() -> None:
    sheet = read_sheet(EXAMPLE)
    assert list(sheet.personas) == ["rosa", "ines"]
    assert sheet.personas["rosa"].traits is not None
    assert sheet.personas["ines"].traits is None


def test_every_key_and_value_is_told() -> None:
    for model in (Sheet, Entry, PrivateEntry, TieEntry):
        assert all(f"{key}:" in EXAMPLE for key in model.model_fields)
    assert all(f"`{value}`" in PAGE for value in get_args(Value))


def test_the_mistakes_that_it_shows_are_those_that_are_told() -> None:
    broken = EXAMPLE.replace("    role: younger sister\n    manner", "    manner").replace("stance: 0.6", "stance: 3")
    try:
        read_sheet(broken)
    except MistakenSheetError as error:
        assert all(f"- {mistake}" in PAGE for mistake in error.mistakes)
    else:
        raise AssertionError("nothing was wrong")


def test_texts_that_ask_for_a_sample_do() -> None:
    (told,) = re.findall(r"The text can ask for it too: (.*?)\. Without", PAGE, re.DOTALL)
    texts = re.findall(r'"(.*?)"', " ".join(told.split()))
    assert len(texts) == 3
    assert all(speaks_of_population(text) for text in texts)
