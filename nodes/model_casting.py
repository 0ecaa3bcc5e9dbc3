"""The people that a language model casts, held against those who were asked for, each with an id of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sobremesa.nodes.company import Company, Role
from sobremesa.nodes.gateway import JsonForm, MistakenAnswerError
from sobremesa.nodes.interpreter import Casting
from sobremesa.nodes.wanted import MOST_UNASKED, Person, Wanted
from sobremesa.personas.card import Persona, PublicSide
from sobremesa.personas.ids import new_id
from sobremesa.personas.quotas import OPINIONS, ages_of


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
