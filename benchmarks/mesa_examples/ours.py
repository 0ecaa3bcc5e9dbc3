"""Our side: a replicate of a library document, with some parameters set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from benchmarks.mesa_examples.comparison import Series

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm, Measure
from sobremesa.mechanics.engine import Snapshot
from sobremesa.mechanics.given import with_steps
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel.engine import KernelEngine

SEED = 1
ENGINE = KernelEngine(threads=1)
"""The engine for scale; it gives the same bits as the programs of Mesa that documents are compiled to."""


class DocumentRuns:
    """Runs of a library document; calling it with a replicate's number gives the document's measures by step.

    `setting` are parameters, `space` options of the space, `measures` further expressions to record.
    """

    def __init__(
        self,
        name: str,
        steps: int,
        setting: Mapping[str, bool | int | float] | None = None,
        space: Mapping[str, Any] | None = None,
        measures: Mapping[str, str] | None = None,
    ) -> None:
        self.name, self.steps, self.setting = name, steps, setting or {}
        self._arm = Arm(name="compared", set=self.setting, space=space)
        self._measures = {word: Measure(value=value) for word, value in (measures or {}).items()}

    def __call__(self, replicate: int) -> Series:
        """Each measure of the replicate, of shape (steps + 1,). Raises RuntimeError where the run ends in an error."""
        _, series = ENGINE.advance(self.program, self.start(replicate), self.steps)
        if series.errors:
            raise RuntimeError(f"{self.name}, replicate {replicate}: {series.errors[replicate].message}")
        return {word: values[0] for word, values in series.values.items()}

    def start(self, replicate: int) -> Snapshot:
        """The replicate after setup."""
        return ENGINE.start(self.program, self._arm, SEED, [replicate])

    def snapshots(self, replicate: int, steps: Sequence[int]) -> dict[int, Snapshot]:
        """The replicate at these steps, which ascend: step → snapshot."""
        held, found = self.start(replicate), {}
        for step in steps:
            held, _ = ENGINE.advance(self.program, held, step - held.step)
            found[step] = held
        return found

    @cached_property
    def program(self) -> Program:
        """The document with this one arm, checked."""
        document = with_steps(library.load(self.name), self.steps)
        experiment = document.experiment.model_copy(update={"arms": (self._arm,)})
        measures = {**document.measures, **self._measures}
        return check(document.model_copy(update={"experiment": experiment, "measures": measures}))
