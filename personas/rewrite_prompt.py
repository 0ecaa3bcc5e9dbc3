"""The question that sends an utterance back to whoever wrote it, with the reasons; it goes out at most once."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sobremesa.personas.prompting import load_prompt, one_line, quote
from sobremesa.personas.utterance import Departure, Utterance

PACKAGE = "sobremesa.personas"


def rewriting(turn: str, said: Utterance, why: Sequence[Departure]) -> str:
    """The prompt of a turn (`turn_prompt.passing`) again, with what was said to it and why that departs."""
    return load_prompt(PACKAGE, "rewrite").render(
        turn=turn.rstrip(),
        said=quote(json.dumps(said.speech, ensure_ascii=False)),
        reasons="\n".join(quote(one_line(departure.reason)) for departure in why),
    )
