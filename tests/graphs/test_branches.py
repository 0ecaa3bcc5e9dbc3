"""Branches of runs as a tree, and two runs side by side."""

from typing import Any

import numpy as np
import pytest

from sobremesa.errors import BadRequestError
from sobremesa.graphs import branches, forking, interviewing, run
from sobremesa.graphs.driving import opened
from sobremesa.graphs.pruning import remove
from sobremesa.mechanics import library
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.statistics import difference
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Request
from sobremesa.nodes.forking.fork import read_fork
from sobremesa.nodes.interpreter import Translation
from sobremesa.nodes.settings import Settings
from sobremesa.report.branches import lines
from sobremesa.report.compared import render, sentences
from sobremesa.store.runs import ThreadNotFoundError

REQUEST = Request(scenario="Interfaces fail, and three people talk.", replicates=5, seed=11)
TALK = Request(scenario="Three people talk.", mode="social", rounds=3, seed=5)


@pytest.fixture
def hybrid(social: Services) -> Services:
    social.interpreter.mode = "hybrid"
    social.interpreter.translation = Translation(document=library.load("interface_failure_talk"))
    return social


async def fork(settings: Settings, services: Services, of: str, at: int, name: str, **fields: Any) -> None:
    await forking.fork(of, read_fork({"at": at, **fields}), settings, name, services)


async def test_the_tree_shows_who_was_forked_from_whom_and_with_what(settings: Settings, social: Services) -> None:
    assert await branches.tree(settings) == ()
    await run.start(TALK, settings, "t", social)
    await run.start(TALK, settings, "alone", social)
    await fork(settings, social, "t", 2, "f", say=["bo: never"])
    await fork(settings, social, "t", 3, "g", remove=["ana"])
    await fork(settings, social, "f", 3, "h")
    (root,) = await branches.tree(settings)
    assert (root.thread_id, root.at, [one.thread_id for one in root.branches]) == ("t", None, ["f", "g"])
    assert [(one.at, one.changed, one.status) for one in root.branches] == [
        (2, ("“bo: never”",), "done"),
        (3, ("without ana",), "done"),
    ]
    assert [one.thread_id for one in root.branches[0].branches] == ["h"]
    assert (await branches.tree(settings, "h")) == (root,)
    (alone,) = await branches.tree(settings, "alone")
    assert alone.branches == ()
    with pytest.raises(ThreadNotFoundError):
        await branches.tree(settings, "nobody")
    await remove(settings, "t")
    (lost,) = await branches.tree(settings, "h")
    assert (lost.thread_id, lost.status, lost.branches) == ("t", "gone", root.branches)
    drawn = "\n".join(lines(root, "h"))
    assert "├─ f  from round 2: “bo: never”  done" in drawn
    assert "│  └─ h  from round 3: nothing changed  done *" in drawn
    assert "└─ g  from round 3: without ana  done" in drawn


async def test_a_fork_without_a_change_is_said_to_be_the_same(settings: Settings, hybrid: Services) -> None:
    await run.start(REQUEST, settings, "t", hybrid)
    await fork(settings, hybrid, "t", 2, "f")
    compared = await branches.compare("t", "f", settings)
    assert compared.same
    assert (compared.partings, compared.stances, compared.choices) == ((), (), ())
    assert list(sentences(compared)) == [
        "f was forked from t at 2.",
        "t and f are the same: no figure, no word and no decision differs.",
    ]


async def test_the_headline_differs_replicate_by_replicate(settings: Settings, hybrid: Services) -> None:
    await run.start(REQUEST, settings, "t", hybrid)
    await fork(settings, hybrid, "t", 3, "f", set={"repair_rate": 0.09})
    compared = await branches.compare("t", "f", settings)
    assert not compared.same
    (headline,) = [contrast for contrast in compared.contrasts if contrast.headline]
    samples = []
    for name in ("t", "f"):
        async with opened(settings, name) as thread:
            state = await thread.values()
        series = Ensemble.from_bytes(hybrid.artifacts.get(state["ensemble"]["sha256"]))
        arm = scenario_arm(library.load("interface_failure_talk")).name
        samples.append(series.arms[arm].values[headline.one.measure][:, -1])
    expected = difference(samples[1], samples[0])
    assert headline.difference is not None
    assert (headline.difference.value, headline.difference.n) == (expected.value, 5)
    assert np.allclose([pair[1:] for pair in headline.pairs], np.transpose(samples))
    assert compared.changed == ("f: From cycle 3 on repair rate was set to 9% per hour.",)
    assert {parting.cycle for parting in compared.partings} == {3}
    assert {choice.cycle for choice in compared.choices} <= {3}
    assert "## Figures" in render(compared)


async def test_words_that_differ_are_told_round_by_round(settings: Settings, social: Services) -> None:
    await run.start(TALK, settings, "t", social)
    await fork(settings, social, "t", 2, "f", say=["bo: never"], remove=["cyd"])
    compared = await branches.compare("t", "f", settings)
    assert [(one.round, one.only_one) for one in compared.partings] == [(2, ("cyd",)), (3, ("cyd",))]
    assert "bo" in compared.partings[0].differ
    assert set(compared.partings[1].differ) == {"ana", "bo"}
    assert compared.contrasts == ()
    assert "In words, 2 of 3 rounds differ; the first is round 2." in list(sentences(compared))
    assert [one.follows for one in compared.partings] == [False, True]
    words = compared.partings[0].words
    assert words is not None
    assert words.persona == compared.partings[0].differ[0]
    assert words.one != words.other


async def test_what_can_not_be_compared_is_said(settings: Settings, hybrid: Services) -> None:
    await run.start(REQUEST, settings, "t", hybrid)
    await run.start(REQUEST.model_copy(update={"seed": 12}), settings, "u", hybrid)
    compared = await branches.compare("t", "u", settings)
    assert all(contrast.difference is None for contrast in compared.contrasts)
    assert "Their seeds differ (11 and 12)" in compared.not_comparable[0]
    assert "Seed is 11 in t, and 12 in u." in compared.changed
    hybrid.interpreter.mode, hybrid.interpreter.cast_names = "social", ("dan", "eve")
    await run.start(TALK, settings, "s", hybrid)
    with pytest.raises(BadRequestError, match="t and s have nothing in common: t is about communication success"):
        await branches.compare("t", "s", settings)
    with pytest.raises(ThreadNotFoundError):
        await branches.compare("t", "nobody", settings)


async def test_a_thread_is_asked_about_and_left_as_it_is(settings: Settings, social: Services) -> None:
    await run.start(TALK, settings, "t", social)
    async with opened(settings, "t") as thread:
        before = await thread.values()
    answer = await interviewing.ask("t", "What did Bo say?", settings)
    assert answer.sentences
    assert all(one.places and one.places[0].endswith("Bo") for one in answer.sentences)
    async with opened(settings, "t") as thread:
        assert await thread.values() == before
    with pytest.raises(BadRequestError, match="A question has 2 to"):
        await interviewing.ask("t", " ", settings)
    with pytest.raises(ThreadNotFoundError):
        await interviewing.ask("nobody", "Why?", settings)
