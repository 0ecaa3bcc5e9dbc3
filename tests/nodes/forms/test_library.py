"""Without a language model: the forms that the library knows, where the text leaves room for them."""

import pytest

from sobremesa.mechanics.library import forms
from sobremesa.nodes.contract import Request
from sobremesa.nodes.forms.library import library_form
from sobremesa.nodes.interpreter import Formed, NoForm, Taken, Translation
from sobremesa.nodes.library_interpreter import translate

OPEN = "100 people have political opinions and are influenced by their friends. Do they polarise or agree?"
EPIDEMIC = "A flu breaks out among 800 people; contact with 8 others a day. It lasts 5 days. How many get it?"


def found(scenario: str) -> tuple[list[str], str]:
    """The names of the forms that are found, one after another, and why there is no more."""
    request = Request(scenario=scenario)
    first = translate(request, "mechanics")
    assert isinstance(first, Translation), first
    taken = [Taken(name=None, document=first.document, library=first.library)]
    while isinstance(other := library_form(request, taken), Formed):
        taken.append(Taken(name=other.name, document=other.document, library=other.library))
    return [each.name or "" for each in taken[1:]], other.why


def test_a_text_that_leaves_it_open_gets_all_forms_in_the_order_of_the_library() -> None:
    known = forms("opinion_dynamics")
    assert known is not None
    assert found(OPEN)[0] == [form.name for form in known.forms]
    assert found(OPEN)[1] == "The library knows no further form of its model opinion_dynamics that fits."


@pytest.mark.parametrize(
    ("words", "left", "why"),
    [
        (
            "100 people have opinions and listen to friends whose opinions are similar to their own. Do they agree?",
            ["one friend at a time"],
            "“all friends are heard” does not fit, since the text says",
        ),
        (
            "100 people have opinions; each moves to the average opinion of the friends who influence them. "
            "Do they agree?",
            ["all friends are heard"],
            "since the text says “average”",
        ),
        (
            "A disease spreads among 500 people: everyone meets 10 random others a day, and infects each with a "
            "probability of 0.02. They recover after 10 days. What share gets infected?",
            ["everyone is ill for the same time"],
            "since the text says “everyone meets”",
        ),
    ],
)
def test_what_the_text_settles_is_no_form(words: str, left: list[str], why: str) -> None:
    names, reason = found(words)
    assert names == left
    assert why in reason


def test_a_rumour_of_which_nobody_says_when_it_stops_may_be_told_in_three_ways() -> None:
    names, _ = found("300 people pass a rumour on. How many have heard it after a week?")
    assert names == ["told for ever", "told until the teller has had enough"]


def test_figures_that_were_stated_are_bound_in_every_form() -> None:
    request = Request(scenario="60 people have opinions and are influenced by 8 friends. Do they agree?")
    first = translate(request, "mechanics")
    assert isinstance(first, Translation)
    other = library_form(request, [Taken(name=None, document=first.document, library=first.library)])
    assert isinstance(other, Formed)
    stated = {name: p for name, p in first.document.parameters.items() if p.source == "stated"}
    assert {"people", "friends"} <= stated.keys()
    assert all(other.document.parameters[name] == parameter for name, parameter in stated.items())


def test_a_form_that_has_no_use_for_a_figure_that_was_given_does_not_fit() -> None:
    request = Request(scenario=OPEN, context={"tolerance": 0.3})
    first = translate(request, "mechanics")
    assert isinstance(first, Translation)
    other = library_form(request, [Taken(name=None, document=first.document, library=first.library)])
    assert isinstance(other, Formed)
    assert other.name == "one friend at a time"


@pytest.mark.parametrize(
    "scenario",
    [
        "Wolves eat sheep, sheep eat grass. When do both survive?",
        "A rumour starts with one of 500 employees. Whoever knows it tells a random colleague each hour until they "
        "meet someone who has heard it already. How many never hear it?",
    ],
)
def test_where_the_library_knows_no_other_there_is_none(scenario: str) -> None:
    names, why = found(scenario)
    assert names == []
    assert why.startswith("The library knows no other form of its model")


def test_a_model_that_is_not_of_the_library_has_none() -> None:
    first = translate(Request(scenario=OPEN), "mechanics")
    assert isinstance(first, Translation)
    assert isinstance(library_form(Request(scenario=OPEN), [Taken(name=None, document=first.document)]), NoForm)
