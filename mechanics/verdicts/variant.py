"""A model changed in a way that should not matter to what it says, to be run again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.verdict import Perturbation

Change = Callable[[Program, int], "Sequence[Variant]"]
"""The variants of one perturbation, given a checked program and the seed that it ran with."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One perturbation: a whole document, and the seed to run it with.

    `says` is what was changed, in words. `heads` is how many there are for each one before, `steps` how many steps
    make one of before; what counts heads or steps is divided by them before it is compared. `runs` is how many
    replicates are asked for each one before. `parts` are the single changes of which this is made, if it can be
    taken apart. `parameter` names what was set to another `end` ("low" or "high" is told by its value).
    """

    perturbation: Perturbation
    says: str
    document: ModelDocument
    seed: int
    heads: float = 1.0
    steps: int = 1
    runs: int = 1
    parts: tuple[Variant, ...] = ()
    parameter: str | None = None
    value: float | None = None


def accepted(document: ModelDocument) -> Program | None:
    """The checked program of a changed document; None where the language refuses the change."""
    from sobremesa.mechanics.checking import check

    try:
        return check(document)
    except DocumentError:
        return None
