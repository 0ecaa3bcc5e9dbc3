"""Every pattern gets a sentence that its findings bear, whatever their numbers; and what is not there is said too."""

from __future__ import annotations

from random import Random

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.analysis import analyse
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.finding import Finding, Kind
from sobremesa.mechanics.findings.states import States
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.nodes.claims import strike
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Route
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.grounding import grounds
from sobremesa.nodes.synthesize import plain_prose

DOCUMENT = library.load("interface_failure")
ENGINE = KernelEngine()
TAKES: tuple[tuple[Kind, str, str | None], ...] = (
    ("cascade", "share of replicates with an outbreak", "share"), ("cascade", "size", "share"),
    ("cascade", "reach", "links"), ("cascade", "speed", "links per step"),
    ("extinction", "share of replicates that die out", "share"), ("extinction", "median time to dying out", "hour"),
    ("survival", "median lifetime", "hour"), ("survival", "median time until met", "hour"),
    ("survival", "median time until left", "hour"), ("polarisation", "share of replicates with several camps", "share"),
    ("polarisation", "camps", "camps"), ("polarisation", "bimodality", None),
    ("polarisation", "modularity of camps", None), ("inequality", "Gini coefficient", None),
    ("inequality", "share held by the richest tenth", "share"), ("synchrony", "order parameter", None),
    ("synchrony", "mean pairwise correlation", None), ("oscillation", "period", "hour"),
    ("oscillation", "amplitude", "share"), ("equilibrium", "reached after", "hour"),
    ("equilibrium", "settled level", "share"),
)  # fmt: skip


def evidence(document: ModelDocument, *findings: Finding) -> Evidence:
    """Evidence of a run in which a level and these findings were found."""
    headline = document.experiment.headline
    level = Finding(
        id="f0", kind="level", measure=headline.measure, take=headline.take, arms=("scenario",), value=0.5, low=0.4,
        high=0.6, n=30, method="mean", unit=document.measures[headline.measure].unit, headline=True,
    )  # fmt: skip
    named = tuple(each.model_copy(update={"id": f"f{place}"}) for place, each in enumerate(findings, start=1))
    return Evidence(
        request=Request(scenario="What happens?", mode="mechanics"),
        route=Route(mode="mechanics", confidence=1.0, reasons=("the caller chose it",)),
        document=document, library=document.model, engine="kernel", replicates=30, findings=(level, *named),
    )  # fmt: skip


def pattern(kind: Kind, take: str, value: float = 0.3, unit: str | None = None, **more: object) -> Finding:
    fields: dict[str, object] = {
        "id": "", "kind": kind, "measure": "frustrated", "take": take, "arms": ("scenario",), "value": value,
        "low": value - 0.1, "high": value + 0.1, "n": 30, "method": "mean", "unit": unit, "headline": True,
    }  # fmt: skip
    return Finding.model_validate({**fields, **more})


def owed(value: float, through: str = "emotional_contagion", kind: Kind = "cascade") -> Finding:
    to = "the network" if through == "network" else "a rule"
    verb = "owed to" if value >= 0 else "held back by"
    return pattern(kind, f"size {verb} {to}", value, "share", through=through, chance=0.001)


def told(*findings: Finding, document: ModelDocument = DOCUMENT) -> str:
    """All that is said, each sentence of which must pass the check."""
    run = evidence(document, *findings)
    prose = plain_prose(run)
    kept, struck = strike((*prose.answer, *prose.narrative), grounds(run))
    assert struck == ()
    return " ".join(sentence.text for sentence in kept)


def test_a_cascade_is_told_by_what_it_goes_with() -> None:
    text = told(owed(0.2), owed(0.15, "network"))
    assert "spreads from one to another" in text
    assert "20 percentage points [10, 30] larger than without the rule “emotional contagion”" in text
    assert "15 percentage points [5, 25] larger than if everyone had as many links" in text
    assert "at its peak the share of those who count as frustrated is" in text
    opposite = told(owed(0.2).model_copy(update={"opposite": True}))
    assert "at its peak the share of those who do not count as frustrated is" in opposite


def test_what_holds_it_back_is_said_to_and_nothing_spreads() -> None:
    text = told(owed(-0.2))
    assert "Emotional contagion holds it back: at its peak the share is 20 percentage points [10, 30] smaller" in text
    assert "spreads from one to another" not in text


def test_what_goes_with_nothing_is_said_not_to_be_seen_to_spread() -> None:
    text = told(owed(0.01, kind="nothing"))
    assert "Nothing shows that it spreads from one to another" in text


def test_no_outbreak_stands_before_the_numbers() -> None:
    none = pattern("nothing", "share of replicates with an outbreak", 0.0, "share", low=0.0, high=0.11)
    text = told(none)
    assert text.index(
        "There is no outbreak: none of the 30 runs has one (95% interval of the share that has: [0%, 11%])"
    ) < text.index("50%")
    few = pattern("nothing", "share of replicates with an outbreak", 0.05, "share", low=0.01, high=0.16)
    assert "There is no outbreak to speak of: 5% [1%, 16%] of the runs have one." in told(few)
    open_ = pattern("nothing", "share of replicates with an outbreak", 0.2, "share", low=0.04, high=0.62)
    assert "these runs can't tell: 20% [4%, 62%] of them have one." in told(open_)


@pytest.mark.parametrize(
    ("kind", "take", "said"),
    [
        ("nothing", "share of replicates that die out", "comes to nothing in none of the runs"),
        ("nothing", "share of replicates with several camps", "fall into several camps in none of the runs"),
        ("nothing", "order parameter", "do not keep time with each other"),
        ("synchrony", "order parameter", "They keep time with each other"),
    ],
)
def test_what_is_not_there_is_said_not_to_be(kind: Kind, take: str, said: str) -> None:
    assert said in told(pattern(kind, take, 0.0, low=0.0, high=0.1))


def test_every_pattern_is_told_once() -> None:
    text = told(*(pattern(kind, take, 0.31, unit) for kind, take, unit in TAKES))
    for said in ("comes to nothing", "median lifetime", "at first come to after", "at first no longer do after",
                 "several camps", "richest tenth", "Gini coefficient", "order parameter", "pairwise correlation",
                 "up and down once", "settles at"):  # fmt: skip
        assert text.count(said) == 1, said


@pytest.mark.parametrize("name", library.names())
def test_what_is_said_of_any_patterns_holds(name: str) -> None:
    document = library.load(name)
    chance = Random(name)
    measure = document.experiment.headline.measure
    for _ in range(10):
        size = 10.0 ** chance.randint(-3, 3)
        invented = [
            pattern(chance.choice((kind, "nothing")), take, value := size * chance.random(), unit, measure=measure,
                    low=value - size * chance.random(), high=value + size * chance.random())
            for kind, take, unit in TAKES
        ]  # fmt: skip
        rules = [rule.name for rule in document.rules]
        taken = [owed(chance.uniform(-1, 1), through).model_copy(update={"measure": measure})
                 for through in (*rules[:2], "network")]  # fmt: skip
        told(*invented, *taken, document=document)


@pytest.mark.parametrize("name", ["wolf_sheep", "rumour", "boltzmann_wealth", "virus_on_network"])
def test_what_is_said_of_a_run_holds(name: str) -> None:
    document = library.load(name)
    program = check(document)
    found = analyse(program, run_experiment(program, ENGINE, 2, 12), States(program, ENGINE, 2, 12))
    run = evidence(document)
    prose = plain_prose(Evidence(**{**{f: getattr(run, f) for f in run.__dataclass_fields__}, "findings": found}))
    assert strike((*prose.answer, *prose.narrative), grounds(evidence(document, *found)))[1] == ()
