"""From a conversation to a crowd: the law of a talk in a model of many, and how far they follow the few."""

from __future__ import annotations

import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.living import live
from sobremesa.nodes.claims import strike
from sobremesa.nodes.contract import Request
from sobremesa.nodes.crowd import Crowd, crowd_document, crowd_of
from sobremesa.nodes.interpreter import Route
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.following import followed
from sobremesa.nodes.synthesis.grounding import grounds
from sobremesa.personas.law import Fit, Law, LawName

FEW = (0.6, 0.5, 0.7, 0.6)


def law(name: LawName, **values: float) -> Law:
    fit = Fit(law=name, error=0.1, aicc=-40, **values)
    return Law(arms=("talk",), steps=30, fits=(fit,), followed=name)


def crowd(name: LawName, **values: float) -> Crowd:
    return crowd_of(300, law(name, **values), FEW, 3, KernelEngine())


@pytest.mark.parametrize(("attention", "end"), [(1.0, 0.6), (0.0, None)])
def test_whole_attention_leads_to_the_mean_of_the_few_and_none_to_ones_own(attention: float, end: float | None) -> None:
    document = crowd_document(300, Fit(law="averaging", error=0, aicc=0, weight=0.5), FEW)
    arm = Arm(name="so", set={"attention": attention}, steps=60)
    opinion = live(check(document), KernelEngine(), arm, 1, [0, 1]).values["opinion"]
    if end is not None:
        assert opinion[:, -1] == pytest.approx([end, end], abs=1e-6)
    else:
        assert abs(opinion[:, -1] - opinion[:, 0]).max() < 0.1


def test_a_crowd_goes_towards_the_few_the_further_the_less_it_holds_on_and_the_wider_it_listens() -> None:
    free = crowd("averaging", weight=0.5).followed
    holding = crowd("holding on", weight=0.5, held=0.5).followed
    narrow = crowd("bounded confidence", weight=0.5, bound=0.3).followed
    assert free is not None
    assert holding is not None
    assert 0.9 < free <= 1.01
    assert 0 < holding < 0.5 * free
    assert narrow is None or narrow < free


def told(found: Crowd) -> tuple[str, tuple[str, ...]]:
    """What is said of a crowd, and what of it its evidence does not bear."""
    route = Route.model_validate({"mode": "social", "confidence": 1, "reasons": ()})
    request = Request(scenario="They talk.", crowd=found.people)
    evidence = Evidence(request=request, route=route, crowd=found, findings=found.findings)
    kept, struck = strike(followed(evidence), grounds(evidence))
    return " ".join(sentence.text for sentence in kept), struck


@pytest.mark.parametrize(
    "of",
    [
        law("averaging", weight=0.35),
        law("holding on", weight=0.4, held=0.2),
        law("bounded confidence", weight=0.3, bound=0.4),
    ],
    ids=["averaging", "holding on", "bounded confidence"],
)
def test_what_is_said_of_it_is_borne_by_what_was_run(of: Law) -> None:
    found = crowd_of(300, of, FEW, 3, KernelEngine())
    text, struck = told(found)
    assert struck == ()
    assert "Put into a crowd of 300" in text
    assert ("% of the way to them" in text) == (found.followed is not None)


def test_where_no_law_could_be_told_nothing_is_run_and_that_is_said() -> None:
    for of in (None, Law(arms=("t",), steps=9, fits=())):
        found = crowd_of(300, of, FEW, 3, KernelEngine())
        assert found.findings == ()
        assert "can't be told" in told(found)[0]


def test_where_nobody_moved_with_anybody_a_crowd_would_follow_nobody() -> None:
    assert "would follow nobody" in told(crowd("no change"))[0]
