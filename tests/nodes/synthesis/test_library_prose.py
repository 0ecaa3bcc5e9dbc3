"""Whatever a model of the library finds, the sentences made from it pass the check that they are held to."""

from __future__ import annotations

from random import Random

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.analysis import analyse
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.given import with_steps
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.nodes.claims import strike
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Route
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import is_share
from sobremesa.nodes.synthesis.grounding import grounds
from sobremesa.nodes.synthesize import plain_prose

CHANCES = 40
SMALL = ("market", "interface_failure", "opinion_dynamics", "sir_mixed")


def run_of(document: ModelDocument, findings: tuple[Finding, ...]) -> Evidence:
    return Evidence(
        request=Request(scenario="What happens?", mode="mechanics"),
        route=Route(mode="mechanics", confidence=1.0, reasons=("the caller chose it",)),
        document=document,
        library=document.model,
        engine="mesa",
        replicates=30,
        findings=findings,
    )


def left_out(evidence: Evidence) -> tuple[str, ...]:
    prose = plain_prose(evidence)
    assert prose.answer
    return strike((*prose.answer, *prose.narrative), grounds(evidence))[1]


def invented(document: ModelDocument, chance: Random) -> tuple[Finding, ...]:
    """A finding for each outcome in each arm and between each two: any sign, with an interval, none, or no spread."""
    arms = [arm.name for arm in document.experiment.arms]
    places = [(one,) for one in arms] + [(one, other) for i, one in enumerate(arms) for other in arms[i + 1 :]]
    outcomes = dict.fromkeys((o.measure, o.take) for o in (document.experiment.headline, *document.experiment.also))
    return tuple(
        invented_finding(f"f{i}", measure, take, place, document.measures[measure].unit, chance)
        for i, (measure, take, place) in enumerate((m, t, p) for m, t in outcomes for p in places)
    )


def invented_finding(
    name: str, measure: str, take: str, arms: tuple[str, ...], unit: str | None, chance: Random
) -> Finding:
    size = 1.0 if is_share(unit) else 10.0 ** chance.randint(-3, 4)
    value = size * chance.uniform(-1 if len(arms) == 2 else 0, 1)
    width = size * chance.choice((0.0, 0.001, 0.1, 2.0)) * chance.random()
    bounded = chance.random() < 0.9
    return Finding(
        id=name, kind="difference" if len(arms) == 2 else "level", measure=measure, take=take, arms=arms, value=value,
        low=value - width * chance.random() if bounded else None, high=value + width if bounded else None,
        n=30, method="mean", unit=unit,
    )  # fmt: skip


@pytest.mark.parametrize("name", library.names())
def test_what_is_said_of_any_findings_holds(name: str) -> None:
    document = library.load(name)
    for seed in range(CHANCES):
        assert left_out(run_of(document, invented(document, Random(seed)))) == (), f"seed {seed}"


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_said_of_a_small_run_holds(name: str, seed: int) -> None:
    document = with_steps(library.load(name), 6)
    program = check(document)
    ensemble = run_experiment(program, MesaEngine(), seed=seed, replicates=4)
    assert left_out(run_of(document, analyse(program, ensemble))) == ()
