"""Along which parameter a question about a tipping point is followed, and how far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sobremesa.mechanics.document import ModelDocument, Parameter
from sobremesa.mechanics.library.entry import STEPS, Binding, Entry
from sobremesa.nodes.reading.asked import Asked
from sobremesa.nodes.reading.stems import stems_in
from sobremesa.nodes.reading.tokens import Text

VARIED = ("share", "probability", "rate", "frequency", "amount", "count")
LIKELY = ("share", "probability", "rate")
KINDS_ASKED: Mapping[str, tuple[str, ...]] = {
    "chance": ("probability",),
    "probability": ("probability",),
    "share": ("share",),
    "percentage": ("share",),
    "proportion": ("share",),
    "fraction": ("share",),
    "rate": ("rate", "probability", "share"),
    "many": ("count", "frequency", "share"),
}
"""By the word for it, the kinds of numbers that a degree may be."""
BEYOND = 4.0
"""Times its value, a parameter is followed, unless it is a share."""


def sweep_of(
    asked: Asked, text: Text, entry: Entry, document: ModelDocument, stated: Mapping[str, object]
) -> list[dict[str, Any]] | None:
    """Along what the question names; else along what the document sweeps itself, what was stated, what is likely."""
    own = {each.parameter: each for each in document.experiment.sweep}
    binding = _named(asked, text, entry, document)
    name = binding.parameters[0] if binding is not None else next(iter(own), None)
    if name is None:
        likely = [one for one in entry.bindings if one.kind in LIKELY and _may_vary(one, document)]
        binding = next(iter([*(one for one in likely if one.parameters[0] in stated), *likely]), None)
        if binding is None:
            return None
        name = binding.parameters[0]
    if name in own:
        low, high = own[name].start, own[name].to
    else:
        low, high = ends(document.parameters[name], whole=binding is not None and binding.kind == "share")
    return [{"parameter": name, "from": low, "to": high}]


def _named(asked: Asked, text: Text, entry: Entry, document: ModelDocument) -> Binding | None:
    """The binding that a question speaks of: of the kind that it asks for, if there is one, and named first."""
    found = []
    for binding in entry.bindings:
        hits = stems_in(text, binding.words, asked.stretch) if _may_vary(binding, document) else ()
        if hits:
            found.append((binding, hits[0][0]))
    said = [text.word(at) for at in range(*asked.stretch)]
    kinds = next((KINDS_ASKED[word] for word in said if word in KINDS_ASKED), ())
    found.sort(key=lambda each: (each[0].kind not in kinds, each[1]))
    return found[0][0] if found else None


def _may_vary(binding: Binding, document: ModelDocument) -> bool:
    name = binding.parameters[0]
    if binding.kind not in VARIED or len(binding.parameters) > 1 or name == STEPS or name not in document.parameters:
        return False
    counts = {str(agents.count) for agents in document.agents.values()}
    return document.parameters[name].type != "bool" and name not in counts


def ends(parameter: Parameter, *, whole: bool = False) -> tuple[float, float]:
    """From where to where a parameter is followed: to a few times its value, or along its `whole` range."""
    low = 0.0 if parameter.low is None else float(parameter.low)
    far = BEYOND * float(parameter.value) if parameter.value else None
    bounds = [bound for bound in (parameter.high, None if whole else far) if bound is not None]
    high = max(float(min(bounds, default=low + 1)), low + (1 if parameter.type == "int" else 0))
    return (round(low), round(high)) if parameter.type == "int" else (low, high)
