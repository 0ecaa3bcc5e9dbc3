"""The whole loop as one state machine: from a scenario in plain words to a report.

    entry ─► classify ─┬─► compile ─► simulate ─► analyse ─► judge ─► explore ─┬─► synthesize
                       ├─► cast ─► converse ⇄ speak ───────────────────────────┤
                       ├─► compile, cast ─► simulate ─► converse ⇄ speak       │
                       │                       ▲──── apply ◄──┘                │
                       └───────────────────────────────────────────────────────┘

With `speak` go `note` (personas rewrite their notes while a round is spoken) and, before and after a talk, `private`.
Where other forms of the model are asked for, `form` comes after `compile`, once for each, and `contrast` before
`synthesize`. Where review is asked for, whatever would run is put forward first (`propose`) and waits in `review` for
a reply, which leads on, or back to `compile`.
Conversations go through `mask` to the end, which may send them back to `converse`, to be held again without someone.

It is compiled without a checkpointer: whoever runs it brings one (`graphs/run.py`, `langgraph.json`, an embedder).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from langgraph.graph import END, START, StateGraph
from typing_extensions import TypedDict

from sobremesa.nodes.analyse import analyse
from sobremesa.nodes.apply import apply
from sobremesa.nodes.cast import cast
from sobremesa.nodes.classify import classify
from sobremesa.nodes.compile import compile_scenario
from sobremesa.nodes.context import Context, Services, served
from sobremesa.nodes.contract import Request
from sobremesa.nodes.contrast import contrast, next_after_exploring
from sobremesa.nodes.converse import converse
from sobremesa.nodes.entry import entry
from sobremesa.nodes.estimate import Estimate
from sobremesa.nodes.explore import explore
from sobremesa.nodes.form import form
from sobremesa.nodes.judge import judge
from sobremesa.nodes.mask import mask
from sobremesa.nodes.note import note
from sobremesa.nodes.private import private
from sobremesa.nodes.propose import proposing
from sobremesa.nodes.review import review
from sobremesa.nodes.simulate import simulate
from sobremesa.nodes.speak import speak
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.synthesize import synthesize

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph


class Question(TypedDict):
    """What the graph takes: a request, and no other part of the state."""

    request: Request


Step: TypeAlias = Callable[..., Awaitable[Any]]
ScenarioGraph: TypeAlias = "CompiledStateGraph[ScenarioState, Context, Question, ScenarioState]"


async def estimated(request: Request, services: Services) -> Estimate:
    """What a request would ask of a language model, by the settings of these services."""
    from sobremesa.graphs.estimating import estimate

    if services.settings is None:
        return Estimate(mode=request.mode if request.mode != "auto" else "none")
    working = partial(estimate, request, services.settings)
    # In a thread with nothing of this run about it: a graph that is run inside a step would pass for part of it.
    return await asyncio.get_running_loop().run_in_executor(None, lambda: asyncio.run(working()))


def build_graph() -> ScenarioGraph:
    """The state machine, compiled without a checkpointer.

    Its input is `{"request": {"scenario": "…"}}` (the fields of `Request`, as plain data), its output the state.
    """
    return assembled({})


def assembled(instead: Mapping[str, Step]) -> ScenarioGraph:
    """The same with other steps in the place of some."""
    graph: StateGraph[ScenarioState, Context, Question, ScenarioState] = StateGraph(
        ScenarioState, context_schema=Context, input_schema=Question
    )
    graph.add_node("entry", entry)
    steps: dict[str, Step] = {
        "classify": classify,
        "compile": compile_scenario,
        "form": form,
        "propose": proposing(estimated),
        "review": review,
        "cast": cast,
        "simulate": simulate,
        "converse": converse,
        "speak": speak,
        "note": note,
        "private": private,
        "apply": apply,
        "mask": mask,
        "analyse": analyse,
        "judge": judge,
        "explore": explore,
        "contrast": contrast,
        "synthesize": synthesize,
        **instead,
    }
    for name, step in steps.items():
        node: Any = served(step)
        graph.add_node(name, node)
    graph.add_edge(START, "entry")
    graph.add_edge("entry", "classify")
    for aside in ("speak", "note", "private"):
        graph.add_edge(aside, "converse")
    graph.add_edge("propose", "review")
    graph.add_edge("apply", "simulate")
    graph.add_edge("analyse", "judge")
    graph.add_edge("judge", "explore")
    graph.add_conditional_edges("explore", next_after_exploring)
    graph.add_edge("synthesize", END)
    return graph.compile(name="scenario")


graph = build_graph()
