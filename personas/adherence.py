"""Whether an utterance goes with the card of who said it. A pure function: no call of a language model, no draw.

Read first what each check looks at: `staging` (words of an assistant, a narrator, another), `wording` (repeating what
was said), `yielding` (how far a stance can have moved), `manners` (tone and feeling against traits). What departs goes
back to its speaker once, with the reason (`rewrite_prompt`), and is counted in the report (`soundness`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sobremesa.personas.appraisal import latest_of_each
from sobremesa.personas.card import Persona
from sobremesa.personas.happening import round_of_all
from sobremesa.personas.manners import out_of_temper, out_of_tone
from sobremesa.personas.speaker import Perception
from sobremesa.personas.staging import named_itself, out_of_play, spoken_for
from sobremesa.personas.utterance import Departure, Utterance
from sobremesa.personas.wording import held_in, words_of
from sobremesa.personas.yielding import within_reach

SHORT = 8
"""Words below which a speech may say again what was said: "I think so too, Bo." """
REPEATED = 0.5
"""The share of a speech's groups of three words from which it is a repetition; our bound on Broder's containment."""

_REASON = re.compile(
    r"\b(?:because|since you|since I|now that|convinced|persuaded|changed my mind|change my mind|you're right|"
    r"you are right|has a point|have a point|didn't know|hadn't thought|hadn't considered|made me see|i see now|"
    r"won me over|talked me)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)  # asked of the same turn by its speaker, who may send it back, and by whoever keeps it
def departures(persona: Persona, perception: Perception, said: Utterance) -> tuple[Departure, ...]:
    """How `said` departs from the card of `persona`, who perceived `perception`; gravest first, none where it fits.

    Nothing departs in a turn in which nothing was said.
    """
    return tuple(_departures(persona, perception, said)) if said.speech else ()


def better(second: tuple[Departure, ...], first: tuple[Departure, ...]) -> bool:
    """Whether a second version departs less: first in what takes it out of the play, then in all."""

    def weight(found: tuple[Departure, ...]) -> tuple[int, int]:
        return sum(one.kind in ("out of the play", "speaks for others") for one in found), len(found)

    return weight(second) < weight(first)


def _departures(persona: Persona, perception: Perception, said: Utterance) -> Iterator[Departure]:
    yield from _staged(persona, perception, said)
    source = _repeated(perception, said)
    if source is not None:
        yield Departure(kind="repeats", reason=f"Most of it repeats, in the same words, what {source} before.")
    yield from _jumped(persona, perception, said)
    found = out_of_tone(persona.traits, said.speech)
    if found is not None:
        yield Departure(kind="out of tone", reason=f"The tone: {found}.")
    found = out_of_temper(persona.traits, said.report, latest_of_each(perception.heard))
    if found is not None:
        yield Departure(kind="out of tone", reason=f"The feeling: {found}.")


def _staged(persona: Persona, perception: Perception, said: Utterance) -> Iterator[Departure]:
    public = persona.public
    known = (perception.scene, perception.question, *perception.facts, public.name, public.role, public.manner)
    words = out_of_play(said.speech, " ".join(known))
    if words is not None:
        yield Departure(
            kind="out of the play", reason=f"Nobody at the table would say “{words}”: give spoken words only."
        )
    elif named_itself(said.speech, public.name):
        yield Departure(kind="out of the play", reason="It begins with the speaker's own name, as in a script.")
    others = [(id_, side.name) for id_, side in perception.others]
    other = spoken_for(said.speech, others, said.to)
    if other is not None:
        yield Departure(kind="speaks for others", reason=f"It puts words into the mouth of {other}.")


def _repeated(perception: Perception, said: Utterance) -> str | None:
    """Whose words most of a speech is: `you said` or `Bo said`; None where it is the speaker's own and new."""
    if len(words_of(said.speech)) < SHORT:
        return None
    for own in perception.mine:
        if held_in(said.speech, own.speech) >= REPEATED:
            return "you said"
    return next((f"{h.name} said" for h in perception.heard if held_in(said.speech, h.speech) >= REPEATED), None)


def _jumped(persona: Persona, perception: Perception, said: Utterance) -> Iterator[Departure]:
    """A stance beyond what the card's stubbornness allows, where no reason is named.

    Figures that are shown, and what happens in this very round, are reasons that need no naming.
    """
    start = persona.stance
    now_happens = {happening.round for happening in perception.happened}
    now_round = round_of_all(perception.cycle, perception.round, perception.rounds)
    if start is None or perception.shown or now_round in now_happens or _has_reason(perception, said):
        return
    now = perception.before.stance if perception.before is not None else start
    heard = [h.leaning for h in latest_of_each(perception.heard) if h.leaning is not None]
    low, high = within_reach(persona.traits, start, now, heard)
    stance = said.report.stance
    if not low <= stance <= high:
        yield Departure(
            kind="jumps",
            reason=(
                f"The stance goes from {now:+.1f} to {stance:+.1f} in one turn and for no reason that is named; "
                f"this person would be between {low:+.1f} and {high:+.1f}."
            ),
        )


def _has_reason(perception: Perception, said: Utterance) -> bool:
    """Whether a reason for a change is named: somebody heard who moved the speaker, or words such as "because"."""
    heard = {h.speaker for h in perception.heard}
    return bool(heard.intersection(said.report.influenced_by)) or any(
        _REASON.search(text.replace("’", "'")) for text in (said.speech, said.thought)
    )
