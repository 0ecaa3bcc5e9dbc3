"""Who moved whom as arrows between people: what is measured on the left, what they say of themselves on the right.

An arrow runs from whoever was followed to whoever followed; its width is the size of the pull, or of the difference, or
how often it is claimed. Kinds are told apart by their dashes as well as by their colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.figures import plain
from sobremesa.nodes.synthesis.talk import signed
from sobremesa.personas.pull import Channel, WhoMoved
from sobremesa.report.figures.drawing import INK, LINE, PAPER, Drawn, canvas, colour, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KINDS = ("stance moves with", "feeling moves with", "moved, as a replay shows", "says so")
DASHES: Any = ("solid", (0, (4, 2)), (0, (6, 1.5, 1, 1.5)), (0, (1, 1.5)))
BENDS = (0.12, 0.24, 0.36, 0.16)
WIDTHS = (1.4, 5.0)
MOST_CLAIMS = 12
CAPTION = (
    "Arrows run from whoever was followed to whoever followed. Left: what is told from chance in the turns, and where "
    "a replay without somebody ends elsewhere. Right: whom they name themselves. Wider is more."
)
CHANNELS: tuple[Channel, ...] = ("stance", "feeling")


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow: its kind (a place in KINDS), its ends as persona ids, its size, and the size in words."""

    kind: int
    speaker: str
    listener: str
    size: float
    says: str


def figures(report: Report) -> Iterator[Drawn]:
    """One for each talk, or group of talks, that has an arrow."""
    for moved in report.moved:
        left, right = _measured(moved, report), _claimed(moved)
        if left or right:
            yield _figure(moved, left, right, report)


def _measured(moved: WhoMoved, report: Report) -> list[Arrow]:
    """The edges of the graph of each channel, and what replays of these conversations showed."""
    from sobremesa.personas.pull_graph import pull_graph

    arrows = []
    for kind, channel in enumerate(CHANNELS):
        graph = pull_graph(moved, channel)
        for speaker, listener in graph.edges:
            weight = float(graph.edges[speaker, listener]["weight"])
            arrows.append(Arrow(kind, speaker, listener, min(1.0, weight), plain(weight, 2)))
    for masked in report.masked:
        if {heard for heard, _ in masked.arms} <= set(moved.arms):
            for shift in masked.told:
                size = min(1.0, abs(shift.difference))
                arrows.append(Arrow(2, masked.persona, shift.listener, size, signed(shift.difference)))
    return arrows


def _claimed(moved: WhoMoved) -> list[Arrow]:
    return [
        Arrow(3, claim.speaker, claim.listener, claim.named / claim.turns, f"{claim.named} of {claim.turns} turns")
        for claim in moved.claims[:MOST_CLAIMS]
    ]


def _figure(moved: WhoMoved, left: Sequence[Arrow], right: Sequence[Arrow], report: Report) -> Drawn:
    title = "Who moved whom" + (f": {words(moved.arms[0])}" if len(report.moved) > 1 else "")
    names = {persona: words(side.name, 18) for persona, side in report.cast.items()}
    says = "; ".join(_says(arrow, names) for arrow in (*left, *right))
    with canvas(title, says, height=4.0, columns=2) as made:
        for axes, arrows, empty, head in zip(
            made.axes,
            (left, right),
            ("nothing is told from chance", "nobody names anybody"),
            ("measured", "by their own account"),
            strict=True,
        ):
            _draw(axes, arrows, names, empty, head)
        _legend(made.axes[0], (*left, *right))
    return Drawn(made.drawn.svg, title, says, CAPTION)


def _draw(axes: Axes, arrows: Sequence[Arrow], names: dict[str, str], empty: str, head: str) -> None:
    places = _places(list(names))
    for arrow in arrows:
        if arrow.speaker in places and arrow.listener in places:
            shape = {
                "arrowstyle": "-|>", "connectionstyle": f"arc3,rad={BENDS[arrow.kind]}", "shrinkA": 16,
                "shrinkB": 16, "mutation_scale": 14, "color": colour(arrow.kind), "linestyle": DASHES[arrow.kind],
                "linewidth": WIDTHS[0] + (WIDTHS[1] - WIDTHS[0]) * arrow.size,
            }  # fmt: skip
            axes.annotate("", xy=places[arrow.listener], xytext=places[arrow.speaker], arrowprops=shape)
    for persona, place in places.items():
        box = {"boxstyle": "round,pad=0.35", "facecolor": PAPER, "edgecolor": LINE}
        axes.text(*place, names[persona], ha="center", va="center", fontsize=10, color=INK, bbox=box)
    if not arrows:
        axes.text(0, 0, empty, ha="center", va="center", fontsize=10)
    axes.set_xlim(-1.5, 1.5)
    axes.set_ylim(-1.3, 1.3)
    axes.set_axis_off()
    axes.set_title(head, fontsize=11)


def _places(personas: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Round a table, the first at the top."""
    import networkx as nx

    found = nx.circular_layout(nx.empty_graph(personas))
    return {persona: (-float(place[1]), float(place[0])) for persona, place in found.items()}


def _legend(axes: Axes, arrows: Sequence[Arrow]) -> None:
    from matplotlib.lines import Line2D

    kinds = sorted({arrow.kind for arrow in arrows})
    lines = [Line2D([], [], color=colour(kind), linestyle=DASHES[kind]) for kind in kinds]
    figure = axes.figure
    figure.legend(lines, [KINDS[kind] for kind in kinds], loc="outside lower center", ncols=2, fontsize=10)


def _says(arrow: Arrow, names: dict[str, str]) -> str:
    """What an arrow says, for those who can't see it."""
    speaker, listener = (names.get(one, one) for one in (arrow.speaker, arrow.listener))
    return (
        f"{listener}'s stance moves with {speaker}'s: {arrow.says}",
        f"{listener}'s feeling moves with {speaker}'s: {arrow.says}",
        f"hearing {speaker} moved {listener} by {arrow.says}",
        f"{listener} names {speaker} in {arrow.says}",
    )[arrow.kind]
