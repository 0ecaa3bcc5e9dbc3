"""Scenarios about waiting as library processes: the right one with every stated number, or what is missing."""

import asyncio
import json
from pathlib import Path

import pytest

from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import NoModel, Translation
from sobremesa.nodes.library_interpreter import LibraryInterpreter
from sobremesa.nodes.reading.kinds import kind_of
from sobremesa.nodes.reading.tokens import tokenise

LIBRARY = LibraryInterpreter()
GIVEN = {
    case["id"]: case["text"]
    for case in map(json.loads, Path(__file__).with_name("scenarios_given.jsonl").read_text("utf-8").splitlines())
}


def compiled(scenario: str, **fields: object) -> Translation | NoModel:
    request = Request.model_validate({"scenario": scenario, **fields})
    return asyncio.run(LIBRARY.compile(request, asyncio.run(LIBRARY.classify(request))))


def process_of(scenario: str, **fields: object) -> ProcessDocument:
    answer = compiled(scenario, **fields)
    assert isinstance(answer, Translation), answer
    assert isinstance(answer.document, ProcessDocument)
    check_process(answer.document)
    return answer.document


def stated(document: ProcessDocument) -> dict[str, float]:
    return {name: parameter.value for name, parameter in document.parameters.items() if parameter.source == "stated"}


@pytest.mark.parametrize(
    ("case", "process", "headline", "values"),
    [
        ("P09", "counter", "queue", {"arrivals": 40, "service": 1, "tills": 1}),
        ("P10", "call_centre", "have_to_wait", {"arrivals": 200, "handling": 3, "agents": 14}),
        (
            "P11",
            "production_line",
            "output",
            {"time_at_first": 5, "time_at_second": 3, "time_at_third": 7},
        ),
    ],
)
def test_given_scenarios_find_their_process(case: str, process: str, headline: str, values: dict[str, float]) -> None:
    document = process_of(GIVEN[case])
    assert (document.process, document.experiment.headline.measure) == (process, headline)
    assert stated(document) == values


PARAPHRASES = [
    (
        "A bank has 3 tellers. A customer comes every 2 minutes and takes 5 minutes. How long do customers wait?",
        "counter",
        {"arrivals": 30, "service": 5, "tellers": 3},
    ),
    (
        "10 callers per minute arrive at a call centre with 25 agents; a call lasts 2 minutes on average and callers "
        "hang up after about 3 minutes. How many give up?",
        "call_centre_patience",
        {"arrivals": 600, "handling": 2, "agents": 25, "patience": 3},
    ),
    (
        "Patients come to an emergency room, 12 an hour. Three doctors take 15 minutes for each. How long do they "
        "wait, and what would a fourth doctor change?",
        "emergency_room",
        {"arrivals": 12, "treatment": 15, "doctors": 3},
    ),
    (
        "600 cars an hour arrive at a traffic light that is green for 20 seconds and red for 40 seconds. How long is "
        "the queue?",
        "traffic_light",
        {"arrivals": 600, "green": 20, "red": 40},
    ),
    (
        "A car park has 50 spaces. 60 cars an hour come and stay for 45 minutes on average; who finds it full drives "
        "on. How many are turned away?",
        "full_house",
        {"arrivals": 60, "stay": 0.75, "spaces": 50},
    ),
    (
        "Two departments share five machines; 30 jobs an hour, each takes 8 minutes. How long do they wait?",
        "shared_machines",
        {"arrivals": 30, "work": 8, "machines": 5},
    ),
    (
        "An item starts every 8 minutes and goes through two stations that take 5 and 7 minutes. How long does an "
        "item take?",
        "production_flow",
        {"arrivals": 7.5, "time_at_first": 5, "time_at_second": 7},
    ),
    (
        "Parts go through four machines that take 2, 4, 6 and 3 minutes. Where is the bottleneck?",
        "production_line",
        {"time_at_first": 2, "time_at_second": 4, "time_at_third": 6, "time_at_fourth": 3},
    ),
    (
        "A clinic has three treatment rooms, 8 patients come every hour and treating one takes 20 minutes. "
        "Are three rooms enough?",
        "emergency_room",
        {"arrivals": 8, "treatment": 20, "treatment_rooms": 3},
    ),
]


@pytest.mark.parametrize(("scenario", "process", "values"), PARAPHRASES)
def test_other_words_find_the_same_processes(scenario: str, process: str, values: dict[str, float]) -> None:
    document = process_of(scenario)
    assert document.process == process
    assert stated(document) == values


@pytest.mark.parametrize(
    ("scenario", "servers", "who", "values"),
    [
        (
            "Customers come to a bakery with two sellers, 40 an hour. Each takes two minutes. How long is the queue?",
            "seller",
            {"customer"},
            {"arrivals": 40, "service": 2, "sellers": 2},
        ),
        (
            "30 customers an hour come to a shop with two counter staff; serving one takes 3 minutes. How long is the "
            "line?",
            "server",
            {"customer"},
            {"arrivals": 30, "service": 3, "servers": 2},
        ),
        (
            "10 dogs an hour come to a vet with 3 treatment rooms. Treating one takes 15 minutes. Do they wait long?",
            "treatment_room",
            {"dog"},
            {"arrivals": 10, "service": 15, "treatment_rooms": 3},
        ),
        (
            "A clinic has 3 treatment rooms, and 8 patients come an hour. Treating one takes 20 minutes. How long do "
            "patients wait?",
            "treatment_room",
            {"patient"},
            {"arrivals": 8, "service": 20, "treatment_rooms": 3},
        ),
        (
            "50 people an hour come to a ticket office with two sellers. Selling a ticket takes two minutes. How long "
            "is the line?",
            "seller",
            {"customer"},
            {"arrivals": 50, "service": 2, "sellers": 2},
        ),
        (
            "200 calls come in an hour, each takes 3 minutes, 12 agents answer. How long do callers wait?",
            "agent",
            {"caller"},
            {"arrivals": 200, "handling": 3, "agents": 12},
        ),
    ],
)
def test_servers_have_the_scenarios_name(scenario: str, servers: str, who: set[str], values: dict[str, float]) -> None:
    document = process_of(scenario)
    assert set(document.resources) == {servers}
    assert set(document.entities) == who
    assert stated(document) == values


@pytest.mark.parametrize(
    "scenario",
    [
        "100 buyers and 50 sellers meet at a market and wait for a price. How long is the queue?",
        "A clinic has 3 treatment rooms and 2 doctors; 5 patients come an hour; treating one takes 20 minutes. How "
        "long do they wait?",
        "A clinic has 2 doctors and a waiting room with 20 seats; 5 patients come an hour; treating one takes 20 "
        "minutes. How long do they wait?",
        "A shop has two tills. 30 customers an hour come and stay an hour. Each takes 3 minutes. Do they wait?",
    ],
)
def test_what_only_sounds_like_servers_or_a_rate_is_not_taken(scenario: str) -> None:
    assert isinstance(compiled(scenario), NoModel)


def test_a_further_server_is_what_the_question_says() -> None:
    arms = {arm.name: arm.set for arm in process_of(GIVEN["P09"]).experiment.arms}
    assert arms == {"scenario": {}, "a second till": {"tills": 2}}
    emergency = process_of(PARAPHRASES[2][0])
    assert emergency.experiment.arms[1].set == {"doctors": 4}
    assert [(sweep.start, sweep.to) for sweep in emergency.experiment.sweep] == [(3, 6)]


@pytest.mark.parametrize(
    ("who", "measure"),
    [("patients", "wait"), ("the urgent", "wait_of_urgent"), ("the non-urgent", "wait_of_others")],
)
def test_the_answer_is_about_the_class_that_is_asked_for(who: str, measure: str) -> None:
    text = (
        "Emergency room: 3 doctors, 10 patients arrive per hour, a quarter of them urgent; urgent patients go first. "
        "Treating a patient takes 15 minutes. How long do"
    )
    assert process_of(f"{text} {who} wait?").experiment.headline.measure == measure


def test_the_bottleneck_gets_the_second_machine() -> None:
    arms = process_of(PARAPHRASES[7][0]).experiment.arms
    assert arms[1].set == {"machines_at_third": 2}
    assert len(arms) == 5


def test_no_rate_is_no_answer() -> None:
    answer = compiled("Customers queue at the till of a bakery. How long is the line?")
    assert isinstance(answer, NoModel)
    assert "How many come in a time is not said" in answer.missing[0]


def test_a_number_that_nothing_takes_is_no_answer() -> None:
    answer = compiled(f"{GIVEN['P09']} 30% of the customers pay by card.")
    assert isinstance(answer, NoModel)
    assert any("30%" in reason for reason in answer.missing)


def test_a_number_of_agents_is_refused_in_a_sentence() -> None:
    answer = compiled(GIVEN["P09"], num_agents=50)
    assert isinstance(answer, NoModel)
    assert "num_agents has no meaning for a process" in answer.missing[0]


def test_facts_of_the_context_are_taken_in_the_units_of_the_process() -> None:
    document = process_of(GIVEN["P09"], context={"service": "90 seconds"})
    assert document.parameters["service"].value == 1.5
    assert document.parameters["service"].source == "given"


@pytest.mark.parametrize(
    ("scenario", "kind", "aspect"),
    [
        (GIVEN["P09"], "process", "waits for a turn"),
        ("Traffic stands at a traffic light. How long is the queue of cars?", "process", "waits for a turn"),
        (
            "Traffic on a ring road: drivers brake when the car in front of them slows down. Do jams form?",
            "model",
            "each moves as those around do",
        ),
        (
            "Two labs share one microscope and have to wait for each other. How should its hours be allocated?",
            "process",
            "waits for a turn",
        ),
        (
            "Fishers share a lake and harvest what they like. How does the allocation of this resource work out?",
            "model",
            "they bargain, trade or decide over it",
        ),
    ],
)
def test_the_aspect_that_decides_between_the_two_kinds_is_told(scenario: str, kind: str, aspect: str) -> None:
    read = kind_of(tokenise(scenario))
    assert read.kind == kind
    assert read.reason is not None
    assert aspect in read.reason
    route = asyncio.run(LIBRARY.classify(Request(scenario=scenario, mode="mechanics")))
    assert (route.kind, route.reasons[-1]) == (kind, read.reason)


def test_other_questions_are_not_asked_which_kind_they_are() -> None:
    for case in ("P01", "P03", "P05", "P07", "P08", "P12"):
        assert kind_of(tokenise(GIVEN[case])).reason is None


CALLS = "200 calls come in an hour, each takes 3 minutes, 12 agents answer."
CLERKS = "Customers arrive at a post office with three clerks, 50 an hour, each takes 3 minutes."


@pytest.mark.parametrize(
    ("scenario", "goal", "values"),
    [
        (
            f"{CALLS} Are 80 % answered within 20 seconds?",
            ("answered_in_time", "goal", None),
            {"goal": 0.8, "target": 20},
        ),
        (
            f"{CALLS} No more than 10% of callers should wait longer than a minute. How many agents are needed?",
            ("answered_in_time", "1 - goal", None),
            {"goal": 0.1, "target": 1},
        ),
        (
            f"{CLERKS} Nobody should wait longer than 5 minutes. Are there enough clerks?",
            ("served_in_time", 1, None),
            {"target": 5},
        ),
        (
            f"{CLERKS} The average wait should be under 2 minutes. Do we manage?",
            ("wait", None, "goal"),
            {"goal": 2},
        ),
        (f"{CALLS} Less than 5% should have to wait. Do we manage?", ("have_to_wait", None, "goal"), {"goal": 0.05}),
    ],
)
def test_what_is_wanted_is_a_goal(scenario: str, goal: tuple[object, ...], values: dict[str, float]) -> None:
    document = process_of(scenario)
    assert [(one.measure, one.at_least, one.at_most) for one in document.goals] == [goal]
    assert document.experiment.headline.measure == goal[0]
    assert {name: stated(document)[name] for name in values} == values
    (sweep,) = document.experiment.sweep
    assert sweep.to > document.parameters[sweep.parameter].value


@pytest.mark.parametrize(
    "scenario",
    [
        GIVEN["P10"],
        f"{CALLS} Callers hang up when they have waited longer than 2 minutes. How many hang up?",
        "Customers come to a shop with one till, 40 an hour; each should take less than a minute to serve. How long is "
        "the queue?",
    ],
)
def test_what_is_so_is_no_goal(scenario: str) -> None:
    assert process_of(scenario).goals == ()


def test_who_goes_after_a_time_is_no_goal_either() -> None:
    assert isinstance(compiled(f"{CLERKS} All who wait longer than 10 minutes leave. How long is the queue?"), NoModel)


def test_how_many_are_served_within_a_time_is_measured_without_a_goal() -> None:
    document = process_of(f"{CLERKS} How many are served within 5 minutes?")
    assert document.goals == ()
    assert document.measures[document.experiment.headline.measure].value == "service_level(clerk, target)"


BAKERY = "Customers arrive at a bakery with one till, 40 an hour, and each takes about a minute to serve."


@pytest.mark.parametrize(
    "question",
    [
        "From how many customers an hour does it get bad?",
        "At which arrival rate does the queue get out of hand?",
        "How many customers an hour can one till handle?",
        "How long is the queue, and from how many customers an hour does it take too long?",
    ],
)
def test_where_it_gets_bad_is_looked_for_along_the_arrivals(question: str) -> None:
    document = process_of(f"{BAKERY} {question}")
    assert stated(document) == {"arrivals": 40, "service": 1, "tills": 1}
    (sweep,) = document.experiment.sweep
    assert (sweep.parameter, sweep.start, sweep.to) == ("arrivals", pytest.approx(6), pytest.approx(57))


def test_a_call_centre_is_one_by_its_calls_that_come_in() -> None:
    text = "A call centre has 5 agents; 40 calls an hour come in, and each takes 4 minutes. From how many calls an hour"
    document = process_of(f"{text} does it get bad?")
    assert document.process == "call_centre"
    assert document.experiment.headline.measure == "wait"
    assert document.experiment.sweep[0].to == pytest.approx(0.95 * 75)


def test_people_who_may_open_a_till_are_coupled_with_the_line() -> None:
    document = process_of(
        "40 customers an hour come to a supermarket with two tills, each takes 4 minutes. The manager may open another "
        "till when the line gets long; he, a cashier and a customer in line talk every hour. How long do they wait?"
    )
    assert document.process == "open_desks"
    assert stated(document) == {"arrivals": 40, "service": 4, "tills": 2}
    assert document.coupling is not None
    (lever,) = document.coupling.levers
    assert (lever.moves, lever.low, lever.high, lever.instead) == ("tills", 2, 5, "3 if queue > 10 else 2")
    assert document.coupling.every == 2  # steps of half an hour
    assert {arm.name: arm.set for arm in document.experiment.arms}["nobody opens one"] == {"tills": 2}
    assert "customer_in_line" in document.personas


def test_a_supervisor_who_opens_nothing_leaves_no_coupling() -> None:
    answer = compiled(
        "40 customers an hour come to a shop with two tills, each takes 4 minutes. A supervisor and a cashier talk "
        "every hour about the weather while customers wait. How long do they wait?"
    )
    assert isinstance(answer, NoModel) or answer.document.coupling is None


def test_a_question_about_the_servers_is_not_one_about_arrivals() -> None:
    (sweep,) = process_of(GIVEN["P09"]).experiment.sweep
    assert sweep.parameter == "tills"
