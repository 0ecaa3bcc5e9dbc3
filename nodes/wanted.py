"""Who is asked for when a language model casts: people with what is said of them, and the numbers of a sample.

The quotas of a sample are numbers that are drawn before (`personas.population`); a language model fills in the words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sobremesa.mechanics.documents import Document
from sobremesa.nodes.contract import MAX_PERSONAS, AgentRequest, Request
from sobremesa.nodes.library_casting import is_sample, refuse_quotas
from sobremesa.nodes.parts import parts_of
from sobremesa.nodes.sheet.casting import listed_in, question_in
from sobremesa.personas.population import plan
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


def _part(id_: str, role: str, agent: AgentRequest | None) -> Person:
    """Who takes a part of a model: as the caller says, else as the model does."""
    return Person(id_, role=role) if agent is None else Person(id_, agent.name, agent.role, agent.traits or None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is asked for; `count` None leaves it open. `notes` say what was assumed of a sample."""

    people: tuple[Person, ...] = ()
    count: int | None = None
    question: str | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: Request, document: Document | None) -> Wanted:
        """The document's personas, else a sample or the caller's list, else whoever the scenario names.

        Raises BadRequestError for a sample where the document says who talks.
        """
        listed = listed_in(request)
        if document is not None and document.personas:
            refuse_quotas(request)
            question = document.coupling.stance if document.coupling is not None else None
            roles = {id_: persona.role for id_, persona in document.personas.items()}
            known = dict(zip(parts_of(listed, roles), listed, strict=True)) if len(listed) == len(roles) else {}
            people = tuple(_part(id_, role, known.get(id_)) for id_, role in roles.items())
            return cls(people, len(people), question)
        if is_sample(request):
            sample = plan(request.scenario, request.seed, read_quotas(request.quotas), request.num_agents)
            people = tuple(
                Person(role=role, profile=profile) for role, profile in zip(sample.roles, sample.profiles, strict=True)
            )
            return cls(people, len(people), notes=sample.notes)
        if listed:
            people = tuple(Person(None, agent.name, agent.role, agent.traits or None) for agent in listed)
            return cls(people, len(people), question_in(request))
        asked = request.num_agents
        if asked is not None and asked > MAX_PERSONAS:
            return cls(count=MAX_PERSONAS, notes=(f"{asked:,} are asked for; at most {MAX_PERSONAS} can talk.",))
        return cls(count=asked)

    @property
    def sentence(self) -> str:
        """The request for these people, in words."""
        if self.people:
            lines = quote("\n".join(person.line for person in self.people))
            kept = "".join(f"\n{rule}" for rule in self._rules)
            return f"Cast exactly these {self.count}, in this order, one entry each:\n{lines}{kept}"
        if self.count is not None:
            return f"Cast exactly {self.count} people."
        return f"Cast those whom the scenario names or counts, two at least and {MOST_UNASKED} at most."

    @property
    def _rules(self) -> Iterator[str]:
        """What a sample asks of whoever fills in its words."""
        profiles = [person.profile for person in self.people if person.profile is not None]
        if profiles:
            yield (
                "They are a sample. Keep to the roles, the ages, the stances and the traits that stand there, "
                "and let people who differ in them differ in all else."
            )
        if any(profile.opinion is not None for profile in profiles):
            yield (
                "For and against are said of what the scenario proposes: put the question so that those who are for "
                "it agree."
            )

    @property
    def about(self) -> str:
        """What the question is to be, in words."""
        if self.question is None:
            return "The question is yours to put, as described."
        return f"The question is given; repeat it:\n{quote(self.question)}"
