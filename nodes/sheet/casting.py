"""From a sheet to people who can talk: what its cards hold stays, and the rest is cast as for a caller's list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sobremesa.errors import BadRequestError
from sobremesa.mechanics.documents import Document
from sobremesa.nodes.contract import AgentRequest, Request
from sobremesa.nodes.interpreter import Casting, Interpreter, Route
from sobremesa.nodes.parts import parts_of
from sobremesa.nodes.sheet.reading import read_sheet
from sobremesa.nodes.sheet.shape import Sheet
from sobremesa.personas.card import Persona, PrivateSide, PublicSide, Tie


def listed_in(request: Request) -> tuple[AgentRequest, ...]:
    """Those whom the caller casts, by list or by sheet, as a list."""
    if request.personas is None:
        return request.agents
    sheet = read_sheet(request.personas)
    return tuple(
        AgentRequest(role=entry.role, traits=entry.manner, name=sheet.name_of(id_))
        for id_, entry in sheet.personas.items()
    )


def question_in(request: Request) -> str | None:
    """The question that the caller's sheet puts, if it puts one."""
    return None if request.personas is None else read_sheet(request.personas).question or None


async def cast_from_sheet(
    interpreter: Interpreter, request: Request, route: Route, document: Document | None
) -> Casting | None:
    """The cast of the caller's sheet; None where there is none.

    Raises BadRequestError where a model has parts for others, MistakenSheetError for a sheet with mistakes.
    """
    if request.personas is None:
        return None
    sheet = read_sheet(request.personas)
    roles = {id_: persona.role for id_, persona in document.personas.items()} if document is not None else {}
    own = dict(zip(sheet.personas, sheet.personas, strict=True))
    ids = _parts(sheet, listed_in(request), roles) if roles else own
    if sheet.complete and not roles:
        personas = tuple(_persona(sheet, id_, ids, None) for id_ in sheet.personas)
        return Casting(personas=personas, scene=sheet.scene, question=sheet.question)
    rest = await interpreter.cast(request.model_copy(update={"num_agents": None}), route, document)
    bases = _renamed(rest.personas, [persona.id for persona in rest.personas] if roles else list(ids.values()))
    personas = tuple(_persona(sheet, id_, ids, bases[part]) for id_, part in ids.items())
    return Casting(
        personas=personas,
        scene=sheet.scene or rest.scene,
        question=rest.question if roles else sheet.question or rest.question,
        notes=rest.notes,
    )


def _parts(sheet: Sheet, people: Sequence[AgentRequest], roles: Mapping[str, str]) -> Mapping[str, str]:
    """The part in the model that each card takes, by ids: the one of the same id, else the one of the same words."""
    if len(roles) != len(sheet.personas):
        raise BadRequestError(
            f"The model has parts for {len(roles)} who talk ({', '.join(roles)}), and there are {len(sheet.personas)} "
            "personas: give as many."
        )
    if set(roles) == set(sheet.personas):
        return dict(zip(roles, roles, strict=True))
    return dict(zip(sheet.personas, parts_of(people, roles), strict=True))


def _renamed(personas: Sequence[Persona], ids: Sequence[str]) -> Mapping[str, Persona]:
    """Personas under other ids, in their ties too."""
    new = {persona.id: id_ for persona, id_ in zip(personas, ids, strict=True)}
    return {
        new[persona.id]: persona.model_copy(
            update={
                "id": new[persona.id],
                "ties": tuple(tie.model_copy(update={"to": new[tie.to]}) for tie in persona.ties),
            }
        )
        for persona in personas
    }


def _persona(sheet: Sheet, id_: str, ids: Mapping[str, str], base: Persona | None) -> Persona:
    """The persona of a card; what the card leaves open is taken from `base`, which a complete one can do without."""
    entry, name = sheet.personas[id_], sheet.name_of(id_)
    ties = tuple(Tie(to=ids[other], kind=tie.kind, warmth=tie.warmth) for other, tie in entry.ties.items())
    private = entry.private.side() if entry.private is not None else None
    if entry.traits is not None:
        name = name or (base.public.name if base is not None else id_)
        public = PublicSide(name=name, role=entry.role, manner=entry.manner, age=entry.age)
        return Persona(
            id=ids[id_], public=public, private=private or PrivateSide(), traits=entry.traits, values=entry.values,
            ties=ties, stance=entry.stance,
        )  # fmt: skip
    if base is None:
        raise ValueError(f"the card of {id_} is not complete")
    age = base.public.age if entry.age is None else entry.age
    return base.model_copy(
        update={
            "public": base.public.model_copy(update={"name": name or base.public.name, "role": entry.role, "age": age}),
            "private": private or base.private,
            "values": entry.values or base.values,
            "ties": ties or base.ties,
            "stance": base.stance if entry.stance is None else entry.stance,
        }
    )
