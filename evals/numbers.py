"""Which of the numbers that a scenario states are in its model as stated, and which that are called so are right."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evals.scenario import Scenario, Stated
from sobremesa.mechanics.document import Parameter
from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.nodes.quotes import figures


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was found of the numbers that were marked by hand (`lost`: the words of the others).

    `claimed` figures of the model are called stated; `unsaid` are those among them that nobody marked.
    """

    marked: int
    lost: tuple[str, ...]
    claimed: int
    unsaid: tuple[str, ...]

    @property
    def recall(self) -> float | None:
        """The share of the marked numbers that are in the model; None where none is marked."""
        return None if not self.marked else 1 - len(self.lost) / self.marked

    @property
    def precision(self) -> float | None:
        """The share of the figures called stated that are; None where none is."""
        return None if not self.claimed else 1 - len(self.unsaid) / self.claimed


def recovered(scenario: Scenario, document: Document) -> Recovered:
    """The numbers of a scenario in its model. One figure stands for one number: two fifties need two figures."""
    claims = tuple(claimed(document))
    held = [value for _, value in claims] + list(set_by_arms(document))
    lost = unmatched(scenario.stated, held, list(timed(document)))
    said = [value for one in scenario.stated for value in one.values]
    unsaid = tuple(f"{path} = {value:g}" for path, value in claims if not same(value, said))
    return Recovered(len(scenario.stated), lost, len(claims), unsaid)


def claimed(document: Document) -> Iterator[tuple[str, float]]:
    """The figures that a document calls stated, by their path. What is true or false is no number."""
    for path, figure in figures(document).items():
        if figure.source != "stated":
            continue
        values = (figure.value,) if isinstance(figure, Parameter) else figure.values
        for value in values:
            if not isinstance(value, bool):
                yield path, float(value)


def set_by_arms(document: Document) -> Iterator[float]:
    """The figures that arms put in place of parameters: "1,000 people instead of 100" is an arm's."""
    for arm in document.experiment.arms:
        yield from (float(value) for value in arm.set.values() if not isinstance(value, bool))


def timed(document: Document) -> Iterator[float]:
    """How long it goes on and how often people talk, which the language says apart from parameters."""
    coupling = () if document.coupling is None else (document.coupling.every,)
    length = document.clock.horizon if isinstance(document, ProcessDocument) else document.clock.steps
    for expression in (length, *coupling):
        if isinstance(expression, int | float):
            yield float(expression)


def unmatched(marks: tuple[Stated, ...], held: list[float], times: list[float]) -> tuple[str, ...]:
    """The words of those marks for which no figure is left, when as many as can be have one each."""
    figures_of = [*((value, False) for value in held), *((value, True) for value in times)]
    holder: dict[int, int] = {}  # the figure → the mark that it stands for

    def placed(mark: int, tried: set[int]) -> bool:
        for number, (value, is_time) in enumerate(figures_of):
            fits = same(value, marks[mark].values) and (marks[mark].time or not is_time)
            if fits and number not in tried:
                tried.add(number)
                if number not in holder or placed(holder[number], tried):
                    holder[number] = mark
                    return True
        return False

    return tuple(one.words for number, one in enumerate(marks) if not placed(number, set()))


def same(value: float, said: Iterable[float]) -> bool:
    """Whether a figure is one of these numbers."""
    return any(math.isclose(value, other, rel_tol=1e-9, abs_tol=1e-12) for other in said)
