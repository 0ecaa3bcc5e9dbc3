"""Which arm stands for the question as it was asked: the one that all else is compared with, and varied from."""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.documents import Document

SCENARIO_ARMS = ("scenario", "personas", "as described", "today")


def scenario_arm(document: Document) -> Arm:
    """The arm that stands for the question as asked: by its name, else the one that changes nothing, else the first."""
    return _asked(document.experiment.arms)


def free_arms(document: Document, parameters: Sequence[str]) -> tuple[Arm, ...]:
    """The arms that leave all of the parameters free, the one that stands for the question first."""
    arms = [arm for arm in document.experiment.arms if not any(arm.decides(name) for name in parameters)]
    if not arms:
        return ()
    first = _asked(arms)
    return first, *(arm for arm in arms if arm is not first)


def _asked(arms: Sequence[Arm]) -> Arm:
    for name in SCENARIO_ARMS:
        for arm in arms:
            if arm.name == name:
                return arm
    unchanged = [arm for arm in arms if not (arm.set or arm.at or arm.without or arm.space or arm.steps)]
    talking, ruled = ([arm for arm in unchanged if arm.personas == personas] for personas in ("on", "off"))
    return (talking or ruled or list(arms))[0]
