"""Mesa's side: building one of its examples whatever the version of Mesa, and reading it after every step.

Mesa 3.3 gives examples their parameters and `seed` as arguments; Mesa 3.5 some of them in a scenario object, and calls
the seed `rng`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import signature
from sys import modules
from typing import Any

from benchmarks.mesa_examples.comparison import Series

from sobremesa.mechanics.compiled import release

Reading = Mapping[str, Callable[[Any], Any]]


def built(example: type[Any], seed: int, **setting: Any) -> Any:
    """The example's model, set up."""
    takes = signature(example).parameters
    direct = {word: value for word, value in setting.items() if word in takes}
    if "scenario" in takes:
        others = {word: value for word, value in setting.items() if word not in takes}
        return example(**direct, scenario=_scenario(example)(**others, rng=seed))
    unknown = setting.keys() - direct.keys()
    if unknown:
        raise TypeError(f"{example.__name__} takes no {', '.join(sorted(unknown))}")
    return example(**direct, **{"rng" if "rng" in takes else "seed": seed})


def read(model: Any, reading: Reading, steps: int, step: Callable[[], object] | None = None) -> Series:
    """What the reading finds after setup and after each step. `step` replaces the model's own."""
    found: dict[str, list[Any]] = {word: [look(model)] for word, look in reading.items()}
    for _ in range(steps):
        (step or model.step)()
        for word, look in reading.items():
            found[word].append(look(model))
    _forget(model)
    return found


def _forget(model: Any) -> None:
    """Let go of a model that is done with: Mesa keeps the neighbourhoods of all cells, and so all models, for good."""
    from mesa.discrete_space import Cell

    for method in (Cell.get_neighborhood, Cell._neighborhood):
        method.cache_clear()
    release([model])


def _scenario(example: type[Any]) -> Any:
    """The class that holds the example's parameters, which stands in the example's own module."""
    defined = vars(modules[example.__module__])
    (scenario,) = [
        found for word, found in defined.items() if word.endswith("Scenario") and found.__module__ == example.__module__
    ]
    return scenario
