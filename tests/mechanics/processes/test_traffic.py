"""How loaded resources will be, told before anything runs: the traffic equations, against what theory says and runs."""

from __future__ import annotations

import pytest

from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.engine import SimpyEngine
from sobremesa.mechanics.processes.reading import read_process
from sobremesa.mechanics.processes.traffic import Load, loads

FRAME = """
process: shop
purpose: how loaded is it
clock: {{unit: minute, horizon: 1000}}
parameters: {{rate: {{value: 30, unit: 1/hour, low: 0.1, source: given}}, service: {{value: 1, source: given}}}}
{places}
entities:
  {entity}
measures: {{used: {{value: utilisation(desk)}}}}
experiment: {{headline: {{measure: used}}}}
"""


def told(route: str, places: str = "resources: {desk: {}}", options: str = "", arrive: str = "rate: rate") -> Load:
    """The load of the desk."""
    entity = f"customer: {{arrive: {{{arrive}}}, {options}route: [{route}]}}"
    of = check_process(read_process(FRAME.format(places=places, entity=entity)))
    parameters = {name: each.value for name, each in of.document.parameters.items()}
    found = {each.resource: each for each in loads(of, of.document.experiment.arms[0], parameters)}
    return found["desk"]


@pytest.mark.parametrize(
    ("route", "rho"),
    [
        ('{use: desk, for: "exponential(service)"}', 0.5),
        ('{use: desk, for: "lognormal(service, 3) + uniform(0, 1)"}', 0.75),
        ("{seize: desk}, {delay: 0.5}, {delay: 1}, {release: desk}", 0.75),
        ("{use: desk, do: [{delay: 0.5}, {delay: 0.5}]}", 0.5),
        ("{branch: [{share: 0.2, route: [{use: desk, for: 4}]}, {route: [{use: desk, for: 0.5}]}]}", 0.6),
        ('{loop: [{use: desk, for: 1}], again: "chance(0.25)"}', 0.5 / 0.75),
        ("{batch: 4, do: [{use: desk, for: 2}]}", 0.25),
        ("{split: [[{use: desk, for: 0.5}], [{use: desk, for: 0.4}]]}", 0.45),
        ('{balk: "chance(0.4)"}, {use: desk, for: 1}', 0.3),
    ],
)
def test_what_a_route_brings(route: str, rho: float) -> None:
    load = told(route)
    assert load.rho == pytest.approx(rho)
    assert (load.how, load.stable) == ("exact", True)


def test_capacity_counts_servers_that_are_there_and_in_order() -> None:
    use = '{use: desk, for: "exponential(service)"}'
    assert told(use, "resources: {desk: {capacity: 4}}").rho == pytest.approx(0.125)
    pattern = "resources: {desk: {capacity: {pattern: [{for: 10, value: 1}, {for: 30, value: 3}]}}}"
    assert told(use, pattern).rho == pytest.approx(0.2)
    broken = 'resources: {desk: {breakdowns: {every: exponential(40), for: "uniform(5, 15)"}}}'
    assert told(use, broken).rho == pytest.approx(0.625)


def test_the_peak_of_a_pattern_is_told_beside_its_mean() -> None:
    arrive = "rate: {pattern: [{for: 60, value: rate}, {for: 60, value: 3 * rate}]}"
    load = told('{use: desk, for: "exponential(service)"}', arrive=arrive)
    assert load.rho == pytest.approx(1.0)
    assert load.peak == pytest.approx(1.5)
    assert load.stable is False


def test_an_overloaded_queue_is_told_unless_it_can_not_grow() -> None:
    assert told("{use: desk, for: 3}").stable is False
    assert told("{use: desk, for: 3}").rho == pytest.approx(1.5)
    assert told("{use: desk, for: 3}", "resources: {desk: {room: 5}}").stable is True
    assert told("{use: desk, for: 3, patience: 5}").stable is True
    balking = told('{balk: "queue(desk) > 5"}, {use: desk, for: 3}')
    assert (balking.rho, balking.stable) == (pytest.approx(1.5), None)


def test_what_depends_on_how_things_stand_is_not_known() -> None:
    by_state = '{branch: [{when: "queue(desk) > 3", route: []}, {route: [{use: desk, for: 3}]}]}'
    assert (told(by_state).rho, told(by_state).how) == (None, "unknown")
    held = told("{use: desk, do: [{use: other, for: 1}]}", "resources: {desk: {}, other: {}}")
    assert held.at_least
    assert held.stable is None


def test_attributes_are_averaged_over() -> None:
    options = 'attributes: {kind: {shares: {short: 0.75, long: 0.25}}, size: "uniform(0, 2)"}, '
    load = told("{use: desk, for: \"self.size if self.kind == 'short' else 2\"}", options=options)
    assert load.how == "sampled"
    assert load.rho == pytest.approx(0.5 * (0.75 * 1 + 0.25 * 2), rel=0.06)


def test_routes_that_lead_to_one_another_are_a_jackson_network() -> None:
    options = (
        "routes: {work: [{use: desk, for: 0.5}, {branch: [{share: 0.3, route: [{go: mend}]}, {route: []}]}], "
        "mend: [{delay: 1}, {branch: [{share: 0.5, route: [{go: work}]}, {route: []}]}]}, "
    )
    load = told("{go: work}", options=options)
    assert load.rho == pytest.approx(0.5 * 0.5 / (1 - 0.3 * 0.5))


def test_what_is_told_is_what_is_met() -> None:
    entity = "customer: {arrive: {rate: rate, size: 'poisson(2)'}, route: [{use: desk, for: 'gamma(2, 0.3)'}]}"
    text = FRAME.format(places="resources: {desk: {}}", entity=entity).replace("1000", "20000")
    of = check_process(read_process(text))
    arm = of.document.experiment.arms[0]
    (load,) = loads(of, arm, {name: each.value for name, each in of.document.parameters.items()})
    engine = SimpyEngine()
    _, series = engine.advance(of, engine.start(of, arm, 1, (0,)), 50)
    assert load.rho == pytest.approx(0.6)
    assert series.values["used"][0, -1] == pytest.approx(load.rho, abs=0.02)
