"""Who moved whom: every ordered pair of a table, in stance and in feeling, from the turns alone.

A pull towards somebody is told from chance where hardly any other past of that somebody (`pasts`) seems to be followed
(`following`) as closely; corrected for all pairs and both channels (S. Holm, A simple sequentially rejective multiple
test procedure, Scandinavian J. Statistics 6, 1979). Most conversations are too short for it, and then it is said that
nothing can be told. With two at the table an event that moves both can't be told from what one does to the other.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from sobremesa.personas.card import Persona
from sobremesa.personas.course import Floats, Talk, talk_of
from sobremesa.personas.following import FEWEST_LEFT, Following, all_move_alike, following, left_over, steps_of
from sobremesa.personas.pasts import pasts_of
from sobremesa.personas.pull import LEVEL, Channel, Claim, Pull, Untold, WhoMoved
from sobremesa.personas.utterance import Turn

CHANNELS: tuple[Channel, ...] = ("stance", "feeling")
MOST = 10
"""Personas that are looked at: those who speak most."""
FEWEST = 3
PASTS, MOST_PASTS = 999, 4_999
FIRST_PASTS = 299
"""Tried first: who is not told from chance by these alone is not looked at more closely (Besag & Clifford 1991)."""
LONGEST = 1_000

Conversations = Sequence[Sequence[Turn]]


def who_moved(cast: Sequence[Persona], turns: Iterable[Turn]) -> WhoMoved:
    """What `turns` show of who moved whom among `cast`; each arm is one conversation of the same people.

    Two conversations that are alike to the last figure count as one.
    """
    known = {persona.id for persona in cast}
    ordered = [turn for turn in sorted(turns, key=lambda turn: turn.order) if turn.utterance.persona in known]
    arms = tuple(dict.fromkeys(turn.arm for turn in ordered))
    held = [[turn for turn in ordered if turn.arm == arm] for arm in arms]
    speaking = _speaking(ordered)
    lengths = [len({(turn.cycle, turn.round) for turn in talk}) for talk in held]
    pulls = _pulls(speaking, held) if len(speaking) >= FEWEST else ()
    untold, needed = _untold(speaking, held, lengths, pulls)
    return WhoMoved(
        arms=arms,
        rounds=max(lengths, default=0),
        pulls=pulls,
        claims=claims(ordered),
        untold=untold,
        needed=needed,
    )


def claims(turns: Sequence[Turn]) -> tuple[Claim, ...]:
    """Whom each names as who moved them (`influenced_by`), in how many of their turns; most often made first."""
    spoken = Counter(turn.utterance.persona for turn in turns if turn.utterance.speech)
    named = Counter(
        (speaker, turn.utterance.persona)
        for turn in turns
        if turn.utterance.speech
        for speaker in dict.fromkeys(turn.utterance.report.influenced_by)
        if speaker in spoken and speaker != turn.utterance.persona
    )
    return tuple(
        Claim(speaker=speaker, listener=listener, named=times, turns=spoken[listener])
        for (speaker, listener), times in sorted(named.items(), key=lambda item: (-item[1], item[0]))
    )


def _speaking(turns: Sequence[Turn]) -> list[str]:
    """Who is looked at, by id."""
    spoken = Counter(turn.utterance.persona for turn in turns if turn.utterance.speech)
    return sorted(persona for persona, _ in spoken.most_common(MOST))


def _pulls(speaking: Sequence[str], held: Conversations) -> tuple[Pull, ...]:
    compared = len(CHANNELS) * len(speaking) * (len(speaking) - 1)
    number = min(MOST_PASTS, max(PASTS, math.ceil(2 * compared / LEVEL) - 1))
    pulls: list[Pull] = []
    for channel in CHANNELS:
        talks = _distinct([talk_of(speaking, talk, channel) for talk in held])
        pulls += _of_channel(channel, speaking, talks, number)
    chances = [pull.chance for pull in pulls if pull.chance is not None]
    corrected = iter(holm(chances, compared))
    found = [pull if pull.chance is None else pull.model_copy(update={"chance": next(corrected)}) for pull in pulls]
    return tuple(sorted(found, key=lambda pull: (not pull.told, pull.pull is None, -(pull.pull or 0.0))))


def _distinct(talks: Sequence[Talk]) -> list[Talk]:
    """Each conversation once: one that is repeated to the last figure tells nothing new."""
    kept = {b"|".join(course.values.tobytes() for course in talk): talk for talk in talks}
    return list(kept.values())


def _of_channel(channel: Channel, speaking: Sequence[str], talks: Sequence[Talk], number: int) -> list[Pull]:
    steps = [steps_of(place, talks) for place in range(len(speaking))]
    alike = all_move_alike(steps)
    pulls = []
    for speaker, who in enumerate(speaking):
        first = pasts_of(speaker, talks, steps[speaker], FIRST_PASTS)
        pasts: Floats | None = None
        for listener, whom in enumerate(speaking):
            if listener != speaker:
                found = following(steps[listener], speaker, listener, first, alike)
                if found is not None and _as_close(found.t, found.others) <= LEVEL:
                    pasts = pasts_of(speaker, talks, steps[speaker], number) if pasts is None else pasts
                    found = following(steps[listener], speaker, listener, pasts, alike)
                pulls.append(_pull(channel, who, whom, len(steps[listener].change), found))
    return pulls


def _pull(channel: Channel, speaker: str, listener: str, steps: int, found: Following | None) -> Pull:
    """A pull with the p-value of its own. One-sided: what drives people apart is not told from what else they heed."""
    if found is None:
        return Pull(channel=channel, speaker=speaker, listener=listener, steps=steps)
    around = float(np.quantile(np.abs(found.others), 1 - LEVEL)) * found.error
    return Pull(
        channel=channel,
        speaker=speaker,
        listener=listener,
        steps=steps,
        pull=round(found.pull, 6),
        low=round(found.pull - around, 6),
        high=round(found.pull + around, 6),
        chance=_as_close(found.t, found.others),
    )


def _as_close(t: float, others: Floats) -> float:
    """The share of pasts, the real one among them, that are followed as closely."""
    return float(1 + np.count_nonzero(others >= t - 1e-9)) / (1 + len(others))


def holm(chances: Sequence[float], compared: int) -> list[float]:
    """P-values corrected for `compared` comparisons (Holm 1979), in the order given."""
    corrected, worst = [1.0] * len(chances), 0.0
    for rank, place in enumerate(sorted(range(len(chances)), key=chances.__getitem__)):
        worst = max(worst, min(1.0, chances[place] * (compared - rank)))
        corrected[place] = worst
    return corrected


def _untold(
    speaking: Sequence[str], held: Conversations, lengths: Sequence[int], pulls: Sequence[Pull]
) -> tuple[Untold | None, int | None]:
    """Why nothing can be told, and from how many rounds on something could."""
    if len(speaking) < FEWEST:
        return "too few speak", None
    if any(pull.pull is not None for pull in pulls):
        return None, None
    needed = rounds_needed(len(speaking), len(lengths))
    return ("nobody moves", None) if min(lengths) >= needed else ("too few rounds", needed)


def rounds_needed(speakers: int, conversations: int) -> int:
    """The fewest rounds after which a pull can be told from chance at all."""
    return next(
        rounds for rounds in range(2, LONGEST) if left_over(speakers, [rounds - 1] * conversations) >= FEWEST_LEFT
    )
