"""How long a run of a process is, and what of it counts, in words."""

from __future__ import annotations

import pytest

from sobremesa.mechanics.processes.reading import read_process
from sobremesa.nodes.synthesis.flow import length

DESK = """
process: desk
purpose: people queue
clock: {{unit: minute, horizon: {horizon}, warmup: {warmup}}}
parameters:
  rate: {{value: 0.5, source: given}}
  service: {{value: 1, source: given}}
  settles: {{value: 2, unit: hour, source: given}}
resources: {{desk: {{}}}}
entities: {{customer: {{arrive: {{rate: rate}}, route: [{{use: desk, for: exponential(service)}}]}}}}
measures: {{wait: {{value: waiting(desk)}}}}
experiment: {{headline: {{measure: wait}}}}
"""


@pytest.mark.parametrize(
    ("horizon", "warmup", "told"),
    [
        ("6000", "600", "600 minutes"),
        ("6000", '"10 * hour"', "600 minutes"),
        ('"100 * hour"', "600", "600 minutes"),
        ('"100 * hour"', "settles", "120 minutes"),
    ],
)
def test_a_warm_up_is_told_in_the_clocks_unit(horizon: str, warmup: str, told: str) -> None:
    document = read_process(DESK.format(horizon=horizon, warmup=warmup))
    assert length(document, 6000.0) == f"A run: 6,000 minutes; what comes in its first {told} is left out"
