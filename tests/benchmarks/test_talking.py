"""What a long conversation asks of a language model: prompts that stay as they are, and cost what they are said to."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

import pytest
from benchmarks.talking.counting import full_turns, tokens
from benchmarks.talking.endpoint import answer
from benchmarks.talking.table import council

from scripted_llm import Answer, Asked, ScriptedServer, serve
from sobremesa.graphs import run
from sobremesa.graphs.driving import opened
from sobremesa.nodes.contract import Request
from sobremesa.nodes.settings import Settings
from sobremesa.nodes.sheet.writing import write_sheet
from sobremesa.personas.utterance import Turn

PERSONAS, ROUNDS = 10, 20
AT_MOST = 0.4
STEADY = 0.1
TURN, PRIVATE = "It is your turn.", "It is no turn"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ScriptedServer, tuple[Turn, ...], Path]]:
    """A talk of ten personas and twenty rounds: the server that was asked, and the transcript."""
    home = tmp_path_factory.mktemp("home")
    with serve(lambda asked: Answer(answer(asked.body))) as server:
        settings = Settings.from_env(server.environ(SOBREMESA_HOME=str(home)))
        sheet = write_sheet(council(PERSONAS))
        request = Request(scenario="A council talks about a bridge.", mode="social", personas=sheet, rounds=ROUNDS)
        result = asyncio.run(run.start(request, settings, "talk"))
        assert result.report is not None
        yield server, result.report.transcript, home


def size(asked: Asked) -> int:
    return tokens(*(message["content"] for message in asked.body["messages"]))


def of_talk(server: ScriptedServer) -> list[Asked]:
    """All that was asked for the conversation's sake: no reading of the scenario, and no report."""
    return [asked for asked in server.asked if asked.schema is None or asked.fields & {"speech", "confidence"}]


def prompts_of_turns(server: ScriptedServer) -> dict[int, list[Asked]]:
    by_round = defaultdict(list)
    for asked in server.asked:
        if asked.question.rstrip().endswith(TURN):
            by_round[int(asked.question.split()[1])].append(asked)
    return by_round


def test_all_that_is_asked_takes_two_fifths_of_full_transcripts(
    held: tuple[ScriptedServer, tuple[Turn, ...], Path],
) -> None:
    server, transcript, _ = held
    assert len(transcript) == PERSONAS * ROUNDS
    assert {len(turn.utterance.speech) for turn in transcript} == {240}
    asked = of_talk(server)
    assert sum(PRIVATE in one.question for one in asked) == 2 * PERSONAS
    assert sum(one.schema is None for one in asked) > 8 * PERSONAS
    assert sum(map(size, asked)) <= AT_MOST * full_turns(council(PERSONAS), transcript, ROUNDS)


def test_prompts_are_as_long_in_round_20_as_in_round_5(held: tuple[ScriptedServer, tuple[Turn, ...], Path]) -> None:
    turns = prompts_of_turns(held[0])
    means = {number: fmean(map(size, turns[number])) for number in range(5, ROUNDS + 1)}
    assert max(means.values()) <= (1 + STEADY) * means[5]
    assert min(means.values()) >= (1 - STEADY) * means[5]
    assert max(map(size, turns[ROUNDS])) <= (1 + STEADY) * max(map(size, turns[5]))


def test_what_comes_first_is_the_same_for_all_and_in_every_round(
    held: tuple[ScriptedServer, tuple[Turn, ...], Path],
) -> None:
    systems = {one.body["messages"][0]["content"] for one in of_talk(held[0]) if one.schema is not None}
    assert len(systems) == PERSONAS
    assert len({system.partition("Who you are.")[0] for system in systems}) == 1


def test_every_round_is_remembered_word_for_word_until_it_is_noted(
    held: tuple[ScriptedServer, tuple[Turn, ...], Path],
) -> None:
    """In a prompt are the speeches of all rounds that the notes in it were not written from."""
    server, transcript, _ = held
    speeches = {turn.utterance.speech: turn for turn in transcript}
    written: dict[str, int] = {}
    for asked in of_talk(server):
        if asked.schema is None:
            read = [turn.round for speech, turn in speeches.items() if speech in asked.question]
            written[answer(asked.body)] = max(read)
    for number, turns in prompts_of_turns(server).items():
        for asked in turns:
            noted = max((last for note, last in written.items() if note in asked.question), default=0)
            read = {turn.key for speech, turn in speeches.items() if speech in asked.question}
            assert {turn.key for turn in transcript if noted < turn.round < number} == read


async def test_notes_and_private_answers_are_kept(held: tuple[ScriptedServer, tuple[Turn, ...], Path]) -> None:
    server, _, home = held
    settings = Settings.from_env(server.environ(SOBREMESA_HOME=str(home)))
    async with opened(settings, "talk") as thread:
        values = await thread.values()
    assert len(values["notes"]) == PERSONAS
    assert {(one["when"], one["persona"]) for one in values["private"]} == {
        (when, persona.id) for when in ("before", "after") for persona in council(PERSONAS).personas
    }
