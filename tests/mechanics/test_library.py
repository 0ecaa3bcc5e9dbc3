"""The library is consistent with itself: the index speaks only of what the documents hold, and provenance is honest."""

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.library.entry import POPULATION, STEPS, Entry, Times

NAMES = library.names()
DOCUMENTS = library.documents()


def known(document: ModelDocument) -> set[str]:
    return {*document.parameters, STEPS}


def test_names_are_sorted_and_unknown_names_are_told() -> None:
    assert list(NAMES) == sorted(NAMES)
    assert set(NAMES) <= set(DOCUMENTS)
    for look in (library.load, library.entry):
        with pytest.raises(library.UnknownModelError, match="interface_failure"):
            look("index")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_bears_its_name_and_checks(name: str) -> None:
    document = library.load(name)
    assert document.model == name
    assert check(document).document == document


@pytest.mark.parametrize("name", NAMES)
def test_bindings_and_phrases_set_what_the_document_has(name: str) -> None:
    entry, document = library.entry(name), library.load(name)
    for binding in entry.bindings:
        assert {*binding.parameters, *binding.also_set} <= known(document) | {POPULATION}
        if isinstance(binding.convert, Times):
            assert binding.convert.times in {*document.parameters, POPULATION}
    for phrase in entry.phrases:
        assert set(phrase.set) <= set(document.parameters)
        assert document.space is None or set(phrase.set_space) <= set(type(document.space).model_fields)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_set_values_lie_within_bounds(name: str) -> None:
    document = library.load(name)
    settings = [phrase.set for phrase in library.entry(name).phrases] if name in NAMES else []
    settings += [arm.set for arm in document.experiment.arms]
    settings.append({key: parameter.value for key, parameter in document.parameters.items()})
    for setting in settings:
        for key, value in setting.items():
            low, high = document.parameters[key].low, document.parameters[key].high
            assert (low is None or value >= low) and (high is None or value <= high)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_document_claims_words_of_a_scenario_it_has_not_read(name: str) -> None:
    for parameter in library.load(name).parameters.values():
        assert parameter.source in ("assumed", "literature")
        assert parameter.quote is None
        assert parameter.cite if parameter.source == "literature" else parameter.why


@pytest.mark.parametrize("name", DOCUMENTS)
def test_headline_and_arms_name_what_is_there(name: str) -> None:
    document = library.load(name)
    experiment = document.experiment
    assert {experiment.headline.measure, *(outcome.measure for outcome in experiment.also)} <= set(document.measures)
    assert len({arm.name for arm in experiment.arms}) == len(experiment.arms) >= 2
    assert {rule for arm in experiment.arms for rule in arm.without} <= {rule.name for rule in document.rules}


def hybrids() -> list[Entry]:
    return [entry for entry in map(library.entry, NAMES) if entry.mode == "hybrid"]


@pytest.mark.parametrize("entry", hybrids(), ids=lambda entry: entry.name)
def test_hybrid_slots_are_the_documents_personas(entry: Entry) -> None:
    document = library.load(entry.name)
    assert entry.slots is not None
    assert entry.every is not None
    assert entry.slots.roles == tuple(document.personas)
    assert set(entry.slots.words) <= set(entry.slots.roles)
    assert document.coupling is not None
    assert all(lever.instead is not None and lever.moves in document.parameters for lever in document.coupling.levers)


def test_each_hybrid_belongs_to_a_model_of_mechanics() -> None:
    named = {entry.hybrid for entry in map(library.entry, NAMES) if entry.hybrid}
    assert named == {entry.name for entry in hybrids()}
