"""Questions that ask for more than the arms: where it tips, whether their number matters, which assumption decides.

A sentence is one of them by its words (`questions_in`); what it asks of a model is read with the model at hand
(`asked_of`). The numbers of a question about sizes are the sizes to be compared, and no values of the scenario.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Literal

from sobremesa.mechanics.document import ModelDocument, Parameter
from sobremesa.mechanics.given import Given, with_values
from sobremesa.mechanics.library.entry import STEPS, Binding, Entry
from sobremesa.mechanics.wording import humanised
from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.people import names_people
from sobremesa.nodes.reading.stems import matches, stems_in
from sobremesa.nodes.reading.tokens import Stretch, Text
from sobremesa.nodes.reading.words import read
from sobremesa.personas.english import listed

Kind = Literal["tip", "weight", "size"]

VARIED = ("share", "probability", "rate", "frequency", "amount", "count")
LIKELY = ("share", "probability", "rate")
DEGREES = (*LIKELY, "amount")
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
OPENING = 4
"""Within how many words of its beginning a sentence says that it supposes something, or asks."""
BEHIND = 4
"""How many words behind "which" the degree may stand that is asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: what kind it is, where it stands, and the sizes that it compares."""

    kind: Kind
    stretch: Stretch
    numbers: tuple[Number, ...] = ()

    @property
    def sizes(self) -> Iterator[int]:
        """The sizes as whole numbers; a range is its two ends."""
        for number in self.numbers:
            yield round(number.value)
            if number.high is not None:
                yield round(number.high)


def questions_in(text: Text, numbers: Sequence[Number], entry: Entry) -> tuple[Asked, ...]:
    """The sentences that ask for more than the arms of a model, in order."""
    return tuple(_questions(text, numbers, entry))


def _questions(text: Text, numbers: Sequence[Number], entry: Entry) -> Iterator[Asked]:
    for stretch in text.sentences:
        if text.word(stretch[1] - 1) != "?":
            continue
        inside = tuple(one for one in numbers if stretch[0] <= one.first < stretch[1] and not one.weak)
        if inside:
            if asks_for_a_size(text, stretch, inside, numbers) and are_sizes(text, stretch, inside, entry):
                yield Asked("size", stretch, inside)
        elif asks_what_decides(text, stretch):
            yield Asked("weight", stretch)
        elif asks_where_it_tips(text, stretch, entry):
            yield Asked("tip", stretch)


def asks_what_decides(text: Text, stretch: Stretch) -> bool:
    """Whether a question asks which assumption matters most."""
    said = [text.word(at) for at in range(*stretch)]
    return any(matches(word, _list("weighed")) for word in said) and bool(stems_in(text, _list("weight"), stretch))


def asks_where_it_tips(text: Text, stretch: Stretch, entry: Entry) -> bool:
    """Whether a question asks for a tipping point, for a degree ("at which rate …"), or how much it takes before …"""
    said = [text.word(at) for at in range(*stretch)]
    degrees = (*_list("degree"), *(word for one in entry.bindings if one.kind in DEGREES for word in one.words))
    degree = any(
        said[at] in _list("degree_before")
        and said[at + 1] in _list("degree_asked")
        and any(matches(word, degrees) for word in said[at + 2 : at + 2 + BEHIND])
        for at in range(len(said) - 2)
    )
    amount = any(first == "how" and then in _list("amounts") for first, then in pairwise(said))
    bears = amount and "before" in said and bool(stems_in(text, _list("tip"), stretch))
    tips = any(then in ("tip", "tips") and first not in ("a", "the") for first, then in pairwise(said))
    return degree or bears or tips or bool(stems_in(text, _list("tip_outright"), stretch))


def asks_for_a_size(text: Text, stretch: Stretch, inside: Sequence[Number], numbers: Sequence[Number]) -> bool:
    """Whether a question asks if it changes with the number of them: "does it change with 1,000 people?".

    "And what happens with 2,000?" asks so too where another crowd was counted before.
    """
    if any(one.kind not in ("count", "range") or one.per or one.unit for one in inside):
        return False
    said = {text.word(at) for at in range(*stretch)}
    opens = {text.word(at) for at in range(stretch[0], min(stretch[0] + OPENING, stretch[1]))}
    about = said & set(_list("size_of")) and opens & set(_list("size_opens"))
    if about and stems_in(text, _list("size"), stretch):
        return True
    before = any(one.kind == "count" and one.first < stretch[0] and names_people(one.noun) for one in numbers)
    return before and any(at <= stretch[0] + 1 for at, _ in stems_in(text, _list("size_again"), stretch))


def are_sizes(text: Text, stretch: Stretch, inside: Sequence[Number], entry: Entry) -> bool:
    """Whether the numbers of a question count those whom the model is about, and nothing else that it counts."""
    counts = [one for one in entry.bindings if one.kind == "count"]
    if not counts:
        return False
    if any(stems_in(text, other.words, stretch) for other in counts[1:] if other.words):
        return False
    return all(not one.noun or matches(one.noun, counts[0].words) or names_people(one.noun) for one in inside)


def is_supposition(text: Text, number: Number) -> bool:
    """Whether a number stands in a sentence that tries something else: "What if 30% of them fail?"."""
    stretch = text.sentence(number.first)
    return any(
        start <= min(stretch[0] + OPENING, number.first) for start, _ in stems_in(text, _list("supposing"), stretch)
    )


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
            return "sweep", _sweep(asked, text, entry, document, stated)


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


def _sweep(
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


@cache
def _list(name: str) -> tuple[str, ...]:
    found: tuple[str, ...] = tuple(read("questions.yaml")[name])
    return found
