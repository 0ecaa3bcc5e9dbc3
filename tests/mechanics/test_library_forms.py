"""The library's other forms: each is a model in its own right, other than the model's own, and known by an answer."""

import numpy as np
import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.experiment import all_arms
from sobremesa.mechanics.forms.shape import shape_of
from sobremesa.mechanics.gates.passing import passing
from sobremesa.mechanics.given import Given, with_steps, with_values
from sobremesa.mechanics.ir import ParameterRead
from sobremesa.mechanics.ir.walk import every
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.outcome import outcomes

FORMED = [name for name in library.documents() if library.forms(name) is not None]
FORMS = [(base, form) for base in FORMED for form in library.forms(base).forms]  # type: ignore[union-attr]
NAMED = [f"{base}: {form.name}" for base, form in FORMS]


def test_there_are_forms_and_each_is_of_a_model() -> None:
    assert len(FORMS) >= 5
    assert library.forms("traffic") is None


@pytest.mark.parametrize(("base", "form"), FORMS, ids=NAMED)
def test_a_form_passes_the_gates_and_asks_what_the_model_asks(base: str, form: library.LibraryForm) -> None:
    model, document = library.load(base), form.of(library.load(base))
    program = check(document)
    assert [gate.sentence for gate in passing(program, KernelEngine()) if gate.wrong] == []
    assert document.experiment.headline == model.experiment.headline
    assert scenario_arm(document) == scenario_arm(model)
    assert form.ask.endswith("?")
    assert set(form.gone) <= set(model.assumptions)


@pytest.mark.parametrize("base", FORMED)
def test_no_two_forms_of_a_model_are_one(base: str) -> None:
    known, model = library.forms(base), library.load(base)
    assert known is not None
    shapes = [shape_of(check(model)), *(shape_of(check(form.of(model))) for form in known.forms)]
    assert len(set(shapes)) == len(shapes)
    assert len({known.first, *(form.name for form in known.forms)}) == len(shapes)


@pytest.mark.parametrize(("base", "form"), FORMS, ids=NAMED)
def test_a_form_reads_every_figure_but_those_that_it_says_it_has_no_use_for(
    base: str, form: library.LibraryForm
) -> None:
    program = check(form.of(library.load(base)))
    roots = (program.rules, program.agents, program.space, program.steps)
    read = {each.name for each in every(ParameterRead, *roots)}
    if program.space is not None:
        options = getattr(program.space, "options", {})
        read |= {each.name for each in every(ParameterRead, *options.values())}
    counted = {"camp_width"}  # a figure of a measure
    assert set(program.document.parameters) - read - counted == set(form.without)


def mean_of(document: ModelDocument, runs: int, **values: float) -> float:
    document = with_values(document, {name: Given(value, "given", "test") for name, value in values.items()})
    arm = scenario_arm(document)
    alone = document.experiment.model_copy(update={"arms": (arm,)})
    program = check(document.model_copy(update={"experiment": alone}))
    series = all_arms(program, KernelEngine(), 3, range(runs))[arm.name]
    return float(np.mean(outcomes(series, document.experiment.headline)))


def form_of(base: str, name: str) -> ModelDocument:
    known = library.forms(base)
    assert known is not None
    return next(form for form in known.forms if form.name == name).of(library.load(base))


def test_how_an_illness_ends_does_not_change_how_many_it_reaches() -> None:
    """The final size hangs on the mean length of the illness alone (Kermack & McKendrick 1927): 0.797 at R0 = 2."""
    fixed = form_of("sir_mixed", "everyone is ill for the same time")
    assert mean_of(fixed, 20) == pytest.approx(0.797, abs=0.02)


def test_a_rumour_that_is_told_for_ever_reaches_everyone() -> None:
    assert mean_of(form_of("rumour", "told for ever"), 4, people=400) == 0  # the headline is who never hears it


@pytest.mark.parametrize(("boredom", "never"), [(0.5, 0.203), (1 / 3, 0.0595)])
def test_a_rumour_whose_tellers_have_had_enough_ends_as_an_epidemic_does(boredom: float, never: float) -> None:
    """Each teller tells 1 / boredom others: the final size at that R0 (Kermack & McKendrick 1927)."""
    bored = form_of("rumour", "told until the teller has had enough")
    assert mean_of(bored, 10, boredom=boredom) == pytest.approx(never, abs=0.01)


def test_the_same_few_people_keep_an_illness_smaller_than_a_crowd_does() -> None:
    few = form_of("sir_mixed", "the same few people again and again")
    assert mean_of(few, 20) < 0.9 * mean_of(library.load("sir_mixed"), 20)


def test_where_all_friends_are_heard_all_come_to_agree() -> None:
    """DeGroot 1974: on a connected network everyone ends at one opinion."""
    assert mean_of(with_steps(form_of("opinion_dynamics", "all friends are heard"), 1000), 4) == 1


def test_one_friend_at_a_time_with_everyone_in_reach_comes_to_agree_too() -> None:
    """Deffuant et al. 2000: a tolerance that spans all opinions leaves one camp."""
    pairwise = with_steps(form_of("opinion_dynamics", "one friend at a time"), 1000)
    assert mean_of(pairwise, 4, tolerance=2) == 1


@pytest.mark.parametrize(("enough", "reached"), [(0, 0.0), (1, 0.9)])
def test_feelings_weigh_on_everyone_where_none_is_enough_and_on_next_to_nobody_where_all_are_needed(
    enough: float, reached: float
) -> None:
    """A tenth has failed: without contagion nine in ten can communicate, as in the model's own form."""
    threshold = form_of("interface_failure", "only many upset friends weigh")
    assert mean_of(threshold, 20, enough=enough) == pytest.approx(reached, abs=0.02)
