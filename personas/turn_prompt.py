"""A turn in words: what a language model is told about who it plays, and what that person knows now.

`standing` stays the same to the byte in all of a persona's turns, so that providers can cache it; `passing` is what
has changed. Another persona's private side and thoughts are in neither: a Perception doesn't hold them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sobremesa.personas.card import BigFive, Persona, Tie
from sobremesa.personas.prompting import load_prompt, one_line, quote
from sobremesa.personas.speaker import Heard, Perception
from sobremesa.personas.utterance import SelfReport, Utterance
from sobremesa.personas.values import MEANINGS

PACKAGE = "sobremesa.personas"
NOTHING = "(nothing)"

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
        role=_string(one_line(public.role)),
        age="not given" if public.age is None else str(public.age),
        manner=_string(one_line(public.manner) or "as it comes"),
        traits=temper(persona.traits),
        stance="not known" if persona.stance is None else f"{persona.stance:+.1f}",
        goals=_quoted(private.goals),
        secrets=_quoted(private.secrets),
        fears=_quoted(private.fears),
        knows=_quoted(private.knows),
        values=_quoted([MEANINGS[value] for value in persona.values]),
        ties=_ties(persona.ties, perception),
        others="\n".join(
            quote(one_line(", ".join(filter(None, (f"{id_}: {side.name}", side.role, _age(side.age), side.manner)))))
            for id_, side in perception.others
        )
        or "> nobody",
    )


def passing(perception: Perception) -> str:
    """The part that changes: the round, what is seen and heard, and the persona's own recent turns."""
    return load_prompt(PACKAGE, "turn").render(
        when=_when(perception),
        shown=_quoted(perception.shown),
        heard="\n".join(map(_heard, perception.heard)) or "> nobody has spoken yet",
        mine="\n".join(map(_mine, perception.mine)) or "> you have not spoken yet",
        before=_before(perception.before),
    )


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


def _heard(heard: Heard) -> str:
    shows = f", showing {heard.emotion}" if heard.emotion else ""
    manner = "whispers to you" if heard.whisper else "says to you" if heard.to_me else "says"
    who = one_line(f"round {heard.round}, {heard.name} ({heard.speaker})")
    # As a JSON string, a speech can hold no line of its own, and nothing that looks like the next speaker.
    return quote(f"{who}{shows}, {manner}: {_string(heard.speech)}")


def _mine(mine: Utterance) -> str:
    if mine.silence is not None:
        return quote("you were silent")
    heard_by = f" (whispered to {mine.to})" if mine.whisper else f" (to {mine.to})" if mine.to else ""
    return quote(f"you thought: {_string(mine.thought)} and said{heard_by}: {_string(mine.speech)}")


def _before(before: SelfReport | None) -> str:
    if before is None:
        return "this is your first turn."
    return (
        f"{before.emotion}, valence {before.valence:+.1f}, arousal {before.arousal:.1f}, "
        f"stance {before.stance:+.1f}, confidence {before.confidence:.1f}; you meant to: {_string(before.intention)}"
    )


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _quoted(lines: Sequence[str]) -> str:
    return "\n".join(quote(line) for line in lines) or f"> {NOTHING}"
