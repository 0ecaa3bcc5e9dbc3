"""Another form of a library model: its rules in the place of the model's own, and what else has to change with them."""

from __future__ import annotations

from collections.abc import Mapping

from sobremesa.mechanics.document import ModelDocument, Name, Parameter, Rule, Section, Space, StateVariable
from sobremesa.mechanics.library.entry import Stems


class LibraryForm(Section):
    """One other form; the header of `forms.yaml` explains each field. Arms that set only what it has no use for go."""

    name: str
    ask: str
    settled: Stems = ()
    without: tuple[Name, ...] = ()
    gone: tuple[str, ...] = ()
    assumptions: tuple[str, ...]
    parameters: Mapping[Name, Parameter] = {}
    state: Mapping[Name, Mapping[Name, StateVariable]] = {}
    space: Space | None = None
    rules: tuple[Rule, ...]

    def of(self, document: ModelDocument) -> ModelDocument:
        """The model in this form, with whatever values it has. It is yet to be checked."""
        agents = {
            name: kind.model_copy(update={"state": {**kind.state, **self.state.get(name, {})}})
            for name, kind in document.agents.items()
        }
        experiment = document.experiment
        arms = tuple(arm for arm in experiment.arms if not (arm.set and arm.set.keys() <= set(self.without)))
        kept = tuple(assumption for assumption in document.assumptions if assumption not in self.gone)
        return document.model_copy(
            update={
                "parameters": {**document.parameters, **self.parameters},
                "assumptions": (*kept, *self.assumptions),
                "space": self.space or document.space,
                "agents": agents,
                "rules": self.rules,
                "experiment": experiment.model_copy(update={"arms": arms}),
            }
        )

    def loses(self, document: ModelDocument) -> tuple[str, ...]:
        """Which figures that someone stated or gave would have no use in this form."""
        told = ("stated", "given")
        return tuple(name for name in self.without if document.parameters[name].source in told)


class LibraryForms(Section):
    """What a model's own form is called, and its others."""

    first: str
    forms: tuple[LibraryForm, ...]
