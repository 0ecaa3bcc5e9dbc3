"""The conversation in AutoGen, as its tutorial on teams has it: `python with_autogen.py ADDRESS MODEL TALK`."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from autogen_agentchat.agents import AssistantAgent
from autogen_agentchat.conditions import MaxMessageTermination
from autogen_agentchat.teams import RoundRobinGroupChat
from autogen_core.models import ModelFamily
from autogen_ext.models.openai import OpenAIChatCompletionClient


async def main(address: str, model: str, talk: dict[str, Any]) -> None:
    client = OpenAIChatCompletionClient(
        model=model,
        base_url=address,
        api_key="-",
        timeout=600,
        model_info={
            "vision": False,
            "function_calling": False,
            "json_output": False,
            "structured_output": False,
            "family": ModelFamily.UNKNOWN,
        },
    )
    people = [
        AssistantAgent(
            one["name"],
            client,
            system_message=f"You are {one['name']}, {one['role']}. What you want: {one['goal']}. "
            "Say what you say next, in one to three sentences.",
        )
        for one in talk["people"]
    ]
    turns = talk["rounds"] * len(people)
    team = RoundRobinGroupChat(people, termination_condition=MaxMessageTermination(turns + 1))
    result = await team.run(task=f"{talk['scene']} They talk about this: {talk['question']}")
    await client.close()
    said = sum(message.source != "user" for message in result.messages)
    print(json.dumps({"turns": said}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], json.loads(Path(sys.argv[3]).read_text(encoding="utf-8"))))
