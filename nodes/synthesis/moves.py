"""Who moved whom, in sentences: "moves with" for what goes together, "because" for what goes away with somebody."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import plain
from sobremesa.nodes.synthesis.moving import fitted, followed, law_key, measured, pull_key, shift_key
from sobremesa.nodes.synthesis.talk import signed
from sobremesa.personas.english import listed
from sobremesa.personas.law import Fit
from sobremesa.personas.masking import Masked, Shift
from sobremesa.personas.pull import Pull

MOST_TOLD = 2


def moves(evidence: Evidence) -> tuple[Sentence, ...]:
    """What replays show first, then what is measured from the turns; nothing of what can't be told."""
    return (*_unheard(evidence), *_pulls(evidence))


def lawful(evidence: Evidence) -> tuple[Sentence, ...]:
    """By which law stances moved, where one is clear."""
    told = ((law, followed(law)) for law in fitted(evidence))
    return tuple(
        Sentence(text=f"{in_words(fit)}.", evidence=(law_key(law),), paragraph=True)
        for law, fit in told
        if fit is not None and fit.law != "no change"
    )


def in_words(fit: Fit) -> str:
    """What a fitted law says that people do in a turn."""
    way = f"{plain(fit.weight or 0.0, 2)} of the way to the mean of what they last heard"
    if fit.law == "holding on":
        return (
            f"Their stances move as if each went {way}, and {plain(fit.held or 0.0, 2)} of the way back to where they "
            "began"
        )
    if fit.law == "bounded confidence":
        near = f"from those whose stance is within {plain(fit.bound or 0.0, 2)} of their own"
        return f"Their stances move as if each went {way} {near}"
    return f"Their stances move as if each went {way}" if fit.law == "averaging" else "Their stances follow no law"


def _unheard(evidence: Evidence) -> Iterator[Sentence]:
    for masked in evidence.masked:
        if told := masked.told[:MOST_TOLD]:
            ends = [_end(evidence, shift) for shift in told]
            name = _name(evidence, masked.persona)
            text = f"{_again(evidence, masked)} {listed(ends)}: the difference is because of {name}."
            yield Sentence(text=text, evidence=tuple(shift_key(masked, shift) for shift in told))


def _again(evidence: Evidence, masked: Masked) -> str:
    name = _name(evidence, masked.persona)
    number = max(shift.n for shift in masked.shifts)
    which = "the first" if number < len(evidence.outcomes) else "the"
    held = f"{which} conversation is" if number == 1 else f"{which} {number} conversations are"
    return f"When {held} held again and nobody hears {name},"


def _end(evidence: Evidence, shift: Shift) -> str:
    where = f"{signed(shift.unheard)} and not at {signed(shift.heard)}"
    mean = " on average" if shift.n > 1 else ""
    return f"{_name(evidence, shift.listener)} ends at {where}{mean}"


def _pulls(evidence: Evidence) -> Iterator[Sentence]:
    for moved in measured(evidence):
        for pull in moved.told[:MOST_TOLD]:
            yield Sentence(text=_pull(evidence, pull), evidence=(pull_key(moved, pull),))


def _pull(evidence: Evidence, pull: Pull) -> str:
    """`Vera's stance moves with Lou's: of what changes with Lou, 0.35 [0.20, 0.50] shows in Vera's next turn.`"""
    speaker, listener = _name(evidence, pull.speaker), _name(evidence, pull.listener)
    size, low, high = (plain(value or 0.0, 2) for value in (pull.pull, pull.low, pull.high))
    goes = f"{listener}'s {pull.channel} moves with {speaker}'s"
    return f"{goes}: of what changes with {speaker}, {size} [{low}, {high}] shows in {listener}'s next turn."


def _name(evidence: Evidence, persona: str) -> str:
    return evidence.personas[persona].public.name
