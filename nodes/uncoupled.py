"""The experiment of a coupled model where nobody moves it: the rule stands in the people's place in every arm.

An arm in which people would have decided says nothing then that the arm with their rule does not say.
"""

from __future__ import annotations

from typing import TypeVar

from sobremesa.mechanics.document import Arm, Coupling, ModelDocument
from sobremesa.mechanics.processes.document import ProcessDocument

AnyDocument = TypeVar("AnyDocument", ModelDocument, ProcessDocument)
ALONE = "the model alone"


def alone(document: AnyDocument) -> AnyDocument:
    """The document without arms that hold a conversation: each goes by the rule instead, and is there once."""
    if document.coupling is None:
        return document
    experiment = document.experiment
    arms = [arm for arm in experiment.arms if not _talks(arm, document.coupling)]
    for place, arm in enumerate(experiment.arms):
        ruled = arm.model_copy(update={"name": ALONE, "personas": "off"})
        if _talks(arm, document.coupling) and not any(_same(ruled, other) for other in arms):
            arms.insert(place, ruled)
    return document.model_copy(update={"experiment": experiment.model_copy(update={"arms": tuple(arms)})})


def _talks(arm: Arm, coupling: Coupling) -> bool:
    return arm.personas != "off" and any(not arm.decides(lever.moves) for lever in coupling.levers)


def _same(one: Arm, other: Arm) -> bool:
    return one == other.model_copy(update={"name": one.name})
