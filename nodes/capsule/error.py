"""What is said of a file that is no capsule."""

from __future__ import annotations

from sobremesa.errors import SobremesaError


class CapsuleError(SobremesaError, ValueError):
    """The file is no capsule, or one that can't be read here: too large, cut short, damaged, of another version."""
