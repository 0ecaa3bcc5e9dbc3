"""What is written reads again as the same people."""

from __future__ import annotations

import unicodedata
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Casting, Route
from sobremesa.nodes.library_interpreter import LibraryInterpreter
from sobremesa.nodes.sheet.casting import cast_from_sheet
from sobremesa.nodes.sheet.reading import read_sheet
from sobremesa.nodes.sheet.writing import write_sheet
from sobremesa.personas.card import BigFive, Persona, PrivateSide, PublicSide, Tie, Value
from sobremesa.personas.casting import cast_from_scenario
from sobremesa.synchronous import synchronous

SOCIAL = Route(mode="social", confidence=1.0, reasons=("a test",))
LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Cn"))
ODD = st.sampled_from(["yes", "1e-3", "null", "~", "- x", "a: b", "#", "{a}", "'", '"', "0x1F", "=", "!t", "&a", "*a"])


def texts(most: int) -> st.SearchStrategy[str]:
    plain = st.text(LETTERS | st.just("\n"), min_size=1, max_size=most)
    return (ODD | plain).map(lambda text: unicodedata.normalize("NFC", text)).filter(lambda t: bool(t.strip()))


LINES = st.lists(texts(30), max_size=2).map(tuple)
SHARES = st.floats(0, 1)
SIGNED = st.floats(-1, 1)


@st.composite
def casts(draw: st.DrawFn) -> Casting:
    ids = draw(st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True), min_size=1, max_size=3, unique=True))
    ids = [id_ for id_ in ids if id_ != "everyone"] or ["ann"]
    names = draw(st.lists(texts(12), min_size=len(ids), max_size=len(ids)))
    values = st.lists(st.sampled_from(get_args(Value)), max_size=3, unique=True).map(tuple)
    people = [
        Persona(
            id=id_,
            public=PublicSide(
                name=name,
                role=draw(texts(20)),
                manner=draw(st.just("") | texts(20)),
                age=draw(st.none() | st.integers(0, 120)),
            ),
            private=PrivateSide(goals=draw(LINES), secrets=draw(LINES), fears=draw(LINES), knows=draw(LINES)),
            traits=BigFive(openness=draw(SHARES), neuroticism=draw(SHARES)),
            values=draw(values),
            ties=tuple(Tie(to=other, kind=draw(texts(10)), warmth=draw(SIGNED)) for other in ids if other != id_),
            stance=draw(st.none() | SIGNED),
        )
        for id_, name in zip(ids, names, strict=True)
    ]
    notes = draw(st.lists(texts(200), max_size=2).map(tuple))
    return Casting(personas=tuple(people), scene=draw(texts(60)), question=draw(texts(60)), notes=notes)


@settings(max_examples=60, deadline=None)
@given(casts())
def test_a_cast_that_is_written_is_cast_again_from_its_file(casting: Casting) -> None:
    text = write_sheet(casting)
    again = synchronous(cast_from_sheet)(
        LibraryInterpreter(), Request(scenario="They talk.", personas=text), SOCIAL, None
    )
    assert again is not None
    assert again == casting.model_copy(update={"notes": ()})


def test_a_file_opens_with_what_to_do_with_it_and_how_it_was_cast() -> None:
    cast = cast_from_scenario("Four siblings decide who takes in their mother. Each has a secret.", 4)
    text = write_sheet(Casting.model_validate(cast.model_dump()))
    header = [line for line in text.splitlines() if line.startswith("#")]
    assert any("sobremesa run" in line and "--personas" in line for line in header)
    assert any("which side each takes was drawn" in line for line in header)
    assert max(len(line) for line in header) <= 120
    assert all(f"  {persona.id}:\n    name: {persona.public.name}\n" in text for persona in cast.personas)


def test_no_note_can_leave_its_comment() -> None:
    cast = Casting(personas=(), scene="x", question="y", notes=("one\npersonas: {eve: {role: spy}}",))
    assert all(line.startswith("#") for line in write_sheet(cast).split("scene:")[0].splitlines() if line)


def test_what_is_empty_is_not_written() -> None:
    bare = Persona(id="ann", public=PublicSide(name="Ann", role="nurse"))
    text = write_sheet(Casting(personas=(bare,), scene="s", question="q")).split("personas:")[-1]
    assert [key for key in ("values", "private", "ties", "stance", "age", "manner") if key in text] == []
    assert read_sheet(f"personas:{text}").personas["ann"].name == "Ann"


def test_as_much_as_a_caller_may_say_of_someone_is_read_again() -> None:
    told = "x" * 1_999
    long = Persona(
        id="ann",
        public=PublicSide(name="A" * 80, role="r" * 200, manner=told),
        private=PrivateSide(goals=(told,)),
    )
    text = write_sheet(Casting(personas=(long,), scene="s" * 20_000, question="q" * 1_000))
    entry = read_sheet(text).personas["ann"]
    assert (entry.manner, entry.role, entry.name) == (told, "r" * 200, "A" * 80)
