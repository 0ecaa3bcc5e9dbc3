"""What an OpenAI-compatible endpoint understands, found out by what it rejects."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlsplit

Format = Literal["grammar", "strict", "unbounded", "object", "none"]

# From the most that an endpoint may be asked for to the least. Only a server of llama.cpp is asked for a grammar.
FORMATS: tuple[Format, ...] = ("grammar", "strict", "unbounded", "object", "none")
LLAMA_CPP = "llama.cpp"
GRAMMAR = "%llguidance {}\nstart: %json "
BOUNDS = ("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "pattern")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to put a request.

    `format`: a grammar that holds every bound of the schema, a JSON schema with bounds, without them, just "an
    object", or nothing. `limit`: what the longest answer is called. `temperature` and `usage`: whether it may be asked
    for one, and for the usage of a stream. `server`: what answers there, as far as it has said so.
    """

    format: Format = "strict"
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True
    usage: bool = True
    server: str = ""

    @classmethod
    def of(cls, base_url: str | None) -> Dialect:
        """OpenAI's own endpoint has renamed `max_tokens`; servers that follow it mostly have not."""
        host = urlsplit(base_url).hostname if base_url else "api.openai.com"
        return cls(limit="max_completion_tokens") if host == "api.openai.com" else cls()

    def of_server(self, server: str) -> Dialect:
        """The same for the server that has answered: llama.cpp enforces less of a schema than a grammar says."""
        if server == self.server:
            return self
        format_: Format = "grammar" if server == LLAMA_CPP and self.format == "strict" else self.format
        return replace(self, server=server, format=format_)

    def without(self, complaint: str) -> Dialect | None:
        """The dialect that avoids what an endpoint rejected in these words; None where they name nothing of it."""
        words = complaint.lower()
        if self.usage and "stream_options" in words:
            return replace(self, usage=False)
        if self.temperature and "temperature" in words:
            return replace(self, temperature=False)
        if self.limit == "max_tokens" and "max_completion_tokens" in words:
            return replace(self, limit="max_completion_tokens")
        if self.format != "none" and any(name in words for name in self._names_of_the_format):
            return replace(self, format=FORMATS[FORMATS.index(self.format) + 1])
        return None

    @property
    def _names_of_the_format(self) -> tuple[str, ...]:
        names = ("response_format", "json_schema", "schema")
        return (*names, "grammar", "llguidance") if self.format == "grammar" else names

    def body(self, schema: Mapping[str, Any] | None, max_tokens: int, temperature: float | None) -> dict[str, Any]:
        """The fields of a request beside its model and messages."""
        fields: dict[str, Any] = {self.limit: max_tokens}
        if temperature is not None and self.temperature:
            fields["temperature"] = temperature
        if schema is not None:
            fields |= self._response_format(schema)
        return fields

    def _response_format(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        match self.format:
            case "grammar":
                bounded = {**_in_hundredths(schema), "x-guidance": {"whitespace_flexible": False}}
                return {"grammar": GRAMMAR + json.dumps(bounded)}
            case "none":
                return {}
            case "object":
                return {"response_format": {"type": "json_object"}}
            case "unbounded":
                schema = _without_bounds(schema)
        named = {"name": "answer", "strict": True, "schema": schema}
        return {"response_format": {"type": "json_schema", "json_schema": named}}

    @property
    def tells_the_schema(self) -> bool:
        """Whether the endpoint is given the schema itself; otherwise the words of the prompt must do it."""
        return self.format in ("grammar", "strict", "unbounded")


def _in_hundredths(schema: Any) -> Any:
    """Small models write digits of a number until the length limit ends the answer."""
    match schema:
        case {"type": "number"}:
            return {**schema, "multipleOf": 0.01}
        case dict():
            return {name: _in_hundredths(part) for name, part in schema.items()}
        case list():
            return [_in_hundredths(part) for part in schema]
    return schema


def _without_bounds(schema: Any) -> Any:
    match schema:
        case dict():
            return {name: _without_bounds(part) for name, part in schema.items() if name not in BOUNDS}
        case list():
            return [_without_bounds(part) for part in schema]
    return schema
