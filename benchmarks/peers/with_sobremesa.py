"""The conversation here: `python with_sobremesa.py ADDRESS MODEL TALK`. Prints what was asked for what."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from sobremesa import simulate_interactions
from sobremesa.nodes.gateway.wire import Wire
from sobremesa.nodes.settings import Settings


def sheet(talk: dict[str, Any]) -> str:
    cards = {
        one["name"].lower(): {
            "name": one["name"],
            "role": one["role"],
            "traits": {},
            "private": {"goals": [one["goal"]]},
        }
        for one in talk["people"]
    }
    return json.dumps({"scene": talk["scene"], "question": talk["question"], "personas": cards})


def main(address: str, model: str, talk: dict[str, Any]) -> None:
    asked: Counter[str] = Counter()
    send = Wire.send

    async def counted(self: Wire, call: Any, *rest: Any) -> Any:
        asked[call.node] += 1
        return await send(self, call, *rest)

    Wire.send = counted  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as home:
        environ = {"OPENAI_API_KEY": "-", "OPENAI_BASE_URL": address, "SOBREMESA_MODEL": model}
        limits = {"SOBREMESA_HOME": home, "SOBREMESA_TIMEOUT": "600", "SOBREMESA_CONCURRENCY": "4"}
        settings = Settings.from_env({**environ, **limits})
        result = simulate_interactions(
            talk["scene"], personas=sheet(talk), rounds=talk["rounds"], seed=1, masked=False, settings=settings
        )
    assert result.report is not None
    said = sum(bool(turn.utterance.speech) for turn in result.report.transcript)
    print(json.dumps({"turns": said, "of which": dict(asked)}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(Path(sys.argv[3]).read_text(encoding="utf-8")))
