"""The conversation in mesa-llm, as its documentation writes agents: `python with_mesa_llm.py ADDRESS MODEL TALK`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ["OPENAI_API_KEY"] = "-"

from mesa import Model
from mesa_llm.llm_agent import LLMAgent
from mesa_llm.parallel_stepping import step_agents_parallel_sync
from mesa_llm.reasoning.cot import CoTReasoning


class Person(LLMAgent):
    """Someone who hears everyone, thinks, and speaks by the tool `speak_to`."""

    async def astep(self) -> None:
        """Observe, plan, do; it has spoken where the tool has done it."""
        observed = await self.agenerate_obs()
        plan = await self.reasoning.aplan(obs=observed, selected_tools=["speak_to"])
        self.model.said += any(not call["response"].startswith("Error") for call in await self.aapply_plan(plan))


class Talk(Model):
    """All speak in each step, at the same time."""

    def __init__(self, address: str, model: str, talk: dict[str, Any]) -> None:
        super().__init__(rng=1)
        self.said = 0
        for one in talk["people"]:
            Person(
                model=self,
                reasoning=CoTReasoning,
                llm_model=f"openai/{model}",
                api_base=address,
                system_prompt=f"You are {one['name']}, {one['role']}. What you want: {one['goal']}.",
                vision=-1,
                internal_state=[one["role"]],
                step_prompt=f"{talk['scene']} You talk about this: {talk['question']} Speak to the others.",
            )

    def step(self) -> None:
        """One round."""
        # By its own function: with Mesa 3.5 the automatic one is not reached, and nobody does anything.
        step_agents_parallel_sync(list(self.agents))


def main(address: str, model: str, talk: dict[str, Any]) -> None:
    held = Talk(address, model, talk)
    for _ in range(talk["rounds"]):
        held.step()
    print(json.dumps({"turns": held.said}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(Path(sys.argv[3]).read_text(encoding="utf-8")))
