"""Going on from a place in a run: without a change the same to the byte, with one the same up to it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from postgres_server import PostgresServer
from sobremesa.errors import BadRequestError
from sobremesa.graphs import branches, forking, run
from sobremesa.graphs.driving import opened
from sobremesa.mechanics import library
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Request
from sobremesa.nodes.forking.fork import read_fork
from sobremesa.nodes.interpreter import Translation
from sobremesa.nodes.settings import Settings
from sobremesa.personas.rehearsal import RehearsalSpeaker
from sobremesa.personas.utterance import Turn
from sobremesa.store.runs import ThreadNotFoundError

REQUEST = Request(scenario="Interfaces fail, and three people talk.", replicates=3, seed=11)
TALK = Request(scenario="Three people talk.", mode="social", rounds=4, seed=5)
CYCLES = 4


@pytest.fixture
def hybrid(social: Services) -> Services:
    """Services that read every scenario as the coupled interface model, on an engine that drifts."""
    social.interpreter.mode = "hybrid"
    social.interpreter.translation = Translation(document=library.load("interface_failure_talk"))
    return social


async def state_of(settings: Settings, thread: str = "t") -> dict[str, Any]:
    async with opened(settings, thread) as kept:
        return dict(await kept.values())


async def forked(settings: Settings, services: Services, at: int, name: str = "f", of: str = "t", **fork: Any) -> Any:
    await forking.fork(of, read_fork({"at": at, **fork}), settings, name, services)
    return await state_of(settings, name)


def turns_of(state: Mapping[str, Any]) -> list[Turn]:
    return [Turn.model_validate(turn) for turn in state["rounds"]]


def before(state: Mapping[str, Any], cycle: int, round_: int) -> list[Turn]:
    return [turn for turn in turns_of(state) if (turn.cycle, turn.round) < (cycle, round_)]


def ensemble_of(state: Mapping[str, Any], services: Services) -> Ensemble:
    return Ensemble.from_bytes(services.artifacts.get(state["ensemble"]["sha256"]))


async def test_a_coupled_run_forked_at_any_cycle_without_a_change_is_the_same(
    settings: Settings, hybrid: Services
) -> None:
    await run.start(REQUEST, settings, "t", hybrid)
    original = await state_of(settings)
    for cycle in range(1, CYCLES + 1):
        assert await forked(settings, hybrid, cycle, f"f{cycle}") == original
    assert await state_of(settings) == original


@pytest.mark.parametrize("taking", ["simultaneous", "round_robin"])
async def test_conversations_forked_at_any_round_without_a_change_are_the_same(
    settings: Settings, social: Services, taking: str
) -> None:
    rehearsed = replace(social, speaker=RehearsalSpeaker())
    await run.start(TALK.model_copy(update={"turn_taking": taking, "replicates": 3}), settings, "t", rehearsed)
    original = await state_of(settings)
    assert original["unheard"]
    for round_ in range(1, max(turn.round for turn in turns_of(original) if " without " not in turn.arm) + 1):
        assert await forked(settings, rehearsed, round_, f"f{round_}") == original


async def test_a_model_that_runs_alone_forked_without_a_change_is_the_same(
    settings: Settings, hybrid: Services
) -> None:
    asked = REQUEST.model_copy(
        update={"mode": "mechanics", "document": library.load("interface_failure").canonical().decode()}
    )
    await run.start(asked, settings, "t", hybrid)
    original = await state_of(settings)
    assert await forked(settings, hybrid, 0, "f0") == original
    assert await forked(settings, hybrid, 20, "f20") == original


async def test_a_value_set_at_a_cycle_changes_nothing_before_it(settings: Settings, hybrid: Services) -> None:
    await run.start(REQUEST, settings, "t", hybrid)
    original = await state_of(settings)
    changed = await forked(settings, hybrid, 3, set={"repair_rate": 0.5})
    assert before(changed, 3, 1) == before(original, 3, 1)
    assert [d for d in changed["decisions"] if d["cycle"] < 3] == [d for d in original["decisions"] if d["cycle"] < 3]
    ours, theirs = ensemble_of(original, hybrid), ensemble_of(changed, hybrid)
    for arm, series in ours.arms.items():
        for name, values in series.values.items():
            other = theirs.arms[arm].values[name]
            assert (values[:, :25] == other[:, :25]).all()
            # One arm goes by the rule in the people's place, another holds its own rate.
            assert (values[:, 25:] == other[:, 25:]).all() == (arm in ("standing rule", "no repair"))


async def test_a_value_that_no_lever_moves_holds_in_every_arm_to_the_end(settings: Settings, hybrid: Services) -> None:
    await run.start(REQUEST, settings, "t", hybrid)
    changed = await forked(settings, hybrid, 3, set={"contagion": 2.0, "repair_rate": 0.5})
    assert [tuple(change["set"]) for change in changed["changes"]] == [("contagion",), ("repair_rate",)]
    everywhere, where_they_talk = (set(change["arms"]) for change in changed["changes"])
    arms = {arm.name for arm in library.load("interface_failure_talk").experiment.arms}
    assert (everywhere & arms, where_they_talk & arms) == (arms, {"they talk"})
    alone = await forked(settings, hybrid, 3, "g", set={"contagion": 2.0})
    ruled = [ensemble_of(state, hybrid).arms["standing rule"].values for state in (changed, alone)]
    assert all((ruled[0][name] == ruled[1][name]).all() for name in ruled[0])


async def test_after_a_value_is_set_the_talk_moves_it_on_from_there(settings: Settings, hybrid: Services) -> None:
    await run.start(REQUEST, settings, "t", hybrid)
    changed = await forked(settings, hybrid, 2, set={"repair_rate": 0.5})
    assert {decision["before"] for decision in changed["decisions"] if decision["cycle"] == 2} == {0.5}


async def test_a_value_at_the_first_cycle_is_the_models(settings: Settings, hybrid: Services) -> None:
    await run.start(REQUEST, settings, "t", hybrid)
    changed = await forked(settings, hybrid, 1, set={"failed_share": 0.3})
    document = library.load("interface_failure_talk").model_validate_json(hybrid.artifacts.get(changed["document"]))
    assert document.parameters["failed_share"].value == 0.3
    assert document.parameters["failed_share"].source == "given"
    assert changed["casting"] == (await state_of(settings))["casting"]


async def test_a_line_is_said_in_its_round_and_heard_by_all_in_the_next(settings: Settings, social: Services) -> None:
    await run.start(TALK, settings, "t", social)
    original = await state_of(settings)
    heard: dict[str, str] = {}
    speak = social.speaker.speak

    async def listen(persona: Any, perception: Any) -> Any:
        if perception.round == 3:
            heard[persona.id] = " ".join(one.speech for one in perception.heard if one.speaker == "bo")
        return await speak(persona, perception)

    social.speaker.speak = listen
    changed = await forked(settings, social, 2, say=["Bo (+1): we close the plant"])
    assert before(changed, 0, 2) == before(original, 0, 2)
    second = {t.utterance.persona: t.utterance for t in turns_of(changed) if (t.arm, t.round) == ("conversation", 2)}
    same = {t.utterance.persona: t.utterance for t in turns_of(original) if (t.arm, t.round) == ("conversation", 2)}
    assert second["bo"].speech == "we close the plant"
    assert second["bo"].report.stance == 1
    assert (second["ana"], second["cyd"]) == (same["ana"], same["cyd"])
    assert "we close the plant" in heard["ana"]
    assert "we close the plant" in heard["cyd"]


async def test_who_is_removed_says_nothing_from_there_on(settings: Settings, social: Services) -> None:
    await run.start(TALK, settings, "t", social)
    original = await state_of(settings)
    for at in (1, 3):
        changed = await forked(settings, social, at, f"f{at}", remove=["Cyd"])
        assert before(changed, 0, at) == before(original, 0, at)
        later = [turn for turn in turns_of(changed) if turn.arm == "conversation" and turn.round >= at]
        assert {turn.utterance.persona for turn in later} == {"ana", "bo"}
        after = [answer["persona"] for answer in changed["private"] if answer["when"] == "after"]
        assert "cyd" not in after


async def test_who_is_removed_from_a_coupled_run_decides_nothing_more(settings: Settings, hybrid: Services) -> None:
    await run.start(REQUEST, settings, "t", hybrid)
    changed = await forked(settings, hybrid, 2, remove=["nurse"])
    spoke = {cycle: {t.utterance.persona for t in turns_of(changed) if t.cycle == cycle} for cycle in (1, 2, 3)}
    assert "nurse" in spoke[1]
    assert "nurse" not in spoke[2] | spoke[3]


async def test_forks_of_forks_carry_what_was_changed_before(settings: Settings, hybrid: Services) -> None:
    await run.start(REQUEST, settings, "t", hybrid)
    first = await forked(settings, hybrid, 2, "f", set={"repair_rate": 0.5})
    assert await forked(settings, hybrid, 3, "g", of="f") == first
    second = await forked(settings, hybrid, 3, "h", of="f", remove=["nurse"])
    assert [change["cycle"] for change in second["changes"]] == [2, 3]
    with pytest.raises(BadRequestError, match="before cycle 1 is not kept in it"):
        await forked(settings, hybrid, 1, "i", of="f")


async def test_a_killed_run_can_be_forked_as_far_as_it_came(settings: Settings, hybrid: Services) -> None:
    whole = await state_of_run(settings, hybrid)

    def kill(event: Any) -> None:
        if event.node == "speak" and event.cycle == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await run.start(REQUEST, settings, "t", hybrid, kill)
    assert await forked(settings, hybrid, 2) == whole
    with pytest.raises(BadRequestError, match="no cycle 4 in thread t: it has come through cycles 1 to 3"):
        await forked(settings, hybrid, 4, "g")


async def state_of_run(settings: Settings, services: Services) -> dict[str, Any]:
    await run.start(REQUEST, settings, "whole", services)
    return await state_of(settings, "whole")


async def test_a_fork_that_was_killed_at_once_begins_again_where_it_branches_off(
    settings: Settings, hybrid: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    await run.start(REQUEST, settings, "t", hybrid)
    expected = await forked(settings, hybrid, 2, "f", set={"repair_rate": 0.5})

    async def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("sobremesa.graphs.driving.Thread.plant", killed)
        with pytest.raises(KeyboardInterrupt):
            await forking.fork("t", read_fork({"at": 2, "set": {"repair_rate": 0.5}}), settings, "g", hybrid)
    assert await state_of(settings, "g") == {}
    await run.resume("g", settings, hybrid)
    assert await state_of(settings, "g") == expected


REFUSED: tuple[tuple[int, dict[str, Any], str], ...] = (
    (0, {}, "There is no cycle 0 in thread t: it has come through cycles 1 to 4"),
    (5, {}, "There is no cycle 5"),
    (2, {"set": {"failed_shares": 0.3}}, "has no parameter 'failed_shares'; it has: "),
    (2, {"set": {"repair_rate": 3}}, "repair_rate must lie between 0"),
    (2, {"set": {"failed_share": 0.3}}, "failed_share is read only while the world is set up"),
    (2, {"remove": ["mayor"]}, "Nobody here is called 'mayor': there are "),
    (2, {"remove": ["nurse", "engineer", "chief"]}, "Nobody would be left to talk"),
    (2, {"say": ["nurse we close"]}, 'say must be "NAME: words"'),
    (2, {"say": ["nurse: we close", "Nurse: we open"]}, "Nurse is given two lines in one round"),
    (2, {"say": ["nurse (7): we close"]}, 'say must be "NAME: words"'),
    (2, {"say": ["nurse: we close"], "remove": ["nurse"]}, "Nurse can't be removed and say something"),
    (4, {"say": ["nurse: we close"]}, "Nobody talks in cycle 4, the last one"),
)
"""Where, what, and what is said about it."""


async def test_what_can_not_be_is_refused_in_a_sentence_and_leaves_nothing(
    settings: Settings, hybrid: Services
) -> None:
    await run.start(REQUEST, settings, "t", hybrid)
    for at, fork, sentence in REFUSED:
        with pytest.raises(BadRequestError) as refused:
            await forked(settings, hybrid, at, "f", **fork)
        assert sentence in str(refused.value)
    assert [record.thread_id for record in run.threads(settings)] == ["t"]


async def test_threads_that_are_not_there_or_have_nothing(settings: Settings, social: Services) -> None:
    with pytest.raises(ThreadNotFoundError):
        await forked(settings, social, 1)
    await run.start(TALK, settings, "t", social)
    with pytest.raises(BadRequestError, match="No model is run here"):
        await forked(settings, social, 1, set={"rate": 1})
    with pytest.raises(BadRequestError, match="There is a thread t already"):
        await forked(settings, social, 1, "t")


async def test_on_postgres_it_is_the_same(settings: Settings, social: Services, postgres: PostgresServer) -> None:
    there = Settings.from_env({"SOBREMESA_HOME": str(settings.home), "SOBREMESA_DATABASE": postgres.new_database()})
    await run.start(TALK, there, "t", social)
    original = await state_of(there)
    assert await forked(there, social, 3) == original
    changed = await forked(there, social, 3, "g", remove=["cyd"])
    assert before(changed, 0, 3) == before(original, 0, 3)
    (root,) = await branches.tree(there)
    assert [(one.thread_id, one.at, one.changed) for one in root.branches] == [("f", 3, ()), ("g", 3, ("without cyd",))]
    assert (await branches.compare("t", "f", there)).same


async def test_several_talks_beside_a_world_are_forked_together(settings: Settings, hybrid: Services) -> None:
    await run.start(REQUEST.model_copy(update={"conversations": 2, "replicates": 2}), settings, "t", hybrid)
    original = await state_of(settings)
    assert len({turn.arm for turn in turns_of(original)}) > 1
    assert await forked(settings, hybrid, 3) == original
    changed = await forked(settings, hybrid, 3, "g", say=["nurse: we repair nothing"], set={"repair_rate": 0.09})
    said = {turn.arm for turn in turns_of(changed) if turn.utterance.speech == "we repair nothing"}
    assert said == {turn.arm for turn in turns_of(original)}
    assert {d["before"] for d in changed["decisions"] if d["cycle"] == 3} == {0.09}
