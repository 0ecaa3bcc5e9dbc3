"""`langgraph dev` on the repository's own configuration: run, stream and read back a thread through its client."""

import copy
import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph.pregel.remote import RemoteGraph
from langgraph.types import Command
from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient
from typing_extensions import TypedDict

from sobremesa.mechanics.reading import read_document

ROOT = Path(__file__).parents[2]
REQUEST = {"scenario": "A stoic engineer and an anxious nurse talk about a power cut.", "mode": "social", "rounds": 2}
MECHANICS = {
    "scenario": "100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional "
    "states.",
    "replicates": 2,
}
HYBRID = {
    "scenario": "100 people with neural interfaces; 10% fail. Simulate how frustration spreads, and let an anxious "
    "nurse, a stoic engineer and a station chief talk as it happens; what they decide should change the repair rate.",
    "num_agents": 20,
    "rounds": 1,
    "replicates": 2,
    "exchanged": False,
}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server without a key, with a home of its own."""
    port, home = free_port(), tmp_path_factory.mktemp("home")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OPENAI_", "LANGSMITH_", "SOBREMESA_"))
    }
    environment = {
        **kept,
        "SOBREMESA_HOME": str(home),
        "LANGGRAPH_CLI_NO_ANALYTICS": "1",
        "LANGGRAPH_NO_VERSION_CHECK": "true",
        "LANGGRAPH_STRICT_MSGPACK": "true",
    }
    langgraph = Path(sys.executable).with_name("langgraph")
    command = [
        langgraph,
        "dev",
        "--no-browser",
        "--no-reload",
        "--port",
        str(port),
        "--config",
        ROOT / "langgraph.json",
    ]
    log = home / "server.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(command, cwd=home, env=environment, stdout=sink, stderr=subprocess.STDOUT)
        try:
            wait_until_it_listens(process, f"http://127.0.0.1:{port}", log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_until_it_listens(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    transport = httpx.HTTPTransport(retries=0)
    with httpx.Client(transport=transport, trust_env=False) as client:
        while process.poll() is None:
            try:
                if client.get(f"{address}/ok", timeout=1).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
    pytest.fail(log.read_text(encoding="utf-8", errors="replace")[-3000:])


@pytest.fixture
async def client(server: str) -> AsyncIterator[LangGraphClient]:
    async with get_client(url=server) as connected:
        yield connected


@pytest.mark.parametrize(
    ("request_", "first", "turns"),
    [
        (REQUEST, ["entry", "classify", "cast", "converse"], 4),
        (MECHANICS, ["entry", "classify", "compile", "simulate", "analyse"], 0),
        (HYBRID, ["entry", "classify", "compile", "cast", "simulate", "converse"], 9),
    ],
    ids=["social", "mechanics", "hybrid"],
)
async def test_a_thread_is_run_streamed_and_read_back(
    client: LangGraphClient, request_: dict[str, object], first: list[str], turns: int
) -> None:
    thread = await client.threads.create()
    nodes, told = [], []
    async for part in client.runs.stream(
        thread["thread_id"], "scenario", input={"request": request_}, stream_mode=["updates", "custom"]
    ):
        assert part.event != "error", part.data
        if part.event == "updates":
            nodes += list(part.data)
        if part.event == "custom":
            told.append(part.data["node"])
    assert nodes[: len(first)] == first
    assert nodes[-1] == "synthesize"
    assert told.count("speak") == turns
    state = await client.threads.get_state(thread["thread_id"])
    assert state["next"] == []
    assert state["values"]["report"]["status"] == "done"
    assert len(state["values"]["rounds"]) == turns


async def test_a_request_without_a_scenario_is_refused_with_a_sentence(client: LangGraphClient) -> None:
    thread = await client.threads.create()
    parts = [
        part
        async for part in client.runs.stream(thread["thread_id"], "scenario", input={"request": {"mode": "social"}})
    ]
    assert parts[-1].event == "error"
    assert "There is no scenario" in str(parts[-1].data)


async def test_a_caller_can_hand_over_no_services(client: LangGraphClient) -> None:
    thread = await client.threads.create()
    planted = {"_services": {"engine": "mine"}, "services": {"home": "/elsewhere"}, "home": "/elsewhere"}
    values = await client.runs.wait(thread["thread_id"], "scenario", input={"request": REQUEST}, context=planted)
    assert values["report"]["method"]["speaker"] == "rehearsal"


async def test_the_schemas_say_what_to_ask(client: LangGraphClient) -> None:
    (assistant,) = await client.assistants.search(graph_id="scenario")
    schemas = await client.assistants.get_schemas(assistant["assistant_id"])
    assert "scenario" in schemas["input_schema"]["$defs"]["Request"]["properties"]
    assert not schemas["context_schema"]["properties"]
    drawn = await client.assistants.get_graph(assistant["assistant_id"])
    assert {"compile", "simulate", "converse", "speak", "synthesize"} <= {node["id"] for node in drawn["nodes"]}


async def test_a_model_is_shown_changed_and_approved_in_review(client: LangGraphClient) -> None:
    thread = (await client.threads.create())["thread_id"]
    question = {"request": {**MECHANICS, "review": True}}

    async def replied(reply: object) -> dict[str, Any]:
        """What is asked after a reply."""
        await client.runs.wait(thread, "scenario", command={"resume": reply})
        state = await client.threads.get_state(thread)
        assert state["next"] == ["review"]
        (task,) = state["tasks"]
        return dict(task["interrupts"][0]["value"])

    nodes = []
    async for part in client.runs.stream(thread, "scenario", input=question, stream_mode="updates"):
        assert part.event != "error", part.data
        if part.event == "updates":
            nodes += list(part.data)
    assert nodes == ["entry", "classify", "compile", "propose", "__interrupt__"]
    assert (await client.threads.get(thread))["status"] == "interrupted"
    assert "needs a language model" in (await replied({"say": "let half of them fail"}))["problems"][0]
    assert "Reply with one of" in (await replied("go"))["problems"][0]
    assert "`purpose` is missing" in (await replied({"document": "model: nothing"}))["problems"][0]
    asked = await replied({"set": {"failed_share": 0.5}})
    assert (asked["problems"], asked["changes"]) == ([], ["In review failed_share was set to 0.5 before it ran."])
    assert read_document(asked["document"]).parameters["failed_share"].value == 0.5
    done = await client.runs.wait(thread, "scenario", command={"resume": {"approve": True}})
    assert done["report"]["status"] == "done"
    assert any("failed_share was set to 0.5" in notice for notice in done["report"]["notices"])
    assert (await client.threads.get_state(thread))["next"] == []


async def test_each_step_has_a_name_that_reads_and_a_state_that_can_be_read(client: LangGraphClient) -> None:
    thread = (await client.threads.create())["thread_id"]
    await client.runs.wait(thread, "scenario", input={"request": REQUEST})
    states = await client.threads.get_history(thread, limit=50)
    steps = [step for state in reversed(states) for step in dict.fromkeys(state["next"])]
    assert steps[:6] == ["__start__", "entry", "classify", "cast", "converse", "private"]
    assert steps[-1] == "synthesize"
    assert all(step.replace("__", "").isalpha() for step in steps)
    values = states[0]["values"]
    assert json.loads(json.dumps(values)) == values
    assert values["request"]["scenario"] == REQUEST["scenario"]
    assert values["casting"]["personas"][0]["public"]["name"]
    assert str(Path.home()) not in json.dumps(values)


async def test_a_state_is_edited_and_a_run_goes_on_from_there_beside_the_first(client: LangGraphClient) -> None:
    thread = (await client.threads.create())["thread_id"]
    first = await client.runs.wait(thread, "scenario", input={"request": REQUEST})
    states = {tuple(state["next"]): state for state in await client.threads.get_history(thread, limit=50)}

    async def gone_on(**how: Any) -> dict[str, Any]:
        return dict(await client.runs.wait(thread, "scenario", **how))

    again = await gone_on(input=None, checkpoint_id=states["cast",]["checkpoint"]["checkpoint_id"])
    assert again["report"] == first["report"]
    edited = await client.threads.update_state(
        thread,
        {"request": {**first["request"], "seed": 5}},
        checkpoint_id=states["classify",]["checkpoint"]["checkpoint_id"],
    )
    other = await gone_on(input=None, checkpoint_id=edited["checkpoint"]["checkpoint_id"])
    assert other["report"]["method"]["seed"] == 5
    assert other["report"]["transcript"] != first["report"]["transcript"]
    cast = copy.deepcopy(first["casting"])
    cast["personas"][0]["public"]["name"] = "Zora"
    changed = await gone_on(
        command={"update": {"casting": cast}}, checkpoint_id=states["converse",]["checkpoint"]["checkpoint_id"]
    )
    assert "Zora" in [side["name"] for side in changed["report"]["cast"].values()]
    assert "Zora" not in json.dumps(first["report"])


async def test_a_remote_graph_is_run_reviewed_and_a_node_of_a_graph_here(client: LangGraphClient) -> None:
    remote = RemoteGraph("scenario", client=client)
    config: RunnableConfig = {"configurable": {"thread_id": str(uuid.uuid4())}}
    steps = [step async for part in remote.astream({"request": {**REQUEST, "review": True}}, config) for step in part]
    assert steps == ["entry", "classify", "propose", "__interrupt__"]
    state = await remote.aget_state(config)
    assert state.next == ("review",)
    assert "Shall these people talk?" in state.tasks[0].interrupts[0].value["question"]
    done = await remote.ainvoke(Command(resume={"approve": True}), config)
    assert done["report"]["status"] == "done"

    class Theirs(TypedDict, total=False):
        request: dict[str, Any]
        report: dict[str, Any]

    graph = StateGraph(Theirs)
    graph.add_node("simulation", remote)
    graph.add_edge(START, "simulation")
    here = graph.compile(checkpointer=InMemorySaver())
    end = await here.ainvoke({"request": REQUEST}, {"configurable": {"thread_id": str(uuid.uuid4())}})
    assert set(end) == {"request", "report"}
    assert end["report"]["status"] == "done"


async def test_a_coupled_run_is_forked_in_the_studio_by_an_edit_of_its_state(client: LangGraphClient) -> None:
    """What `sobremesa fork` writes can be written by hand: a line in cycle 2, and all before it is as it was."""
    thread = (await client.threads.create())["thread_id"]
    first = await client.runs.wait(thread, "scenario", input={"request": HYBRID})
    (due,) = [
        state
        for state in await client.threads.get_history(thread, limit=200)
        if state["next"] == ["simulate"] and state["values"]["cycle"] == 1
    ]
    who = first["casting"]["personas"][0]["id"]
    line = {"persona": who, "words": "We repair nothing.", "stance": -1}
    edited = await client.threads.update_state(
        thread,
        {"changes": [{"cycle": 2, "round": 1, "say": [line]}]},
        as_node="apply",
        checkpoint_id=due["checkpoint"]["checkpoint_id"],
    )
    other = await client.runs.wait(thread, "scenario", input=None, checkpoint_id=edited["checkpoint"]["checkpoint_id"])
    assert [turn for turn in other["rounds"] if turn["cycle"] == 1] == [
        turn for turn in first["rounds"] if turn["cycle"] == 1
    ]
    second = {
        turn["utterance"]["persona"]: turn["utterance"]["speech"]
        for turn in other["rounds"]
        if (turn["arm"], turn["cycle"], turn["round"]) == (first["rounds"][0]["arm"], 2, 1)
    }
    assert second[who] == "We repair nothing."
    assert other["snapshots"] != first["snapshots"]
    assert any("made to say “We repair nothing.”" in notice for notice in other["report"]["notices"])
