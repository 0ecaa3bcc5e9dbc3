"""From the state of a run to typed evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.documents import Document, name_of
from sobremesa.mechanics.experiments.exploration import Exploration, Precision
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.forms.contrast import Contrast
from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.picture import PICTURES, Picture
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.verdict import Bearing, Verdict
from sobremesa.nodes.ablation import OVER_TALKS, RULE
from sobremesa.nodes.changes import changes_of
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import Decision
from sobremesa.nodes.crossing import Crossing, crossing
from sobremesa.nodes.explore import NOT_EXPLORED
from sobremesa.nodes.forms.form import Alternative, Form
from sobremesa.nodes.interpreter import Casting, NoModel, Route
from sobremesa.nodes.judge import NO_TIME
from sobremesa.nodes.models import load_document, load_program
from sobremesa.nodes.report import Decided
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.synthesis.conversations import findings as findings_of_conversations
from sobremesa.nodes.synthesis.courses import POINTS, courses, spreads
from sobremesa.nodes.synthesis.describing import description
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import trimmed
from sobremesa.nodes.synthesis.forked import forked
from sobremesa.nodes.synthesis.held_again import held_again
from sobremesa.nodes.synthesis.privately import private_findings
from sobremesa.nodes.synthesis.talk import findings as findings_of_talk
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.nodes.talks import CONVERSATION, conversations, is_further
from sobremesa.personas.card import Persona
from sobremesa.personas.outcome import Outcome, outcome_of
from sobremesa.personas.private_answer import PrivateAnswer
from sobremesa.personas.prompting import prompts_sha256
from sobremesa.personas.utterance import Turn

if TYPE_CHECKING:
    from sobremesa.mechanics.engine import RunError
    from sobremesa.mechanics.ensemble import Ensemble

OVER = "the seconds that were allowed for running models were over"
VERSIONED = ("sobremesa", "mesa", "numpy")


def gather(state: ScenarioState, services: Services, points: int = POINTS) -> Evidence:
    """Everything that the steps before have left, with measures at so many steps at most.

    Raises ArtifactMissingError where the store has lost something.
    """
    sha256 = state.get("document")
    document = load_document(services.artifacts, sha256) if sha256 is not None else None
    casting = Casting.model_validate(state["casting"]) if state.get("casting") else None
    request, route = Request.model_validate(state["request"]), Route.model_validate(state["route"])
    turns = tuple(Turn.model_validate(turn) for turn in state.get("rounds", []))
    first = {CONVERSATION} if route.mode != "hybrid" else {turn.arm for turn in turns if not is_further(turn.arm)}
    told = tuple(turn for turn in turns if turn.arm in first)
    translation = state.get("translation") or {}
    explored = _explored(state, services)
    precision = (state.get("ensemble") or {}).get("precision")
    found = tuple(Finding.model_validate(finding) for finding in state.get("findings", []))
    talking = frozenset(decision["arm"] for decision in state.get("decisions", []))
    decided = tuple(Decision.model_validate(one) for one in state.get("decisions", ()))
    ensemble = _ensemble(state, services)
    apart = crossing(state, services, request, load_program(services.artifacts, sha256)) if sha256 else Crossing()
    cast = {persona.id: persona for persona in casting.personas} if casting else {}
    people = casting.personas if casting else ()
    outcomes = _outcomes(request, people, turns) if route.mode == "social" else ()
    answers = tuple(PrivateAnswer.model_validate(answer) for answer in state.get("private", []))
    return Evidence(
        request=request,
        route=route,
        interpreter=services.interpreter.name,
        speaker=services.speaker.name,
        document=document,
        horizon=_horizon(services, sha256),
        library=translation.get("library"),
        instead=translation.get("instead"),
        changes=tuple(translation.get("changes", ())),
        notes=(*translation.get("notes", ()), *_otherwise(services, sha256)),
        gates=tuple(Gate.model_validate(gate) for gate in state.get("gates", [])),
        forked=tuple(forked(changes_of(state), people, services.speaker.name, document, decided)),
        forms=tuple(_forms(state, services)),
        no_model=NoModel.model_validate(translation) if translation and document is None else None,
        engine=_engine(ensemble) if ensemble else services.engine.name,
        replicates=ensemble.replicates if ensemble else 0,
        courses=courses(document, ensemble, points) if ensemble and document else (),
        spreads=spreads(document, ensemble) if ensemble and document else (),
        failed=_failed(ensemble) if ensemble else {},
        findings=(
            *(_of_one_talk(f, talking, document) for f in found),
            *explored.findings,
            *apart.findings,
            *findings_of_talk(cast, told),
            *private_findings(answers, frozenset(turn.arm for turn in told)),
            *findings_of_conversations(cast, outcomes),
        ),
        casting=casting,
        turns=told,
        further=tuple(turn for turn in turns if turn.arm not in first),
        outcomes=outcomes,
        masked=held_again(request, state.get("unheard") or (), people, turns, exact=not services.language_model),
        private=answers,
        stopped=_stopped(turns) or _out_of_time(state, explored),
        decisions=tuple(_decided(one, document) for one in state.get("decisions", ()) if not is_further(one["arm"]))
        if document
        else (),
        crossed=apart.levers,
        verdicts=tuple(Verdict.model_validate(verdict) for verdict in state.get("verdicts", [])),
        ledger=tuple(Bearing.model_validate(bearing) for bearing in state.get("ledger", [])),
        explored=explored,
        pictures=_pictures(state, services),
        precision=Precision.model_validate(precision) if precision else None,
        description=description(load_program(services.artifacts, sha256)) if sha256 is not None else (),
        spending=services.spending(),
        versions=versions(services),
    )


def _ensemble(state: ScenarioState, services: Services) -> Ensemble | None:
    kept = (state.get("ensemble") or {}).get("sha256")
    if kept is None:
        return None
    from sobremesa.mechanics.ensemble import Ensemble

    return Ensemble.from_bytes(services.artifacts.get(kept))


def _forms(state: ScenarioState, services: Services) -> Iterator[Alternative]:
    """The other forms of the model, each with what it made of the question."""
    contrasts = (Contrast.model_validate(each["contrast"]) for each in state.get("contrasts", ()))
    for fields in state.get("forms", ()):
        form = Form.model_validate(fields)
        model = None if form.document is None else name_of(load_document(services.artifacts, form.document))
        run = form.document is not None and form.dropped is None
        yield Alternative(form, model, next(contrasts, None) if run else None)


def _otherwise(services: Services, sha256: str | None) -> Iterator[str]:
    """Of which figures the model makes others than those that stand there."""
    if sha256 is None:
        return
    from sobremesa.mechanics.ir.taken import otherwise_taken

    program = load_program(services.artifacts, sha256)
    if isinstance(program, ProcessProgram):
        return
    for name, value, own in otherwise_taken(program, scenario_arm(program.document)):
        yield f"{humanised(name)} {trimmed(value)} was run as {trimmed(own)}: the model can't take it as it stands"


def _horizon(services: Services, sha256: str | None) -> float | None:
    """How long a process is run, in units of its clock, in the arm that stands for the question."""
    program = None if sha256 is None else load_program(services.artifacts, sha256)
    if not isinstance(program, ProcessProgram):
        return None
    from sobremesa.mechanics.arms import arm_parameters, horizon
    from sobremesa.mechanics.processes.arms import slice_length

    arm = scenario_arm(program.document)
    return horizon(program, arm) * slice_length(program, arm_parameters(program, arm))


def _explored(state: ScenarioState, services: Services) -> Exploration:
    """What was found beside the arms; its notes say too which questions were not asked of the model at all."""
    kept = state.get("exploration")
    found = Exploration() if kept is None else Exploration.model_validate_json(services.artifacts.get(kept))
    unanswered = (state.get("translation") or {}).get("unanswered", ())
    return found.model_copy(update={"notes": (*unanswered, *found.notes)})


def _pictures(state: ScenarioState, services: Services) -> tuple[Picture, ...]:
    kept = state.get("pictures")
    return () if kept is None else PICTURES.validate_json(services.artifacts.get(kept))


def _engine(ensemble: Ensemble) -> str:
    """What the runs were computed on, and how many of them on a second engine too."""
    proofs = tuple(ensemble.witnessed.values())
    if not proofs:
        return ensemble.engine
    runs, whole = sum(len(proof.replicates) for proof in proofs), {arm: s.steps for arm, s in ensemble.arms.items()}
    part = "" if all(whole[arm] == proof.steps for arm, proof in ensemble.witnessed.items()) else " (their first steps)"
    if fewer := [proof.population for proof in proofs if proof.population is not None]:
        part = f" (their first steps, with a population of {max(fewer):,})"
    return f"the {ensemble.engine} ({runs} of them{part} on {proofs[0].engine} too: the same to the last bit)"


def _failed(ensemble: Ensemble) -> dict[str, tuple[RunError, ...]]:
    return {arm: tuple(series.errors.values()) for arm, series in ensemble.arms.items() if series.errors}


def _outcomes(request: Request, cast: Sequence[Persona], turns: Sequence[Turn]) -> tuple[Outcome, ...]:
    """What came of each conversation that was begun."""
    held = {talk.arm: [turn for turn in turns if turn.arm == talk.arm] for talk in conversations(request)}
    return tuple(outcome_of(cast, of_one) for of_one in held.values() if of_one)


def _stopped(turns: Sequence[Turn]) -> str | None:
    """Why a talk broke off: in its last round nobody had a word left."""
    for arm, cycle in dict.fromkeys((turn.arm, turn.cycle) for turn in turns):
        talk = [turn for turn in turns if (turn.arm, turn.cycle) == (arm, cycle)]
        last = [turn.utterance for turn in talk if turn.round == max(one.round for one in talk)]
        if all(utterance.silence is not None for utterance in last):
            return last[0].silence
    return None


def _out_of_time(state: ScenarioState, explored: Exploration) -> str | None:
    """What was left out because the seconds that a caller allows for models were over."""
    ensemble = state.get("ensemble") or {}
    made, wanted = ensemble.get("replicates", 0), ensemble.get("wanted", 0)
    if made < wanted:
        return f"{OVER} after {made:,} of {wanted:,} runs of each arm."
    if any(verdict["reason"] == NO_TIME for verdict in state.get("verdicts", [])):
        return f"{OVER} before the answer could be tried again."
    if NOT_EXPLORED in explored.notes:
        return f"{OVER} before all that was asked of the model had been looked at."
    return None


def _of_one_talk(finding: Finding, talking: frozenset[str], document: Document | None) -> Finding:
    """What the talk does against the rule in its place: one conversation is one observation, so no interval."""
    if document is None or len(finding.arms) != 2 or not talking.intersection(finding.arms):
        return finding
    ruled = {RULE, *(arm.name for arm in document.experiment.arms if arm.personas == "off")}
    if not ruled.intersection(finding.arms) or OVER_TALKS in finding.method or finding.low == finding.high == 0:
        return finding
    method = f"{finding.method}; one conversation, so no interval on what the talk does"
    return finding.model_copy(update={"low": None, "high": None, "method": method})


def _decided(fields: dict[str, object], document: Document) -> Decided:
    decision = Decision.model_validate(fields)
    lever = (
        next((one for one in document.coupling.levers if one.name == decision.lever), None)
        if document.coupling
        else None
    )
    moves = decision.moves.partition(".")[2] or decision.moves
    parameter = document.parameters.get(decision.moves)
    return Decided(
        arm=decision.arm,
        cycle=decision.cycle,
        step=decision.step,
        lever=decision.lever,
        moves=moves,
        by=decision.personas,
        before=decision.before,
        value=decision.value,
        low=_number(lever.low) if lever else None,
        high=_number(lever.high) if lever else None,
        instead=_number(lever.instead) if lever else None,
        unit=parameter.unit if parameter else None,
        choice=decision.choice,
    )


def _number(expression: object) -> float | None:
    return float(expression) if isinstance(expression, int | float) else None


def versions(services: Services) -> dict[str, str]:
    """The versions that decide what comes out; that of the prompts is the start of their hash."""
    from importlib.metadata import version

    found = {name: version(name) for name in VERSIONED}
    if services.language_model:
        found["prompts"] = prompts_sha256("sobremesa.nodes", "sobremesa.personas")[:12]
    return found
