"""A model changed in a way that should not matter to what it says, to be run again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.documents import AnyProgram, D, Document
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.verdict import Perturbation


@dataclass(frozen=True, slots=True)
class Variant:
    """One perturbation: a whole document that was checked again, so that anyone can read and run it, and its seed.

    `says` is what was changed, in words. `heads` is how many there are for each one before, `steps` how many steps
    make one of before; what counts heads or steps is divided by them before it is compared. `runs` is how many
    replicates are asked for each one before. `parts` are the single changes that this is made of, if there are
    several. `parameter` is set to `value` instead of `base`, until something else moves it (`later`), if that does;
    `size` where it says how many there are, which no verdict hangs on.
    """

    perturbation: Perturbation
    says: str
    program: AnyProgram
    seed: int
    heads: float = 1.0
    steps: int = 1
    runs: int = 1
    parts: tuple[Variant, ...] = ()
    parameter: str | None = None
    value: float | None = None
    base: float | None = None
    later: bool = False
    size: bool = False

    @property
    def document(self) -> Document:
        """What is run, to be read."""
        return self.program.document


def accepted(document: ModelDocument) -> Program | None:
    """The checked program of a changed document; None where the language refuses the change."""
    from sobremesa.mechanics.checking import check

    try:
        return check(unexplored(document))
    except DocumentError:
        return None


def unexplored(document: D) -> D:
    """The document without what else its experiment asks (sweeps and the like): its arms alone are run again."""
    nothing = {"precision": None, "sweep": (), "scale": None, "sensitivity": None, "calibrate": None}
    return document.model_copy(update={"experiment": document.experiment.model_copy(update=nothing)})


def revalued(program: Program, document: ModelDocument) -> Program | None:
    """What `accepted` gives for a document in which only a parameter has another value, without reading it all again.

    Code is the same at any value; what has to be looked at again is whether each arm can be set up, and what it costs.
    Only how many there are is known while code is read: parameters that say so are the business of `accepted`.
    """
    from sobremesa.mechanics.checking.arms import check_arms
    from sobremesa.mechanics.checking.declarations import check_parameters
    from sobremesa.mechanics.checking.mistakes import Mistakes

    changed, mistakes = replace(program, document=unexplored(document)), Mistakes()
    check_parameters(changed.document, mistakes)
    check_arms(changed, mistakes)
    return None if mistakes.found else changed


def together(variants: list[Variant], whole: ModelDocument, says: str) -> tuple[Variant, ...]:
    """Several single changes as one variant, whose document `whole` has them all; each for itself if that can't be."""
    program = accepted(whole) if len(variants) > 1 else None
    if program is None:
        return tuple(variants)
    first = variants[0]
    return (Variant(first.perturbation, says, program, first.seed, parts=tuple(variants)),)
