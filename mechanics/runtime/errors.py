"""What an emitted program raises when a run can't go on."""

from __future__ import annotations


class LimitReached(ArithmeticError):  # noqa: N818 - exported files read better without a second "Error"
    """There are more agents of a type, or links of an agent, than the document allows."""
