"""Another form of the model, as the state keeps it: what it is called, which document it is, or why it is not run."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from sobremesa.mechanics.forms.contrast import Contrast
from sobremesa.mechanics.gates.gate import Gate


class Form(BaseModel):
    """One form beside the first; `document` is a hash, None where there is none to be run, and then `dropped` says why.

    `name` and `first` say what this one and the first are called, `ask` what would decide between them. Where it has
    no name, nobody found another form.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = None
    first: str | None = None
    ask: str | None = None
    document: str | None = None
    library: str | None = None
    gates: tuple[Gate, ...] = ()
    dropped: str | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """A form and what it made of the question; `contrast` None: it was not run. `model` is its document's name."""

    form: Form
    model: str | None = None
    contrast: Contrast | None = None
