from __future__ import annotations

import pytest

from sobremesa.personas.english import base_of, gerund_of, is_plural, listed, participle_of, singular_of, with_article


@pytest.mark.parametrize(
    ("base", "gerund", "participle"),
    [
        ("sell", "selling", "sold"),
        ("close", "closing", "closed"),
        ("stop", "stopping", "stopped"),
        ("ration", "rationing", "rationed"),
        ("carry", "carrying", "carried"),
        ("take", "taking", "taken"),
        ("hide", "hiding", "hidden"),
        ("play", "playing", "played"),
        ("invite", "inviting", "invited"),
        ("train", "training", "trained"),
        ("treat", "treating", "treated"),
        ("create", "creating", "created"),
        ("require", "requiring", "required"),
        ("vote", "voting", "voted"),
        ("offer", "offering", "offered"),
        ("fall", "falling", "fallen"),
        ("agree", "agreeing", "agreed"),
        ("die", "dying", "died"),
        ("drink", "drinking", "drunk"),
    ],
)
def test_forms_of_a_verb(base: str, gerund: str, participle: str) -> None:
    assert (base_of(gerund), gerund_of(base), participle_of(base)) == (base, gerund, participle)


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("residents", "resident"), ("people", "person"), ("grandchildren", "grandchild"), ("witnesses", "witness")],
)
def test_singulars(plural: str, singular: str) -> None:
    assert singular_of(plural) == singular
    assert singular_of("boss") == "boss"


def test_plural_phrases_and_lists() -> None:
    assert is_plural("the schools of the town")
    assert not is_plural("the loss of our friends")
    assert listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(("phrase", "told"), [("infection", "an infection"), ("failed share", "a failed share")])
def test_articles(phrase: str, told: str) -> None:
    assert with_article(phrase) == told
