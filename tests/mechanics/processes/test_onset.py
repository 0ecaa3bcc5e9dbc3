"""Where waiting takes off along the rate of arrivals, against what theory says of M/M/1 and M/M/c."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from sobremesa.mechanics.curve import Curve
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.processes import library
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.engine import SimpyEngine
from sobremesa.mechanics.processes.onset import LIMIT, TAKES_OFF, limit_of, onsets
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.processes.sizing import mean_wait

ARM = Arm(name="scenario")
PER_HOUR = 60.0
"""What one server of the library's counter can do: a minute each."""


def counter(servers: int) -> ProcessProgram:
    document = library.load("counter")
    number = document.parameters["servers"].model_copy(update={"value": servers})
    return check_process(document.model_copy(update={"parameters": {**document.parameters, "servers": number}}))


def found(program: ProcessProgram, measure: str, rates: np.ndarray, samples: np.ndarray) -> dict[str, Finding]:
    nothing = (None,) * len(rates)
    curve = Curve(kind="arrivals", parameter="arrivals", parameter_unit="1/hour", arm="scenario", measure=measure,
                  take="last", values=tuple(rates.tolist()), mean=nothing, low=nothing, high=nothing,
                  n=samples.shape[1])  # fmt: skip
    return {finding.take: finding for finding in onsets(program, ARM, curve, samples)}


def test_one_server_takes_off_at_half_of_what_it_can_do() -> None:
    program, engine, rates = counter(1), SimpyEngine(), np.array([24.0, 28.0, 32.0, 36.0])
    lived = []
    for rate in rates.tolist():
        arm = Arm(name="scenario", set={"arrivals": rate})
        _, series = engine.advance(program, engine.start(program, arm, seed=3, replicates=range(6)), 50)
        lived.append(series.values["queue"][:, -1])
    onset = found(program, "queue", rates, np.array(lived))[TAKES_OFF]
    assert onset.low is not None
    assert onset.high is not None
    assert onset.low < PER_HOUR / 2 < onset.high
    assert onset.high - onset.low < 6


@pytest.mark.parametrize("servers", [1, 2, 5])
def test_several_servers_take_off_where_erlangs_wait_is_one_service(servers: int) -> None:
    most = servers * PER_HOUR
    rates = np.linspace(0.1 * most, 0.95 * most, 11)
    waits = np.array([[mean_wait(servers, rate / PER_HOUR)] * 2 for rate in rates.tolist()])
    expected = brentq(lambda rate: mean_wait(servers, rate / PER_HOUR) - 1, rates[0], rates[-1])
    told = found(counter(servers), "wait", rates, waits)
    assert told[TAKES_OFF].value == pytest.approx(expected, rel=0.003)
    assert told[LIMIT].value == pytest.approx(most)
    assert told[LIMIT].unit == "1/hour"


def test_who_gives_up_leaves_a_line_without_limit() -> None:
    assert limit_of(check_process(library.load("call_centre_patience")), ARM, "arrivals") is None


def test_what_never_gets_that_far_has_no_onset() -> None:
    rates = np.array([6.0, 12.0, 18.0])
    assert TAKES_OFF not in found(counter(1), "wait", rates, np.full((3, 4), 0.1))
