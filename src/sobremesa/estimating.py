"""What a run would ask of a language model, before it is asked: calls, tokens, money, time.

`estimate` is free: no call is made, and nothing is written. Its async twin is `aestimate`.
"""

from __future__ import annotations

from typing import Any

from sobremesa.graphs import estimating
from sobremesa.nodes.asking import read_request
from sobremesa.nodes.estimate import Estimate, Latency
from sobremesa.nodes.settings import Settings
from sobremesa.synchronous import synchronous

__all__ = ["aestimate", "estimate"]


async def aestimate(
    scenario: str, *, latency: Latency | None = None, settings: Settings | None = None, **fields: Any
) -> Estimate:
    """What `simulate_scenario` would take of a language model.

    Args:
        scenario: who is involved and what happens, in plain words.
        latency: how long answers are assumed to take: a second until they begin, then 60 tokens a second, if not given.
        settings: language model, home and limits; those of the environment if not given.
        fields: the other fields of the request, as `simulate_scenario` takes them.

    Returns:
        The estimate, each figure from the least to the most; all nothing where no language model is in use.

    Raises:
        BadRequestError: an argument can't be taken as it stands.
        SobremesaError: whatever would end such a run before its first call.
    """
    request = read_request({"scenario": scenario, **fields})
    return await estimating.estimate(request, settings or Settings.from_env(), latency)


estimate = synchronous(aestimate)
