"""A model that waits for a person's word before it runs: the document, what it rests on, and what it would take."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sobremesa.nodes.estimate import Estimate
from sobremesa.nodes.report import Assumption, Part, Spending

HOW = (
    'Reply with one of {"approve": true}, {"set": {"name": value}}, {"document": "a model document"} and '
    '{"say": "what to change"}; set and document may go with approve.'
)


class Load(Part):
    """What would be computed: so many runs of each arm, and in each so many steps of so many agents to begin with.

    What is found is tried again under changes, which comes on top. `agents` None: the document does not tell plainly.
    """

    arms: tuple[str, ...]
    runs: int
    steps: int
    unit: str
    agents: int | None = None


class ProposedForm(Part):
    """Another form of the model that would be run beside it: what it is called, what would decide, its document.

    `dropped`: why it would not be run; `load` is what it would compute.
    """

    name: str
    ask: str | None = None
    document: str | None = None
    dropped: str | None = None
    load: Load | None = None


class Proposal(Part):
    """What is shown in review. Without a `document` people talk, and there is no model.

    `problems`: why the last reply was not taken. `warnings`: what the model did not pass, which the report would say
    first. `forms` are other forms of the model; a change is one of `document`, and they are looked for anew then.
    `load` is what would be computed, `estimate` what a language model would be asked from here on, `spent` what
    one has taken so far.
    """

    question: str
    reply: str = HOW
    mode: Literal["mechanics", "social", "hybrid"]
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    document: str | None = None
    changes: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    forms: tuple[ProposedForm, ...] = ()
    load: Load | None = None
    estimate: Estimate
    spent: Spending = Field(default_factory=Spending)
