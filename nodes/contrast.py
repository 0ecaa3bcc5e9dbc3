"""The other forms of the model, run as the first was: the same seed, as many replicates of each arm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from sobremesa.nodes.changes import changes_of
from sobremesa.nodes.context import Context, Services, services_of
from sobremesa.nodes.contract import Request
from sobremesa.nodes.forms.form import Form
from sobremesa.nodes.models import load_model
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import Json, ScenarioState
from sobremesa.nodes.working import in_thread


def next_after_exploring(state: ScenarioState) -> Literal["contrast", "synthesize"]:
    """Whether there are other forms to be run."""
    return "contrast" if forms_to_run(state) else "synthesize"


def forms_to_run(state: ScenarioState) -> list[Form]:
    """The other forms that are run, in their order; none where a fork has changed something of the first."""
    if any(change.set for change in changes_of(state)):
        return []
    forms = (Form.model_validate(each) for each in state.get("forms", ()))
    return [form for form in forms if form.document is not None and form.dropped is None]


async def contrast(state: ScenarioState, runtime: Runtime[Context]) -> Command[Literal["contrast", "synthesize"]]:
    """Run one of the other forms and add it to `contrasts`, beside the first; come again while there are more."""
    services, forms = services_of(runtime), forms_to_run(state)
    done = list(state.get("contrasts", ()))
    form = forms[len(done)]

    def work(pause: Callable[[], None]) -> Json:
        def progress(arm: str, runs: int, total: int) -> None:
            told = f"{form.name}: {arm}"
            tell(runtime, Progress(node="contrast", arm=told, done=runs, total=total))

        return contrasted(state, services, form, len(done) + 1, len(forms), progress, pause)

    done.append(await in_thread(work))
    return Command(update={"contrasts": done}, goto="contrast" if len(done) < len(forms) else "synthesize")


def contrasted(
    state: ScenarioState,
    services: Services,
    form: Form,
    number: int,
    among: int,
    progress: Callable[[str, int, int], None],
    pause: Callable[[], None],
) -> Json:
    """What the form makes of the question, and the hash of its ensemble. Raises ArtifactMissingError."""
    from sobremesa.mechanics.ensemble import Ensemble
    from sobremesa.mechanics.experiment import Means, run_experiment
    from sobremesa.mechanics.forms.contrast import contrasted as held_against

    first = load_model(services.artifacts, state["document"])
    ours = Ensemble.from_bytes(services.artifacts.get(state["ensemble"]["sha256"]))
    program = load_model(services.artifacts, form.document)
    means = Means(services.witness, services.executor)
    seed = Request.model_validate(state["request"]).seed
    theirs = run_experiment(program, services.engine, seed, ours.replicates, (), progress, pause, means)
    found = held_against(form.name or "", (first, ours), (program, theirs), number=number, among=among)
    kept: dict[str, Any] = {"sha256": services.artifacts.put(theirs.to_bytes()), "replicates": theirs.replicates}
    return {"contrast": found.model_dump(mode="json"), "ensemble": kept}
