"""The arm with one more server, and the curve of what each further one brings, around the number that there are."""

from __future__ import annotations

from sobremesa.mechanics.document import Arm, Sweep
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.library.entry import ProcessEntry
from sobremesa.nodes.reading.processes.rhythm import more_of
from sobremesa.nodes.reading.tokens import Text

FURTHER = 3
"""How many further servers the curve looks at."""


def with_more(document: ProcessDocument, entry: ProcessEntry, text: Text) -> ProcessDocument:
    """The process whose second arm has as many servers as the question asks about, else one more."""
    name = entry.servers
    if name is None:
        return document
    there = int(document.parameters[name].value)
    most = document.parameters[name].high
    stems = [stem for binding in entry.bindings if binding.parameters == (name,) for stem in binding.words]
    asked = more_of(text, stems)
    number = there + 1 if asked is None or asked.number is None or asked.number <= there else asked.number
    experiment = document.experiment
    more = next(arm for arm in experiment.arms if name in arm.set)
    told = more.name if asked is None else asked.quote
    arms = tuple(Arm(name=told, set={name: number}) if arm == more else arm for arm in experiment.arms)
    end = there + FURTHER if most is None else min(there + FURTHER, int(most))
    sweep = Sweep.model_validate({"parameter": name, "from": there, "to": end, "points": end - there + 1})
    sweeps = (sweep,) if end > there and not _suppose_servers(document, name) else ()
    return document.model_copy(update={"experiment": experiment.model_copy(update={"arms": arms, "sweep": sweeps})})


def _suppose_servers(document: ProcessDocument, name: str) -> bool:
    """Whether every arm says how many servers there are, so that none is left to vary."""
    return all(name in arm.set for arm in document.experiment.arms)
