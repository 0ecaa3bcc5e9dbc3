"""Which part of a model each of the caller's people takes, where a model says who talks.

The parts of a document stand in no order (its keys are sorted wherever it is kept), so they are known by their words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from sobremesa.nodes.contract import AgentRequest

Knows = Callable[[AgentRequest, str, str], bool]


def parts_of(people: Sequence[AgentRequest], roles: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the parts that people take, in the order of the people; `roles` are what the parts say, by id.

    A part is taken by whom its words were made of, else by whom they name or call by role, else by who is left over.
    There must be as many parts as people.
    """
    free = list(roles)
    taken: dict[int, str] = {}
    for knows in (_is_made_of, _names, _has_the_role):
        for place, person in enumerate(people):
            part = next((id_ for id_ in free if place not in taken and knows(person, id_, roles[id_])), None)
            if part is not None:
                taken[place] = part
                free.remove(part)
    return tuple(taken[place] if place in taken else free.pop(0) for place in range(len(people)))


def words_of(person: AgentRequest) -> str:
    """Someone in words, as a model's part says who takes it."""
    return f"{person.role}, {person.traits}" if person.traits else person.role


def _is_made_of(person: AgentRequest, id_: str, role: str) -> bool:
    return role == words_of(person)


def _names(person: AgentRequest, id_: str, role: str) -> bool:
    return person.name is not None and _holds(_told(id_, role), person.name)


def _has_the_role(person: AgentRequest, id_: str, role: str) -> bool:
    return _holds(_told(id_, role), person.role) or _holds(person.role, role)


def _told(id_: str, role: str) -> str:
    """What a part says of who takes it."""
    return f"{id_.replace('_', ' ')} {role}"


def _holds(text: str, words: str) -> bool:
    """Whether words stand in a text, as whole words."""
    return re.search(rf"(?<!\w){re.escape(words.casefold())}(?!\w)", text.casefold()) is not None
