"""Gates of processes: what passes, and what each of them finds."""

import pytest

from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.gates.waiting import waiting
from sobremesa.mechanics.processes import library
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.engine import SimpyEngine
from sobremesa.mechanics.processes.reading import read_process


def gates_of(text: str) -> dict[str, Gate]:
    return {gate.code: gate for gate in waiting(check_process(read_process(text)), SimpyEngine())}


@pytest.mark.parametrize("name", ["counter", "production_line", "open_desks"])
def test_the_library_passes(name: str) -> None:
    assert not [gate for gate in gates_of(library.text(name)).values() if gate.failed]


def test_a_queue_that_grows_in_every_arm_is_doubted() -> None:
    gate = gates_of(library.text("counter").replace("value: 40,", "value: 400,"))["never_settles"]
    assert (gate.outcome, gate.doubt) == ("failed", True)
    assert "server gets 667%" in gate.sentence


def test_what_serves_nobody_is_found() -> None:
    text = library.text("counter").replace(
        "server: {capacity: servers}", "server: {capacity: servers}\n  spare: {capacity: 1}"
    )
    text = text.replace("utilisation(server)", "utilisation(spare)")
    text = text.replace(
        "    route:\n",
        "    route:\n      - {branch: [{when: 'now < 0', route: [{use: spare, for: 1}]}, {route: []}]}\n",
    )
    gate = gates_of(text)["never_used"]
    assert (gate.outcome, gate.place) == ("failed", "resources.spare")


def test_a_share_beyond_one_is_found() -> None:
    text = library.text("counter").replace(
        '{value: "waiting(server)", unit: minute}', '{value: "longest_queue(server)", unit: share}'
    )
    assert gates_of(text)["share_out_of_range"].failed
