"""What the questions of a scenario that ask for more than the arms ask of a model, as its experiment writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.given import Given, with_values
from sobremesa.mechanics.library.entry import Entry
from sobremesa.mechanics.wording import humanised
from sobremesa.nodes.reading.asked import Asked
from sobremesa.nodes.reading.following import sweep_of
from sobremesa.nodes.reading.tokens import Stretch, Text
from sobremesa.personas.english import listed


@dataclass(frozen=True, slots=True)
class Asking:
    """What the questions of a scenario ask of a model.

    `parts` as `experiment:` writes them, `questions` the sentences behind each part; `unanswered` are those that the
    model can't be asked (`unsized`: since it has no figure for how many there are), `aside` those that it can, but not
    in the same run as another of their kind.
    """

    parts: Mapping[str, Any]
    questions: Mapping[str, tuple[Stretch, ...]]
    unanswered: tuple[Stretch, ...]
    unsized: tuple[Stretch, ...]
    aside: tuple[Stretch, ...]


def asked_of(
    asked: Sequence[Asked], text: Text, entry: Entry, document: ModelDocument, stated: Mapping[str, object]
) -> Asking:
    """What the questions ask of a model. `stated`: by the parameters that the rest of the text gives a value.

    Several questions about sizes are one about all of them; of two that follow different parameters the first is asked.
    """
    parts: dict[str, Any] = {}
    questions: dict[str, tuple[Stretch, ...]] = {}
    unanswered: list[Stretch] = []
    aside: list[Stretch] = []
    for one in asked:
        key, part = _part(one, text, entry, document, stated)
        joined = part if key not in parts else _joined(key, parts[key], part)
        if part is None:
            unanswered.append(one.stretch)
        elif joined is None:
            aside.append(one.stretch)
        else:
            parts[key] = joined
            questions[key] = (*questions.get(key, ()), one.stretch)
    unsized = tuple(one.stretch for one in asked if one.kind == "size" and one.stretch in unanswered)
    return Asking(parts, questions, tuple(unanswered), unsized, tuple(aside))


def _joined(key: str, first: Any, second: Any) -> Any:
    """Two questions of one kind as one; None where that is another question."""
    if key == "scale" and second is not None:
        return {**first, "values": sorted({*first["values"], *second["values"]})}
    return first if first == second else None


def told(asked: Mapping[str, Any], document: ModelDocument) -> tuple[str, ...]:
    """How the questions were understood, each as a sentence for the assumptions."""
    sentences = []
    if "sweep" in asked:
        (sweep,) = asked["sweep"]
        along, unit = humanised(sweep["parameter"]), document.parameters[sweep["parameter"]].unit
        where = f"from {sweep['from']:g} to {sweep['to']:g}{f' ({unit})' if unit else ''}"
        sentences.append(f"where it tips is looked for along the {along}, {where}")
    if "scale" in asked:
        sizes = [f"{size:,}" for size in asked["scale"]["values"]]
        counted = humanised(asked["scale"]["parameter"])
        sentences.append(f"the question about their number is answered with {listed(sizes)} {counted}")
    if "sensitivity" in asked:
        sentences.append("what matters most is asked of all figures that nobody stated, each across its whole range")
    return tuple(sentences)


def _part(
    asked: Asked, text: Text, entry: Entry, document: ModelDocument, stated: Mapping[str, object]
) -> tuple[str, Any]:
    match asked.kind:
        case "weight":
            return "sensitivity", {"parameters": []}
        case "size":
            return "scale", _scale(asked, entry, document, stated)
        case "tip":
            return "sweep", sweep_of(asked, text, entry, document, stated)


def counting(entry: Entry, document: ModelDocument) -> str | None:
    """The parameter that says how many agents there are, where there is one kind of agents."""
    counts = {str(agents.count) for agents in document.agents.values()}
    first = next((binding.parameters[0] for binding in entry.bindings if binding.kind == "count"), None)
    return first if counts == {first} else None


def with_size(
    document: ModelDocument, asked: Sequence[Asked], text: Text, entry: Entry, stated: Mapping[str, object]
) -> ModelDocument:
    """The document with the size that the others are compared with, where only such a question says how many there are.

    That is what stands behind "instead of" or "than", else the smallest. Raises GivenValueError.
    """
    name = counting(entry, document)
    for one in asked:
        if name is None or name in stated or len(set(one.sizes)) < 2:
            continue
        base = [each for each in one.numbers if text.word(each.first - 1) in ("of", "than")]
        usual = (base or sorted(one.numbers, key=lambda each: each.value))[0]
        quote = text.quote(usual.first, usual.end)
        return with_values(document, {name: Given(round(usual.value), "stated", quote)})
    return document


def _scale(asked: Asked, entry: Entry, document: ModelDocument, stated: Mapping[str, object]) -> dict[str, Any] | None:
    """The sizes of the question, and the scenario's own unless the question itself names several."""
    name = counting(entry, document)
    if name is None:
        return None
    sizes = set(asked.sizes)
    if name in stated or len(sizes) == 1:
        sizes.add(int(document.parameters[name].value))
    return {"parameter": name, "values": sorted(sizes)} if len(sizes) > 1 else None
