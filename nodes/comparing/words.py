"""What people say, where they stand and what they decide, in two runs."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from statistics import fmean, stdev

from sobremesa.nodes.comparing.comparison import Choice, Parting, Stance, Words
from sobremesa.nodes.comparing.sides import Side
from sobremesa.personas.utterance import Turn

FEWEST_PAIRS = 3
SENTENCE = re.compile(r"(?:[^.!?…]|\.(?=\d))*[.!?…]+\s*|[^.!?…]+$")
Place = tuple[str, int, int]


def partings_of(one: Side, other: Side) -> tuple[Parting, ...]:
    """The rounds that are not the same in both runs, in their order."""
    ours, theirs = one.spoken, other.spoken
    places = [place for place in sorted({key[:3] for key in (*ours, *theirs)}) if place[1:] <= _common(one, other)]
    found = [_parting(place, ours, theirs) for place in places]
    follows = [False, *(one is not None and a[0] == b[0] for one, (a, b) in zip(found, pairwise(places), strict=False))]
    told = zip(found, follows, strict=False)
    return tuple(one.model_copy(update={"follows": after}) for one, after in told if one is not None)


def _parting(
    place: Place, ours: dict[tuple[str, int, int, str], Turn], theirs: dict[tuple[str, int, int, str], Turn]
) -> Parting | None:
    here = {key[3]: turn for key, turn in ours.items() if key[:3] == place}
    there = {key[3]: turn for key, turn in theirs.items() if key[:3] == place}
    both = [(who, here[who].utterance, there[who].utterance) for who in here if who in there]
    differ = tuple(who for who, mine, yours in both if mine.speech != yours.speech)
    otherwise = tuple(who for who, mine, yours in both if mine != yours and who not in differ)
    only_one, only_other = (tuple(who for who in a if who not in b) for a, b in ((here, there), (there, here)))
    if not (differ or otherwise or only_one or only_other):
        return None
    arm, cycle, round_ = place
    speaker = next(iter((*differ, *only_one, *only_other)), None)
    return Parting(
        arm=arm,
        cycle=cycle,
        round=round_,
        differ=differ,
        otherwise=otherwise,
        only_one=only_one,
        only_other=only_other,
        words=None if speaker is None else _words(speaker, here.get(speaker), there.get(speaker)),
    )


def _words(persona: str, one: Turn | None, other: Turn | None) -> Words:
    """The first sentence of each that is not the other's."""
    texts = [() if turn is None else tuple(SENTENCE.findall(turn.utterance.speech)) for turn in (one, other)]
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False))))
    ours, theirs = ("".join(text[same : same + 1]).strip() or None for text in texts)
    return Words(persona=persona, one=ours, other=theirs)


def _common(one: Side, other: Side) -> tuple[int, int]:
    """The last cycle and round that are compared: those of the run that has come less far, where one is under way."""
    last = [max(((turn.cycle, turn.round) for turn in side.turns), default=(0, 0)) for side in (one, other)]
    reached = [place for side, place in zip((one, other), last, strict=True) if not side.values.get("report")]
    return min(reached, default=max(last))


def stances_of(one: Side, other: Side) -> tuple[Stance, ...]:
    """Where each who talks in both runs ends, in the talks that both hold; those alone who end otherwise."""
    found = (_stance(persona, one, other) for persona in one.people if persona in other.people)
    return tuple(stance for stance in found if stance is not None and stance.difference)


def _stance(persona: str, one: Side, other: Side) -> Stance | None:
    ours, theirs = _ends(persona, one.turns), _ends(persona, other.turns)
    pairs = [(ours[arm], theirs[arm]) for arm in ours if arm in theirs]
    if not pairs:
        return None
    gaps = [b - a for a, b in pairs]
    low, high = _interval(gaps)
    return Stance(
        persona=persona,
        one=round(fmean(a for a, _ in pairs), 6),
        other=round(fmean(b for _, b in pairs), 6),
        difference=round(fmean(gaps), 6),
        n=len(pairs),
        low=low,
        high=high,
    )


def _ends(persona: str, turns: Sequence[Turn]) -> dict[str, float]:
    """The last stance that someone reported, by talk."""
    own = [turn for turn in turns if turn.utterance.persona == persona and turn.utterance.speech]
    return {turn.arm: turn.utterance.report.stance for turn in sorted(own, key=lambda turn: turn.order)}


def _interval(gaps: Sequence[float]) -> tuple[float | None, float | None]:
    """Student's t interval of a mean; none of fewer than three."""
    if len(gaps) < FEWEST_PAIRS:
        return None, None
    from scipy.special import stdtrit

    around = float(stdtrit(len(gaps) - 1, 0.975)) * stdev(gaps) / math.sqrt(len(gaps))
    return round(fmean(gaps) - around, 6), round(fmean(gaps) + around, 6)


def choices_of(one: Side, other: Side) -> tuple[Choice, ...]:
    """What was decided otherwise, cycle by cycle."""
    return tuple(choice for choice in _choices(one, other) if choice.one != choice.other)


def decided_in(one: Side, other: Side) -> int:
    """How many decisions there are, of which some may differ."""
    return sum(1 for _ in _choices(one, other))


def _choices(one: Side, other: Side) -> Iterator[Choice]:
    ours, theirs = ({(d.arm, d.cycle, d.lever): d for d in side.decisions} for side in (one, other))
    parameters = one.program.document.parameters if one.program is not None else {}
    for arm, cycle, lever in sorted({*ours, *theirs}):
        mine, yours = ours.get((arm, cycle, lever)), theirs.get((arm, cycle, lever))
        moves = (mine or yours).moves  # type: ignore[union-attr]  # one of them has it
        yield Choice(
            arm=arm,
            cycle=cycle,
            lever=lever,
            moves=moves,
            unit=parameters[moves].unit if moves in parameters else None,
            one=None if mine is None else mine.value,
            other=None if yours is None else yours.value,
        )
