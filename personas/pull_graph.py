"""Who moved whom as a directed graph: from whoever was followed to whoever followed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sobremesa.personas.pull import Channel, WhoMoved

if TYPE_CHECKING:
    import networkx as nx


def pull_graph(moved: WhoMoved, channel: Channel, personas: Iterable[str] = ()) -> nx.DiGraph[str]:
    """The pulls of a channel that are told from chance, as edges speaker → listener with `weight` (the pull), `low`,
    `high` and `chance`. The nodes are `personas`, and whoever is in a pull.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(personas)
    for pull in moved.told:
        if pull.channel == channel:
            graph.add_edge(
                pull.speaker, pull.listener, weight=pull.pull, low=pull.low, high=pull.high, chance=pull.chance
            )
    return graph
