"""Who sits at the table: from what a caller lists, or from what a scenario names; the same seed, the same cast.

Read in this order: `naming` (whom a text names), `seating` (whom of them it seats, and what it says of each), `traits`
(words to numbers), `matter` (what it is about), `private` (what nobody says aloud), `embodying` (from descriptions to
personas), and this file, which puts them together. `population` casts samples instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from sobremesa.personas.card import Card, Persona
from sobremesa.personas.confiding import kept_by_one
from sobremesa.personas.described import Described, described
from sobremesa.personas.embodying import embodied, said_stance
from sobremesa.personas.english import listed
from sobremesa.personas.scene import scene_of
from sobremesa.personas.seating import seated
from sobremesa.personas.subject_matter import read_matter

MOST_WHO_TALK = 50


class Cast(Card):
    """Who talks, where, and about what; `notes` say what was assumed. `question` is what stance +1 agrees with."""

    personas: tuple[Persona, ...]
    scene: str
    question: str
    notes: tuple[str, ...] = ()


def cast_from_agents(agents: Sequence[tuple[str, str, str | None]], seed: int) -> tuple[Persona, ...]:
    """Personas for a caller's list of (role, traits in plain words, name or None); who has no traits gets sampled ones.

    Ids come from names, else roles, and differ from each other.
    """
    return embodied([described(role, traits, name) for role, traits, name in agents], seed, "")


def alone(personas: Sequence[Persona]) -> tuple[str, ...]:
    """What to say of a cast of one, who has nobody to talk to; nothing of a larger one."""
    return (f"Only one person: {personas[0].public.name} thinks aloud.",) if len(personas) == 1 else ()


def tied(personas: Sequence[Persona]) -> tuple[str, ...]:
    """What to say where people are tied to each other by their roles; nothing where nobody is."""
    if not any(persona.ties for persona in personas):
        return ()
    return ("What they are to each other is read from their roles; how warmly they begin is assumed.",)


def cast_for_roles(roles: Mapping[str, str], seed: int, text: str = "") -> tuple[Persona, ...]:
    """Personas under given ids: `{"mayor": "mayor, fears panic before the election"}`, as model documents hold them."""
    people = [
        described(words.partition(",")[0], words.partition(",")[2], None).model_copy(update={"key": key})
        for key, words in roles.items()
    ]
    return embodied(people, seed, text)


def cast_from_scenario(text: str, seed: int, count: int | None = None) -> Cast:
    """The cast that a scenario names, read without a language model; `count` fills up or cuts to that many.

    Who is counted but not described gets a personality unlike those at the table; where nobody is named, a small cast
    of residents stands in. Both are said in `notes`.
    """
    matter = read_matter(text)
    people, notes = seated(text)
    if len(people) == 1 and count is None:
        notes.append("The text names only one person: a bystander joins, so that there is someone to talk to.")
        people.append(Described(role="bystander"))
    wanted = min(count, MOST_WHO_TALK) if count is not None else len(people)
    if count is not None and count > MOST_WHO_TALK:
        notes.append(f"{count:,} are asked for; at most {MOST_WHO_TALK} can talk.")
    if len(people) < wanted:
        filler = people[-1].role if people else "resident"
        if people:
            notes.append(f"{len(people)} are named and {wanted} asked for: the others were added.")
        people += [Described(role=filler) for _ in range(wanted - len(people))]
    hidden = kept_by_one(text)
    if hidden and wanted > 1:
        place = Random(f"apart/{seed}/{text}").randrange(min(wanted, len(people)))
        someone = people[place]
        kept = someone.notes.model_copy(update={"secrets": (hidden,)})
        people[place] = someone.model_copy(update={"notes": kept})
        notes.append("The text does not say which of them has something to hide: it was drawn.")
    if len(people) > wanted:
        notes.append(f"Of the {len(people)} who are named, the first {wanted} talk, as asked for.")
    personas = embodied(people[:wanted], seed, text)
    sampled = [p.public.name for p, d in zip(personas, people, strict=False) if not d.manner]
    if sampled:
        notes.append(f"The text gives no personality for {listed(sampled)}: theirs were drawn, to differ.")
    notes += [*tied(personas), *alone(personas)]
    drawn = [p.public.name for p, d in zip(personas, people, strict=False) if said_stance(d, matter) is None]
    if drawn and matter.kind in {"decision", "reveal"}:
        stand = "stands" if len(drawn) == 1 else "stand"
        notes.append(f"The text does not say where {listed(drawn)} {stand}: which side each takes was drawn.")
    return Cast(personas=personas, scene=scene_of(text), question=matter.question, notes=tuple(notes))
