"""How far a crowd would follow the few who talked, in sentences."""

from __future__ import annotations

from sobremesa.nodes.crowd import HEARING, LEFT, Crowd
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import CROWD, Evidence
from sobremesa.nodes.synthesis.figures import plain, shown

NO_LAW = (
    "How a crowd would follow them can't be told: no law could be told from how their stances moved, or they talked "
    "too little for one."
)
STILL = "Their stances did not move with one another's, so a crowd that is like them would follow nobody."


def followed(evidence: Evidence) -> tuple[Sentence, ...]:
    """A paragraph where a crowd was asked for; nothing where none was."""
    crowd = evidence.crowd
    if crowd is None:
        return ()
    if crowd.law is None:
        return (Sentence(text=NO_LAW, evidence=("run",), paragraph=True),)
    if crowd.law.law == "no change":
        return (Sentence(text=STILL, evidence=(CROWD,), paragraph=True),)
    return (Sentence(text=_begin(crowd), evidence=(CROWD,), paragraph=True), *_end(crowd))


def _begin(crowd: Crowd) -> str:
    law = crowd.law
    assert law is not None
    parts = [f"weight {plain(law.weight or 0.0, 2)}"]
    parts += [f"{plain(law.held, 2)} held on to"] if law.held is not None else []
    parts += [f"nobody beyond {plain(law.bound, 2)} heard"] if law.bound is not None else []
    heard = f"{crowd.people:,} who hear the few, with {plain(crowd.attention, 2)} of their attention"
    return f"Put into a crowd of {heard}, the law that the talk followed ({law.law}: {', '.join(parts)}) gives this."


def _end(crowd: Crowd) -> tuple[Sentence, ...]:
    hearing, alone, apart = crowd.findings
    ids = (CROWD, hearing.id, alone.id, apart.id)
    text = f"From {plain(crowd.began, 2)} it comes to {shown(hearing)} in {crowd.days} days (“{HEARING}”), and left"
    text = f"{text} to itself to {shown(alone)} (“{LEFT}”); the few ended at {plain(crowd.few, 2)} on average."
    told = Sentence(text=text, evidence=ids)
    if crowd.followed is None:
        return (told, Sentence(text="That the crowd follows the few can't be seen in it.", evidence=ids))
    return (told, Sentence(text=f"So it goes {plain(100 * crowd.followed, 0)}% of the way to them.", evidence=ids))
