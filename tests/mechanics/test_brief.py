"""The brief reference is true: what it shows is a model that checks and compiles, and it names nothing unknown."""

import re
from importlib.resources import files

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.emit import source
from sobremesa.mechanics.reading import read_document

REFERENCE = files("sobremesa.mechanics").joinpath("reference.md").read_text("utf-8")
SECTIONS, PEOPLE = re.findall(r"```yaml\n(.*?)```", REFERENCE, re.DOTALL)


def test_what_it_shows_is_a_model_that_compiles() -> None:
    document = read_document(SECTIONS)
    assert "class Person" in source(check(document))


def test_what_it_shows_of_people_fits_to_it() -> None:
    document = read_document(f"{SECTIONS}\n{PEOPLE}")
    program = check(document)
    assert list(program.personas) == ["mayor"]
    assert [lever.moves for lever in program.levers] == ["rate"]


def test_it_shows_every_section_in_the_order_of_the_language() -> None:
    listed = re.search(r"`(model purpose .*)`", REFERENCE)
    assert listed is not None
    named = [word.strip("[]") for word in listed[1].split()]
    assert named == list(ModelDocument.model_fields)


def test_it_is_brief() -> None:
    """4,500 tokens at most. A token of it is 3.4 bytes on average, of the vocabularies cl100k and o200k alike."""
    assert len(REFERENCE.encode()) / 3.2 < 4_500
