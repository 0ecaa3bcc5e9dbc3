"""Sobremesa inside other people's graphs: an agent that decides by itself, a step, a subgraph with review."""

import asyncio
import importlib.util
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from typing_extensions import TypedDict

from sobremesa import Result, Settings, tools
from sobremesa.nodes.context import Context

EXAMPLES = Path(__file__).parents[2] / "examples"
QUESTION = "Two siblings argue about selling the boat. What if they talk for one round?"


def example(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class Deciding(BaseChatModel):
    """A chat model by rule: it simulates what begins with people and `what if`, waits, and tells what it was told."""

    offered: tuple[str, ...] = ()

    @property
    def _llm_type(self) -> str:
        return "deciding"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> Any:
        return Deciding(offered=tuple(tool.name for tool in tools))

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._reply(messages[-1]))])

    def _reply(self, last: BaseMessage) -> AIMessage:
        if isinstance(last, ToolMessage):
            told = json.loads(str(last.content))
            if told["status"] != "running":
                return AIMessage(told["answer"])
            return self._calls("get_simulation", thread_id=told["thread_id"])
        if "what if" not in str(last.content).lower():
            return AIMessage("That needs no simulation.")
        return self._calls("simulate_interactions", scenario=last.content, rounds=1, masked=False, wait=0)

    def _calls(self, name: str, **arguments: Any) -> AIMessage:
        assert name in self.offered
        return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": name}])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


async def test_an_agent_decides_by_itself_whether_to_simulate(settings: Settings) -> None:
    agent = example("langgraph_agent").build_agent(Deciding(), settings, InMemorySaver())
    thread = {"configurable": {"thread_id": "theirs"}}
    plain = await agent.ainvoke({"messages": [HumanMessage("What is two and two?")]}, thread)
    assert plain["messages"][-1].content == "That needs no simulation."
    state = await agent.ainvoke({"messages": [HumanMessage(QUESTION)]}, thread)
    told = [message for message in state["messages"] if isinstance(message, ToolMessage)]
    assert told[0].name == "simulate_interactions"
    assert told[0].artifact.status == "running"
    assert isinstance(told[-1].artifact, Result)
    assert told[-1].artifact.status == "done"
    assert state["messages"][-1].content == told[-1].artifact.answer
    kept = [checkpoint.config["configurable"] async for checkpoint in agent.checkpointer.alist(None)]
    assert {config["checkpoint_ns"] for config in kept} == {""}


def test_tools_work_without_an_event_loop_and_tell_what_is_wrong(settings: Settings) -> None:
    offered = {tool.name: tool for tool in tools(settings)}
    done = json.loads(offered["simulate_interactions"].invoke({"scenario": QUESTION, "rounds": 1, "masked": False}))
    assert done["status"] == "done"
    again = json.loads(offered["get_simulation"].invoke({"thread_id": done["thread_id"], "page": 1}))
    assert again["page"]["text"].startswith("#")
    wrong = json.loads(offered["simulate_mechanics"].invoke({"scenario": "x", "steps": -1}))
    assert wrong["error"]["fields"] == ["steps"]
    call = {"type": "tool_call", "id": "1", "name": "get_simulation", "args": {"thread_id": done["thread_id"]}}
    message = offered["get_simulation"].invoke(call)
    assert isinstance(message.artifact, Result)


async def test_a_host_that_goes_on_is_not_kept_waiting(settings: Settings) -> None:
    """While a simulation computes, the host's own loop runs."""
    interactions = tools(settings)[2]
    asking = asyncio.create_task(interactions.ainvoke({"scenario": QUESTION, "rounds": 1, "masked": False}))
    turns = 0
    while not asking.done():
        await asyncio.sleep(0)
        turns += 1
    assert json.loads(await asking)["status"] == "done"
    assert turns > 100


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("SOBREMESA_HOME", str(tmp_path / "home"))


@pytest.mark.usefixtures("environment")
async def test_it_is_a_step_of_another_graph_whose_state_stays_its_own() -> None:
    graph = example("langgraph_subgraph").as_step(InMemorySaver())
    thread = {"configurable": {"thread_id": "theirs"}}
    end = await graph.ainvoke({"town": "Elsdorf", "rounds": 1}, thread)
    assert (end["status"], end["rounds"], end["town"]) == ("done", 1, "Elsdorf")
    assert end["answer"]
    assert set(end) == {"town", "rounds", "answer", "status"}


class Theirs(TypedDict):
    """A context of somebody else's graph."""

    user: str


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("context", [None, {"user": "ada"}], ids=["no context", "their context"])
async def test_it_is_a_subgraph_whose_review_waits_in_their_checkpointer(context: dict[str, str] | None) -> None:
    build: Callable[..., Any] = example("langgraph_subgraph").as_subgraph
    saver, thread = InMemorySaver(), {"configurable": {"thread_id": "theirs"}}
    waiting = await build(saver).ainvoke({"town": "Elsdorf"}, thread, context=context)
    (asked,) = waiting["__interrupt__"]
    assert "Shall these people talk?" in asked.value["question"]
    # Another process, so to speak: nothing but the checkpoints is left.
    later = build(saver)
    state = await later.aget_state(thread, subgraphs=True)
    assert state.next == ("simulation",)
    assert state.tasks[0].state.next == ("review",)
    end = await later.ainvoke(Command(resume={"approve": True}), thread, context=context)
    assert end["report"]["status"] == "done"
    assert end["headline"] == end["report"]["answer"][0]["text"]
    assert set(end) <= {"town", "request", "report", "headline"}
    assert (await later.aget_state(thread)).next == ()


def test_our_context_takes_nothing_from_theirs() -> None:
    assert Context.model_validate({"user": "ada", "_services": object()})._services is None
