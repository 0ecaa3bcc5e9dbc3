"""What the checks of the talks find (`personas.soundness`), with all that everyone at the table knows."""

from __future__ import annotations

from sobremesa.nodes.synthesis.evidence import Evidence
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
