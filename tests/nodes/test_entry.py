"""What an earlier question left on a thread is gone before the next is read."""

from __future__ import annotations

from sobremesa.nodes.entry import entry
from sobremesa.nodes.state import ScenarioState


async def test_every_field_of_the_state_is_opened() -> None:
    opened = await entry({"request": {"scenario": "Three friends argue."}})
    assert set(opened) == set(ScenarioState.__annotations__)
