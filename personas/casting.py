"""Who sits at the table: from what a caller lists, or from what a scenario names; the same seed, the same cast.

Read in this order: `naming` (whom a text names), `traits` (words to numbers), `matter` (what it is about), `private`
(what nobody says aloud), and this file, which puts them together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from random import Random

from sobremesa.personas.card import BigFive, Card, Persona, PublicSide
from sobremesa.personas.confiding import kept_by_one
from sobremesa.personas.contrasts import contrasts
from sobremesa.personas.english import listed
from sobremesa.personas.matter import Kind, Matter
from sobremesa.personas.mention import Mention
from sobremesa.personas.names import draw_names
from sobremesa.personas.naming import mentions
from sobremesa.personas.people import MOST_AT_A_TABLE, is_plain, number_of
from sobremesa.personas.private import PrivateNotes, private_side, pull_of, read_private
from sobremesa.personas.scene import scene_of
from sobremesa.personas.siding import side_taken
from sobremesa.personas.subject_matter import read_matter
from sobremesa.personas.traits import PROTOTYPES, SAMPLED_MANNERS, distance, known_words, traits_from

HONEST_CAST = 3
MOST_WHO_TALK = 50
_COUNTED_SIDES = re.compile(
    r"\b(\w+) (?:is |are |of them (?:is |are )?)?(?:in favou?r|for it|for)\b[^.]{0,20}?\b\w+ (?:is |are )?against\b"
)
_ANNOUNCES = re.compile(r"\s+(?:announces?|tells?|proposes|plans to|suggests)\b")
GLADNESS = 0.5
"""Where people of average reactivity stand on whether a celebration is a reason to be happy."""
JITTER = 0.06
"""Standard deviation of the spread that sets two people of one description apart."""


class Cast(Card):
    """Who talks, where, and about what; `notes` say what was assumed. `question` is what stance +1 agrees with."""

    personas: tuple[Persona, ...]
    scene: str
    question: str
    notes: tuple[str, ...] = ()


class Described(Card):
    """Someone before they have a name and numbers: a role, trait words, and the caller's or the text's name."""

    role: str
    manner: str = ""
    name: str | None = None
    key: str | None = None
    stance: float | None = None
    notes: PrivateNotes = PrivateNotes()


def cast_from_agents(agents: Sequence[tuple[str, str, str | None]], seed: int) -> tuple[Persona, ...]:
    """Personas for a caller's list of (role, traits in plain words, name or None); who has no traits gets sampled ones.

    Ids come from names, else roles, and differ from each other.
    """
    return _embodied([_described(role, traits, name) for role, traits, name in agents], seed, "")


def alone(personas: Sequence[Persona]) -> tuple[str, ...]:
    """What to say of a cast of one, who has nobody to talk to; nothing of a larger one."""
    return (f"Only one person: {personas[0].public.name} thinks aloud.",) if len(personas) == 1 else ()


def cast_for_roles(roles: Mapping[str, str], seed: int, text: str = "") -> tuple[Persona, ...]:
    """Personas under given ids: `{"mayor": "mayor, fears panic before the election"}`, as model documents hold them."""
    described = [
        _described(words.partition(",")[0], words.partition(",")[2], None).model_copy(update={"key": key})
        for key, words in roles.items()
    ]
    return _embodied(described, seed, text)


def cast_from_scenario(text: str, seed: int, count: int | None = None) -> Cast:
    """The cast that a scenario names, read without a language model; `count` fills up or cuts to that many.

    Who is counted but not described gets a personality unlike those at the table; where nobody is named, a small cast
    of residents stands in. Both are said in `notes`.
    """
    matter = read_matter(text)
    described, notes = _people(text)
    if len(described) == 1 and count is None:
        notes.append("The text names only one person: a bystander joins, so that there is someone to talk to.")
        described.append(Described(role="bystander"))
    wanted = min(count, MOST_WHO_TALK) if count is not None else len(described)
    if count is not None and count > MOST_WHO_TALK:
        notes.append(f"{count:,} are asked for; at most {MOST_WHO_TALK} can talk.")
    if len(described) < wanted:
        filler = described[-1].role if described else "resident"
        if described:
            notes.append(f"{len(described)} are named and {wanted} asked for: the others were added.")
        described += [Described(role=filler) for _ in range(wanted - len(described))]
    hidden = kept_by_one(text)
    if hidden and wanted > 1:
        place = Random(f"apart/{seed}/{text}").randrange(min(wanted, len(described)))
        someone = described[place]
        kept = someone.notes.model_copy(update={"secrets": (hidden,)})
        described[place] = someone.model_copy(update={"notes": kept})
        notes.append("The text does not say which of them has something to hide: it was drawn.")
    if len(described) > wanted:
        notes.append(f"Of the {len(described)} who are named, the first {wanted} talk, as asked for.")
    personas = _embodied(described[:wanted], seed, text)
    sampled = [p.public.name for p, d in zip(personas, described, strict=False) if not d.manner]
    if sampled:
        notes.append(f"The text gives no personality for {listed(sampled)}: theirs were drawn, to differ.")
    notes += alone(personas)
    drawn = [p.public.name for p, d in zip(personas, described, strict=False) if _said_stance(d, matter) is None]
    if drawn and matter.kind in {"decision", "reveal"}:
        stand = "stands" if len(drawn) == 1 else "stand"
        notes.append(f"The text does not say where {listed(drawn)} {stand}: which side each takes was drawn.")
    return Cast(personas=personas, scene=scene_of(text), question=matter.question, notes=tuple(notes))


def _people(text: str) -> tuple[list[Described], list[str]]:
    """The people of a text, described as far as it describes them, and what had to be assumed."""
    named = list(mentions(text))
    one_is = list(contrasts(text))
    named = _outside_questions(text, named)
    if not named and not one_is:
        note = "The text names nobody: three residents stand in for those whom it concerns."
        return [Described(role="resident") for _ in range(HONEST_CAST)], [note]
    if not named:
        named = [Mention("person", len(one_is), 0, 0, group=True, counted=True)]
    if one_is:
        named = [mention for mention in named if not _only_in(text, mention, named)]
    if any(mention.role == "juror" for mention in named):
        named = [mention for mention in named if mention.role != "defendant"]
    described: list[Described] = []
    notes: list[str] = []
    for place, mention in enumerate(named):
        if mention.group and _is_listed(mention, named[place + 1 :]):
            listed = sum(later.count for later in named[place + 1 :])
            if mention.count > listed:
                notes.append(f"The text counts {mention.count} and names {listed}: the others were added.")
                described += [Described(role=mention.role)] * (mention.count - listed)
            continue
        if mention.group:
            described += _members(text, mention, one_is)
            one_is = []
            if mention.counted:
                continue
            notes.append(f"The text does not say how many: {mention.count} of “{mention.role}” talk.")
        else:
            described.append(_mentioned(text, mention))
    if len(described) > MOST_AT_A_TABLE:
        notes.append(f"Of the {len(described)} who are named, the first {MOST_AT_A_TABLE} talk.")
    return described[:MOST_AT_A_TABLE], notes


def _outside_questions(text: str, named: list[Mention]) -> list[Mention]:
    """Without those whom only a question to the simulator names (`Should the village…?`), if there are others."""
    asked = [
        (m.start(), m.end()) for m in re.finditer(r"(?:^|(?<=[.!?] ))(?:Should|Can|Does|Is|Will)\b[^.!?]*\?", text)
    ]
    outside = [mention for mention in named if not any(low <= mention.place < high for low, high in asked)]
    return outside or named


def _only_in(text: str, mention: Mention, named: Sequence[Mention]) -> bool:
    """Whether a person noun stands only inside "one is a problem solver": a description, and nobody of their own."""
    start = re.search(r"\b[Oo]ne\b", text)
    return bool(start and mention.place > start.start() and any(other.group for other in named if other is not mention))


def _is_listed(group: Mention, later: Sequence[Mention]) -> bool:
    return group.lists and bool(later)


def _members(text: str, mention: Mention, one_is: Sequence[str]) -> list[Described]:
    """The members of a counted group, with the descriptions of "one is …" and the sides that they take."""
    sides = re.search(r"\b(?:either|both|opposite|opposing|different) sides?\b", text)
    in_favour = _COUNTED_SIDES.search(text)
    for_it = number_of(in_favour.group(1)) if in_favour else None
    found = []
    for index in range(max(mention.count, len(one_is))):
        own = ", ".join(part for part in (" ".join(mention.adjectives), mention.said) if part)
        words = one_is[index] if index < len(one_is) else own
        role = "person" if is_plain(mention.role) else mention.role
        someone = _described(role, words, None)
        if sides:
            someone = someone.model_copy(update={"stance": 0.7 if index % 2 == 0 else -0.7})
        elif for_it is not None:
            someone = someone.model_copy(update={"stance": 0.7 if index < for_it else -0.7})
        found.append(someone)
    return found


def _mentioned(text: str, mention: Mention) -> Described:
    """Someone by themselves; who announces or proposes something is for it."""
    words = ", ".join(part for part in (" ".join(mention.adjectives), mention.said) if part)
    someone = _described("person" if is_plain(mention.role) else mention.role, words, mention.name)
    announces = _ANNOUNCES.match(text, mention.end)
    return someone.model_copy(update={"stance": 0.7}) if announces else someone


def _described(role: str, words: str, name: str | None) -> Described:
    """Trait words become manner; wishes, fears and secrets go to the private side."""
    role = re.sub(r"^(?:an?|the)\s+", "", role.strip(), flags=re.IGNORECASE) or role
    notes, manner = read_private(words)
    role_words = " ".join(word for word in role.split() if known_words(word))
    if not manner and role_words:
        manner = role_words
    return Described(role=role.strip(), manner=manner, name=name, notes=notes, stance=side_taken(role))


def _embodied(described: Sequence[Described], seed: int, text: str) -> tuple[Persona, ...]:
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
        said = _said_stance(someone, matter)
        private = private_side(someone.notes, matter, text, place, seed)
        if said is None and pull_of(private):
            said = pull_of(private) * max(0.35, abs(stances[place]))
        persona = Persona(
            id=_id(someone, name, [p.id for p in personas]),
            public=PublicSide(name=name, role=someone.role, manner=manner),
            traits=traits,
            private=private,
            stance=stances[place] if said is None else said,
        )
        personas.append(persona)
    return tuple(personas)


def _said_stance(someone: Described, matter: Matter | None) -> float | None:
    """Where the words put someone; None where a stance has to be drawn."""
    if someone.stance is not None:
        return someone.stance
    return someone.notes.leaning(matter) if matter else side_taken(", ".join(someone.notes.sides))


def _personality(someone: Described, voices: list[str], draws: Random) -> tuple[str, BigFive]:
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


def first_stances(people: Sequence[BigFive], kind: Kind, draws: Random, drawn: bool = False) -> list[float]:
    """Where each stands before a word is said, where nothing says it.

    To what has happened, people differ by reactivity: less accepting the higher their neuroticism, more so with
    conscientiousness and extraversion (Gross, Sutton & Ketelaar 1998). To a decision, positions are spread evenly from
    one side to the other, since a debate has sides; openness to change decides who stands where, with a draw. So it is
    with reactions too where all personalities are `drawn`: in the order of reactivity, from one side to the other.
    """
    noise = [draws.uniform(-0.1, 0.1) for _ in people]
    reactive = [reactive_stance(traits) for traits in people]
    if kind == "event" and drawn:
        return [_bounded(place + shift) for place, shift in zip(_spread(reactive, 0.6, -0.7), noise, strict=True)]
    if kind == "celebration":
        return [_bounded(GLADNESS + 0.6 * stance + 3 * shift) for stance, shift in zip(reactive, noise, strict=True)]
    if kind in {"event", "company"}:
        return [_bounded(stance + 3 * shift) for stance, shift in zip(reactive, noise, strict=True)]
    lots = [traits.openness - 0.5 * traits.neuroticism + draws.uniform(-0.6, 0.6) for traits in people]
    return [_bounded(place + shift) for place, shift in zip(_spread(lots, 0.75, -0.75), noise, strict=True)]


def _spread(scores: Sequence[float], most: float, least: float) -> list[float]:
    """Evenly spaced stances from `most` to `least`, in the order of the scores, highest first."""
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    step = (most - least) / max(1, len(scores) - 1)
    return [most - step * order.index(place) for place in range(len(scores))]


def reactive_stance(traits: BigFive) -> float:
    """How far someone with these traits accepts what has happened, -1..1."""
    steady = 1.4 * (0.5 - traits.neuroticism)
    return steady + 0.5 * (traits.conscientiousness - 0.5) + 0.4 * (traits.extraversion - 0.5)


def _bounded(stance: float) -> float:
    return round(max(-0.9, min(0.9, stance)), 2)


def _id(someone: Described, name: str, taken: Sequence[str]) -> str:
    """A slug of the given key, else of the name; numbered where it is taken."""
    plain = someone.key or name
    slug = re.sub(r"[^a-z0-9]+", "_", _ascii(plain).lower()).strip("_")[:48]
    slug = slug if slug[:1].isalpha() else f"p_{slug}".rstrip("_")
    number, unique = 2, slug
    while unique in taken:
        unique, number = f"{slug}_{number}", number + 1
    return unique


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
