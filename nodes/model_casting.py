"""The people that a language model casts: those who are asked for, within their quotas, each with an id of their own.

The quotas are numbers that are drawn before (`personas.population`); the language model fills in the words, and what it
gives is held against them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from sobremesa.mechanics.document import ModelDocument
from sobremesa.nodes.company import Company, Role
from sobremesa.nodes.contract import MAX_PERSONAS, Request
from sobremesa.nodes.gateway import JsonForm, MistakenAnswerError
from sobremesa.nodes.interpreter import Casting
from sobremesa.nodes.library_casting import is_sample, refuse_quotas
from sobremesa.personas.card import Persona, PublicSide
from sobremesa.personas.ids import new_id
from sobremesa.personas.population import plan, role_of
from sobremesa.personas.prompting import quote
from sobremesa.personas.quotas import OPINIONS, ages_of, read_quotas
from sobremesa.personas.sampling import Profile

MOST_UNASKED = 12


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is asked for, as far as it is said; `profile` holds the numbers of one who belongs to a sample."""

    id: str | None = None
    name: str | None = None
    role: str | None = None
    manner: str | None = None
    profile: Profile | None = None

    @property
    def line(self) -> str:
        """Who it is, in words."""
        said = [part for part in (self.name, self.role, self.manner) if part]
        return "; ".join([", ".join(said), *_asked(self.profile)])


def _asked(profile: Profile | None) -> Iterator[str]:
    """What a profile asks of the numbers of someone."""
    if profile is None:
        return
    if profile.band is not None:
        yield "age from {} to {}".format(*ages_of(profile.band))
    if profile.opinion is not None:
        yield "{}: stance from {:+} to {:+}".format(profile.opinion, *OPINIONS[profile.opinion])
    yield ", ".join(f"{factor} {value:.2f}" for factor, value in profile.traits.model_dump().items())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is asked for; `count` None leaves it open. `notes` say what was assumed of a sample."""

    people: tuple[Person, ...] = ()
    count: int | None = None
    question: str | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: Request, document: ModelDocument | None) -> Wanted:
        """The document's personas, else a sample or the caller's list, else whoever the scenario names.

        Raises BadRequestError for a sample where the document says who talks.
        """
        if document is not None and document.personas:
            refuse_quotas(request)
            question = document.coupling.stance if document.coupling is not None else None
            roles = [(id_, persona.role) for id_, persona in document.personas.items()]
            # The caller's people are the document's, in the same order, where a model was made for them.
            named = request.agents if len(request.agents) == len(roles) else ()
            people = tuple(
                Person(id_, agent.name, agent.role, agent.traits or None)
                if agent is not None
                else Person(id_, role=role)
                for (id_, role), agent in zip_longest(roles, named)
            )
            return cls(people, len(people), question)
        if is_sample(request):
            sample = plan(request.scenario, request.seed, read_quotas(request.quotas), request.num_agents)
            people = tuple(Person(role=role_of(profile, sample.role), profile=profile) for profile in sample.profiles)
            return cls(people, len(people), notes=sample.notes)
        if request.agents:
            listed = tuple(Person(None, agent.name, agent.role, agent.traits or None) for agent in request.agents)
            return cls(listed, len(listed))
        asked = request.num_agents
        if asked is not None and asked > MAX_PERSONAS:
            return cls(count=MAX_PERSONAS, notes=(f"{asked:,} are asked for; at most {MAX_PERSONAS} can talk.",))
        return cls(count=asked)

    @property
    def sentence(self) -> str:
        """The request for these people, in words."""
        if self.people:
            lines = quote("\n".join(person.line for person in self.people))
            keep = (
                "\nThey are a sample. Keep to the role, the ages, the stances and the traits that stand there, "
                "and let people who differ in them differ in all else."
                if any(person.profile for person in self.people)
                else ""
            )
            return f"Cast exactly these {self.count}, in this order, one entry each:\n{lines}{keep}"
        if self.count is not None:
            return f"Cast exactly {self.count} people."
        return f"Cast those whom the scenario names or counts, two at least and {MOST_UNASKED} at most."

    @property
    def about(self) -> str:
        """What the question is to be, in words."""
        if self.question is None:
            return "The question is yours to put, as described."
        return f"The question is given; repeat it:\n{quote(self.question)}"


@dataclass(frozen=True, slots=True)
class CastForm:
    """A casting of those who are wanted."""

    wanted: Wanted

    @property
    def schema(self) -> Mapping[str, Any]:
        """The schema of a company."""
        return JsonForm(Company).schema

    def read(self, text: str) -> Casting:
        """The casting. Raises MistakenAnswerError, also for too few or too many people, and for missed quotas."""
        company = JsonForm(Company).read(text)
        found, count = len(company.personas), self.wanted.count
        if count is not None and found != count:
            raise MistakenAnswerError(f"personas: exactly {count} are asked for (found: {found})")
        if count is None and found > MOST_UNASKED:
            raise MistakenAnswerError(f"personas: at most {MOST_UNASKED} (found: {found})")
        people = self.wanted.people or (Person(),) * found
        if missed := list(_missed(people, company.personas)):
            raise MistakenAnswerError("\n".join(missed))
        return Casting(
            personas=_personas(people, company.personas),
            scene=company.scene.strip(),
            question=self.wanted.question or company.question.strip(),
            notes=self.wanted.notes,
        )


def _missed(people: Sequence[Person], roles: Sequence[Role]) -> Iterator[str]:
    """Which quotas an answer misses, and where."""
    for place, (person, role) in enumerate(zip(people, roles, strict=True)):
        profile = person.profile
        if profile is None:
            continue
        if profile.band is not None:
            low, high = ages_of(profile.band)
            if not low <= role.age <= high:
                yield f"personas.{place}.age: from {low} to {high} is asked for (found: {role.age})"
        if profile.opinion is not None:
            least, most = OPINIONS[profile.opinion]
            if not least <= role.stance <= most:
                yield f"personas.{place}.stance: from {least} to {most} is asked for (found: {role.stance})"


def _personas(people: Sequence[Person], roles: Sequence[Role]) -> tuple[Persona, ...]:
    """The personas; what was asked for stays as it was, whatever the answer says."""
    names = [person.name or role.name.strip() for person, role in zip(people, roles, strict=True)]
    ids: list[str] = []
    for person, name in zip(people, names, strict=True):
        ids.append(person.id or new_id(name, ids))
    called = {name.casefold(): id_ for name, id_ in zip(reversed(names), reversed(ids), strict=True)}
    called |= {role.name.strip().casefold(): id_ for role, id_ in zip(roles, ids, strict=True)}
    return tuple(
        Persona(
            id=id_,
            public=PublicSide(
                name=name,
                role=person.role or role.role.strip(),
                manner=person.manner or role.manner.strip(),
                age=role.age,
            ),
            private=role.private,
            traits=person.profile.traits if person.profile is not None else role.traits,
            values=tuple(dict.fromkeys(role.values)),
            ties=role.ties_among(called, id_),
            stance=role.stance,
        )
        for person, role, name, id_ in zip(people, roles, names, ids, strict=True)
    )
