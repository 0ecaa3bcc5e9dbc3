"""Sobremesa as a part of your own LangGraph graph, with your state and your checkpointer.

Two ways: `as_step` calls the graph inside a step of yours, and keeps of its result what you need; `as_subgraph` adds it
as a node, where your state has the two channels `request` and `report`. In both its every step is in your checkpoints.
"""

from __future__ import annotations

from typing import Any

from langgraph.graph import END, START, StateGraph
from typing_extensions import TypedDict

from sobremesa import Report, build_graph


class Plan(TypedDict, total=False):
    """What a planning app of yours works on. `rounds` is yours too, and another thing than ours."""

    town: str
    rounds: int
    answer: str
    status: str


def as_step(checkpointer: Any = None) -> Any:
    """Your steps around one that simulates."""
    simulation = build_graph()

    async def simulate(state: Plan) -> dict[str, Any]:
        scenario = f"Residents of {state['town']} discuss closing the pool. Do they agree?"
        end = await simulation.ainvoke({"request": {"scenario": scenario, "rounds": state["rounds"]}})
        report = Report.model_validate(end["report"])
        return {"answer": " ".join(sentence.text for sentence in report.answer), "status": report.status}

    graph = StateGraph(Plan)
    graph.add_node("simulate", simulate)
    graph.add_edge(START, "simulate")
    graph.add_edge("simulate", END)
    return graph.compile(checkpointer=checkpointer)


class Asked(TypedDict, total=False):
    """A state that has our two channels beside yours."""

    town: str
    request: dict[str, Any]
    report: dict[str, Any]
    headline: str


def as_subgraph(checkpointer: Any = None) -> Any:
    """Your steps before and after the whole graph."""

    def ask(state: Asked) -> dict[str, Any]:
        scenario = f"Two friends in {state['town']} argue about who pays for the pool."
        return {"request": {"scenario": scenario, "rounds": 1, "review": True, "masked": False}}

    def tell(state: Asked) -> dict[str, Any]:
        return {"headline": Report.model_validate(state["report"]).answer[0].text}

    graph = StateGraph(Asked)
    graph.add_node("ask", ask)
    graph.add_node("simulation", build_graph())
    graph.add_node("tell", tell)
    graph.add_edge(START, "ask")
    graph.add_edge("ask", "simulation")
    graph.add_edge("simulation", "tell")
    graph.add_edge("tell", END)
    return graph.compile(checkpointer=checkpointer)
