"""What happened around the talk, in sentences: when, and whose feeling changed with it; and what never came to pass."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.arithmetic import evaluate
from sobremesa.nodes.happenings import happenings_of
from sobremesa.nodes.report import Happened, Sentence
from sobremesa.nodes.rounds import rounds_asked
from sobremesa.nodes.synthesis.evidence import Evidence, turn_key
from sobremesa.personas.english import listed
from sobremesa.personas.happening import Happening, round_of_all
from sobremesa.personas.memory import Place
from sobremesa.personas.utterance import Turn

MOST_TOLD = 3


def happened(evidence: Evidence) -> tuple[Happened, ...]:
    """What came to pass before those who are told of were done, in the round that saw it first."""
    came = ((one, _seen_in(evidence, one)) for one in happenings_of(evidence.request))
    return tuple(
        Happened(cycle=seen[0], round=seen[1], what=one.what, kind=one.kind) for one, seen in came if seen is not None
    )


def never(evidence: Evidence) -> Iterator[str]:
    """A notice for what was to happen in a round that they did not come to."""
    for one in happenings_of(evidence.request):
        if evidence.turns and _seen_in(evidence, one) is None:
            yield f"They were done before round {one.round}, so this never happened: {one.what}."


def happenings_told(evidence: Evidence) -> tuple[Sentence, ...]:
    """Each happening with those whose feeling changed when they saw it, all in a paragraph of their own."""
    told = [_told(evidence, one) for one in happened(evidence)]
    return tuple(one.model_copy(update={"paragraph": at == 0}) for at, one in enumerate(told))


def _seen_in(evidence: Evidence, one: Happening) -> Place | None:
    """The first cycle and round that were spoken with it; None where there was none."""
    rounds = _rounds_of_a_meeting(evidence)
    places = sorted({(turn.cycle, turn.round) for turn in evidence.turns})
    return next((place for place in places if round_of_all(*place, rounds) >= one.round), None)


def _rounds_of_a_meeting(evidence: Evidence) -> int:
    """Rounds of each meeting of a coupled run; of a talk without mechanics there is one meeting, however long."""
    document = evidence.document
    if document is None or document.coupling is None:
        return 1
    values = {name: parameter.value for name, parameter in document.parameters.items()}
    return rounds_asked(evidence.request) or int(evaluate(document.coupling.rounds, values))


def _told(evidence: Evidence, one: Happened) -> Sentence:
    now = [turn for turn in evidence.turns if (turn.cycle, turn.round) == (one.cycle, one.round)]
    changed = [(turn, before) for turn in now if (before := _felt_before(evidence, turn)) is not None][:MOST_TOLD]
    names = {persona.id: persona.public.name for persona in evidence.personas.values()}
    ways = [
        f"{names[turn.utterance.persona]} goes from {before} to {turn.utterance.report.emotion}"
        for turn, before in changed
    ]
    when = f"round {one.round}" + (f" of talk {one.cycle}" if one.cycle else "")
    when = f"From {when} on" if one.kind == "scene" else f"In {when}"
    ends = listed(ways) if ways else "nobody's feeling changes with it"
    cited = tuple(turn_key(turn) for turn in ([turn for turn, _ in changed] or now))
    return Sentence(text=f"{when}, “{one.what}”: {ends}.", evidence=("scenario", *cited))


def _felt_before(evidence: Evidence, turn: Turn) -> str | None:
    """What someone felt in their turn before, where they feel something else now."""
    who = turn.utterance.persona
    said = [t for t in evidence.turns if (t.arm, t.utterance.persona) == (turn.arm, who) and t.utterance.speech]
    before = [t for t in said if (t.cycle, t.round) < (turn.cycle, turn.round)]
    if not turn.utterance.speech or not before:
        return None
    felt = max(before, key=lambda t: (t.cycle, t.round)).utterance.report.emotion
    return felt if felt != turn.utterance.report.emotion else None
