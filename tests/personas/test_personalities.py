"""Rehearsed people differ as people of their traits do: direction and size of effects over many people and talks.

Each effect is a correlation with a trait over random people, or a difference between two descriptions in standard
deviations (Cohen's d), with its 95% interval. What must hold is the direction that the paper found, at least of medium
size (r 0.3, d 0.5; J. Cohen, Statistical power analysis for the behavioral sciences, 1988), at the interval's near end.
In people such effects are often smaller: a model that is asked for a trait shows it more purely.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from random import Random
from statistics import correlation, fmean, pstdev, variance

import pytest

from sobremesa.personas.assent import disagrees
from sobremesa.personas.card import BigFive, Persona, PublicSide
from sobremesa.personas.casting import cast_from_scenario
from sobremesa.personas.conversation import perceive
from sobremesa.personas.daily_form import on_the_day
from sobremesa.personas.rehearsal import rehearse
from sobremesa.personas.speaker import Heard, Perception
from sobremesa.personas.traits import FACTORS, traits_from
from sobremesa.personas.turn_taking import have_the_floor
from sobremesa.personas.utterance import Emotion, SelfReport, Turn, Utterance

MEDIUM_R, MEDIUM_D = 0.3, 0.5
PEOPLE = 150
BLACKOUT = ("A power cut.", "the power cut can be lived with")
MILL = ("They argue about selling the mill.", "the mill should be sold")
WIN = ("They celebrate the win.", "the win is a reason to be happy")
P13 = (
    "5 people with different personalities react to interface failure. One is stoic, one anxious, one problem-solver, "
    "one social, one withdrawn."
)
FIVE = ("stoic", "anxious", "problem-solver", "social", "withdrawn")

Interval = tuple[float, float]


def of_correlation(one: Sequence[float], other: Sequence[float]) -> Interval:
    """The 95% interval of Pearson's r (R. A. Fisher's z, 1915)."""
    z, reach = math.atanh(correlation(one, other)), 1.96 / math.sqrt(len(one) - 3)
    return math.tanh(z - reach), math.tanh(z + reach)


def of_difference(one: Sequence[float], other: Sequence[float]) -> Interval:
    """The 95% interval of Cohen's d of the means, one minus other (large samples; Hedges & Olkin 1985)."""
    n, m = len(one), len(other)
    d = (fmean(one) - fmean(other)) / math.sqrt((variance(one) + variance(other)) / 2)
    reach = 1.96 * math.sqrt((n + m) / (n * m) + d * d / (2 * (n + m)))
    return d - reach, d + reach


def of_mean(values: Sequence[float]) -> Interval:
    reach = 1.96 * math.sqrt(variance(values) / len(values))
    return fmean(values) - reach, fmean(values) + reach


def someone(id_: str, traits: BigFive, stance: float) -> Persona:
    return Persona(id=id_, public=PublicSide(name=id_.title(), role="neighbour"), traits=traits, stance=stance)


def anyone(seed: int) -> BigFive:
    draws = Random(f"anyone/{seed}")
    return BigFive(**{factor: round(draws.uniform(0.05, 0.95), 3) for factor in FACTORS})


def trait(factor: str) -> list[float]:
    return [getattr(anyone(seed), factor) for seed in range(PEOPLE)]


def play(cast: Sequence[Persona], about: tuple[str, str], rounds: int, seed: int) -> list[Turn]:
    """A rehearsed talk, everyone as they are on the day that the seed stands for."""
    turns: list[Turn] = []
    for spoken in range(1, rounds + 1):
        said = [
            rehearse(
                on_the_day(persona, seed),
                perceive(
                    persona, cast, turns, arm="talk", cycle=0, round=spoken, rounds=rounds, scene=about[0],
                    question=about[1], seed=seed,
                ),
            )
            for persona in cast
        ]  # fmt: skip
        turns += [Turn(arm="talk", cycle=0, round=spoken, utterance=utterance) for utterance in said]
    return turns


def own(turns: Sequence[Turn], persona: str) -> list[Utterance]:
    return [turn.utterance for turn in turns if turn.utterance.persona == persona]


def beside(emotion: Emotion, arousal: float, traits: BigFive, seed: int) -> SelfReport:
    """How someone feels who sits with three people of one mood; nothing else differs."""
    company = tuple(
        Heard(speaker=f"p{at}", name=f"P{at}", speech="Well.", round=1, emotion=emotion, arousal=arousal, leaning=0)
        for at in range(3)
    )
    seen = Perception(scene=BLACKOUT[0], question=BLACKOUT[1], heard=company, round=2, rounds=5, seed=seed)
    return rehearse(on_the_day(someone("me", traits, 0.0), seed), seen).report


def caught(traits: BigFive, seed: int) -> float:
    """How much worse someone feels among the frightened than among the calm."""
    return beside("calm", 0.15, traits, seed).valence - beside("fear", 0.8, traits, seed).valence


@cache
def against_a_majority(seed: int) -> tuple[Utterance, ...]:
    """Someone at -0.3 among three who stand at +0.6 (S. E. Asch's table, 1951, with words)."""
    others = [someone(f"p{at}", BigFive(), 0.6) for at in range(3)]
    return tuple(own(play([someone("me", anyone(seed), -0.3), *others], MILL, 3, seed), "me"))


def test_neuroticism_catches_fear_and_the_stoic_do_not() -> None:
    """E. Hatfield, J. T. Cacioppo & R. L. Rapson, Emotional contagion, 1994; R. W. Doherty, The emotional contagion
    scale, J. Nonverbal Behavior 21, 1997: emotional people catch more."""
    over_people = [caught(anyone(seed), seed) for seed in range(PEOPLE)]
    assert of_correlation(trait("neuroticism"), over_people)[0] > MEDIUM_R
    described = {word: [caught(traits_from(word), seed) for seed in range(40)] for word in ("anxious", "stoic")}
    assert of_difference(described["anxious"], described["stoic"])[0] > MEDIUM_D
    assert of_mean(described["anxious"])[0] > 0.2
    low, high = of_mean(described["stoic"])
    assert low >= 0
    assert high < 0.1


def test_bad_news_weighs_on_neurotics_and_good_news_lifts_extraverts() -> None:
    """J. J. Gross, S. K. Sutton & T. Ketelaar, Relations between affect and personality, 1998."""

    def valence(about: tuple[str, str], seed: int) -> float:
        others = [someone(f"p{at}", BigFive(), 0.0) for at in range(2)]
        turns = play([someone("me", anyone(seed), 0.0), *others], about, 2, seed)
        return fmean(said.report.valence for said in own(turns, "me"))

    bad, good = ([valence(about, seed) for seed in range(PEOPLE)] for about in (BLACKOUT, WIN))
    assert of_correlation(trait("neuroticism"), bad)[1] < -MEDIUM_R
    assert of_correlation(trait("extraversion"), good)[0] > MEDIUM_R
    low, high = of_correlation(trait("extraversion"), bad)
    assert low < MEDIUM_R
    assert high > -MEDIUM_R, "what lifts is not what weighs"


def test_the_agreeable_yield_to_a_majority() -> None:
    """C. G. DeYoung, J. B. Peterson & D. M. Higgins, Higher-order factors of the Big Five predict conformity,
    Personality and Individual Differences 33, 2002; L. Bègue et al., Personality predicts obedience in a Milgram
    paradigm, J. Personality 83, 2015: agreeable people go along."""
    yielded = [against_a_majority(seed)[-1].report.stance + 0.3 for seed in range(PEOPLE)]
    assert of_correlation(trait("agreeableness"), yielded)[0] > MEDIUM_R
    assert of_mean(yielded)[0] > 0.05, "a majority moves people at all"


def test_the_described_as_stubborn_stay_where_the_described_as_agreeable_go() -> None:
    def moved(word: str, seed: int) -> float:
        others = [someone(f"p{at}", BigFive(), 0.6) for at in range(3)]
        last = own(play([someone("me", traits_from(word), -0.3), *others], MILL, 3, seed), "me")[-1]
        return last.report.stance + 0.3

    words = {word: [moved(word, seed) for seed in range(30)] for word in ("agreeable", "stubborn")}
    assert of_difference(words["agreeable"], words["stubborn"])[0] > MEDIUM_D
    low, high = of_mean(words["stubborn"])
    assert low > -0.1
    assert high < 0.15


def test_the_disagreeable_contradict_more() -> None:
    """W. G. Graziano, L. A. Jensen-Campbell & E. C. Hair, Perceiving interpersonal conflict and reacting to it, 1996.

    Here the direction alone is asked for: contradiction is known by its words, and these miss most of it."""
    contradicts = [
        fmean(disagrees(said.speech) for said in against_a_majority(seed)) + 1e-9 * seed for seed in range(PEOPLE)
    ]
    assert of_correlation(trait("agreeableness"), contradicts)[1] < 0


def test_extraverts_say_more_and_get_the_floor_first() -> None:
    """M. R. Mehl, S. D. Gosling & J. W. Pennebaker, Personality in its natural habitat, 2006."""
    words = [fmean(len(said.speech.split()) for said in against_a_majority(seed)) for seed in range(PEOPLE)]
    assert of_correlation(trait("extraversion"), words)[0] > MEDIUM_R
    # Nobody has spoken: who takes the floor of five is who talks easily.
    firsts, lasts = [], []
    for seed in range(PEOPLE):
        table = [someone(f"p{at}", anyone(5 * seed + at), 0.0) for at in range(5)]
        waiting, order = list(table), []
        while waiting:
            (next_one,) = have_the_floor("urgency", waiting, (), ())
            order.append(next_one)
            waiting.remove(next_one)
        firsts.append(order[0].traits.extraversion)
        lasts.append(order[-1].traits.extraversion)
    assert of_difference(firsts, lasts)[0] > MEDIUM_D


def features(said: Sequence[Utterance]) -> list[float]:
    """What an onlooker could write down of somebody in one talk."""
    reports = [one.report for one in said]
    return [
        fmean(report.valence for report in reports),
        fmean(report.arousal for report in reports),
        fmean(report.confidence for report in reports),
        fmean(len(one.speech.split()) for one in said),
        fmean("?" in one.speech for one in said),
        reports[-1].stance,
    ]


@cache
def talks_of_five() -> tuple[Mapping[str, Sequence[float]], ...]:
    found = []
    for seed in range(40):
        cast = cast_from_scenario(P13, seed)
        turns = play(cast.personas, (cast.scene, cast.question), 5, seed)
        found.append({who: features(own(turns, persona.id)) for who, persona in zip(FIVE, cast.personas, strict=True)})
    return tuple(found)


@pytest.mark.slow
def test_five_personalities_are_told_apart_from_one_talk() -> None:
    """Who said it is guessed from one talk, knowing the others (nearest mean): at least three in four times right."""
    talks = talks_of_five()
    scale = [pstdev(talk[who][at] for talk in talks for who in FIVE) for at in range(6)]
    right: Counter[str] = Counter()
    for talk in talks:
        means = {
            who: [fmean(other[who][at] for other in talks if other is not talk) for at in range(6)] for who in FIVE
        }
        for who in FIVE:
            right[who] += who == min(
                FIVE, key=lambda one: sum(((talk[who][at] - means[one][at]) / scale[at]) ** 2 for at in range(6))
            )
    share, n = right.total() / (5 * len(talks)), 5 * len(talks)
    assert share - 1.96 * math.sqrt(share * (1 - share) / n) > 0.75, right
    assert min(right.values()) > len(talks) / 2, right


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "most", "least"), [(1, "anxious", "stoic"), (3, "social", "withdrawn"), (0, "stoic", "anxious")]
)
def test_five_personalities_differ_as_their_words_say(what: int, most: str, least: str) -> None:
    """Arousal, length of speech and valence: who has most of it, and who least, of all five."""
    values: Callable[[str], list[float]] = lambda who: [talk[who][what] for talk in talks_of_five()]  # noqa: E731
    for who in FIVE:
        if who != most:
            assert of_difference(values(most), values(who))[0] > MEDIUM_D, (most, who)
        if who != least:
            assert of_difference(values(who), values(least))[0] > MEDIUM_D, (who, least)


def test_the_same_seed_says_the_same_words_and_another_others() -> None:
    cast = cast_from_scenario(P13, 4)
    about = (cast.scene, cast.question)
    assert cast_from_scenario(P13, 4) == cast
    assert play(cast.personas, about, 5, 4) == play(cast.personas, about, 5, 4)
    assert play(cast.personas, about, 5, 4) != play(cast.personas, about, 5, 5)
