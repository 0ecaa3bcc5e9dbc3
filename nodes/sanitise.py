"""Text and facts from outside, made safe once, where they enter: to be stored, shown on a terminal, and quoted."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from sobremesa.errors import BadRequestError

MAX_DEPTH = 8
MAX_FACT_CHARACTERS = 100_000
MAX_INTEGER = 2**63 - 1

LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
# Terminal sequences go as a whole (CSI, then OSC, DCS and their kin up to their terminator); a bare escape goes below.
ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)
# C0 but tab and line feed, DEL, C1, bidirectional embeddings, overrides and isolates, the byte order mark.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
SURROGATES = re.compile("[\ud800-\udfff]")


def sanitise(text: str) -> str:
    """`text` in NFC with plain line ends, without control and escape characters, overrides and lone surrogates.

    >>> sanitise("cafe\\u0301 \\x1b[31mred\\x1b[0m\\x00")
    'café red'
    """
    text = SURROGATES.sub("\ufffd", text)
    text = LINE_ENDS.sub("\n", text)
    text = UNWANTED.sub("", ESCAPES.sub("", text))
    return unicodedata.normalize("NFC", text)


def sanitise_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A request's fields with every text in them made safe.

    Raises BadRequestError for what can't be kept in a checkpoint: facts nested too deeply, of an odd type, too long,
    not finite, or beyond 64 bits.
    """
    return {sanitise(name): _safe(value, name, 0) for name, value in fields.items()}


def _safe(value: Any, name: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise BadRequestError(f"{name} is nested more than {MAX_DEPTH} deep: give plain names and facts.")
    match value:
        case str():
            if len(value) > MAX_FACT_CHARACTERS:
                raise BadRequestError(f"{name} has {len(value):,} characters, and at most {MAX_FACT_CHARACTERS:,} fit.")
            return sanitise(value)
        case None | bool():
            return value
        case int() if abs(value) <= MAX_INTEGER:
            return int(value)
        case float() if math.isfinite(value):
            return float(value)
        case int() | float():
            raise BadRequestError(f"{name} holds {str(value)[:40]}: numbers must be finite and fit in 64 bits.")
        case Mapping():
            return {_key(key, name): _safe(item, name, depth + 1) for key, item in value.items()}
        case list() | tuple():
            return [_safe(item, name, depth + 1) for item in value]
    raise BadRequestError(f"{name} holds a {type(value).__name__}: give text, numbers, lists or mappings.")


def _key(key: object, name: str) -> str:
    if not isinstance(key, str):
        raise BadRequestError(f"{name} has the key {str(key)[:40]!r}: names must be text.")
    return sanitise(key)
