"""Text or bytes → ProcessDocument: the shape of a document, without its meaning (that is `checking`)."""

from __future__ import annotations

from typing import Any

from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.reading import plain_mapping, validated_as


def read_process(text: str | bytes) -> ProcessDocument:
    """Read a process document.

    Raises DocumentError with every mistake of shape: unknown and missing keys, values of the wrong kind. Text
    that is not YAML or JSON at all gives one diagnostic, at the place where reading stopped.
    """
    return validated_process(plain_mapping(text, "a process is a mapping of sections", SECTIONS))


def validated_process(plain: dict[str, Any]) -> ProcessDocument:
    """Plain values as a process document; raises DocumentError with every mistake of shape."""
    return validated_as(ProcessDocument, plain)


def is_process(text: str | bytes) -> bool:
    """Whether the text is about a process, right or wrong: it names one, and no model.

    Raises DocumentError for text that is not YAML or JSON at all.
    """
    plain = plain_mapping(text, "a document is a mapping of sections", SECTIONS)
    return "process" in plain and "model" not in plain


SECTIONS = "process, purpose, clock, entities, resources, measures, experiment, …"
