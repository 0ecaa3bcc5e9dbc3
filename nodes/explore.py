"""What the experiment asks beside its arms: along a parameter, at other sizes, what matters most, what fits figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from langgraph.runtime import Runtime

from sobremesa.nodes.allowing import TimeIsOverError, allowing
from sobremesa.nodes.context import Context, Services, services_of
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import decisions_of, schedule
from sobremesa.nodes.engines import engine_for
from sobremesa.nodes.models import load_program
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.working import in_thread

if TYPE_CHECKING:
    from sobremesa.mechanics.experiments.exploration import Exploration

NOT_EXPLORED = "What else was asked of the model was left out: the seconds that were allowed were over."
MOST_OF_A_POINT = 30
"""Replicates at each value of what a document asks by itself: they give a curve, and where it tips. A caller who asks
for the sweep has as many as they ask for."""


async def explore(state: ScenarioState, runtime: Runtime[Context]) -> dict[str, Any]:
    """Write `exploration`, where anything is asked beside the arms."""
    services = services_of(runtime)

    def work(pause: Callable[[], None]) -> str | None:
        def told(what: str, done: int, total: int) -> None:
            tell(runtime, Progress(node="explore", arm=what, done=done, total=total))

        found = explored_in_time(state, services, told, pause)
        return None if found is None else services.artifacts.put(found.model_dump_json().encode())

    return {"exploration": await in_thread(work)}


def explored_in_time(
    state: ScenarioState, services: Services, told: Callable[[str, int, int], None], pause: Callable[[], None]
) -> Exploration | None:
    """What was found; where the seconds that the caller allows are over before, that it was left out."""
    from sobremesa.mechanics.experiments.exploration import Exploration

    try:
        with allowing(services, pause) as watch:
            return explored(state, services, told, watch)
    except TimeIsOverError:
        return Exploration(notes=(NOT_EXPLORED,))


def explored(
    state: ScenarioState, services: Services, told: Callable[[str, int, int], None], pause: Callable[[], None]
) -> Exploration | None:
    """All that was found; None where nothing is asked. Raises ArtifactMissingError."""
    from sobremesa.mechanics.experiments.exploring import asks, explore
    from sobremesa.mechanics.experiments.points import Bench

    program = load_program(services.artifacts, state["document"])
    if not asks(program.document.experiment):
        return None
    request = Request.model_validate(state["request"])
    bench = Bench(program, engine_for(program, services.engine), request.seed, schedule(decisions_of(state)), pause)
    return explore(bench, replicates_of_a_point(request), told)


def replicates_of_a_point(request: Request) -> int:
    """Those asked for, where the caller asks for the points; those of a run are meant for its arms."""
    asked = any(key != "precision" and part for key, part in request.experiment.items())
    return request.runs if asked else min(request.runs, MOST_OF_A_POINT)
