"""How many tokens a text has, about: no tokenizer is loaded, and none fits every model."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from sobremesa.nodes.gateway.call import Message

BYTES_A_TOKEN = 3
TOKENS_A_MESSAGE = 8


def tokens(text: str) -> int:
    """Tokens of a text, rather more than fewer: English has four bytes to a token, other languages less."""
    return math.ceil(len(text.encode()) / BYTES_A_TOKEN)


def estimate(messages: Sequence[Message], schema: Mapping[str, Any] | None = None) -> int:
    """Tokens of a prompt, and of the schema that goes with it, which endpoints count too."""
    told = 0 if schema is None else tokens(json.dumps(schema, ensure_ascii=False))
    return told + sum(tokens(words) + TOKENS_A_MESSAGE for _, words in messages)
