"""Saying that there is no model: what was understood, what is missing, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from sobremesa.mechanics import library
from sobremesa.nodes.interpreter import NoModel
from sobremesa.nodes.reading.asking import Asking
from sobremesa.nodes.reading.fitting import Fit
from sobremesa.nodes.reading.lexicon import lexicon
from sobremesa.nodes.reading.nearness import Texts
from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.tokens import Stretch, Text

KEY = (
    "Set OPENAI_API_KEY (and OPENAI_BASE_URL for an endpoint other than OpenAI's): "
    "a language model then writes the model for this scenario, and it is checked before it runs."
)
MORE = "All of them, and more, can be read, changed and exported as programs: sobremesa library."
KIND_WORDS = {"every": "period", "amount": "number", "size": "size of a grid", "currency": "sum of money"}
MOST_NUMBERS = 12
MOST_TITLES = 3


def beyond(text: Text, numbers: Sequence[Number], why: str, fit: Fit) -> NoModel:
    """The refusal of a value that a fitting model can't take; `why` says which it can."""
    return no_model(text, numbers, [why], fit).model_copy(update={"but": why})


def no_model(text: Text, numbers: Sequence[Number], missing: Iterable[str], nearest: Fit | None = None) -> NoModel:
    """The refusal; `nearest` is the library model that came closest, if one came close."""
    understood = [numbers_read(numbers)] if numbers else []
    if nearest is not None and nearest.found:
        told = ", ".join(f"“{text.quote(*hit)}”" for hit in nearest.found[:6])
        understood.append(f"Nearest in the library: {nearest.entry.title} (from {told}).")
    if not understood:
        understood.append("The words name nothing that a model of the library is made of.")
    words = " ".join(text.word(at) for at in range(len(text)))
    return NoModel(understood=tuple(understood), missing=tuple(dict.fromkeys(missing)), advice=advice(words))


def numbers_read(numbers: Sequence[Number]) -> str:
    """The numbers as they were read, in a sentence."""
    told = [f"“{number.text}” ({told_kind(number)})" for number in numbers if number.kind not in {"ordinal", "date"}]
    more = f", and {len(told) - MOST_NUMBERS} more" if len(told) > MOST_NUMBERS else ""
    return f"Numbers read: {', '.join(told[:MOST_NUMBERS]) or 'none'}{more}."


def told_kind(number: Number) -> str:
    """What kind of number it is, in words, with what it counts."""
    kind = KIND_WORDS.get(number.kind, number.kind)
    return f"{kind} of {number.noun}" if number.noun and number.kind == "count" else kind


def unknown(text: Text, mode: str) -> Iterable[str]:
    """What the scenario speaks of that no model of the library does, as a sentence."""
    process = (text.quote(hit.first, hit.end) for hit in lexicon().hits(text) if hit.family.name == "process")
    told = ", ".join(f"“{words}”" for words in list(dict.fromkeys(process))[:4])
    about = told or "this"
    coupled = ", with people whose talk acts on it" if mode == "hybrid" else ""
    yield f"None of the models that scenarios are matched with is about {about}{coupled}."


def advice(scenario: str) -> tuple[str, ...]:
    """What helps: a key, or a question that the library answers; the nearest of them by name."""
    near = _matters().nearness(scenario)
    titles = [library.entry(name).title for name in sorted(near, key=lambda name: (-near[name], name))[:MOST_TITLES]]
    about = f"Without a language model a scenario can be about {len(library.names())} matters, such as"
    return (KEY, f"{about} {'; '.join(titles)}.", MORE)


@cache
def _matters() -> Texts:
    """What the models that scenarios are matched with are about, in words."""
    entries = [library.entry(name) for name in library.names()]
    groups = {
        entry.name: (entry.asks, *entry.evidence.entities, *entry.evidence.state, *entry.evidence.mechanism)
        for entry in entries
    }
    stems = {name: " ".join(stem for group in parts for stem in group) for name, parts in groups.items()}
    return Texts({entry.name: f"{entry.title} {stems[entry.name]}" for entry in entries})


def unfit(text: Text, fit: Fit) -> Iterable[str]:
    """Why a model does not fit, as sentences."""
    for group in fit.missing:
        part, _, stems = group.partition(": ")
        yield f"The scenario names none of the {part} of the nearest model ({fit.entry.title}), such as {stems}"
    if fit.against:
        told = ", ".join(dict.fromkeys(f"“{text.quote(*hit)}”" for hit in fit.against))
        yield f"The library has no model of {told} together with {fit.entry.title}."

    for stretch in fit.open:
        yield does_not_answer(text, fit, stretch)


def does_not_answer(text: Text, fit: Fit, stretch: Stretch) -> str:
    """Why a question stands in the way."""
    return f"The model of {fit.entry.title} does not answer “{text.quote(*stretch)[:200]}”"


def left_open(text: Text, asking: Asking, refused: Mapping[str, str]) -> Iterable[str]:
    """Which questions a run does not answer, though the model can be asked them; `refused`: by the part that was."""
    for part, why in refused.items():
        for stretch in asking.questions[part]:
            yield f"“{text.quote(*stretch)[:200]}” is not answered: {why}."
    for stretch in asking.aside:
        yield f"“{text.quote(*stretch)[:200]}” is not answered: one run follows one parameter. Ask it by itself."


def no_sizes(text: Text, fit: Fit, stretch: Stretch) -> str:
    """That a model has no figure for how many there are, which a question asks about."""
    return f"“{text.quote(*stretch)[:200]}” is not answered: in {fit.entry.title}, no figure says how many there are."


def unbound(number: Number, fit: Fit) -> str:
    """Why a number stands in the way."""
    return f"The model of {fit.entry.title} has no parameter for “{number.text}” ({told_kind(number)})."
