"""The conversation in Concordia, from its prefabs: `python with_concordia.py ADDRESS MODEL TALK`."""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from concordia.language_model import language_model
from concordia.prefabs.entity import basic
from concordia.prefabs.game_master import dialogic
from concordia.prefabs.simulation import generic
from concordia.typing import prefab
from openai import OpenAI

RULES = "conversation rules"


class Local(language_model.LanguageModel):
    """As it asks for one to be brought: text is sampled, and a choice is held to what there is by a schema."""

    def __init__(self, address: str, model: str) -> None:
        self._client = OpenAI(base_url=address, api_key="-", timeout=600)
        self._model = model

    def sample_text(
        self,
        prompt: str,
        *,
        max_tokens: int = language_model.DEFAULT_MAX_TOKENS,
        terminators: Collection[str] = (),
        temperature: float = language_model.DEFAULT_TEMPERATURE,
        top_p: float = language_model.DEFAULT_TOP_P,
        top_k: int = language_model.DEFAULT_TOP_K,
        timeout: float = 600,
        seed: int | None = None,
    ) -> str:
        """What the model says; `top_k` is no part of the protocol."""
        answer = self._client.chat.completions.create(
            model=self._model,
            messages=[{"role": "user", "content": prompt}],
            max_tokens=max_tokens,
            stop=list(terminators) or None,
            temperature=temperature,
            top_p=top_p,
            seed=seed,
        )
        return answer.choices[0].message.content or ""

    def sample_choice(
        self, prompt: str, responses: Sequence[str], *, seed: int | None = None
    ) -> tuple[int, str, dict[str, Any]]:
        """One of `responses`."""
        schema = {"type": "string", "enum": list(responses)}
        answer = self._client.chat.completions.create(
            model=self._model,
            messages=[{"role": "user", "content": prompt}],
            response_format={"type": "json_schema", "json_schema": {"name": "choice", "schema": schema}},
            seed=seed,
        )
        chosen = json.loads(answer.choices[0].message.content or "")
        return list(responses).index(chosen), chosen, {}


def embedded(text: str) -> np.ndarray:
    """Words by their hash: what is remembered is found without a model for it."""
    vector = np.zeros(64)
    for word in text.lower().split():
        vector[zlib.crc32(word.encode()) % 64] += 1
    return vector / (np.linalg.norm(vector) or 1)


def main(address: str, model: str, talk: dict[str, Any]) -> None:
    people = [
        prefab.InstanceConfig(
            prefab="person",
            role=prefab.Role.ENTITY,
            params={"name": one["name"], "goal": f"{one['name']} is {one['role']}, and wants {one['goal']}"},
        )
        for one in talk["people"]
    ]
    rules = prefab.InstanceConfig(
        prefab="talk",
        role=prefab.Role.GAME_MASTER,
        params={"name": RULES, "acting_order": "fixed", "can_terminate_simulation": False},
    )
    config = prefab.Config(
        default_premise=f"{talk['scene']} They talk about this: {talk['question']}",
        default_max_steps=talk["rounds"] * len(people),
        prefabs={"person": basic.Entity(), "talk": dialogic.GameMaster()},
        instances=[*people, rules],
    )
    simulation = generic.Simulation(config=config, model=Local(address, model), embedder=embedded)
    steps = []
    simulation.play(max_steps=talk["rounds"] * len(people), step_callback=steps.append)
    print(json.dumps({"turns": len(steps)}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(Path(sys.argv[3]).read_text(encoding="utf-8")))
