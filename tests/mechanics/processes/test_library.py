"""The library's processes: each checks, and each gives what queueing theory knows of it."""

from functools import cache
from math import exp, sqrt

import numpy as np
import pytest

from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.library import UnknownModelError
from sobremesa.mechanics.living import live
from sobremesa.mechanics.processes import library
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.engine import SimpyEngine
from sobremesa.mechanics.processes.program import ProcessProgram

RUNS = 8
SEED = 1
ERRORS = 4.0
"""Standard errors of the mean within which theory must lie: missed by chance once in 16,000 times."""


@cache
def program(name: str) -> ProcessProgram:
    return check_process(library.load(name))


@cache
def last(name: str, arm: int = 0) -> dict[str, np.ndarray]:
    checked = program(name)
    series = live(checked, SimpyEngine(), checked.document.experiment.arms[arm], SEED, range(RUNS))
    assert not series.errors
    return series.last()


def assert_gives(name: str, measure: str, theory: float, arm: int = 0) -> None:
    sample = last(name, arm)[measure]
    assert abs(sample.mean() - theory) <= ERRORS * sample.std(ddof=1) / sqrt(len(sample)), (sample.mean(), theory)


def erlang_b(offered: float, servers: int) -> float:
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = offered * blocked / (number + offered * blocked)
    return blocked


def erlang_c(offered: float, servers: int) -> float:
    blocked = erlang_b(offered, servers)
    return servers * blocked / (servers - offered * (1 - blocked))


def erlang_a(offered: float, servers: int, leaving: float) -> tuple[float, float]:
    """The shares that give up and that wait (Palm 1957): births at rate `offered`, a server at rate 1, impatience at
    `leaving`.
    """
    weights, weight = [1.0], 1.0
    for number in range(1, servers + 400):
        weight *= offered / (min(number, servers) + max(number - servers, 0) * leaving)
        weights.append(weight)
    waiting = sum(max(number - servers, 0) * weight for number, weight in enumerate(weights)) / sum(weights)
    return leaving * waiting / offered, sum(weights[servers:]) / sum(weights)


@pytest.mark.parametrize("name", library.documents())
def test_every_process_checks_and_is_written_down_twice(name: str) -> None:
    document = library.load(name)
    assert document.process == name
    assert len(document.experiment.arms) >= 2
    if name in library.names():
        measures = {headline.measure for headline in library.entry(name).headlines}
        assert measures <= set(document.measures)
        bound = {one for binding in library.entry(name).bindings for one in binding.parameters} - {"steps"}
        assert bound <= set(document.parameters)
        assert library.reputation(name).after


def test_an_unknown_process_is_named_with_those_that_there_are() -> None:
    for look in (library.load, library.entry, library.text, library.reputation):
        with pytest.raises(UnknownModelError, match="counter"):
            look("no_such")


@pytest.mark.parametrize(("arm", "servers"), [(0, 1), (1, 2)])
def test_the_counter_is_a_queue_of_erlang(arm: int, servers: int) -> None:
    offered = 40 / 60
    waiting = erlang_c(offered, servers) * offered / (servers - offered)
    assert_gives("counter", "queue", waiting, arm)
    assert_gives("counter", "wait", waiting / offered, arm)
    assert_gives("counter", "have_to_wait", erlang_c(offered, servers), arm)
    assert_gives("counter", "busy", offered / servers, arm)


def test_the_call_centre_is_what_erlang_computed() -> None:
    have_to_wait = erlang_c(10, 14)
    assert have_to_wait == pytest.approx(0.174, abs=5e-4)
    assert_gives("call_centre", "have_to_wait", have_to_wait)
    assert_gives("call_centre", "wait", have_to_wait * 3 / 4)
    assert_gives("call_centre", "answered_in_time", 1 - have_to_wait * exp(-4 * (20 / 180)))
    assert_gives("call_centre", "busy", 10 / 14)


def test_impatient_callers_hang_up_as_palm_computed() -> None:
    hang_up, wait = erlang_a(10, 10, 3 / 2)
    assert_gives("call_centre_patience", "hang_up", hang_up)
    assert_gives("call_centre_patience", "have_to_wait", wait)


def test_a_full_house_turns_away_as_erlang_computed() -> None:
    assert erlang_b(10, 15) == pytest.approx(0.0365, abs=5e-5)
    assert_gives("full_house", "turned_away", erlang_b(10, 15))
    assert_gives("full_house", "taken", 10 * (1 - erlang_b(10, 15)))


def test_the_urgent_wait_as_cobham_computed() -> None:
    """Without interruption, with the same service for all: W_k = W_0 / ((1 - σ_{k-1})(1 - σ_k)) (Cobham 1954)."""
    servers, offered = 3, 9 * 18 / 60
    rho = offered / servers
    base = erlang_c(offered, servers) * 18 / servers
    urgent = 0.2 * rho
    assert_gives("emergency_room", "wait_of_urgent", base / (1 - urgent))
    assert_gives("emergency_room", "wait_of_others", base / ((1 - urgent) * (1 - rho)))
    assert_gives("emergency_room", "wait", base / (1 - rho))


def test_precedence_moves_the_wait_from_one_group_to_the_other() -> None:
    servers, offered = 4, 20 * 10 / 60
    rho = offered / servers
    base = erlang_c(offered, servers) * 10 / servers
    assert_gives("shared_machines", "wait", base / (1 - rho))
    assert_gives("shared_machines", "wait_of_first", base / (1 - rho / 2), arm=2)
    assert_gives("shared_machines", "wait_of_second", base / ((1 - rho / 2) * (1 - rho)), arm=2)


def test_a_line_makes_what_its_slowest_station_can() -> None:
    for arm, slowest in ((0, 7), (1, 5)):
        made = last("production_line", arm)["output"]
        assert 60 / slowest * 0.98 < made.mean() < 60 / slowest * 1.01
    assert last("production_line", 2)["output"].mean() == pytest.approx(
        last("production_line")["output"].mean(), rel=0.01
    )


def test_parts_load_stations_by_their_times() -> None:
    for measure, minutes in (("busy_at_first", 5), ("busy_at_second", 3), ("busy_at_third", 7)):
        assert_gives("production_flow", measure, 6 / 60 * minutes)
    assert_gives("production_flow", "output", 6 / 60)


def test_a_traffic_light_loads_its_green() -> None:
    assert_gives("traffic_light", "crossed", 600 / 3600)


def test_a_name_of_an_arm_is_a_word_for_what_it_changes() -> None:
    for name in library.documents():
        document = library.load(name)
        plain = [arm for arm in document.experiment.arms if not (arm.set or arm.without or arm.personas != "on")]
        assert len(plain) == 1
        assert plain == [Arm(name="scenario")] or document.personas


def test_a_copy_has_a_hash_of_its_own() -> None:
    document = library.load("counter")
    assert document.model_copy(update={"purpose": "another"}).sha256 != document.sha256
