"""YAML 1.2 text → plain values, refusing whatever a model document has no use for.

Built on libyaml's events, so that nothing is constructed but text, numbers, truth values, lists and mappings;
the scalars are those of the YAML 1.2 core schema (`1e-3` is a number, `yes` is text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from sobremesa.mechanics.diagnostics import Diagnostic, Place

DEEPEST = 24
"""Nesting of lists and mappings; the language itself needs seven."""

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z")
_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = {"", "~", "null", "Null", "NULL"}
_LONGEST_NUMBER = 400
# Control characters but tab and newline, surrogates, and what sets the direction of writing.
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]"
)

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


class NotPlainError(ValueError):
    """The text is no plain YAML; `diagnostic` says where and why."""

    def __init__(self, code: str, message: str, mark: object = None, path: str = "document", hint: str = "") -> None:
        line = getattr(mark, "line", None)
        column = getattr(mark, "column", None)
        place = Place(path, None if line is None else line + 1, None if column is None else column + 1)
        self.diagnostic = Diagnostic(code, place, message, hint=hint or None)
        super().__init__(message)


def load(text: str) -> Plain:
    """Read one YAML document as plain values.

    Raises NotPlainError at the first thing that is not YAML, or that documents may not hold: aliases, anchors,
    tags, duplicate keys, a second document, numbers that are not finite, nesting beyond `DEEPEST`,
    control characters and those that set the direction of writing.
    """
    try:
        return _document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        problem = error.problem or error.context or "not YAML"
        hint = "put text that holds `: `, `#`, `{`, `[` or starts with a quote, `*`, `&` or `!` in double quotes"
        raise NotPlainError("yaml_syntax", f"this is not YAML: {problem}", error.problem_mark, hint=hint) from None
    except yaml.YAMLError as error:
        raise NotPlainError("yaml_syntax", f"this is not YAML: {getattr(error, 'reason', 'unreadable')}") from None


def _document(events: Iterator[yaml.Event]) -> Plain:
    value: Plain = None
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise NotPlainError(
                    "several_documents", "one document a file: a second one starts here", event.start_mark
                )
        elif isinstance(event, yaml.NodeEvent):
            value = _node(event, events, ())
    return value


def _node(event: yaml.Event, events: Iterator[yaml.Event], path: tuple[str, ...]) -> Plain:
    _refuse_reference(event, path)
    if len(path) > DEEPEST:
        raise NotPlainError("too_deep", f"nested more than {DEEPEST} levels deep", event.start_mark)
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event, path)
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(events, path)
    return _mapping(events, path)


def _sequence(events: Iterator[yaml.Event], path: tuple[str, ...]) -> list[Plain]:
    items: list[Plain] = []
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        items.append(_node(event, events, (*path, f"[{len(items)}]")))
    return items


def _mapping(events: Iterator[yaml.Event], path: tuple[str, ...]) -> dict[str, Plain]:
    items: dict[str, Plain] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            _refuse_reference(event, path)
            hint = "put expressions that hold `{` or `[` in double quotes"
            raise NotPlainError("key_not_text", "a key must be a word", event.start_mark, show(path), hint)
        _refuse_reference(event, path)
        key = _visible(event, path)
        if key in items:
            raise NotPlainError("duplicate_key", f"`{key}` is given twice", event.start_mark, show(path), "keep one")
        items[key] = _node(next(events), events, (*path, key))
    return items


def _scalar(event: yaml.ScalarEvent, path: tuple[str, ...]) -> Plain:
    text = _visible(event, path)
    if event.style not in (None, "") or not event.implicit[0]:
        return text
    if text in _NOTHING:
        return None
    if text in _WORDS:
        return _WORDS[text]
    if _NOT_FINITE.match(text):
        raise NotPlainError("not_finite", f"`{text}` is not a finite number", event.start_mark, show(path))
    number = _INTEGER.match(text) or _BASED.match(text) or _REAL.match(text)
    if not number:
        return text
    if len(text) > _LONGEST_NUMBER:
        raise NotPlainError("number_too_large", f"a number of {len(text)} digits", event.start_mark, show(path))
    if _INTEGER.match(text):
        return int(text)
    if _BASED.match(text):
        return int(text, 0)
    return _finite(float(text), text, event, path)


def _visible(event: yaml.ScalarEvent, path: tuple[str, ...]) -> str:
    """The text of a scalar or key: an escape may spell what would steer a terminal or reorder what is read."""
    text = str(event.value)
    unseen = _UNSEEN.search(text)
    if unseen:
        message = f"text may not hold the character U+{ord(unseen[0]):04X}, which can't be seen"
        raise NotPlainError("unseen_character", message, event.start_mark, show(path), "leave the character out")
    return text


def _finite(value: float, text: str, event: yaml.ScalarEvent, path: tuple[str, ...]) -> float:
    if value in (float("inf"), float("-inf")):
        raise NotPlainError(
            "number_too_large", f"`{text[:40]}` is beyond what a float holds", event.start_mark, show(path)
        )
    return value


def _refuse_reference(event: yaml.Event, path: tuple[str, ...]) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise NotPlainError("alias", "anchors and aliases are not read", event.start_mark, show(path), "write it out")
    tag = getattr(event, "tag", None)
    if tag:
        raise NotPlainError("tag", f"tags are not read: `{tag}`", event.start_mark, show(path), "leave the tag out")


def show(path: tuple[str, ...]) -> str:
    """A path as diagnostics write it: `rules[2].do`."""
    return "".join(part if part.startswith("[") else f".{part}" for part in path).lstrip(".") or "document"
