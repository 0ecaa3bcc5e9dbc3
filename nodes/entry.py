"""The first step: whatever came in becomes a request, or is refused; and the state is opened."""

from __future__ import annotations

from typing import Any

from langgraph.types import Overwrite

from sobremesa.errors import BadRequestError
from sobremesa.nodes.asking import read_request
from sobremesa.nodes.state import SCHEMA_VERSION, ScenarioState


async def entry(state: ScenarioState) -> dict[str, Any]:
    """Read the request, and open every other field empty: what an earlier question left on the thread is gone.

    Raises BadRequestError with a sentence that says what to change.
    """
    fields = state.get("request")
    if not isinstance(fields, dict):
        raise BadRequestError('There is no request: give {"request": {"scenario": "…"}}.')
    return {
        "schema_version": SCHEMA_VERSION,
        "request": read_request(fields).model_dump(mode="json"),
        "services": {},
        "route": {},
        "document": None,
        "translation": {},
        "gates": [],
        "forms": [],
        "contrasts": [],
        "refused": [],
        "proposal": {},
        "replies": [],
        "snapshots": {},
        "measures": {},
        "shown": {},
        "ensemble": {},
        "findings": [],
        "verdicts": [],
        "ledger": [],
        "pictures": None,
        "exploration": None,
        "casting": {},
        "rounds": Overwrite([]),
        "notes": Overwrite([]),
        "private": Overwrite([]),
        "unheard": None,
        "cycle": 0,
        "decisions": [],
        "changes": [],
        "report": {},
        "spend": {},
    }
