"""A state that comes back from a checkpoint is a file's content: it is validated before anything works with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sobremesa.errors import SobremesaError
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.forms.contrast import Contrast
from sobremesa.mechanics.verdict import Bearing, Verdict
from sobremesa.nodes.changes import Change
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import Decision
from sobremesa.nodes.forms.form import Form
from sobremesa.nodes.interpreter import Casting, Route
from sobremesa.nodes.report import Report
from sobremesa.nodes.state import SCHEMA_VERSION
from sobremesa.personas.memory import Note
from sobremesa.personas.private_answer import PrivateAnswer
from sobremesa.personas.utterance import Turn

Validate = Callable[[Any], object]
ONE: Mapping[str, Validate] = {
    "request": Request.model_validate,
    "route": Route.model_validate,
    "casting": Casting.model_validate,
    "report": Report.model_validate,
}
MANY: Mapping[str, Validate] = {
    "findings": Finding.model_validate,
    "verdicts": Verdict.model_validate,
    "ledger": Bearing.model_validate,
    "rounds": Turn.model_validate,
    "notes": Note.model_validate,
    "private": PrivateAnswer.model_validate,
    "forms": Form.model_validate,
    "contrasts": lambda each: Contrast.model_validate(each.get("contrast") if isinstance(each, dict) else each),
    "unheard": TypeAdapter(str).validate_python,
    "decisions": Decision.model_validate,
    "changes": Change.model_validate,
}


class StateVersionError(SobremesaError, ValueError):
    """The thread was written by a version of Sobremesa that this one doesn't understand, or its file is damaged."""


def validate_state(values: Mapping[str, Any], thread_id: str) -> None:
    """Raises StateVersionError when a state isn't what this version writes. What is empty is yet to come."""
    version = values.get("schema_version")
    if version != SCHEMA_VERSION:
        raise StateVersionError(
            f"Thread {thread_id} has a state of version {version}, and this is version {SCHEMA_VERSION}: "
            "resume it with the Sobremesa that began it, or run the question again."
        )
    if values.get("cycle") and not values.get("report") and "shown" not in values:
        raise StateVersionError(
            f"Thread {thread_id} is a coupled run that an earlier version of Sobremesa began, without what "
            "its people were shown in it: resume it with that version, or run the question again."
        )
    try:
        for name, one in ONE.items():
            if values.get(name):
                one(values[name])
        for name, many in MANY.items():
            for item in values.get(name) or ():
                many(item)
    except ValidationError as error:
        raise StateVersionError(
            f"The state of thread {thread_id} is damaged ({error.errors()[0]['msg']}): run the question again."
        ) from None
