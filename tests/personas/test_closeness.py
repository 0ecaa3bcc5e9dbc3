"""What people are to each other, what they value and what they alone know shows in how they talk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import get_args

import pytest

from sobremesa.personas.card import BigFive, Persona, PrivateSide, PublicSide, Tie, Value
from sobremesa.personas.casting import cast_from_scenario
from sobremesa.personas.closeness import closeness
from sobremesa.personas.influence import Voice, listen
from sobremesa.personas.material import value_arguments
from sobremesa.personas.partner import cares_for, partner_of
from sobremesa.personas.rehearsal import rehearse
from sobremesa.personas.sentences import Sentences
from sobremesa.personas.speaker import Heard, Perception
from sobremesa.personas.subject_matter import matter_from
from sobremesa.personas.utterance import Turn

SCENE, QUESTION = "They discuss closing the pool.", "the pool should be closed"
Play = Callable[..., tuple[Turn, ...]]
WARMTHS = (-1.0, -0.5, 0.0, 0.5, 1.0)


def ann(warmth: float | None, **fields: object) -> Persona:
    ties = () if warmth is None else (Tie(to="bo", kind="sister", warmth=warmth),)
    plain = {"id": "ann", "public": PublicSide(name="Ann", role="nurse"), "ties": ties, "stance": 0.0}
    return Persona.model_validate({**plain, **fields})


def heard(speaker: str, leaning: float = 0.0, emotion: str = "fear", arousal: float = 0.7) -> Heard:
    return Heard.model_validate(
        {
            "speaker": speaker, "name": speaker.title(), "speech": "No.", "round": 1, "leaning": leaning,
            "emotion": emotion, "arousal": arousal,
        }
    )  # fmt: skip


def perception(*said: Heard) -> Perception:
    others = tuple((id_, PublicSide(name=id_.title(), role="baker")) for id_ in ("bo", "cyd"))
    return Perception(scene=SCENE, question=QUESTION, others=others, heard=said, round=2, rounds=5)


def test_the_mood_of_those_who_are_dear_is_caught_more() -> None:
    valence = [
        rehearse(ann(warmth, traits=BigFive(neuroticism=0.8)), perception(heard("bo"))).report.valence
        for warmth in WARMTHS
    ]
    assert valence == sorted(valence, reverse=True)
    assert len(set(valence)) == len(WARMTHS)
    unbound = rehearse(ann(None, traits=BigFive(neuroticism=0.8)), perception(heard("bo"))).report.valence
    assert unbound == valence[WARMTHS.index(0.0)]


def test_the_words_of_those_who_are_dear_weigh_more() -> None:
    pulled = [
        rehearse(ann(warmth), perception(heard("bo", 1.0), heard("cyd", -1.0))).report.stance for warmth in WARMTHS
    ]
    assert pulled == sorted(pulled)
    assert pulled[0] < pulled[-1]


@pytest.mark.parametrize("warmth", WARMTHS)
def test_among_equals_in_warmth_nobody_weighs_more(warmth: float) -> None:
    near = listen(BigFive(), 0.0, 0.1, [Voice("bo", 0.5, closeness=closeness(ann(warmth), "bo"))])
    assert near == listen(BigFive(), 0.0, 0.1, [Voice("bo", 0.5)])


def test_one_turns_to_those_to_whom_one_is_bound_and_comforts_the_dear() -> None:
    seen = perception(heard("bo", emotion="calm"), heard("cyd", emotion="calm"))
    sentences = [
        Sentences(ann(1.0), seen.model_copy(update={"seed": seed}), matter_from(QUESTION, SCENE)) for seed in range(60)
    ]

    def turned(persona: Persona) -> int:
        found = [partner_of(persona, seen, seen.heard, 0.0, lots) for lots in sentences]
        return sum(one is not None and one.speaker == "bo" for one in found)

    assert turned(ann(None)) < turned(ann(0.5)) < turned(ann(1.0))
    assert turned(ann(-1.0)) == turned(ann(1.0))
    blunt = {"public": PublicSide(name="Ann", role="nurse", manner="blunt")}
    assert not cares_for(ann(0.2, **blunt), "bo")
    assert cares_for(ann(0.6, **blunt), "bo")
    assert not cares_for(ann(0.6, **blunt), "cyd")
    assert cares_for(ann(None, values=("benevolence", "power"), **blunt), "cyd")


def spoken(turns: Sequence[Turn], id_: str) -> str:
    return " ".join(turn.utterance.speech for turn in turns if turn.utterance.persona == id_)


@pytest.mark.parametrize("value", get_args(Value))
def test_people_come_back_to_what_matters_to_them(value: Value, play: Play) -> None:
    own = [argument.sentence for argument in value_arguments([value])]
    cast = cast_from_scenario("A baker, a nurse and a judge discuss closing the pool.", 1)
    one, *others = cast.personas
    turns = play((one.model_copy(update={"values": (value,)}), *others), cast.scene, cast.question, rounds=6)
    assert any(sentence in spoken(turns, one.id) for sentence in own)
    assert not any(sentence in spoken(turns, other.id) for other in others for sentence in own)


def test_what_one_knows_alone_weighs_on_their_thoughts_and_on_nobody_else_s(play: Play) -> None:
    cast = cast_from_scenario("A baker, a nurse and a judge discuss closing the pool.", 1)
    one, *others = cast.personas
    knowing = one.model_copy(update={"private": PrivateSide(knows=("the pool is sold already",))})
    turns = play((knowing, *others), cast.scene, cast.question, rounds=4)
    thoughts = {turn.utterance.persona for turn in turns if "the pool is sold already" in turn.utterance.thought}
    assert thoughts == {one.id}
    assert not any("sold already" in turn.utterance.speech for turn in turns)
