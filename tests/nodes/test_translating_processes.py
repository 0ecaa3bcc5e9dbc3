"""Processes written by a language model: what it is told, and what is sent back."""

import json
from pathlib import Path

import pytest

from sobremesa.mechanics.processes import library
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.nodes.contract import Request
from sobremesa.nodes.gateway import MistakenAnswerError
from sobremesa.nodes.gateway.estimate import estimate
from sobremesa.nodes.interpreter import NoModel, Route
from sobremesa.nodes.model_prompts import prompts
from sobremesa.nodes.translating import read_answer

ROUTE = Route(mode="mechanics", confidence=1, reasons=(), kind="process")
CASES = [json.loads(line) for line in Path(__file__).with_name("scenarios_given.jsonl").read_text("utf-8").splitlines()]
GIVEN = {case["id"]: case["text"] for case in CASES}
P09 = Request(scenario=GIVEN["P09"])
ANSWER = """
process: bakery
purpose: How long is the queue at a bakery with one till, and what does a second one change?
clock: {unit: minute, horizon: "100 * hour", warmup: "10 * hour"}
parameters:
  tills: {type: int, value: 1, low: 1, high: 9, source: stated, quote: one till}
  arrivals: {value: 40, unit: 1/hour, source: stated, quote: 40 an hour}
  service: {value: 1, unit: minute, source: stated, quote: about a minute to serve}
assumptions: ["arrivals: Poisson, service: exponential"]
resources: {till: {capacity: tills}}
entities: {customer: {arrive: {rate: arrivals}, route: [{use: till, for: "exponential(service)"}]}}
measures: {queue: {value: queue_length(till)}, busy: {value: utilisation(till), unit: share}}
experiment:
  question: How long is the queue?
  arms: [{name: scenario}, {name: a second till, set: {tills: 2}}]
  headline: {measure: queue}
"""


@pytest.mark.parametrize("case", ["P09", "P10", "P11"])
def test_the_prompt_for_a_process_is_short_and_has_examples(case: str) -> None:
    system, user = prompts(Request(scenario=GIVEN[case]), ROUTE)
    assert estimate([("system", system), ("user", user)]) < 8_000
    assert user.count("\nprocess: ") >= 1
    assert "process purpose clock" in system
    assert "\nmodel: " not in user


def test_what_is_near_is_shown_first() -> None:
    user = prompts(Request(scenario=GIVEN["P11"]), ROUTE)[1]
    assert user.index("process: production_line") > 0


def test_a_process_is_read_and_checked() -> None:
    document = read_answer(ANSWER, P09, ROUTE)
    assert isinstance(document, ProcessDocument)
    assert document.parameters["arrivals"].value == 40


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (ANSWER.replace("40 an hour}", "50 an hour}"), "these words do not stand in the scenario"),
        (ANSWER.replace("value: 40", "value: 50"), "this number does not stand in the quoted words"),
        (ANSWER.replace("use: till", "use: tlll"), "till"),
        (ANSWER.replace("queue_length(till)", "queue_length(tlil)"), "till"),
        (ANSWER.replace('"exponential(service)"', '"exponential(arrivals)"'), "time"),
        (ANSWER.replace('assumptions: ["arrivals: Poisson, service: exponential"]\n', ""), "what the text leaves open"),
        (ANSWER.replace(", {name: a second till, set: {tills: 2}}", ""), "one arm answers nothing"),
    ],
)
def test_what_is_wrong_is_sent_back(wrong: str, told: str) -> None:
    assert wrong != ANSWER
    with pytest.raises(MistakenAnswerError, match=told):
        read_answer(wrong, P09, ROUTE)


def test_that_there_is_no_process_is_an_answer() -> None:
    declined = read_answer("no_model:\n  understood: [a]\n  missing: [b]\n", P09, ROUTE)
    assert isinstance(declined, NoModel)
    assert declined.missing == ("b",)


def test_every_process_of_the_library_could_be_an_answer() -> None:
    for name in (name for name in library.names() if library.entry(name).mode == "mechanics"):
        assert isinstance(read_answer(library.text(name), Request(scenario="A queue."), ROUTE), ProcessDocument)
