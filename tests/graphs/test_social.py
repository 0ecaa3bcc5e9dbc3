"""Conversations: rounds, silence, and what a resumed run does again (nothing)."""

from sobremesa.graphs import run
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Request
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.settings import Settings

REQUEST = Request(scenario="Three people talk about a bridge.", rounds=3)


async def test_everyone_speaks_once_a_round(settings: Settings, social: Services) -> None:
    events: list[Progress] = []
    result = await run.start(REQUEST, settings, "t", social, events.append)
    assert result.report is not None
    turns = [turn.key for turn in result.report.transcript]
    assert turns == [("conversation", 0, r, who) for r in (1, 2, 3) for who in ("ana", "bo", "cyd")]
    assert [e.speaker for e in events if e.node == "speak" and e.round == 1] and len(events) >= 9
