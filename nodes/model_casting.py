"""The people that a language model casts: typed, as many as were asked for, each with an id of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from sobremesa.mechanics.document import ModelDocument
from sobremesa.nodes.bounded import GivenShare, GivenSigned
from sobremesa.nodes.contract import Request
from sobremesa.nodes.gateway import JsonForm, MistakenAnswerError
from sobremesa.nodes.interpreter import Casting
from sobremesa.personas.card import BigFive, Persona, PrivateSide, PublicSide
from sobremesa.personas.ids import new_id
from sobremesa.personas.prompting import quote

MOST_UNASKED = 12
Line = Annotated[str, Field(max_length=400)]
Lines = Annotated[tuple[Line, ...], Field(max_length=4)]


class Role(BaseModel):
    """One of the cast, as the language model gives it. The prompt says what each field means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=80)]
    role: Annotated[str, Field(min_length=1, max_length=120)]
    manner: Annotated[str, Field(max_length=200)]
    goals: Lines
    secrets: Lines
    fears: Lines
    openness: GivenShare
    conscientiousness: GivenShare
    extraversion: GivenShare
    agreeableness: GivenShare
    neuroticism: GivenShare
    stance: GivenSigned


class Company(BaseModel):
    """A whole cast, as the language model gives it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scene: Annotated[str, Field(min_length=1, max_length=1_200)]
    question: Annotated[str, Field(min_length=1, max_length=300)]
    personas: Annotated[tuple[Role, ...], Field(min_length=1, max_length=50)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is asked for: (id or None, name or None, role or None, manner or None) each; `count` None leaves it open."""

    people: tuple[tuple[str | None, str | None, str | None, str | None], ...] = ()
    count: int | None = None
    question: str | None = None

    @classmethod
    def of(cls, request: Request, document: ModelDocument | None) -> Wanted:
        """The document's personas, else the caller's list, else whoever the scenario names."""
        if document is not None and document.personas:
            question = document.coupling.stance if document.coupling is not None else None
            roles = [(id_, persona.role) for id_, persona in document.personas.items()]
            # The caller's people are the document's, in the same order, where a model was made for them.
            named = request.agents if len(request.agents) == len(roles) else ()
            people = tuple(
                (id_, agent.name, agent.role, agent.traits or None) if agent is not None else (id_, None, role, None)
                for (id_, role), agent in zip_longest(roles, named)
            )
            return cls(people, len(people), question)
        if request.agents:
            listed = tuple((None, agent.name, agent.role, agent.traits or None) for agent in request.agents)
            return cls(listed, len(listed))
        return cls(count=request.num_agents)

    @property
    def sentence(self) -> str:
        """The request for these people, in words."""
        if self.people:
            listed = "\n".join(
                ", ".join(part for part in (name, role, manner) if part) for _, name, role, manner in self.people
            )
            return f"Cast exactly these {self.count}, in this order, one entry each:\n{quote(listed)}"
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
        """The casting. Raises MistakenAnswerError, also for too few or too many people."""
        company = JsonForm(Company).read(text)
        found, count = len(company.personas), self.wanted.count
        if count is not None and found != count:
            raise MistakenAnswerError(f"personas: exactly {count} are asked for (found: {found})")
        if count is None and found > MOST_UNASKED:
            raise MistakenAnswerError(f"personas: at most {MOST_UNASKED} (found: {found})")
        wanted = self.wanted.people or ((None, None, None, None),) * found
        personas: list[Persona] = []
        for role, (id_, name, asked_role, manner) in zip(company.personas, wanted, strict=True):
            public = PublicSide(
                name=name or role.name.strip(),
                role=asked_role or role.role.strip(),
                manner=manner or role.manner.strip(),
            )
            personas.append(_persona(role, public, id_ or new_id(public.name, {p.id for p in personas})))
        question = self.wanted.question or company.question.strip()
        return Casting(personas=tuple(personas), scene=company.scene.strip(), question=question)


def _persona(role: Role, public: PublicSide, id_: str) -> Persona:
    traits = BigFive(
        openness=role.openness,
        conscientiousness=role.conscientiousness,
        extraversion=role.extraversion,
        agreeableness=role.agreeableness,
        neuroticism=role.neuroticism,
    )
    private = PrivateSide(goals=role.goals, secrets=role.secrets, fears=role.fears)
    return Persona(id=id_, public=public, private=private, traits=traits, stance=role.stance)
