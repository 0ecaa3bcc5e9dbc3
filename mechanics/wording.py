"""Names of a document as a reader sees them."""

from __future__ import annotations


def humanised(name: str) -> str:
    """`communication_success` as words."""
    return name.replace("_", " ").strip()
