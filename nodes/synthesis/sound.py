"""What the checks of the talks find (`personas.soundness`), with all that everyone at the table knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.personas.diagnostics import ALIKE
from sobremesa.personas.english import listed
from sobremesa.personas.soundness import Soundness, soundness


def checked(evidence: Evidence) -> tuple[Soundness, ...]:
    """The soundness of each talk, those held again without somebody left out; none where nobody talked."""
    casting = evidence.casting
    if casting is None:
        return ()
    facts = (f"{name} {value}" for name, value in evidence.request.context.items())
    known = " ".join((casting.scene, casting.question, evidence.request.scenario, *facts))
    again = {replay for masked in evidence.masked for _, replay in masked.arms}
    turns = [turn for turn in (*evidence.turns, *evidence.further) if turn.arm not in again]
    return soundness(casting.personas, turns, known, evidence.private)


APART = 0.2
"""A standard deviation of stances from which people stood apart at first: a tenth of the scale."""
MANY = 1 / 3


def warnings(talks: Sequence[Soundness], evidence: Evidence) -> Iterator[str]:
    """What a reader must know before believing in these people: leaks, one voice out of many, parts not kept."""
    names = {id_: persona.public.name for id_, persona in evidence.personas.items()}
    leaks = [slip for talk in talks for slip in talk.slips if slip.how == "leaked"]
    if leaks:
        pairs = dict.fromkeys((names.get(slip.by, slip.by), names.get(slip.owner, slip.owner)) for slip in leaks)
        told = listed([f"{by} spoke of what only {owner} knew" for by, owner in pairs])
        yield f"A secret leaked: {told}, and had not heard of it. What they say of it is no evidence of anything."
    alike = [talk for talk in talks if _fell_into_one(talk)]
    if alike:
        where = "" if len(talks) == 1 else f" in {len(alike)} of {len(talks)} talks"
        yield f"Those who stood apart ended in one and the same place{where}: agreement so complete is rarely people's."
    spoken = sum(talk.spoken for talk in talks)
    kept = sum(talk.true_to_card for talk in talks)
    if spoken - kept > MANY * spoken:
        yield f"In {spoken - kept} of {spoken} turns people did not speak or feel as their cards say they would."


def _fell_into_one(talk: Soundness) -> bool:
    first, last = talk.spread_first, talk.spread_last
    return talk.people > 1 and first is not None and last is not None and first >= APART and last < ALIKE
