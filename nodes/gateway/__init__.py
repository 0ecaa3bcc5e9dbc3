"""Language models: one door, typed outcomes. Read `call.py`, `outcome.py`, `gateway.py`."""

from sobremesa.nodes.gateway.call import Call
from sobremesa.nodes.gateway.form import JsonForm, MistakenAnswerError, TextForm
from sobremesa.nodes.gateway.gateway import Gateway
from sobremesa.nodes.gateway.outcome import (
    Answered,
    Invalid,
    Outcome,
    OverBudget,
    Refused,
    Truncated,
    Unreachable,
    Usage,
)

__all__ = [
    "Answered",
    "Call",
    "Gateway",
    "Invalid",
    "JsonForm",
    "MistakenAnswerError",
    "Outcome",
    "OverBudget",
    "Refused",
    "TextForm",
    "Truncated",
    "Unreachable",
    "Usage",
]
