"""A conversation in lines: where everyone stood, and how they felt, turn by turn."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.nodes.report import Report
from sobremesa.personas.utterance import Turn
from sobremesa.report.figures.drawing import Drawn, canvas, colour, style, words

MOST = 8
CAPTION = "From what each says of themselves after a turn; {which}."


def figures(report: Report) -> Iterator[Drawn]:
    """For each conversation, stance and feeling beside each other."""
    for arm in dict.fromkeys(turn.arm for turn in report.transcript):
        yield _figure(report, arm, [turn for turn in report.transcript if turn.arm == arm])


def _figure(report: Report, arm: str, turns: list[Turn]) -> Drawn:
    from matplotlib.ticker import MaxNLocator

    title = "Stance and feeling, round by round" + (f": {words(arm)}" if arm else "")
    everyone = list(dict.fromkeys(turn.utterance.persona for turn in turns))[:MOST]
    names = [words(report.cast[who].name if who in report.cast else who, 24) for who in everyone]
    rounds = {place: number for number, place in enumerate(sorted({(t.cycle, t.round) for t in turns}), start=1)}
    with canvas(title, _says(names, len(rounds)), height=3.6, columns=2) as made:
        for axes, what in zip(made.axes, ("stance", "valence"), strict=True):
            for number, who in enumerate(everyone):
                own = [turn for turn in turns if turn.utterance.persona == who and turn.utterance.silence is None]
                axes.plot(
                    [rounds[turn.cycle, turn.round] for turn in own],
                    [getattr(turn.utterance.report, what) for turn in own],
                    marker="o", ms=4, color=colour(number), linestyle=style(number), label=names[number],
                )  # fmt: skip
            axes.set_ylim(-1.05, 1.05)
            axes.set_yticks([-1, 0, 1], ["against", "0", "in favour"] if what == "stance" else ["bad", "0", "good"])
            axes.set_xlabel("round")
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
            axes.set_title("stance" if what == "stance" else "feeling", fontsize=11)
        lines, labels = made.axes[0].get_legend_handles_labels()
        made.axes[0].figure.legend(lines, labels, loc="outside lower center", ncols=4, fontsize=10)
    several = len(report.outcomes)
    which = f"the first of {several} conversations" if several > 1 else "one conversation"
    return Drawn(made.drawn.svg, title, _says(names, len(rounds)), CAPTION.format(which=which))


def _says(names: list[str], rounds: int) -> str:
    return f"{', '.join(names)}, over {rounds} rounds"
