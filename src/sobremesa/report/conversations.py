"""Several conversations of the same people: what came up in how many of them, and where each of them ended."""

from __future__ import annotations

from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.conversations import in_words, is_share_of, often
from sobremesa.nodes.synthesis.figures import cell, span
from sobremesa.nodes.synthesis.talk import signed
from sobremesa.personas.outcome import Outcome
from sobremesa.report.rows import Table, table_of
from sobremesa.report.tables import table

TITLE = "In how many conversations"
ONE_BY_ONE = "One by one, with everyone's last stance"
HEAD = ("what came up", "conversations", "share", "95% interval")
RIGHT = frozenset({1, 2, 3})
FEW_PEOPLE = 6
MOST_ROWS = 20
ENDED = {"agreed": "all agreed", "stuck": "nothing new was said"}

Row = tuple[str, ...]


def told(report: Report) -> bool:
    """Whether there are several conversations to tell of."""
    return len(report.outcomes) > 1


def render(report: Report) -> str:
    """What came up how often, and the conversations one by one; nothing of a single one."""
    if not told(report):
        return ""
    blocks = []
    for one in tables(report):
        blocks += [f"{one.label}:"] if one.label == ONE_BY_ONE else []
        blocks.append(table(one.head, one.rows, one.right))
    return "\n\n".join((*blocks, *left_out(report)))


def tables(report: Report) -> tuple[Table, ...]:
    """The two as plain rows; the first is left out where nothing could be counted."""
    both = (
        table_of(TITLE, HEAD, shares(report), RIGHT),
        table_of(ONE_BY_ONE, head(report), rows(report), right(report)),
    )
    return tuple(one for one in both if one.rows)


def left_out(report: Report) -> tuple[str, ...]:
    """A sentence where there are more conversations than rows."""
    more = len(report.outcomes) - MOST_ROWS
    return (f"{more} more conversations stand in the report's JSON.",) if more > 0 else ()


def shares(report: Report) -> list[Row]:
    """What came up, in how many conversations, as a share, with its interval; the commonest first."""
    names = {persona: side.name for persona, side in report.cast.items()}
    counted = sorted(filter(is_share_of, report.findings), key=lambda finding: -finding.value)
    return [(in_words(finding, names), often(finding), cell(finding), span(finding)) for finding in counted]


def head(report: Report) -> Row:
    """The head of the table of all conversations: everyone's name, where they are few."""
    return ("conversation", "rounds", "ended", *_people(report))


def right(report: Report) -> frozenset[int]:
    """Its columns of numbers."""
    return frozenset({1, *range(3, 3 + len(_people(report)))})


def rows(report: Report) -> list[Row]:
    """Each conversation: how long it was, how it ended, and the last stance of each."""
    return [_row(number, outcome, report) for number, outcome in enumerate(report.outcomes[:MOST_ROWS], start=1)]


def _row(number: int, outcome: Outcome, report: Report) -> Row:
    ended = "broke off" if outcome.broken else ENDED.get(outcome.ended or "", "its rounds were over")
    stances = (outcome.stances.get(persona) for persona in report.cast)
    ends = ("–" if stance is None else signed(stance) for stance in stances)
    return (str(number), str(outcome.rounds), ended, *(ends if _people(report) else ()))


def _people(report: Report) -> Row:
    names = tuple(side.name for side in report.cast.values())
    return names if len(names) <= FEW_PEOPLE else ()
