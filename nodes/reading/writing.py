"""A library document with what a scenario states: values with their quotes, phrases, steps, talks, comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sobremesa.mechanics.document import Arm, ModelDocument
from sobremesa.mechanics.documents import D, Document
from sobremesa.mechanics.given import Given, with_population, with_steps, with_values
from sobremesa.mechanics.library.entry import POPULATION, STEPS, Entry
from sobremesa.nodes.reading.asked import is_supposition
from sobremesa.nodes.reading.binding import Bound
from sobremesa.nodes.reading.stems import stems_in
from sobremesa.nodes.reading.tokens import Text
from sobremesa.nodes.reading.words import words

FAR = 10
"""How many words two values may stand apart that are compared."""
SAYS = {STEPS: "how long it runs"}


@dataclass(frozen=True, slots=True)
class Values:
    """What the numbers set, each parameter once: the first value counts, others that it is compared with beside it.

    `supposed`: what else a question tries, beside the arms that the model has.
    """

    stated: dict[str, Bound]
    compared: tuple[tuple[str, Bound], ...]
    disputed: tuple[str, ...]
    supposed: tuple[tuple[str, Bound], ...] = ()


def gathered(text: Text, bound: Sequence[Bound], document: Document) -> Values:
    """The numbers by parameter. Two values of one are a comparison if the words between them say so, else a dispute.

    What is supposed ("what if 30% are vaccinated?") is tried beside the scenario where that says otherwise, or where
    the model knows of none of it.
    """
    stated: dict[str, Bound] = {}
    compared: list[tuple[str, Bound]] = []
    disputed: list[str] = []
    supposed: list[tuple[str, Bound]] = []
    for one in sorted(bound, key=lambda each: is_supposition(text, each.number)):
        for name, value in one.values.items():
            earlier = stated.get(name)
            if earlier is None and is_tried(text, one, name, document):
                supposed.append((name, one))
            elif earlier is None or earlier.values[name] == value:
                stated.setdefault(name, one)
            elif name != STEPS and is_comparison(text, earlier, one) and len(one.values) == 1:
                base, other = (one, earlier) if replaced(text, one) else (earlier, one)
                stated[name] = base
                compared.append((name, other))
            elif name not in (STEPS, POPULATION) and len(one.values) == 1 and is_supposition(text, one.number):
                supposed.append((name, one))
            else:
                disputed.append(
                    f"“{earlier.quote}” and “{one.quote}” both say {SAYS.get(name, name.replace('_', ' '))}"
                )
    return Values(stated, tuple(compared), tuple(disputed), tuple(supposed))


def is_tried(text: Text, bound: Bound, name: str, document: Document) -> bool:
    """Whether a number supposes something of which there is none in the model otherwise."""
    absent = name in document.parameters and document.parameters[name].value == 0
    return absent and len(bound.values) == 1 and is_supposition(text, bound.number)


def is_comparison(text: Text, first: Bound, second: Bound) -> bool:
    """Whether a word between two numbers sets them against each other."""
    end = text.sentence(second.number.first)[1]
    if any(text.word(at) == "instead" for at in range(second.number.end, min(second.number.end + 3, end))):
        return True
    between = range(max(first.number.end, second.number.first - FAR), second.number.first)
    return any(text.word(at) in words("comparison") for at in between)


def replaced(text: Text, bound: Bound) -> bool:
    """Whether a number is what is usual, and the one before it the change: "… instead of 100"."""
    before = {text.word(at) for at in range(max(bound.number.first - 3, 0), bound.number.first)}
    return bool(before & {"instead", "rather"})


def written(document: ModelDocument, entry: Entry, text: Text, values: Values) -> ModelDocument:
    """The document with all that was stated. Raises GivenValueError for a value out of the parameter's bounds."""
    document = with_phrases(document, entry, text, values)
    # How many there are comes last: how large a board that takes may hang on the other figures.
    for name, bound in sorted(values.stated.items(), key=lambda each: each[0] == POPULATION):
        value = bound.values[name]
        if name == STEPS:
            document = with_steps(document, max(1, round(value)))
        elif name == POPULATION:
            document = with_population(document, round(value))
        else:
            document = with_values(document, {name: Given(value, "stated", bound.quote)})
    readings = [f"“{bound.quote}”: {bound.reading}" for bound in values.stated.values() if bound.reading]
    document = with_assumptions(document, readings)
    document = with_comparison(document, values.compared) if values.compared else document
    return with_arms(document, values.supposed)


def with_phrases(document: ModelDocument, entry: Entry, text: Text, values: Values) -> ModelDocument:
    """The document with what words without a number decide, where no number does."""
    for phrase in entry.phrases:
        hits = stems_in(text, phrase.words)
        if not hits or (phrase.set and phrase.set.keys() <= values.stated.keys()):
            continue
        quote = text.quote(*hits[0])
        document = with_values(document, {name: Given(value, "stated", quote) for name, value in phrase.set.items()})
        if phrase.set_space and document.space is not None:
            document = document.model_copy(update={"space": document.space.model_copy(update=dict(phrase.set_space))})
        document = with_assumptions(document, [f"“{quote}”: {phrase.reading}"])
    return document


def without_twins(document: ModelDocument) -> ModelDocument:
    """The document without the arms that only set what the scenario says already, and would differ from it in name."""
    plain = Arm(name="")
    arms = document.experiment.arms
    as_told = [arm.name for arm in arms if arm.model_copy(update={"name": ""}) == plain]

    def is_twin(arm: Arm) -> bool:
        bare = arm.model_copy(update={"name": "", "set": {}}) == plain
        same = all(document.parameters[name].value == value for name, value in arm.set.items())
        return bool(as_told) and arm.name not in as_told and bare and same

    kept = tuple(arm for arm in arms if not is_twin(arm))
    return document.model_copy(update={"experiment": document.experiment.model_copy(update={"arms": kept})})


def with_assumptions(document: D, readings: Sequence[str]) -> D:
    """The document with further readings, each once, after its own."""
    return document.model_copy(update={"assumptions": tuple(dict.fromkeys((*document.assumptions, *readings)))})


def with_comparison(document: D, compared: Sequence[tuple[str, Bound]]) -> D:
    """The document whose arms are the scenario as stated and, beside it, each value that it is compared with."""
    experiment = document.experiment.model_copy(update={"arms": (Arm(name="scenario"),)})
    return with_arms(document.model_copy(update={"experiment": experiment}), compared)


def with_arms(document: D, others: Sequence[tuple[str, Bound]]) -> D:
    """The document with an arm more for each of these values. Raises GivenValueError for one out of bounds."""
    arms = {arm.name: arm for arm in document.experiment.arms}
    for name, bound in others:
        kind = document.parameters[name].type
        value = bound.values[name]
        with_values(document, {name: Given(value, "stated", bound.quote)})
        arms[bound.quote[:40]] = Arm(name=bound.quote[:40], set={name: round(value) if kind == "int" else value})
    experiment = document.experiment.model_copy(update={"arms": tuple(arms.values())})
    return document.model_copy(update={"experiment": experiment})
