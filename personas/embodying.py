"""From descriptions to personas of flesh: names, ids, traits, a private side and a first stance."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from sobremesa.personas.card import BigFive, Persona, PublicSide, Tie
from sobremesa.personas.described import Described
from sobremesa.personas.first_stance import first_stances
from sobremesa.personas.ids import new_id
from sobremesa.personas.matter import Matter
from sobremesa.personas.names import draw_names
from sobremesa.personas.private import private_side, pull_of
from sobremesa.personas.relations import relations
from sobremesa.personas.siding import side_taken
from sobremesa.personas.subject_matter import read_matter
from sobremesa.personas.traits import PROTOTYPES, SAMPLED_MANNERS, distance, known_words, traits_from

JITTER = 0.06
"""Standard deviation of the spread that sets two people of one description apart."""


def embodied(described: Sequence[Described], seed: int, text: str) -> tuple[Persona, ...]:
    """Personas of flesh: names, ids, traits, a private side and a first stance."""
    given = [someone.name for someone in described if someone.name]
    names = draw_names([someone.role for someone in described], f"{seed}/{text}", given)
    draws = Random(f"casting/{seed}/{text}")
    voices = _free_voices([someone for someone in described if someone.manner], draws)
    people = [_personality(someone, voices, draws) for someone in described]
    matter = read_matter(text) if text else None
    kind = matter.kind if matter else "decision"
    drawn = not any(known_words(someone.manner) for someone in described)
    stances = first_stances([traits for _, traits in people], kind, draws, drawn)
    personas: list[Persona] = []
    for place, someone in enumerate(described):
        manner, traits = people[place]
        name = someone.name or names[place]
        said = said_stance(someone, matter)
        private = private_side(someone.notes, matter, text, place, seed)
        if said is None and pull_of(private):
            said = pull_of(private) * max(0.35, abs(stances[place]))
        persona = Persona(
            id=new_id(someone.key or name, [p.id for p in personas]),
            public=PublicSide(name=name, role=someone.role, manner=manner, age=someone.age),
            traits=traits,
            values=someone.values,
            private=private,
            stance=stances[place] if said is None else said,
        )
        personas.append(persona)
    owners = [tuple(place for place in someone.owners if place < len(described)) for someone in described]
    tied = relations([someone.role for someone in described], owners, text)
    return tuple(
        persona.model_copy(
            update={"ties": tuple(Tie(to=personas[tie.to].id, kind=tie.kind, warmth=tie.warmth) for tie in ties)}
        )
        for persona, ties in zip(personas, tied, strict=True)
    )


def said_stance(someone: Described, matter: Matter | None) -> float | None:
    """Where the words put someone; None where a stance has to be drawn."""
    if someone.stance is not None:
        return someone.stance
    return someone.notes.leaning(matter) if matter else side_taken(", ".join(someone.notes.sides))


def _personality(someone: Described, voices: list[str], draws: Random) -> tuple[str, BigFive]:
    if someone.traits is not None:
        return someone.manner, someone.traits
    if known_words(someone.manner):
        base, manner = traits_from(someone.manner), someone.manner
    else:
        voice = voices.pop(0) if voices else draws.choice(sorted(SAMPLED_MANNERS))
        base = PROTOTYPES[voice]
        manner = ", ".join(part for part in (SAMPLED_MANNERS[voice], someone.manner) if part)
    jittered = {
        factor: round(min(0.97, max(0.03, value + draws.gauss(0, JITTER / 2))), 3)
        for factor, value in base.model_dump().items()
    }
    return manner, BigFive(**jittered)


def _free_voices(taken: Sequence[Described], draws: Random) -> list[str]:
    """Ways of talking for those without a description: the ones farthest from those at the table come first."""
    present = [traits_from(someone.manner) for someone in taken if known_words(someone.manner)]
    order = sorted(SAMPLED_MANNERS)
    draws.shuffle(order)
    free: list[str] = []
    while order:
        near = [*present, *(PROTOTYPES[voice] for voice in free)]
        best = max(order, key=lambda voice: min((distance(PROTOTYPES[voice], one) for one in near), default=0.0))
        order.remove(best)
        free.append(best)
    return free
