"""Who spoke, where they stood, and every word that was said."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.talk import ENDS, signed, stance_id
from sobremesa.personas.utterance import Turn
from sobremesa.report.escape import inline, quoted
from sobremesa.report.prose import around, felt, place
from sobremesa.report.tables import table

MOST_TURNS = 60
ROUNDS_KEPT = 2


def cast(report: Report) -> str:
    """A table of everyone who spoke, with their stance before and after, arm by arm."""
    arms = list(dict.fromkeys(turn.arm for turn in report.transcript))
    values = {finding.id: finding.value for finding in report.findings}
    rows = []
    for persona, side in report.cast.items():
        for arm in arms or [""]:
            ends = (values.get(stance_id(arm, persona, when)) for when in ENDS)
            stances = ["–" if end is None else signed(end) for end in ends]
            who = side.role if side.age is None else f"{side.role}, {side.age}"
            row = (side.name, who, side.manner or "–", *stances)
            rows.append((*row, arm) if len(arms) > 1 else row)
    after = "after the first talk" if len(report.outcomes) > 1 else "after"
    head = ("name", "who", "manner", "stance before", after)
    return table((*head, "arm") if len(arms) > 1 else head, rows, frozenset({3, 4}))


def transcript(report: Report) -> str:
    """Round by round: speech as quotation, then thought and self-report in one line; of a long talk, both ends."""
    blocks: list[str] = []
    kept = _kept(report)
    if len(report.outcomes) > 1:
        blocks.append(f"The first of {len(report.outcomes)} conversations; `--json` gives the others too.")
    if len(kept) < len(report.transcript):
        blocks.append("The first two rounds and the last two; `--json` gives the whole transcript.")
    several = len({turn.arm for turn in report.transcript}) > 1
    for (arm, cycle, number), turns in groupby(kept, key=_place):
        blocks.append(f"### {place(cycle, number)}" + (f", “{inline(arm)}”" if several else ""))
        blocks += [f"*{inline(sentence)}*" for sentence in around(report, cycle, number)]
        blocks += [block for turn in turns for block in _turn(turn, report)]
    return "\n\n".join(blocks)


def _kept(report: Report) -> list[Turn]:
    """All turns where a page can hold them, else those of the first and the last rounds."""
    turns = list(report.transcript)
    places = list(dict.fromkeys(map(_place, turns)))
    if len(turns) <= MOST_TURNS:
        return turns
    ends = {*places[:ROUNDS_KEPT], *places[-ROUNDS_KEPT:]}
    return [turn for turn in turns if _place(turn) in ends]


def _place(turn: Turn) -> tuple[str, int, int]:
    return turn.arm, turn.cycle, turn.round


def _turn(turn: Turn, report: Report) -> Iterator[str]:
    said = turn.utterance
    name = _name(said.persona, report)
    if said.silence is not None:
        yield f"**{name}** says nothing: {inline(said.silence)}"
        return
    aside = f" ({'whispers ' if said.whisper else ''}to {_name(said.to, report)})" if said.to else ""
    yield f"**{name}**{aside}\n{quoted(said.speech)}"
    thought = f"Thinks: {inline(said.thought)} " if said.thought else ""
    yield f"{thought}Feels {inline(felt(said.report))}."


def _name(persona: str, report: Report) -> str:
    side = report.cast.get(persona)
    return inline(side.name if side else persona)
