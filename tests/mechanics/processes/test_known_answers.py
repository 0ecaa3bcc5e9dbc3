"""What queueing theory knows exactly, met by runs: each answer lies inside the interval over replicates.

The known answers K13 to K15 in their 95% intervals; all others in those at 99.9%, since of thirty that are right one or
two would not lie within theirs at 95%.

Sources: Erlang (1917); Pollaczek (1930) and Khinchine (1932); Jackson (1957); Cobham (1954); Kleinrock, Queueing
Systems (1975 and 1976); Garnett, Mandelbaum & Reiman (2002) for Erlang A; Gross et al., Fundamentals of Queueing Theory
(2008), for batch arrivals.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import stdtrit

Sample = NDArray[np.float64]
Run = Callable[..., Mapping[str, Sample]]
AS_ASKED = 0.95

STATION = """
process: station
purpose: one line, some servers
clock: {{unit: minute, horizon: {horizon}, warmup: {warmup}}}
resources: {{desk: {{capacity: {servers}, order: {order}{room}}}}}
entities:
{entities}
measures:
  wait: {{value: waiting(desk)}}
  queue: {{value: queue_length(desk)}}
  used: {{value: utilisation(desk)}}
{measures}
experiment: {{headline: {{measure: wait}}}}
"""


def station(
    entities: str, servers: int = 1, horizon: int = 10_000, warmup: int = 500, order: str = "first_come",
    room: str = "", measures: str = "",
) -> str:  # fmt: skip
    return STATION.format(
        entities=entities, servers=servers, horizon=horizon, warmup=warmup, order=order,
        room=room, measures=measures,
    )  # fmt: skip


def customers(rate: float, service: str, name: str = "customer", options: str = "") -> str:
    return f'  {name}: {{arrive: {{rate: {rate}}}, route: [{{use: desk, for: "{service}"{options}}}]}}'


def holds(sample: Sample, known: float, level: float = 0.999) -> None:
    n = len(sample)
    reach = stdtrit(n - 1, (1 + level) / 2) * sample.std(ddof=1) / math.sqrt(n)
    assert abs(sample.mean() - known) <= reach, f"{known} is not within {sample.mean()} ± {reach}"


def erlang_b(servers: int, offered: float) -> float:
    """The share that finds all servers busy and is lost, by Erlang's recursion."""
    lost = 1.0
    for n in range(1, servers + 1):
        lost = offered * lost / (n + offered * lost)
    return lost


def erlang_c(servers: int, offered: float) -> float:
    """The share that has to wait."""
    lost = erlang_b(servers, offered)
    return lost / (1 - offered / servers * (1 - lost))


@pytest.mark.parametrize(
    ("service", "servers", "rate", "known"),
    [("exponential(1)", 1, 0.8, 4.0), ("1", 1, 0.8, 2.0), ("exponential(1)", 2, 1.6, 1.778)],
)
def test_k13_single_stations(service: str, servers: int, rate: float, known: float, estimates: Run) -> None:
    found = estimates(station(customers(rate, service), servers))
    holds(found["wait"], known, AS_ASKED)
    holds(found["queue"], known * rate)
    holds(found["used"], 0.8)


def test_k14_a_call_centre(estimates: Run) -> None:
    text = """
process: call_centre
purpose: 100 calls in half an hour, 180 s each, 14 agents
clock: {unit: second, horizon: "20 * hour", warmup: "30 * minute"}
resources: {agent: {capacity: 14}}
entities:
  call: {arrive: {rate: "100 / (30 * minute)"}, route: [{use: agent, for: "exponential(180)"}]}
measures:
  waits: {value: share_waiting(agent)}
  wait: {value: waiting(agent), unit: second}
  answered: {value: "service_level(agent, 20)"}
  occupied: {value: utilisation(agent)}
experiment: {headline: {measure: waits}}
"""
    found = estimates(text)
    holds(found["waits"], erlang_c(14, 10), AS_ASKED)
    holds(found["wait"], erlang_c(14, 10) * 180 / 4, AS_ASKED)
    holds(found["answered"], 1 - erlang_c(14, 10) * math.exp(-4 * 20 / 180), AS_ASKED)
    holds(found["occupied"], 10 / 14, AS_ASKED)
    assert (round(erlang_c(14, 10), 3), round(erlang_c(14, 10) * 45, 1)) == (0.174, 7.8)


@pytest.mark.parametrize(("trunks", "offered"), [(15, 10), (5, 5)])
def test_k15_a_trunk_group(trunks: int, offered: int, estimates: Run) -> None:
    text = station(
        customers(offered, "exponential(1)"), trunks, horizon=1500, warmup=20, room=", room: 0",
        measures="  blocked: {value: blocked(desk)}\n  lost: {value: lost(customer)}",
    )  # fmt: skip
    found = estimates(text, 8)
    holds(found["blocked"], erlang_b(trunks, offered), AS_ASKED)
    holds(found["lost"], erlang_b(trunks, offered), AS_ASKED)
    assert (found["wait"] == 0).all()


def test_lognormal_service_after_pollaczek_and_khinchine(estimates: Run) -> None:
    rho, scv = 0.7, 1.5**2
    found = estimates(station(customers(rho, "lognormal(1, 1.5)")))
    holds(found["wait"], rho * (1 + scv) / (2 * (1 - rho)))


def test_a_jackson_network_with_a_loop(estimates: Run) -> None:
    text = """
process: jackson
purpose: three stations, where some come back
clock: {unit: minute, horizon: 10000, warmup: 500}
resources: {saw: {}, drill: {}, oven: {capacity: 2}}
entities:
  job:
    arrive: {rate: 0.4}
    route: [{go: one}]
    routes:
      one:
        - {use: saw, for: exponential(1)}
        - branch: [{share: 0.6, route: [{go: two}]}, {share: 0.4, route: [{go: three}]}]
      two:
        - {use: drill, for: exponential(1.2)}
        - branch: [{share: 0.25, route: [{go: one}]}, {share: 0.5, route: [{go: three}]}, {route: []}]
      three:
        - {use: oven, for: exponential(2)}
        - branch: [{share: 0.2, route: [{go: one}]}, {route: []}]
measures:
  w1: {value: waiting(saw)}
  w2: {value: waiting(drill)}
  w3: {value: waiting(oven)}
  jobs: {value: number_in_system(job)}
experiment: {headline: {measure: jobs}}
"""
    one = 0.4 / (1 - 0.6 * 0.25 - (0.4 + 0.6 * 0.5) * 0.2)
    two, three = 0.6 * one, (0.4 + 0.6 * 0.5) * one
    found = estimates(text)
    holds(found["w1"], one / (1 - one))
    holds(found["w2"], two * 1.2**2 / (1 - two * 1.2))
    holds(found["w3"], erlang_c(2, three * 2) / (2 / 2 - three))
    lengths = one / (1 - one), two * 1.2 / (1 - two * 1.2)
    holds(found["jobs"], sum(lengths) + three * 2 + three * erlang_c(2, three * 2) / (1 - three))


CLASSES = """  urgent: {arrive: {rate: 0.3}, priority: 1, route: [{use: desk, for: "exponential(1)"}]}
  normal: {arrive: {rate: 0.4}, priority: 2, route: [{use: desk, for: "exponential(1)"}]}"""
BY_CLASS = """  first: {value: "waiting(desk, urgent)"}
  second: {value: "waiting(desk, normal)"}
  stay: {value: time_in_system(normal)}
  urgent_stay: {value: time_in_system(urgent)}"""


def test_priorities_after_cobham(estimates: Run) -> None:
    found = estimates(station(CLASSES, order="priority", measures=BY_CLASS))
    holds(found["first"], 0.7 / (1 - 0.3))
    holds(found["second"], 0.7 / ((1 - 0.3) * (1 - 0.7)))


def test_preemption_lets_the_first_class_feel_nothing_of_the_second(estimates: Run) -> None:
    found = estimates(station(CLASSES, order="preemptive", measures=BY_CLASS))
    holds(found["first"], 0.3 / (1 - 0.3))
    holds(found["urgent_stay"], 1 / (1 - 0.3))
    holds(found["stay"], 1 / (1 - 0.3) + 0.7 / ((1 - 0.3) * (1 - 0.7)))


def test_reneging_after_erlang_a(estimates: Run) -> None:
    rate, servers, patience = 9.0, 8, 2.0
    text = station(
        customers(rate, "exponential(1)", options=f', patience: "exponential({patience})"'), servers, horizon=800,
        warmup=50, measures="  gone: {value: reneged(desk)}",
    )  # fmt: skip
    weights = [1.0]
    for n in range(1, 200):
        weights.append(weights[-1] * rate / (min(n, servers) + max(n - servers, 0) / patience))
    total = sum(weights)
    queue = sum(max(n - servers, 0) * weight for n, weight in enumerate(weights)) / total
    found = estimates(text, 8)
    holds(found["queue"], queue)
    holds(found["gone"], queue / patience / rate)


def test_batches_that_come_together(estimates: Run) -> None:
    """M[X]/M/1 with two at a time: L = ρ (1 + b) / (2 (1 - ρ)), b the mean square over the mean of a batch's size."""
    rho, size = 0.6, 2
    text = station(
        f'  customer: {{arrive: {{rate: {rho / size}, size: {size}}}, route: [{{use: desk, for: "exponential(1)"}}]}}',
        measures="  there: {value: number_in_system(customer)}",
    )
    found = estimates(text)
    holds(found["there"], rho * (1 + size) / (2 * (1 - rho)))


def test_breakdowns_take_a_share_of_the_time(estimates: Run) -> None:
    text = """
process: machine
purpose: a machine that breaks down and interrupts what it does
clock: {unit: minute, horizon: 10000, warmup: 500}
resources: {machine: {order: preemptive, breakdowns: {every: exponential(40), for: exponential(10)}}}
entities: {part: {arrive: {rate: 0.4}, route: [{use: machine, for: exponential(1)}]}}
measures: {made: {value: throughput(part)}, used: {value: utilisation(machine)}, stay: {value: time_in_system(part)}}
experiment: {headline: {measure: made}}
"""
    # White & Christie (1958): breakdowns are customers of the highest priority, who come only while there is none
    up, repair, rate = 40.0, 10.0, 0.4
    available = up / (up + repair)
    stay = (1 / available + (1 - available) * repair) / (1 - rate / available)
    found = estimates(text, 8)
    holds(found["made"], rate)
    holds(found["used"], rate / available)
    holds(found["stay"], stay)
