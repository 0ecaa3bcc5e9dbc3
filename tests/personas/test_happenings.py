"""What happens in a round: felt by each after their own kind, spoken of at once, and wearing off."""

from __future__ import annotations

import pytest

from sobremesa.personas.bearing import bearing, lasting
from sobremesa.personas.card import Persona, PublicSide
from sobremesa.personas.conversation import perceive
from sobremesa.personas.emotion import DISTRESSED
from sobremesa.personas.happening import Happening
from sobremesa.personas.material import lines
from sobremesa.personas.rehearsal import rehearse
from sobremesa.personas.traits import traits_from
from sobremesa.personas.utterance import Turn

LIGHTS = Happening(round=3, what="the lights go out")
ROUNDS = 5
SEEDS = range(12)
CAST = tuple(
    Persona(
        id=manner,
        public=PublicSide(name=manner.title(), role="guest", manner=manner),
        traits=traits_from(manner),
        stance=stance,
    )
    for manner, stance in (("anxious", 0.2), ("stoic", -0.2), ("curious", 0.1))
)


def talk(seed: int, *happenings: Happening) -> dict[tuple[int, str], Turn]:
    turns: list[Turn] = []
    for spoken in range(1, ROUNDS + 1):
        turns += [
            Turn(
                arm="talk",
                cycle=0,
                round=spoken,
                utterance=rehearse(
                    persona,
                    perceive(
                        persona,
                        CAST,
                        turns,
                        arm="talk",
                        cycle=0,
                        round=spoken,
                        rounds=ROUNDS,
                        scene="They decide whether to keep the garden.",
                        question="the garden should be kept",
                        happenings=happenings,
                        seed=seed,
                    ),
                ),
            )
            for persona in CAST
        ]
    return {(turn.round, turn.utterance.persona): turn for turn in turns}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_lights_go_out_and_the_anxious_one_is_afraid_the_stoic_one_is_not(seed: int) -> None:
    calm, dark = talk(seed), talk(seed, LIGHTS)
    assert calm[3, "anxious"].utterance.report.emotion != "fear" == dark[3, "anxious"].utterance.report.emotion
    assert not {dark[spoken, "stoic"].utterance.report.emotion for spoken in (3, 4, 5)} & DISTRESSED
    drops = {
        who: calm[3, who].utterance.report.valence - dark[3, who].utterance.report.valence
        for who in ("anxious", "stoic")
    }
    assert drops["anxious"] > 2 * drops["stoic"] >= 0


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_felt_before_it_happens_and_everyone_speaks_of_it_when_it_does(seed: int) -> None:
    calm, dark = talk(seed), talk(seed, LIGHTS)
    said = {line for kind in ("alarmed", "steady") for line in lines("struck", kind)}
    for (spoken, who), turn in dark.items():
        if spoken < LIGHTS.round:
            assert turn == calm[spoken, who]
        assert (spoken == LIGHTS.round) == any(line in turn.utterance.speech for line in said)


def test_good_news_gladdens() -> None:
    good, plain = talk(1, Happening(round=3, what="help arrives, and everybody is saved")), talk(1)
    for who in ("anxious", "stoic", "curious"):
        assert good[3, who].utterance.report.valence > plain[3, who].utterance.report.valence


@pytest.mark.parametrize(
    ("what", "sign"),
    [
        ("the lights go out", -1),
        ("a fire breaks out in the kitchen", -1),
        ("someone screams next door", -1),
        ("the boss resigns", -1),
        ("the lights come back on", 1),
        ("it was a false alarm", 1),
        ("Ben apologises", 1),
        ("a stranger comes in", 0),
        ("it begins to rain", 0),
    ],
)
def test_what_happens_is_read_for_what_it_means(what: str, sign: int) -> None:
    assert (bearing(what) > 0) - (bearing(what) < 0) == sign


def test_it_wears_off() -> None:
    felt = [lasting([LIGHTS], now) for now in range(3, 9)]
    assert felt == sorted(felt)
    assert felt[0] == bearing(LIGHTS.what) < felt[-1] < 0
