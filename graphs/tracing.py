"""What LangSmith is told about a run, where the operator's variables ask for it; without them nothing, and nobody.

Steps go by their names and times. What they read and write, the whole state with everyone's private side, stays here:
a persona's secrets are in the prompts of its own turns, and go with them, unless LANGSMITH_HIDE_INPUTS and
LANGSMITH_HIDE_OUTPUTS keep prompts and answers back too.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.callbacks import BaseCallbackHandler
    from langsmith import Client

OF_LANGUAGE_MODELS = frozenset({"messages", "generations"})


def tracers() -> list[BaseCallbackHandler]:
    """What a run reports to: LangSmith where LANGSMITH_TRACING is true, else nothing."""
    from langsmith.utils import tracing_is_enabled

    if not tracing_is_enabled():
        return []
    from langchain_core.tracers.langchain import LangChainTracer

    return [LangChainTracer(client=_client())]


@cache
def _client() -> Client:
    """LangSmith, by the operator's variables; what those hide stays hidden."""
    from langsmith import Client
    from langsmith.utils import get_env_var

    return Client(
        hide_inputs=None if get_env_var("HIDE_INPUTS") == "true" else told,
        hide_outputs=None if get_env_var("HIDE_OUTPUTS") == "true" else told,
    )


def told(fields: dict[str, Any]) -> dict[str, Any]:
    """Of what a step reads or writes: prompts and answers whole; of the rest the scenario, and who it is about.

    >>> told({"persona": {"id": "ann", "private": {"secrets": ["gold"]}}, "turn": 1})
    {'persona': 'ann'}
    """
    if OF_LANGUAGE_MODELS & fields.keys():
        return fields
    request, persona = fields.get("request"), fields.get("persona")
    shown = {
        "scenario": request.get("scenario") if isinstance(request, dict) else None,
        "persona": persona.get("id") if isinstance(persona, dict) else None,
    }
    return {name: value for name, value in shown.items() if value is not None}
