"""What became of a scenario: read once more from the recorded answers of a language model, or by the library alone."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from evals.scenario import Line, Scenario
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.reading import read_process
from sobremesa.mechanics.reading import read_document
from sobremesa.nodes.gateway import JsonForm
from sobremesa.nodes.gateway.recorded import NotRecordedError
from sobremesa.nodes.interpreter import NoModel, Translation
from sobremesa.nodes.library_interpreter import LibraryInterpreter
from sobremesa.nodes.model_interpreter import Routed
from sobremesa.nodes.settings import Settings
from sobremesa.nodes.trial import CLASSIFY, COMPILE, Attempt, Trial, tried_again
from sobremesa.store.journal import Journal

PROCESS = "process"
"""The section that only documents of processes have."""


class Outcome(Line):
    """A reading as data. `document` is the model's canonical JSON, `by` who wrote it; `missing`: why there is none.

    `answers` are those that were asked for the document (more than 1: repairs), `calls` all of them; `reworded` are the
    nodes whose prompts have changed since.
    """

    id: str
    mode: Literal["mechanics", "social", "hybrid", "none"]
    document: str | None = None
    by: Literal["model", "library"] | None = None
    missing: tuple[str, ...] = ()
    answers: int = 0
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    reworded: tuple[str, ...] = ()

    @property
    def model(self) -> ModelDocument | None:
        """The document, read; None of a process."""
        if self.document is None or PROCESS in json.loads(self.document):
            return None
        return read_document(self.document)

    @property
    def process(self) -> ProcessDocument | None:
        """The document of a process, read; None of a model."""
        if self.document is None or PROCESS not in json.loads(self.document):
            return None
        return read_process(self.document)


def played(scenario: Scenario, attempts: Iterable[Attempt]) -> Outcome:
    """What these recorded attempts come to today.

    Where a document that was taken then is sent back now, there is no answer to that, and no model. Raises
    NotRecordedError where no answer holds a kind.
    """
    own = [attempt for attempt in attempts if attempt.scenario == scenario.id]
    with tempfile.TemporaryDirectory() as home:
        journal = Journal(Path(home) / "journal.sqlite")
        # A model's name is part of what shaped its answers, as their prompts are.
        settings = Settings(home=Path(home)).with_model(next((one.model for one in own), None))
        try:
            return told(scenario, asyncio.run(tried_again(scenario.id, scenario.request, settings, journal, own)))
        except NotRecordedError:
            return unfinished(scenario, own)


def unfinished(scenario: Scenario, attempts: Sequence[Attempt]) -> Outcome:
    """An outcome without a model, of a recording that holds too few answers for what is asked today."""
    read = [JsonForm(Routed).read(one.answer) for one in attempts if one.node == CLASSIFY and one.diagnostics is None]
    if not read:
        raise NotRecordedError(f"The recording holds no kind of {scenario.id}.")
    return Outcome(
        id=scenario.id,
        mode=read[-1].mode,
        missing=("An answer that was taken when it was recorded is sent back today.",),
        answers=sum(attempt.node == COMPILE for attempt in attempts),
        calls=len(attempts),
        prompt_tokens=sum(attempt.prompt_tokens for attempt in attempts),
        completion_tokens=sum(attempt.completion_tokens for attempt in attempts),
    )


def told(scenario: Scenario, trial: Trial) -> Outcome:
    """A trial as data."""
    found = trial.translation
    by_library = isinstance(found, Translation) and found.instead is not None
    return Outcome(
        id=scenario.id,
        mode=trial.route.mode,
        document=found.document.canonical().decode() if isinstance(found, Translation) else None,
        by=None if not isinstance(found, Translation) else "library" if by_library else "model",
        missing=found.missing if isinstance(found, NoModel) else (),
        answers=sum(attempt.node == COMPILE for attempt in trial.attempts),
        calls=len(trial.attempts),
        prompt_tokens=sum(attempt.prompt_tokens for attempt in trial.attempts),
        completion_tokens=sum(attempt.completion_tokens for attempt in trial.attempts),
        reworded=tuple(dict.fromkeys(call.node for call in trial.reworded)),
    )


def unaided(scenario: Scenario) -> Outcome:
    """What the library makes of a scenario, without a language model."""
    return asyncio.run(_unaided(scenario))


async def _unaided(scenario: Scenario) -> Outcome:
    library = LibraryInterpreter()
    route = await library.classify(scenario.request)
    if route.mode not in ("mechanics", "hybrid"):
        return Outcome(id=scenario.id, mode=route.mode)
    found = await library.compile(scenario.request, route)
    if isinstance(found, NoModel):
        return Outcome(id=scenario.id, mode=route.mode, missing=found.missing)
    return Outcome(id=scenario.id, mode=route.mode, document=found.document.canonical().decode(), by="library")
