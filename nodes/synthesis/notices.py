"""What the reader must know before believing a word of the report; its first lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sobremesa.mechanics.documents import name_of
from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.nodes.synthesis.conversations import FEWEST
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.exploring import narrowed
from sobremesa.nodes.synthesis.forms import form_notices
from sobremesa.nodes.synthesis.happened import never
from sobremesa.personas.english import listed

HOW_TO_USE_ONE = (
    "To use one, set OPENAI_API_KEY, and OPENAI_BASE_URL for an endpoint other than OpenAI's; "
    "the command sobremesa llm shows what is in use."
)
REHEARSED = (
    "The people are rehearsed: a small model of appraisal and emotion computes what each of them feels and says. "
    "What it shows is how that model behaves; nothing here is evidence about real people."
)
PLAYED = "The people are played by a language model. What they say is no evidence about what real people would say."
WRITTEN = (
    "The model was written for this question by the language model {model}. It was checked to run as it is written; "
    "whether it is a fair picture of the scenario is yours to judge, from what it rests on."
)
INSTEAD = "The language model {model} was to write the model, and did not. {why}"
GIVEN = (
    "The model is one that was given, {model}. It was checked to run as it is written; whether it is a fair picture of "
    "anything is yours to judge, from what it rests on."
)
GATE = {False: "A test of the model failed: {says}", True: "Something about the model is to be doubted: {says}"}
"""By whether a failure is a doubt only."""
ONE_CONVERSATION = "This is one conversation; another one could go another way."
SEVERAL_CONVERSATIONS = (
    "The same people held {number} conversations, each independent of the others. Their intervals say what more "
    "conversations by {speaker} would give."
)
GIVEN_DECISIONS = (
    "The people talked once, in one run. All runs repeat what they decided there, so every interval holds "
    "given these decisions: it says nothing about how another conversation would have gone."
)
SEVERAL_DECISIONS = (
    "The people held {number} conversations beside the model, each with a world of its own. The first is told; every "
    "interval on an arm holds given what it decided, and that on what the talk does is over all of them."
)
ONE_WAY = {
    "see": "The people saw the model, and moved nothing in it, as was asked for: it goes by its own rule.",
    "move": "The people saw nothing of the model that their words moved, as was asked for.",
    "apart": (
        "Model and people knew nothing of each other, as was asked for: the model goes by its own rule, and what "
        "they would do in its place is held against that."
    ),
}


def notices(evidence: Evidence) -> tuple[str, ...]:
    """In the order of weight: what wrote this, what its people are, what is missing from it."""
    return tuple(_notices(evidence))


def _notices(evidence: Evidence) -> Iterator[str]:
    if evidence.request.document is not None:
        if evidence.document is not None and evidence.library is None:
            yield GIVEN.format(model=name_of(evidence.document))
    elif evidence.language_model is None:
        yield f"No language model was used: {_instead(evidence)}. {HOW_TO_USE_ONE}"
    elif evidence.document is not None and evidence.library is None:
        yield WRITTEN.format(model=evidence.interpreter)
    elif evidence.instead is not None:
        yield INSTEAD.format(model=evidence.interpreter, why=evidence.instead)
    yield from evidence.forked
    if evidence.changes:
        yield f"The model was changed before it ran. {' '.join(evidence.changes)}"
    yield from gate_warnings(evidence.gates)
    yield from form_notices(evidence)
    if evidence.turns:
        yield REHEARSED if evidence.speaker == "rehearsal" else PLAYED
        yield from _conversations(evidence)
        yield from never(evidence)
    if evidence.stopped is not None:
        yield f"The run ended early: {evidence.stopped} What follows rests on what there was by then."
    yield from _failures(evidence)
    yield from evidence.explored.notes
    if evidence.precision is not None and not evidence.precision.reached:
        yield f"The headline is less certain than was asked for: there are {narrowed(evidence.precision)}."
    yield from _silences(evidence)


def gate_warnings(gates: Iterable[Gate]) -> Iterator[str]:
    """A sentence for each gate that the model did not get through."""
    return (GATE[gate.doubt].format(says=gate.sentence) for gate in gates if gate.failed)


def _instead(evidence: Evidence) -> str:
    if evidence.no_model is not None or evidence.route.mode == "none":
        return "the scenario was read by its words alone"
    if evidence.library is not None:
        fits = f"the scenario was matched by its words to the library's {_kind(evidence)} {evidence.library}"
        return f"{fits}, and its numbers were read from the text"
    if evidence.request.personas is not None:
        return "who takes part stands on the cards that were given, and the scenario was read by its words alone"
    if evidence.request.quotas:
        return "who takes part is a sample, drawn to meet the quotas that were given"
    return "who takes part was read from the words of the scenario"


def _kind(evidence: Evidence) -> str:
    return "process" if isinstance(evidence.document, ProcessDocument) else "model"


def _beside_a_model(evidence: Evidence) -> Iterator[str]:
    """Which way people and model acted on each other, and what one conversation says of another."""
    request = evidence.request
    if request.coupled != "both":
        yield ONE_WAY[request.coupled]
    if request.moves and (request.conversations or 1) > 1:
        yield SEVERAL_DECISIONS.format(number=request.conversations)
    elif request.moves:
        yield GIVEN_DECISIONS


def _conversations(evidence: Evidence) -> Iterator[str]:
    """What one conversation can tell, or several."""
    number, whole = len(evidence.outcomes), sum(not outcome.broken for outcome in evidence.outcomes)
    if evidence.route.mode == "hybrid":
        yield from _beside_a_model(evidence)
    elif whole < FEWEST:
        yield ONE_CONVERSATION
    else:
        yield SEVERAL_CONVERSATIONS.format(number=whole, speaker=_whose(evidence))
    if whole < number and number >= FEWEST:
        broken, be = number - whole, "is" if number - whole == 1 else "are"
        counted = f"{be} left out of what is counted" if whole >= FEWEST else "nothing could be counted"
        yield f"{broken} of the {number} conversations broke off, and {counted}."


def _whose(evidence: Evidence) -> str:
    return "the rehearsal" if evidence.speaker == "rehearsal" else "this language model"


def _failures(evidence: Evidence) -> Iterator[str]:
    for arm, errors in evidence.failed.items():
        if errors:
            first = errors[0]
            runs = "1 run" if len(errors) == 1 else f"{len(errors)} runs"
            yield (
                f"{runs} of “{arm}” stopped with an error and are left out of its figures; "
                f"the first, at step {first.step}: {first.message}"
            )


def _silences(evidence: Evidence) -> Iterator[str]:
    silent = [turn for turn in evidence.turns if turn.utterance.silence is not None]
    if silent:
        names = dict.fromkeys(evidence.personas[turn.utterance.persona].public.name for turn in silent)
        count = "1 turn" if len(silent) == 1 else f"{len(silent)} of {len(evidence.turns)} turns"
        yield f"Nothing was said in {count} ({listed(list(names))}): {silent[0].utterance.silence}"
