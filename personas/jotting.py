"""Notes that are computed: who stands where and said what last, and what they themselves meant to do.

Whoever rehearses keeps such notes, and so does whoever asked a language model for notes and got none.
"""

from __future__ import annotations

import re

from sobremesa.personas.appraisal import latest_of_each
from sobremesa.personas.memory import shortened
from sobremesa.personas.speaker import Heard, Perception

SIDES = {-1.0: "firmly against", -0.5: "against", 0.0: "undecided", 0.5: "for it", 1.0: "firmly for it"}
LONGEST_QUOTE = 90


def jot(perception: Perception) -> str:
    """Notes on all that is in mind, the latest first, then as much of the notes so far as fits.

    >>> jot(Perception(scene="", question="", heard=(Heard(speaker="bo", name="Bo", speech="No.", round=1),)))
    'Bo: “No.”'
    """
    lines = [_seen(heard) for heard in latest_of_each(perception.heard)]
    if perception.before is not None and perception.before.intention:
        lines.append(f"I meant to: {perception.before.intention}.")
    return shortened(" ".join([*lines, perception.notes]))


def _seen(heard: Heard) -> str:
    side = "" if heard.leaning is None else f", {SIDES[heard.leaning]}"
    first = re.split(r"(?<=[.!?])\s", heard.speech, maxsplit=1)[0]
    quoted = first if len(first) <= LONGEST_QUOTE else first[: LONGEST_QUOTE - 1] + "…"
    return f"{heard.name}{side}: “{quoted}”"
