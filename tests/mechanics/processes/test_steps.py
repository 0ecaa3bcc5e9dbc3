"""Every verb does what it says: small processes without chance, whose course can be reckoned by hand."""

from __future__ import annotations

from typing import Any

import pytest

from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.compiled import compiled
from sobremesa.mechanics.processes.reading import read_process

FRAME = """
process: small
purpose: nothing by chance
clock: {{unit: minute, horizon: 100, state: terminating}}
{places}
entities:
{entities}
measures: {{left: {{value: throughput({first})}}}}
experiment: {{headline: {{measure: left}}}}
"""


def run(entities: str, places: str = "resources: {desk: {}}", until: float = 100.0) -> Any:
    """The model after its time."""
    first = entities.strip().partition(":")[0]
    program = check_process(read_process(FRAME.format(places=places, entities=entities, first=first)))
    model = compiled(program).model()
    model.env.run(until=until)
    return model


def times(model: Any, name: str = "job") -> list[tuple[float, float, str]]:
    """When each came and left, and why unserved."""
    return [(each.arrived, each.left, each.fate) for each in getattr(model, f"{name}s")]


def test_use_is_seize_delay_release() -> None:
    short = run("  job: {arrive: {at: [0, 1]}, route: [{use: desk, for: 5}]}")
    long = run("  job: {arrive: {at: [0, 1]}, route: [{seize: desk}, {delay: 5}, {release: desk}]}")
    assert times(short) == times(long) == [(0, 5, ""), (1, 10, "")]
    for model in (short, long):
        assert [(v.asked, v.began, v.ended) for v in model.desk.visits] == [(0, 0, 5), (1, 5, 10)]


def test_a_server_is_held_while_steps_last() -> None:
    model = run(
        "  job: {arrive: {at: [0, 0]}, route: [{use: bed, do: [{use: desk, for: 3}, {delay: 2}]}]}",
        "resources: {desk: {}, bed: {}}",
    )
    assert times(model) == [(0, 5, ""), (0, 10, "")]
    assert [(v.asked, v.ended) for v in model.bed.visits] == [(0, 5), (0, 10)]


@pytest.mark.parametrize("where", ["resource", "balk"])
def test_who_finds_no_room_leaves(where: str) -> None:
    place = "resources: {desk: {room: 1}}" if where == "resource" else "resources: {desk: {}}"
    balk = "" if where == "resource" else '{balk: "queue(desk) >= 1"}, '
    model = run(f"  job: {{arrive: {{at: [0, 1, 2, 3]}}, route: [{balk}{{use: desk, for: 10}}]}}", place)
    fate = "blocked" if where == "resource" else "balked"
    assert times(model) == [(0, 10, ""), (1, 20, ""), (2, 2, fate), (3, 3, fate)]


def test_who_has_no_more_patience_gives_up_or_does_something_else() -> None:
    model = run("  job: {arrive: {at: [0, 1]}, route: [{use: desk, for: 10, patience: 4}, {delay: 1}]}")
    assert times(model) == [(0, 11, ""), (1, 5, "reneged")]
    model = run(
        "  job: {arrive: {at: [0, 1]}, route: [{use: desk, for: 10, patience: 4, otherwise: [{delay: 2}]}, {delay: 1}]}"
    )
    assert times(model) == [(0, 11, ""), (1, 8, "")]


def test_preemption_takes_the_server_and_gives_back_the_rest() -> None:
    model = run(
        "  job: {arrive: {at: [0, 1]}, priority: 2, route: [{use: desk, for: 10}]}\n"
        "  rush: {arrive: {at: [4]}, priority: 1, route: [{use: desk, for: 3}]}",
        "resources: {desk: {order: preemptive}}",
    )
    assert times(model) == [(0, 13, ""), (1, 23, "")]
    assert times(model, "rush") == [(4, 7, "")]


def test_a_branch_goes_by_attributes() -> None:
    model = run(
        "  job: {arrive: {at: [0, 1, 2]}, attributes: {came: now}, route: "
        '[{branch: [{when: "self.came == 0", route: [{delay: 9}]}, '
        '{when: "self.came < 2", route: [{delay: 2}]}, {route: [{delay: 5}]}]}]}'
    )
    assert [left for _, left, _ in times(model)] == [9, 3, 7]


def test_a_loop_goes_round_while_its_condition_holds() -> None:
    model = run(
        "  job: {arrive: {at: [0]}, attributes: {rounds: 0}, route: "
        '[{loop: [{delay: 2}, {set: {rounds: "self.rounds + 1"}}], again: "self.rounds < 4"}]}'
    )
    assert times(model) == [(0, 8, "")]


def test_a_batch_waits_until_it_is_full_and_goes_on_as_one() -> None:
    model = run("  job: {arrive: {at: [0, 1, 5, 6]}, route: [{batch: 3, do: [{use: desk, for: 4}]}, {delay: 1}]}")
    assert [left for _, left, _ in times(model)][:3] == [10, 10, 10]
    assert len(model.desk.visits) == 1
    assert times(model)[3][1] == float("inf")


def test_a_split_goes_on_when_all_its_parts_are_done() -> None:
    model = run("  job: {arrive: {at: [0]}, route: [{split: [[{delay: 3}], [{use: desk, for: 7}]]}, {delay: 1}]}")
    assert times(model) == [(0, 8, "")]


def test_containers_make_wait_until_there_is_enough() -> None:
    model = run(
        "  job: {arrive: {at: [0, 0]}, route: [{get: flour, amount: 6}]}\n"
        "  mill: {arrive: {at: [4]}, route: [{put: flour, amount: 5}]}",
        "containers: {flour: {start: 8, capacity: 20}}",
    )
    assert [left for _, left, _ in times(model)] == [0, 4]
    assert model.flour.course[0] == (0, 8)
    assert model.flour.course[-1] == (4, 1)


def test_a_store_keeps_entities_until_somebody_gets_them() -> None:
    model = run(
        "  job: {arrive: {at: [0, 1]}, route: [{put: shelf}, {delay: 1}]}\n"
        "  buyer: {arrive: {at: [5, 9]}, route: [{get: shelf}]}",
        "stores: {shelf: {}}",
    )
    assert [left for _, left, _ in times(model)] == [6, 10]
    assert [left for _, left, _ in times(model, "buyer")] == [5, 9]


def test_hold_waits_until_things_are_as_they_should_be() -> None:
    model = run(
        "  job: {arrive: {at: [0, 0, 0]}, route: [{use: desk, for: 4}]}\n"
        '  boss: {arrive: {at: [1]}, route: [{hold: "queue(desk) == 0 and busy(desk) == 0"}]}'
    )
    assert times(model, "boss") == [(1, 12, "")]


def test_go_leads_from_route_to_route() -> None:
    model = run(
        "  job: {arrive: {at: [0]}, attributes: {tries: 0}, route: [{go: test}], routes: {"
        'test: [{delay: 2}, {set: {tries: "self.tries + 1"}}, '
        '{branch: [{when: "self.tries < 3", route: [{go: mend}]}, {route: []}]}], '
        "mend: [{delay: 5}, {go: test}]}}"
    )
    assert times(model) == [(0, 2 + 5 + 2 + 5 + 2, "")]


def test_somebody_who_goes_round_for_ever_ends_the_run() -> None:
    with pytest.raises(OverflowError, match="for ever"):
        run('  job: {arrive: {at: [0]}, route: [{loop: [{delay: 0}], again: "1 == 1"}]}')


def test_servers_come_and_go_by_a_pattern() -> None:
    model = run(
        "  car: {arrive: {at: [0, 11, 12]}, route: [{use: light, for: 2}]}",
        "resources: {light: {capacity: {pattern: [{for: 10, value: 1}, {for: 20, value: 0}]}}}",
    )
    assert [left for _, left, _ in times(model, "car")] == [2, 32, 34]
    assert model.light.course[:3] == [(0, 1), (10, 0), (30, 1)]


def test_arrivals_end_at_a_time_or_after_a_number() -> None:
    assert len(run("  job: {arrive: {every: 2, until: 9}, route: []}").jobs) == 4
    assert len(run("  job: {arrive: {every: 2, most: 3}, route: []}").jobs) == 3
    assert len(run("  job: {arrive: {every: 50, size: 4}, route: []}").jobs) == 4
