"""A turn in words: what a language model is told about who it plays, and what that person knows now.

`standing` stays the same to the byte in all that one persona is asked, and begins with what is the same for everyone in
a conversation, so that providers can cache it; `passing` is what has changed. Another persona's private side and
thoughts are in neither: a Perception doesn't hold them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from sobremesa.personas.appraisal import latest_of_each
from sobremesa.personas.card import BigFive, Persona, Tie
from sobremesa.personas.happening import Happening
from sobremesa.personas.prompting import load_prompt, one_line, quote
from sobremesa.personas.speaker import Heard, Perception
from sobremesa.personas.utterance import SelfReport, Utterance
from sobremesa.personas.values import MEANINGS

PACKAGE = "sobremesa.personas"
NOBODY = "> nobody has spoken yet"

# Five steps of each trait, from the lowest to the highest fifth.
TEMPERS = {
    "openness": ("set in familiar ways", "practical", "", "curious", "hungry for the new"),
    "conscientiousness": ("careless", "easy-going about duties", "", "dutiful", "exacting"),
    "extraversion": ("says little", "reserved", "", "outgoing", "fills the room"),
    "agreeableness": ("quarrelsome", "hard to please", "", "warm", "tender-hearted"),
    "neuroticism": ("unshakeable", "calm", "", "easily worried", "anxious and quickly upset"),
}
# Five steps of warmth, from the lowest to the highest fifth.
WARMTHS = ("you can't stand them", "cool", "neither warm nor cold", "warm", "very close")


def standing(persona: Persona, perception: Perception) -> str:
    """The part that never changes: how to play, the scene, who is there, and this persona's own card."""
    public, private = persona.public, persona.private
    return load_prompt(PACKAGE, "table").render(
        scene=quote(perception.scene),
        question=quote(perception.question),
        facts=_quoted(perception.facts),
        name=_string(one_line(public.name)),
        traits=temper(persona.traits),
        stance="not known" if persona.stance is None else f"{persona.stance:+.1f}",
        goals=_quoted(private.goals),
        secrets=_quoted(private.secrets),
        fears=_quoted(private.fears),
        knows=_quoted(private.knows),
        values=_quoted([MEANINGS[value] for value in persona.values]),
        ties=_ties(persona.ties, perception),
        table="\n".join(
            quote(one_line(", ".join(filter(None, (f"{id_}: {side.name}", side.role, _age(side.age), side.manner)))))
            for id_, side in sorted([*perception.others, (persona.id, public)], key=lambda one: one[0])
        ),
    )


def passing(perception: Perception) -> str:
    """The part that changes: the round, what has happened, what was said, and how it was last."""
    return load_prompt(PACKAGE, "turn").render(
        when=_when(perception), memory=remembered(perception), before=_before(perception.before)
    )


def in_private(perception: Perception) -> str:
    """The question put to someone alone, in place of `passing`: before the first round (0), or after the last."""
    return load_prompt(PACKAGE, "private").render(
        when="The talk is over." if perception.round else "The talk has not begun.",
        memory=remembered(perception),
        before=_before(perception.before),
    )


def note_taking() -> str:
    """How notes are rewritten: the same for everyone."""
    return load_prompt(PACKAGE, "note").render()


def recollection(persona: Persona, perception: Perception) -> str:
    """What someone's notes are rewritten from: those so far, and what they heard, said and thought since."""
    return load_prompt(PACKAGE, "recollection").render(
        name=_string(one_line(persona.public.name)),
        role=_string(one_line(persona.public.role)),
        question=quote(perception.question),
        memory=remembered(perception, len(perception.mine) - perception.noted_mine),
    )


def remembered(perception: Perception, thoughts: int = 1) -> str:
    """What someone has in mind: their notes, and word for word what these do not cover; of thoughts the last."""
    thought = [said.thought for said in perception.mine[len(perception.mine) - thoughts :] if said.thought]
    memory = load_prompt(PACKAGE, "memory").render(
        shown=_quoted(perception.shown),
        happened="\n".join(map(_happened, perception.happened)),
        notes=quote(perception.notes) if perception.notes else "",
        heard="\n".join(_heard(perception)) or NOBODY,
        mine="\n".join(map(_mine, perception.mine[perception.noted_mine :])),
        thought=_quoted(list(map(_string, thought))),
    )
    return memory.rstrip()


def temper(traits: BigFive) -> str:
    """Five numbers in words; what is near the middle goes without saying."""
    words = [steps[min(4, int(value * 5))] for (name, steps) in TEMPERS.items() for value in [getattr(traits, name)]]
    return ", ".join(word for word in words if word) or "even"


def _age(age: int | None) -> str:
    return "" if age is None else f"aged {age}"


def _ties(ties: Sequence[Tie], perception: Perception) -> str:
    """Those at the table to whom there is a tie, and how it feels from this side."""
    there = {id_: side.name for id_, side in perception.others}
    return _quoted(
        [
            one_line(f"{there[tie.to]} ({tie.to}): {tie.kind}; {WARMTHS[min(4, int((tie.warmth + 1) * 2.5))]}")
            for tie in ties
            if tie.to in there
        ]
    )


def _when(perception: Perception) -> str:
    meeting = f" of meeting {perception.cycle}" if perception.cycle else ""
    last = ", the last" if perception.round == perception.rounds else ""
    others = " Others may be speaking at this same moment: you hear them in the next round."
    return f"Round {perception.round} of {perception.rounds}{meeting}{last}.{others if perception.at_once else ''}"


def _happened(happening: Happening) -> str:
    what = "the scene changes" if happening.kind == "scene" else "this happens"
    return quote(f"round {happening.round}, {what}: {_string(happening.what)}")


def _heard(perception: Perception) -> Iterator[str]:
    """What was heard since the notes, round by round, and the last word of whoever has not spoken since."""
    since = perception.heard[perception.noted :]
    spoken = {heard.speaker for heard in since}
    earlier = latest_of_each(perception.heard[: perception.noted])
    told = [*(heard for heard in earlier if heard.speaker not in spoken), *since]
    names = Counter(side.name for _, side in perception.others)
    for (cycle, number), speeches in groupby(told, key=lambda heard: (heard.cycle, heard.round)):
        yield quote(f"round {number}" + (f" of meeting {cycle}" if cycle else ""))
        for heard in speeches:
            yield _speech(heard, f"{heard.name} ({heard.speaker})" if names[heard.name] > 1 else heard.name)


def _speech(heard: Heard, who: str) -> str:
    shows = f" ({heard.emotion})" if heard.emotion else ""
    manner = " whispers to you" if heard.whisper else " to you" if heard.to_me else ""
    # As a JSON string, a speech can hold no line of its own, and nothing that looks like the next speaker.
    return quote(f"{one_line(who)}{shows}{manner}: {_string(heard.speech)}")


def _mine(mine: Utterance) -> str:
    if mine.silence is not None:
        return quote("you were silent")
    heard_by = f"whispered to {mine.to}: " if mine.whisper else f"to {mine.to}: " if mine.to else ""
    return quote(f"{heard_by}{_string(mine.speech)}")


def _before(before: SelfReport | None) -> str:
    if before is None:
        return ""
    return (
        f"{before.emotion}, valence {before.valence:+.1f}, arousal {before.arousal:.1f}, "
        f"stance {before.stance:+.1f}, confidence {before.confidence:.1f}; you meant to: {_string(before.intention)}"
    )


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _quoted(lines: Sequence[str]) -> str:
    return "\n".join(quote(line) for line in lines)
