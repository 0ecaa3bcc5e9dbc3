"""What an agent is offered: the tools of the contract, and the command that answers a call of one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Offered:
    """A tool as any agent's model sees it; `parameters` is a JSON schema that stands by itself."""

    name: str
    description: str
    parameters: dict[str, Any]


def offered() -> tuple[Offered, ...]:
    """The tools of the contract, in its order."""
    from sobremesa.doors.tool import TOOLS

    return tuple(Offered(tool.name, tool.description, tool.input_schema()) for tool in TOOLS)


def command() -> Sequence[str]:
    """What starts this very installation, wherever it is started from; a tool's name comes after it."""
    return (sys.executable, "-m", "sobremesa", "call")
