"""What a language model writes as another form is held against the forms that there are, beside all else."""

from __future__ import annotations

from typing import Any

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.writing import write_document
from sobremesa.nodes.contract import Request
from sobremesa.nodes.forms.reading import read_form
from sobremesa.nodes.gateway import MistakenAnswerError
from sobremesa.nodes.interpreter import Formed, NoForm, Route, Taken

ROUTE = Route(mode="mechanics", confidence=1, reasons=())
REQUEST = Request(scenario="People have opinions and are influenced by their friends.")
FIRST = library.load("opinion_dynamics")
KNOWN = library.forms("opinion_dynamics")
assert KNOWN is not None
OTHER = KNOWN.forms[1].of(FIRST)
SECTION = "form:\n  name: one friend at a time\n  first: all near friends\n  ask: All friends, or one at a time?\n"


def read(text: str, *more: Taken) -> Formed | NoForm:
    return read_form(text, REQUEST, ROUTE, [Taken(name=None, document=FIRST), *more])


def wrong(text: str, *more: Taken) -> str:
    with pytest.raises(MistakenAnswerError) as caught:
        read(text, *more)
    return str(caught.value)


@pytest.mark.parametrize("fence", ["{}", "```yaml\n{}```\n", "Here it is:\n```\n{}```\n"])
def test_a_form_is_a_document_with_a_name_and_the_question_that_decides(fence: str) -> None:
    found = read(fence.format(SECTION + write_document(OTHER)))
    assert isinstance(found, Formed)
    assert found.document == OTHER
    assert (found.name, found.first) == ("one friend at a time", "all near friends")
    assert found.ask == "All friends, or one at a time?"


def test_the_section_may_stand_anywhere_and_on_one_line() -> None:
    line = "form: {name: one friend, first: all of them, ask: 'One at a time?'}\n"
    assert isinstance(read(write_document(OTHER) + line), Formed)


def test_the_rules_of_a_form_that_there_is_are_told_with_its_name() -> None:
    told = wrong(SECTION + write_document(FIRST))
    assert "[same_form]" in told
    assert "those of the first document" in told
    again = Taken(name="one at a time", document=OTHER)
    assert "those of one at a time" in wrong(SECTION + write_document(OTHER), again)


def changed(**update: Any) -> str:
    return SECTION + write_document(OTHER.model_copy(update=update))


def test_forms_are_compared_by_one_headline_of_runs_of_one_length() -> None:
    experiment = OTHER.experiment
    spread = experiment.model_copy(update={"headline": experiment.headline.model_copy(update={"measure": "spread"})})
    assert "[other_headline]" in wrong(changed(experiment=spread))
    assert "[other_headline]" in wrong(changed(clock=OTHER.clock.model_copy(update={"steps": 7})))
    named = experiment.model_copy(
        update={"arms": (experiment.arms[0], experiment.arms[1].model_copy(update={"name": "x"}))}
    )
    assert "[other_arms]" in wrong(changed(experiment=named))


def test_what_is_wrong_with_the_document_is_told_with_its_own_lines() -> None:
    document = write_document(OTHER).replace("self.opinion +=", "self.opiniom +=")
    assert "[unknown_field]" in wrong(SECTION + document)
    broken = "model: [\n"
    assert "line 6" in wrong(SECTION + broken) or "line 5" in wrong(SECTION + broken)


@pytest.mark.parametrize(
    "section", ["", "form: threshold\n", "form: {name: x, first: y}\n", "form: {name: '', first: y, ask: z}\n"]
)
def test_a_form_without_a_name_goes_back(section: str) -> None:
    assert "[no_name]" in wrong(section + write_document(OTHER))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("no_form: [the text says who meets whom]", "the text says who meets whom"),
        ("no_form: nothing else fits", "nothing else fits"),
        ("no_model: {missing: [a plane]}", "a plane"),
    ],
)
def test_that_no_other_form_fits_is_an_answer(answer: str, words: str) -> None:
    found = read(answer)
    assert isinstance(found, NoForm)
    assert words in found.why


def test_what_it_says_of_itself_is_made_safe_for_a_terminal() -> None:
    section = 'form: {name: "a\\tb", first: "c  d", ask: "Is it\\nso?"}\n'
    found = read(section + write_document(OTHER))
    assert isinstance(found, Formed)
    assert (found.name, found.first, found.ask) == ("a b", "c d", "Is it so?")
