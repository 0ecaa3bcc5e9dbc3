"""The mod for Letta Code: `mod.mjs` with the tools and the command in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files

from sobremesa.letta.offer import Offered

PLACE = "const OFFERED = null;"


def mod_text(tools: Sequence[Offered], command: Sequence[str]) -> str:
    """The file as Letta Code loads it. JSON in ASCII is JavaScript, whatever its strings hold."""
    template = files("sobremesa.letta").joinpath("mod.mjs").read_text("utf-8")
    what = json.dumps({"command": list(command), "tools": [asdict(tool) for tool in tools]}, indent=2)
    return template.replace(PLACE, f"const OFFERED = {what};")
