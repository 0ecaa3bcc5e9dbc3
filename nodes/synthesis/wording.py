"""Names of a document as words of a sentence: measures, rules, arms, lists."""

from __future__ import annotations

from sobremesa.mechanics.document import Arm, ModelDocument, Parameter
from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.wording import humanised
from sobremesa.nodes.synthesis.figures import is_share, scale_of, trimmed, with_unit
from sobremesa.personas.card import PublicSide
from sobremesa.personas.english import listed

__all__ = ["change", "described", "humanised", "said_in_percent", "setting"]

NOBODY_IN_PARTICULAR = ("", "person", "someone")
DETERMINERS = ("the ", "a ", "an ", "their ", "his ", "her ")


def described(public: PublicSide, said: str) -> str:
    """Who someone is, in a few words: `stoic engineer`, `station chief`, `anxious`.

    A manner stands there only if `said` (scenario and request) names it: one that was drawn tells nothing about them.
    """
    role, manner = public.role.strip(), public.manner.strip()
    if role.lower() in NOBODY_IN_PARTICULAR:
        return manner
    named = len(manner.split()) == 1 and manner.lower() in said.lower()
    fits = named and manner.lower() not in role.lower() and not role.lower().startswith(DETERMINERS)
    return f"{manner if fits else ''} {role}".strip()


def change(arm: Arm, document: Document) -> str:
    """What an arm changes, as a phrase after a comma or `with`: `emotional contagion switched off`."""
    parts = [f"{humanised(rule)} switched off" for rule in arm.without]
    parts += [_set_to(name, value, document.parameters.get(name)) for name, value in arm.set.items()]
    if arm.personas == "off":
        parts.append("the rule deciding instead of the people")
    if arm.personas == "shuffled":
        parts.append("the people in each other's places")
    if arm.space:
        space = document.space if isinstance(document, ModelDocument) else None
        parts.append("another network" if space is not None and space.kind == "network" else "another space")
    return listed(parts)


def _set_to(name: str, value: bool | int | float, parameter: Parameter | None) -> str:
    if isinstance(value, bool):
        return f"{humanised(name)} switched {'on' if value else 'off'}"
    return f"{humanised(name)} at {setting(value, parameter)}"


def setting(value: bool | int | float, parameter: Parameter | None) -> str:
    """A parameter's value in words: a share as a percentage, a truth value as yes or no, units named."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    unit = parameter.unit if parameter is not None else None
    if parameter is not None and said_in_percent(parameter) and not is_share(unit):
        unit = "share"
    scale = scale_of(unit)
    return with_unit(trimmed(round(value * scale.factor, 9)), value, scale)


def said_in_percent(parameter: Parameter) -> bool:
    """Whether the scenario gave this fraction as a percentage."""
    quotes = (parameter.quote,) if isinstance(parameter.quote, str) else (parameter.quote or ())
    return parameter.type == "float" and any("%" in q or "percent" in q or "per cent" in q for q in quotes)
