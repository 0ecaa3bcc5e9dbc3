"""What somebody keeps to themselves reaches no prompt but their own, in a thousand random conversations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from random_talks import CANARY, RandomTalk
from sobremesa.nodes import table
from sobremesa.personas import conversation
from sobremesa.personas.card import Persona
from sobremesa.personas.speaker import Heard, Perception
from sobremesa.personas.utterance import Turn

TALKS = 1_000


@pytest.mark.slow
def test_no_canary_is_in_anothers_prompt_unless_it_was_said_within_earshot() -> None:
    prompts: Counter[str] = Counter()
    told = whispered = 0
    for seed in range(TALKS):
        talk = RandomTalk(seed)
        for prompt in talk:
            assert prompt.astray == frozenset(), (seed, prompt.kind, prompt.persona, prompt.text)
            prompts[prompt.kind] += 1
            held = CANARY.findall(prompt.text)
            secrets = {canary for canary in held if canary.startswith(("canary_secrets", "canary_knows"))}
            told += any(f"_{prompt.persona}_" not in canary for canary in secrets)
        whispered += sum(turn.utterance.whisper for turn in talk.turns)
    # What was told aloud did arrive, so the check looks where secrets would be.
    assert told > TALKS / 10
    assert whispered > TALKS
    assert prompts["turn"] > 5 * TALKS
    assert min(prompts.values()) > TALKS / 10


@pytest.mark.parametrize("leak", ["whispers", "thoughts", "cards", "other talks"])
def test_the_check_finds_every_kind_of_leak(leak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A conversation that leaks on purpose is caught."""
    heard, perceive = conversation._heard, conversation.perceive

    def thinks_aloud(turn: Turn, listener: str, names: dict[str, str]) -> Heard:
        return heard(turn, listener, names).model_copy(update={"speech": turn.utterance.thought})

    def reads_cards(persona: Persona, cast: Sequence[Persona], turns: Sequence[Turn], **known: Any) -> Perception:
        known["facts"] = [secret for other in cast for secret in other.private.secrets]
        return perceive(persona, cast, turns, **known)

    def hears_through_walls(persona: Persona, cast: Sequence[Persona], turns: Sequence[Turn], **k: Any) -> Perception:
        return perceive(persona, cast, [turn.model_copy(update={"arm": k["arm"]}) for turn in turns], **k)

    match leak:
        case "whispers":
            monkeypatch.setattr(conversation, "_reaches", lambda turn, listener: turn.utterance.persona != listener)
        case "thoughts":
            monkeypatch.setattr(conversation, "_heard", thinks_aloud)
        case "cards":
            monkeypatch.setattr(table, "perceive", reads_cards)
        case _:
            monkeypatch.setattr(table, "perceive", hears_through_walls)
    assert sum(bool(prompt.astray) for seed in range(20) for prompt in RandomTalk(seed)) > 20
