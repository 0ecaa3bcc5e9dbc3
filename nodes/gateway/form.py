"""What an answer must look like, and how its text becomes a value."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from sobremesa.errors import BadRequestError, SobremesaError
from sobremesa.nodes.sanitise import sanitise_fields

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

MAX_PROBLEMS = 12
# Words for whoever reads the code, and defaults, which strict mode does not know.
UNSAID = ("title", "description", "default")
FENCE = re.compile(r"\A\s*```[a-z]*[ \t]*\n(.*?)\n?```\s*\Z", re.DOTALL)


class MistakenAnswerError(SobremesaError, ValueError):
    """An answer is not what was asked for; the message says why, so that the next one can be."""


class Form(Protocol[T_co]):
    """The form of an answer. `schema` is None where it is free text."""

    @property
    def schema(self) -> Mapping[str, Any] | None:
        """The JSON schema that the endpoint is asked to enforce."""

    def read(self, text: str) -> T_co:
        """The value. Raises MistakenAnswerError."""


@dataclass(frozen=True, slots=True)
class JsonForm(Generic[M]):
    """An object of a pydantic model."""

    model: type[M]

    @property
    def schema(self) -> Mapping[str, Any]:
        """The model's schema, with every field required and no other allowed (strict mode asks for both)."""
        return _schema_of(self.model)

    def read(self, text: str) -> M:
        """The object, its text made safe. Raises MistakenAnswerError with the first problems, one a line."""
        try:
            return self.model.model_validate(sanitise_fields(_object(unfenced(text))))
        except ValidationError as error:
            problems = [_problem(dict(e)) for e in error.errors(include_url=False)[:MAX_PROBLEMS]]
            raise MistakenAnswerError("\n".join(problems)) from None
        except BadRequestError as error:
            raise MistakenAnswerError(str(error)) from None


@dataclass(frozen=True, slots=True)
class TextForm(Generic[T]):
    """Free text, read by a function that raises MistakenAnswerError."""

    check: Callable[[str], T]

    @property
    def schema(self) -> None:
        """None: nothing for the endpoint to enforce."""
        return

    def read(self, text: str) -> T:
        """What the function makes of the text, without the fence that models like to put around it."""
        if not text.strip():
            raise MistakenAnswerError("The answer was empty.")
        return self.check(unfenced(text))


@cache
def _schema_of(model: type[BaseModel]) -> Mapping[str, Any]:
    """Made once: it takes longer than all else that is done for a call."""
    schema: dict[str, Any] = _closed(model.model_json_schema())
    return schema


def unfenced(text: str) -> str:
    """Text without a Markdown fence around all of it."""
    fenced = FENCE.match(text)
    return fenced[1] if fenced else text


def _object(text: str) -> dict[str, Any]:
    if not text.strip():
        raise MistakenAnswerError("The answer was empty.")
    # Servers that know no schema let models talk before and after the object.
    first, last = text.find("{"), text.rfind("}")
    try:
        value = json.loads(text[first : last + 1] if first >= 0 else text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise MistakenAnswerError(f"The answer is not one JSON object: {error}.") from None
    if not isinstance(value, dict):
        raise MistakenAnswerError("The answer is not one JSON object.")
    return value


def _problem(error: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "the object"
    return f"{place}: {error['msg']} (found: {json.dumps(error['input'], default=str, ensure_ascii=False)[:120]})"


def _closed(schema: Any) -> Any:
    match schema:
        case {"properties": dict(properties)}:
            rest = {name: _closed(part) for name, part in schema.items() if name not in UNSAID}
            rest["properties"] = {name: _closed(part) for name, part in properties.items()}
            return {**rest, "required": list(properties), "additionalProperties": False}
        case dict():
            return {name: _closed(part) for name, part in schema.items() if name not in UNSAID}
        case list():
            return [_closed(part) for part in schema]
    return schema
