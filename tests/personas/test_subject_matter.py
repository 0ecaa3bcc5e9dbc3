from __future__ import annotations

import re

import pytest

from sobremesa.personas.matter import negated
from sobremesa.personas.subject_matter import matter_from, read_matter

QUESTIONS = {
    "Two brothers quarrel about selling the vineyard.": "the vineyard should be sold",
    "The council decides whether to close the swimming pool.": "the swimming pool should be closed",
    "A town votes on a bypass.": "the bypass should go ahead",
    "Should the club admit women?": "the club should admit women",
    "Residents react to a power cut.": "the power cut can be lived with",
    "They discover the exam was rigged.": "it should be made public that the exam was rigged",
    "Three sons decide who looks after the dog.": "one of them should look after the dog",
    "Father announces that he is leaving the band.": "they should leave the band",
    "Two guards discuss how lenient to be.": "they should be lenient",
    "The chief tells the crew that half of them must go.": "it should be accepted that half of the crew must go",
    "A tailor and a nun share a bench.": "people this different can get along",
    "Ten villagers discuss what to do about the wolf.": "something should be done about the wolf",
    "A union and a firm negotiate a pay deal.": "the pay deal should be accepted",
}


@pytest.mark.parametrize(("text", "question"), QUESTIONS.items())
def test_the_question_is_a_statement_with_two_sides(text: str, question: str) -> None:
    matter = read_matter(text)
    assert matter.question == question
    assert matter.denial != question


ASKED = {
    "Two sisters inherit their mother's house. Ana wants to sell it, Berta wants to live in it. Do they sell?": (
        "the house should be sold"
    ),
    "Two heirs find a painting in the attic. Do they keep it?": "the painting should be kept",
    "Kofi is for it; Inga is against it. Do they strike?": "they should strike",
    "Ivan wants to open a second shop, Mei is afraid of debt. Should they open it?": "the second shop should be opened",
    "Three chemists learn that their results were forged. Do they report it?": (
        "they should report that their results were forged"
    ),
    "The villagers must decide on a wind farm. Should they build it?": "the wind farm should be built",
    "An abbot and a cook argue about whether to let tourists in. Do they let them in?": "they should let tourists in",
    "A nurse and a janitor argue about whether to ban phones. Do they ban them?": "phones should be banned",
    "Engineers have drawn a bridge. Should the council build it?": "the council should build the bridge",
    "A nurse and a vet disagree about telling a farmer that his horse will die.": (
        "the farmer should be told that his horse will die"
    ),
    "Two flatmates quarrel about the heating.": "something should be done about the heating",
}


@pytest.mark.parametrize(("text", "question"), ASKED.items(), ids=range(len(ASKED)))
def test_the_proposition_is_the_decision_that_is_asked_about(text: str, question: str) -> None:
    matter = read_matter(text)
    assert matter.question == question
    assert matter_from(question, "").question == question
    for words in (matter.topic, matter.doing, matter.do, matter.claim, matter.denied):
        assert not re.search(r"\bthe (?:it|them|that|this)\b", words)


AS_ONE_SAYS_IT = {
    "A couple argue about getting a dog.": "they should get a dog",
    "A couple argue about a dog. Do they get a dog?": "they should get a dog",
    "A couple discusses getting married.": "they should get married",
    "They decide whether to get rid of the dog.": "they should get rid of the dog",
    "The board decides whether to fire him.": "they should fire him",
    "The board decides whether to fire Tom.": "Tom should be fired",
    "The company considers firing her.": "they should fire her",
    "Two sisters quarrel about selling her house.": "her house should be sold",
    "A crew debates letting them in.": "they should let them in",
    "They discuss whether to ask her to leave.": "they should ask her to leave",
    "The team decides whether to give Tom a raise.": "they should give Tom a raise",
    "The team decides whether to sell half the land.": "half the land should be sold",
    "Two friends argue about failing interfaces.": "something should be done about the failing interfaces",
    "Two friends talk about failing interfaces.": "the failing interfaces can be lived with",
    "They discuss ageing parents.": "the ageing parents can be lived with",
    "They argue about working hours.": "something should be done about the working hours",
    "They argue about working on Sundays.": "they should work on Sundays",
    "They argue about falling behind with the rent.": "they should fall behind with the rent",
    "They argue about drinking beer.": "beer should be drunk",
    "They argue about training staff.": "staff should be trained",
}


@pytest.mark.parametrize(("text", "question"), AS_ONE_SAYS_IT.items(), ids=range(len(AS_ONE_SAYS_IT)))
def test_a_statement_is_one_that_somebody_would_make(text: str, question: str) -> None:
    matter = read_matter(text)
    assert matter.question == question
    for words in (matter.topic, matter.doing, matter.do, matter.claim, matter.denied):
        assert not re.search(
            r"\bour (?:to|a|the|in|go)\b|\b(?:him|her) should\b|\bthe (?:more|him|her|married)?\s*$", words
        )


ALLOWED = {
    "A couple argue about whether their daughter may go to Chile.": "their daughter should be allowed to go to Chile",
    "A couple and their daughter argue about whether she may go to Chile. May she go?": (
        "the daughter should be allowed to go to Chile"
    ),
    "A couple and their daughter argue about whether she should go to Chile.": "the daughter should go to Chile",
}


@pytest.mark.parametrize(("text", "question"), ALLOWED.items(), ids=range(len(ALLOWED)))
def test_what_one_person_is_to_do_is_not_asked_of_all(text: str, question: str) -> None:
    matter = read_matter(text)
    assert (matter.kind, matter.question) == ("decision", question)


def test_who_is_meant_by_her_is_not_what_is_hers() -> None:
    assert read_matter("They discuss whether to ask her to leave.").do == "ask her to leave"
    assert read_matter("Two sisters quarrel about selling her house.").do == "sell our house"


@pytest.mark.parametrize(
    "end", ["Do they get along?", "Do they get a deal?", "Will they agree?", "How do they feel?", "Does it work?"]
)
def test_what_comes_about_by_itself_is_no_decision(end: str) -> None:
    assert read_matter(f"A tailor and a nun share a bench. {end}").kind == "company"


def test_what_came_out_can_be_reported_by_those_who_know_it() -> None:
    matter = read_matter("Three chemists learn that their results were forged. Do they report it?")
    assert (matter.kind, matter.do) == ("reveal", "report it")
    assert matter.claim == "we should report that our results were forged"


def test_a_question_written_by_someone_else_is_taken_as_it_is() -> None:
    matter = matter_from("the town hall should speak openly", "A rumour goes round.")
    assert (matter.kind, matter.denial) == ("decision", "the town hall should not speak openly")
    assert matter.do == "have the town hall speak openly"


def test_participants_speak_of_themselves_in_the_first_person() -> None:
    matter = read_matter("Three daughters decide who takes in their father.")
    assert matter.claim == "one of us should take in our father"


@pytest.mark.parametrize(
    ("statement", "denied"),
    [
        ("it can be done", "it cannot be done"),
        ("tea is good", "tea is not good"),
        ("tea helps", "it is not true that tea helps"),
    ],
)
def test_negation(statement: str, denied: str) -> None:
    assert negated(statement) == denied
