"""Who moved whom, and by which law, as evidence: what is measured, its ids, and what a sentence may say of it.

Only a conversation that was held again without somebody (`Masked`) shows a cause: what is measured from turns goes
together, and what people say of themselves is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from sobremesa.nodes.claims import Figure
from sobremesa.nodes.synthesis.senses import Sense, stems
from sobremesa.nodes.talks import conversations
from sobremesa.personas.law import Fit, Law, LawName
from sobremesa.personas.masking import Masked, Shift
from sobremesa.personas.pull import Pull, WhoMoved

if TYPE_CHECKING:
    from sobremesa.nodes.synthesis.evidence import Evidence
    from sobremesa.personas.card import Persona
    from sobremesa.personas.utterance import Turn

LAWS: dict[LawName, str] = {
    "no change": "no change",
    "averaging": "averaging (DeGroot)",
    "holding on": "holding on (Friedkin–Johnsen)",
    "bounded confidence": "bounded confidence",
}


def measured(evidence: Evidence) -> tuple[WhoMoved, ...]:
    """Who moved whom: of the conversations together, or of each arm whose people talk in a coupled run."""
    return tuple(found for found, _ in _found(evidence))


def fitted(evidence: Evidence) -> tuple[Law, ...]:
    """The laws that stances follow, of the same talks; none where there is too little to fit."""
    return tuple(law for _, law in _found(evidence) if law is not None)


def pull_key(moved: WhoMoved, pull: Pull) -> str:
    """The evidence id of a pull."""
    return f"moved/{moved.arms[0]}/{pull.channel}/{pull.speaker}/{pull.listener}"


def shift_key(masked: Masked, shift: Shift) -> str:
    """The evidence id of what hearing somebody did to somebody."""
    return f"unheard/{masked.persona}/{shift.listener}"


def law_key(law: Law) -> str:
    """The evidence id of the law that a talk followed."""
    return f"law/{law.arms[0]}"


def carried_by_moves(evidence: Evidence) -> Iterator[tuple[str, tuple[Figure, ...], frozenset[str], Sense]]:
    """For each id: the numbers that a sentence may tell, whom it is about by name, and which way it points."""
    names = {persona.id: persona.public.name for persona in evidence.personas.values()}
    for moved in measured(evidence):
        for pull in moved.told:
            about = frozenset(names[one] for one in (pull.speaker, pull.listener))
            yield pull_key(moved, pull), tuple(_of_pull(pull)), about, Sense()
    for masked in evidence.masked:
        for shift in masked.shifts:
            about = frozenset(names[one] for one in (masked.persona, shift.listener))
            causes = stems([names[masked.persona]], shortest=1) if shift.told else frozenset[str]()
            sign = (shift.difference > 0) - (shift.difference < 0)
            sense = Sense(direction=sign, told=shift.told, causes=causes)
            yield shift_key(masked, shift), tuple(_of_shift(shift)), about, sense
    for law in fitted(evidence):
        yield law_key(law), tuple(_of_law(law)), frozenset(names.values()), Sense()


def followed(law: Law) -> Fit | None:
    """The fit of the law that was clearly followed."""
    return next((fit for fit in law.fits if fit.law == law.followed), None)


def _of_pull(pull: Pull) -> Iterator[Figure]:
    yield from (Figure(value) for value in (pull.pull, pull.low, pull.high) if value is not None)
    yield Figure(pull.steps, nouns=("change", "turn"))


def _of_shift(shift: Shift) -> Iterator[Figure]:
    numbers = (shift.heard, shift.unheard, shift.difference, shift.low, shift.high)
    yield from (Figure(value) for value in numbers if value is not None)
    yield Figure(shift.n, nouns=("conversation",))


def _of_law(law: Law) -> Iterator[Figure]:
    yield Figure(law.steps, nouns=("change",))
    for fit in law.fits:
        yield from (Figure(value) for value in (fit.weight, fit.held, fit.bound, fit.error) if value is not None)


def _found(evidence: Evidence) -> Iterator[tuple[WhoMoved, Law | None]]:
    cast = tuple(evidence.personas.values())
    for turns in _talks(evidence):
        yield _measured(cast, turns)


def _talks(evidence: Evidence) -> list[tuple[Turn, ...]]:
    """The turns that are looked at together: conversations of the same people, or those of one arm."""
    if evidence.route.mode == "social":
        arms = {talk.arm for talk in conversations(evidence.request)}
        turns = tuple(turn for turn in (*evidence.turns, *evidence.further) if turn.arm in arms)
        return [turns] if turns else []
    arms_told = dict.fromkeys(turn.arm for turn in evidence.turns)
    return [tuple(turn for turn in evidence.turns if turn.arm == arm) for arm in arms_told]


@lru_cache(maxsize=4)
def _measured(cast: Sequence[Persona], turns: Sequence[Turn]) -> tuple[WhoMoved, Law | None]:
    """Computed once for all who tell of it."""
    from sobremesa.personas.laws import laws
    from sobremesa.personas.who_moved import who_moved

    return who_moved(cast, turns), laws(cast, turns)
