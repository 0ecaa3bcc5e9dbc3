"""A LangGraph agent that decides by itself whether to simulate.

    python examples/langgraph_agent.py "What if 100 people pass a rumour on: how many have heard it after 20 minutes?"

It asks the chat model of your environment (OPENAI_API_KEY, OPENAI_BASE_URL, SOBREMESA_MODEL), which has the four tools
of Sobremesa beside whatever else it knows.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import SystemMessage
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode, tools_condition

from sobremesa import Settings, tools

ROLE = SystemMessage(
    "You answer questions. Where the answer depends on many people acting on each other, simulate it with the tools "
    "and report the numbers with their intervals, the verdict, and what it hangs on; else answer at once."
)


def build_agent(model: BaseChatModel, settings: Settings | None = None, checkpointer: Any = None) -> Any:
    """The agent: a model that may call tools, as often as it likes."""
    offered = tools(settings)
    thinking = model.bind_tools(offered)

    async def think(state: MessagesState) -> dict[str, Any]:
        return {"messages": [await thinking.ainvoke([ROLE, *state["messages"]])]}

    graph = StateGraph(MessagesState)
    graph.add_node("think", think)
    graph.add_node("tools", ToolNode(offered))
    graph.add_edge(START, "think")
    graph.add_conditional_edges("think", tools_condition)
    graph.add_edge("tools", "think")
    return graph.compile(checkpointer=checkpointer)


async def main(question: str) -> None:
    """Ask it once."""
    from langchain_openai import ChatOpenAI

    agent = build_agent(ChatOpenAI(model=os.environ.get("SOBREMESA_MODEL", "gpt-5.4-mini")))
    state = await agent.ainvoke({"messages": [("user", question)]})
    sys.stdout.write(f"{state['messages'][-1].content}\n")


if __name__ == "__main__":
    import asyncio

    asyncio.run(main(" ".join(sys.argv[1:])))
