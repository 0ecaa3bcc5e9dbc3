"""A cast that stands for many: so many of each age, opinion and role, and personalities spread as in a population."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from random import Random

from sobremesa.personas.card import Card
from sobremesa.personas.casting import MOST_WHO_TALK, Cast, alone
from sobremesa.personas.described import Described
from sobremesa.personas.embodying import embodied
from sobremesa.personas.english import listed
from sobremesa.personas.mention import Mention
from sobremesa.personas.naming import mentions
from sobremesa.personas.occupations import drawn_occupations
from sobremesa.personas.people import is_plain
from sobremesa.personas.quota_words import quotas_in
from sobremesa.personas.quotas import AGE, OPINION, ROLE, YOUNGEST, Quota
from sobremesa.personas.sampling import FITTING_AGES, Profile, fits, sample
from sobremesa.personas.scene import scene_of
from sobremesa.personas.subject_matter import read_matter
from sobremesa.personas.traits import PROTOTYPES, SAMPLED_MANNERS, distance
from sobremesa.personas.values import drawn_values

USUAL_SAMPLE = 5
INHABITANTS = frozenset({"resident", "villager", "citizen", "voter", "neighbour", "neighbor", "inhabitant", "local"})
"""Those of whom a role says no more than where they live."""
GROWN_UP = ("18-34", "35-59", "60+")
TAKEN = 0.12
"""How much farther a way of talking counts as being for each who has it already."""
_SAYS_SO = re.compile(
    r"\b(?:(?:town|village|city|suburb|neighbou?rhood|street|district|region|country|school|company|firm|community|place)"
    r"s? like (?:this|that|these|ours|theirs|it)\b|cross[- ]section\b|"
    r"representative (?:of (?:the|a|all)|sample|group|selection|mix|set)\b|a (?:small |random |mixed )*sample of\b|"
    r"of (?:all|different|various|every) (?:ages?|backgrounds?|walks of life)\b|all walks of life\b)",
    re.IGNORECASE,
)
_SAMPLE_OF = re.compile(
    r"\b(?:an?|the) (?:(?:small|random|mixed|representative) )*"
    r"(?:cross[- ]section|sample|group|selection|mix|set) of\b ?|,? representative of (?:the|a|all)(?: \w+)?",
    re.IGNORECASE,
)
"""What stands around those who are meant: `a representative sample of twelve citizens`."""


def speaks_of_population(text: str) -> bool:
    """Whether a text asks for people who stand for many (`five residents of a town like this`), and for nobody else."""
    named = _named(text)
    if not all(mention.group for mention in named):
        return False
    if _SAYS_SO.search(text) is not None:
        return True
    return bool(named) and any(quota.dimension == AGE for quota in quotas_in(text, named[0].count))


class Sample(Card):
    """Whom a sample holds: each as numbers, with their role, and what to say of it all."""

    profiles: tuple[Profile, ...]
    roles: tuple[str, ...]
    notes: tuple[str, ...]


def cast_population(text: str, seed: int, quotas: Sequence[Quota] = (), count: int | None = None) -> Cast:
    """A sample in flesh and blood; the same seed gives the same people."""
    planned = plan(text, seed, quotas, count)
    personas = embodied(_described(planned, seed), seed, text)
    odd = [
        persona.public.name
        for persona, profile in zip(personas, planned.profiles, strict=True)
        if not fits(profile.role, profile.age)
    ]
    notes = (f"The quotas leave no age that goes with the role of {listed(odd)}.",) if odd else ()
    return Cast(
        personas=personas,
        scene=scene_of(text),
        question=read_matter(text).question,
        notes=(*planned.notes, *notes, *alone(personas)),
    )


def plan(text: str, seed: int, quotas: Sequence[Quota] = (), count: int | None = None) -> Sample:
    """A sample that meets the quotas to the unit: the caller's, else those that the text spells out.

    As many as `count`, else as the text says, else as the quotas count, else five; at most MOST_WHO_TALK.
    """
    group = _group(text)
    role = "resident" if group is None or is_plain(group.role) else group.role
    asked = count or (group.count if group is not None and group.counted else None) or _counted(quotas) or USUAL_SAMPLE
    size = min(asked, MOST_WHO_TALK)
    wanted = list(quotas or quotas_in(text, asked))
    notes = []
    if asked > size:
        notes.append(f"{asked:,} are asked for; at most {MOST_WHO_TALK} can talk.")
    if all(quota.dimension != AGE for quota in wanted):
        usual = _usual_ages(role, wanted)
        wanted.insert(0, usual)
        bands = listed([label for label, _ in usual.shares])
        parts = " in equal parts" if len(usual.shares) > 1 else ""
        notes.append(f"Nothing says how old they are: the ages {bands} were taken{parts}.")
    if all(quota.dimension != OPINION for quota in wanted):
        notes.append("Nothing says where they stand on the question: it was drawn.")
    if singles := [mention.name or f"the {mention.role}" for mention in _named(text) if not mention.group]:
        notes.append(f"The text names {listed(singles)}, who are not in the sample.")
    profiles = sample(wanted, size, seed)
    work = [""] * size
    if role in INHABITANTS and all(quota.dimension != ROLE for quota in wanted) and _are_grown_up(profiles):
        work = list(drawn_occupations([profile.age for profile in profiles], f"{seed}"))
        notes.append("Nothing says what they do: their occupations were drawn, one from each kind of work in turn.")
    roles = tuple(_role(profile, role, occupation) for profile, occupation in zip(profiles, work, strict=True))
    return Sample(profiles=profiles, roles=roles, notes=(_sampled(wanted, size), *notes))


def _role(profile: Profile, usual: str, occupation: str) -> str:
    """The role of someone in a sample, with an occupation and with what the caller's own dimensions add to it."""
    own = [label for _, label in profile.labels]
    return ", ".join(part for part in (profile.role or usual, occupation, *own) if part)


def _are_grown_up(profiles: Sequence[Profile]) -> bool:
    return all(profile.age is None or profile.age >= YOUNGEST for profile in profiles)


def _group(text: str) -> Mention | None:
    """The first group of people that a text names."""
    return next((mention for mention in _named(text) if mention.group), None)


def _named(text: str) -> tuple[Mention, ...]:
    """The people of a text, out of whatever says that they stand for others."""
    return mentions(_SAMPLE_OF.sub("", text))


def _counted(quotas: Sequence[Quota]) -> int | None:
    """How many the quotas count, where they count people: as many as the longest of them."""
    return max((quota.whole for quota in quotas if quota.whole), default=None)


def _usual_ages(role: str, quotas: Sequence[Quota]) -> Quota:
    """Equal parts of the young, the middle-aged and the old, or those ages that go with the role of all."""
    word = role.lower().split()[-1]
    by_role = any(quota.dimension == ROLE for quota in quotas)
    labels = GROWN_UP if by_role or word not in FITTING_AGES else ("{}-{}".format(*FITTING_AGES[word]),)
    return Quota(dimension=AGE, shares=tuple((label, 1.0) for label in labels))


def _described(planned: Sample, seed: int) -> list[Described]:
    """The profiles in words: a role, and a way of talking that is near the traits."""
    taken: Counter[str] = Counter()
    people = []
    for place, profile in enumerate(planned.profiles):
        near = {name: distance(PROTOTYPES[name], profile.traits) + TAKEN * taken[name] for name in SAMPLED_MANNERS}
        voice = min(near, key=lambda name: near[name])
        taken[voice] += 1
        people.append(
            Described(
                role=planned.roles[place],
                manner=SAMPLED_MANNERS[voice],
                stance=profile.stance,
                age=profile.age,
                traits=profile.traits,
                values=drawn_values(profile.traits, Random(f"values/{seed}/{place}")),
            )
        )
    return people


def _sampled(quotas: Sequence[Quota], size: int) -> str:
    """What was sampled, in counts."""
    parts = [
        f"{quota.dimension} ({', '.join(f'{label}: {count}' for label, count in quota.counts(size))})"
        for quota in quotas
    ]
    return f"They are a sample of {size}: {'; '.join(parts)}; traits and values as in a population."
