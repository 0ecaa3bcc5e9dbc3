"""What an experiment asks beside its arms: run in a step of its own, kept as an artifact, told in the report."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from sobremesa.graphs import run
from sobremesa.mechanics import library
from sobremesa.mechanics.experiments.sweeps import MORE
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.reading import validated
from sobremesa.nodes.assembly import build_services
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Translation
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.settings import Settings
from sobremesa.report import html, markdown

SCENARIO = (
    "100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional states."
)


def asking(name: str, **experiment: Any) -> Translation:
    """A library document that asks this and nothing else beside its arms."""
    plain = library.load(name).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    plain["experiment"] = {**plain["experiment"], "sweep": [], **experiment}
    return Translation(document=validated(plain), library=name)


@pytest.fixture
def mechanical(social: Services) -> Services:
    """Services that compute on the kernel."""
    social.interpreter.mode = "mechanics"
    return replace(social, engine=KernelEngine())


async def test_the_failed_interfaces_tip_with_contagion_and_do_not_without(settings: Settings) -> None:
    """Measured before over other seeds: at a share of 0.20 [0.155, 0.24] with contagion, nowhere without."""
    result = await run.start(
        Request(scenario=SCENARIO, mode="mechanics", seed=1), settings, "t", build_services(settings, "t")
    )
    found = {(each.kind, each.arms): each for each in result.findings if each.parameter == "failed_share"}
    assert set(found) == {("threshold", ("scenario",)), ("smooth", ("no contagion",))}
    tips = found["threshold", ("scenario",)]
    assert tips.low is not None
    assert tips.high is not None
    assert 0.1 < tips.low < tips.value < tips.high < 0.3
    ablation = next(each for each in result.findings if each.arms == ("scenario", "no contagion") and each.headline)
    assert ablation.low is not None
    assert ablation.low > 0
    assert result.report is not None
    assert [len(curve.values) for curve in result.report.curves] == [29, 21]
    for text in (markdown.render(result.report), html.render(result.report)):
        assert "Communication success tips at a failed share of" in text
        assert "it has no tipping point along the failed share" in text
        assert "Without emotional contagion" in text


async def test_every_question_has_its_place_in_the_report(settings: Settings, mechanical: Services) -> None:
    mechanical.interpreter.translation = asking(
        "interface_failure",
        scale={"parameter": "people", "values": [50, 200]},
        sensitivity={"parameters": ["contagion", "calming"]},
        precision=0.03,
    )
    result = await run.start(Request(scenario=SCENARIO, replicates=6), settings, "t", mechanical)
    report = result.report
    assert report is not None
    assert [curve.kind for curve in report.curves] == ["scale"] * 3
    assert report.ranking is not None
    assert {each.parameter for each in report.ranking.influences} == {"contagion", "calming"}
    assert report.precision is not None
    assert report.precision.reached
    assert report.method.replicates == report.precision.replicates > 6
    text = markdown.render(report)
    assert "With 200 instead of 50 people" in text
    assert "Across their ranges" in text
    assert "Precision: " in text
    assert "What decides the communication success" in html.render(report)
    assert not any("Left out" in notice for notice in report.notices)


async def test_what_can_not_be_run_at_some_values_is_noted_and_the_rest_told(
    settings: Settings, mechanical: Services
) -> None:
    document = asking("interface_failure", sweep=[{"parameter": "failed_share", "from": 0, "to": 1, "points": 3}])
    mechanical.interpreter.translation = document
    engine = KernelEngine()

    class Refusing(KernelEngine):
        """Has no room for one of the points."""

        def batch(self, program: Any, arm: Any) -> int:
            if arm.set.get("failed_share") == 0.5:
                from sobremesa.mechanics.limits import TooLargeError

                raise TooLargeError("It would take 99 GB.")
            return engine.batch(program, arm)

    result = await run.start(
        Request(scenario=SCENARIO, replicates=5), settings, "t", replace(mechanical, engine=Refusing())
    )
    assert result.report is not None
    assert all(curve.mean[1] is None for curve in result.report.curves)
    assert all(curve.mean[0] == 1 for curve in result.report.curves)
    assert any("could not be run at failed_share = 0.5: It would take 99 GB." in n for n in result.report.notices)


async def test_a_cancelled_exploration_keeps_what_was_found_before_it(settings: Settings, mechanical: Services) -> None:
    mechanical.interpreter.translation = asking(
        "interface_failure", sweep=[{"parameter": "failed_share", "from": 0, "to": 1, "points": 201}]
    )
    begun = asyncio.Event()
    told: list[Progress] = []

    def watch(event: Progress) -> None:
        if event.node == "explore":
            told.append(event)
            begun.set()

    request = Request(scenario=SCENARIO, replicates=20)
    task = asyncio.create_task(run.start(request, settings, "t", mechanical, watch))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told[-1].done is not None
    assert told[-1].total == 402 + 2 * MORE
    assert told[-1].done < 402
    again: list[str] = []
    result = await run.resume("t", settings, mechanical, lambda event: again.append(event.node))
    assert set(again) == {"explore", "synthesize"}
    assert result.status == "done"
    assert result.report is not None
    assert len(result.report.curves) == 2
