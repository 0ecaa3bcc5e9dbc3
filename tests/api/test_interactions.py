"""People who talk, from Python: how many conversations, and which of them again."""

from pathlib import Path

import pytest

from sobremesa import asimulate_interactions
from sobremesa.errors import BadRequestError
from sobremesa.nodes.settings import Settings

SIBLINGS = "Three siblings decide whether to sell their mother's house. Do they sell it?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.mark.parametrize(("masked", "again"), [(None, True), (True, True), (False, False)])
async def test_conversations_and_those_held_again(settings: Settings, masked: bool | None, again: bool) -> None:
    result = await asimulate_interactions(SIBLINGS, rounds=4, replicates=3, masked=masked, settings=settings)
    assert result.report is not None
    assert len(result.report.outcomes) == 3
    assert any(" without " in turn.arm for turn in result.report.further) == again
    assert bool(result.report.masked) == again
    assert result.answer.startswith("In ")
    assert " of 3 conversations" in result.answer or "all 3 conversations" in result.answer


async def test_one_conversation_answers_for_itself(settings: Settings) -> None:
    result = await asimulate_interactions(SIBLINGS, rounds=4, settings=settings)
    assert "in this conversation: " in result.answer


async def test_too_many_are_refused(settings: Settings) -> None:
    with pytest.raises(BadRequestError, match="at most 100 conversations can be held, not 101"):
        await asimulate_interactions(SIBLINGS, replicates=101, settings=settings)
    assert not settings.home.joinpath("runs.sqlite").exists()
