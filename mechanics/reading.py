"""Text or bytes → ModelDocument: the shape of a document, without its meaning (that is `checking`).

Reads YAML 1.2 or JSON of at most 64 KiB; what does not fit the shape becomes diagnostics with path and hint.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import get_close_matches
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.yaml12 import NotPlainError, Plain, load, show

LARGEST = 64 * 1024
"""Bytes of a document."""


MOST_SECTIONS = 100
MOST_ENTRIES = 1000
"""Keys of a document, and entries of one of its sections; `checking.excess` says how many of each make sense."""

MOST = 100
"""Mistakes of shape that are told at once."""


def read_document(text: str | bytes) -> ModelDocument:
    """Read a model document.

    Raises DocumentError with every mistake of shape: unknown and missing keys, values of the wrong kind. Text
    that is not YAML or JSON at all gives one diagnostic, at the place where reading stopped.
    """
    sections = "model, purpose, agents, rules, measures, experiment, …"
    return validated(plain_mapping(text, "a model is a mapping of sections", sections))


def plain_mapping(text: str | bytes, what: str, sections: str) -> dict[str, Any]:
    """A document's sections as plain values. Raises DocumentError, which says `what` a document is."""
    plain = _plain(_decoded(text))
    if not isinstance(plain, dict):
        found = "nothing" if plain is None else type(plain).__name__
        raise DocumentError([Diagnostic("not_a_document", Place("document"), what, sections, found)])
    return plain


def validated(plain: dict[str, Any]) -> ModelDocument:
    """Plain values as a document; raises DocumentError with every mistake of shape."""
    return validated_as(ModelDocument, plain)


Document = TypeVar("Document", bound=BaseModel)


def validated_as(kind: type[Document], plain: dict[str, Any]) -> Document:
    """Plain values as a document of some kind; raises DocumentError with every mistake of shape."""
    for path, found in ((key, value) for key, value in plain.items() if isinstance(value, list | dict)):
        if len(found) > MOST_ENTRIES:
            raise _too_many(Place(path), len(found))
    if len(plain) > MOST_SECTIONS:
        raise _too_many(Place("document"), len(plain))
    try:
        return kind.model_validate_json(json.dumps(plain), strict=True)
    except ValidationError as error:
        raise DocumentError(_diagnostics(error.errors(include_url=False), plain, kind)) from None


def _too_many(place: Place, found: int) -> DocumentError:
    most = MOST_SECTIONS if place.path == "document" else MOST_ENTRIES
    return DocumentError([Diagnostic("too_many", place, "there are too many keys", f"at most {most:,}", f"{found:,}")])


def _decoded(text: str | bytes) -> str:
    size = len(text)
    if size <= LARGEST and isinstance(text, str):
        size = len(text.encode(errors="surrogatepass"))
    if size > LARGEST:
        expected, found = f"at most {LARGEST} bytes", f"{size} bytes"
        raise DocumentError([Diagnostic("too_large", Place("document"), "the document is too large", expected, found)])
    try:
        return (text if isinstance(text, bytes) else text.encode()).decode("utf-8-sig")
    except UnicodeError:
        raise DocumentError([Diagnostic("not_utf8", Place("document"), "the document is not UTF-8 text")]) from None


def _plain(text: str) -> Plain:
    if text.lstrip().startswith("{"):
        try:
            return _json(text)
        except (json.JSONDecodeError, RecursionError):
            pass  # YAML in flow style looks the same at first: it says better what is wrong
        except NotPlainError as error:
            raise DocumentError([error.diagnostic]) from None
    try:
        return load(text)
    except NotPlainError as error:
        raise DocumentError([error.diagnostic]) from None


def _json(text: str) -> Plain:
    def once(pairs: Sequence[tuple[str, Plain]]) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        for key, value in pairs:
            if key in found:
                raise NotPlainError("duplicate_key", f"`{key}` is given twice", hint="keep one")
            found[key] = value
        return found

    def refused(word: str) -> Plain:
        raise NotPlainError("not_finite", f"`{word}` is not a finite number")

    def integer(digits: str) -> int:
        if len(digits) > 400:
            raise NotPlainError("number_too_large", f"a number of {len(digits)} digits")
        return int(digits)

    def real(digits: str) -> float:
        value = float(digits)
        return value if abs(value) != float("inf") else refused(digits[:40])  # type: ignore[return-value]

    value: Plain = json.loads(text, object_pairs_hook=once, parse_constant=refused, parse_int=integer, parse_float=real)
    return value


# ------------------------------------------------------------------------- pydantic's errors, as diagnostics

_EXPECTED = {
    "string_type": "text", "mapping_type": "a mapping", "dict_type": "a mapping", "tuple_type": "a list",
    "model_type": "a mapping", "model_attributes_type": "a mapping", "bool_type": "true or false",
    "int_type": "an int", "float_type": "a number", "int_from_float": "an int", "list_type": "a list",
}  # fmt: skip


def _diagnostics(errors: Sequence[ErrorDetails], plain: Plain, kind: type[BaseModel]) -> list[Diagnostic]:
    grouped: dict[tuple[str | int, ...], list[ErrorDetails]] = {}
    for error in errors:
        grouped.setdefault(_real_path(error, plain), []).append(error)
    return [_diagnostic(path, group, kind) for path, group in list(grouped.items())[:MOST]]


def _real_path(error: ErrorDetails, plain: Plain) -> tuple[str | int, ...]:
    """The error's location without pydantic's names for the members of unions."""
    path: list[str | int] = []
    here: Any = plain
    for part in error["loc"]:
        within = isinstance(here, list) and isinstance(part, int) and part < len(here)
        if within or (isinstance(here, dict) and part in here):
            here = here[part]
            path.append(part)
    if error["type"] == "missing":
        path.append(error["loc"][-1])
    return tuple(path)


def _diagnostic(path: tuple[str | int, ...], errors: Sequence[ErrorDetails], kind: type[BaseModel]) -> Diagnostic:
    place = Place(show(tuple(f"[{part}]" if isinstance(part, int) else part for part in path)))
    first = errors[0]
    word = str(path[-1]) if path else "document"
    match first["type"]:
        case "missing":
            missing = "an element" if isinstance(path[-1], int) else f"`{word}`"
            return Diagnostic("key_missing", place, f"{missing} is missing")
        case "extra_forbidden":
            known = _keys(path[:-1], kind)
            close = get_close_matches(word, known, 1, 0.55)
            hint = f"did you mean `{close[0]}`?" if close else None
            return Diagnostic("unknown_key", place, f"`{word}` is no key of this section", _listed(known), hint=hint)
        case "string_pattern_mismatch" | "string_too_long":
            expected = "a name of at most 64 characters: a-z, then a-z, 0-9 and _"
            return Diagnostic("bad_name", place, "this is not a name", expected, _shown(first["input"]))
    wanted = dict.fromkeys(_expected(error) for error in errors)
    if "a number" in wanted:
        wanted.pop("an int", None)
    expected = ", or ".join(wanted)
    return Diagnostic("wrong_shape", place, "this can't stand here", expected, _shown(first["input"]))


def _expected(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    if error["type"] == "literal_error":
        return str(context["expected"]).replace("'", "").replace(" or ", ", ")
    if error["type"] == "greater_than_equal":
        return f"at least {context['ge']}"
    return _EXPECTED.get(error["type"], error["msg"])


def _keys(path: tuple[str | int, ...], kind: type[BaseModel]) -> list[str]:
    """The keys that the section at `path` of a document knows."""
    annotation: Any = kind
    for part in path:
        annotation = next((found for member in _members(annotation) if (found := _within(member, part))), None)
    section = next((member for member in _members(annotation) if _is_section(member)), None)
    return [] if section is None else [field.alias or name for name, field in section.model_fields.items()]


def _members(annotation: Any) -> list[Any]:
    """The members of a union, or the annotation itself."""
    return list(get_args(annotation)) if get_origin(annotation) in (Union, UnionType) else [annotation]


def _within(annotation: Any, part: str | int) -> Any:
    """The annotation of a key, an element or a value."""
    if _is_section(annotation):
        fields = {field.alias or name: field.annotation for name, field in annotation.model_fields.items()}
        return fields.get(str(part))
    arguments = get_args(annotation)
    return arguments[0 if isinstance(part, int) else -1] if arguments else None


def _is_section(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _listed(words: Sequence[str]) -> str | None:
    return ", ".join(words) if words else None


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."
