"""What a conversation did to those who had it: figures only, computed from the turns and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, groupby, pairwise
from statistics import fmean, pstdev

from sobremesa.personas.card import Card, Persona
from sobremesa.personas.utterance import Emotion, SelfReport, Turn

MOVED = 0.1
"""A change of stance that counts as one: a twentieth of the scale."""
FAR_APART = 0.8
ALIKE = 0.1
"""A standard deviation of stances below which all stand in one place."""
SAME_SIDE = 0.25

Key = tuple[str, int, int, str]


class Path(Card):
    """How it went with one persona, in one arm: its reports in their order.

    `towards` is how far it moved towards the mean of the others' first stances (negative: away from it).
    """

    persona: str
    name: str
    arm: str
    first: float | None
    last: float | None
    change: float | None
    towards: float | None
    emotions: tuple[Emotion, ...]
    valence: tuple[float, ...]
    arousal: tuple[float, ...]
    silent: int


class Pair(Card):
    """Two personas and the distance of their stances, first and last (0..2)."""

    one: str
    other: str
    first: float
    last: float


class Moment(Card):
    """A turn worth quoting: its key, the exact speech, and why."""

    turn: Key
    speech: str
    why: str


class ArmSummary(Card):
    """One conversation. Spreads are standard deviations of stances over the table; `agreeing` a share of turns."""

    arm: str
    paths: tuple[Path, ...]
    spread_first: float | None
    spread_last: float | None
    drift: float | None
    mean_first: float | None
    mean_last: float | None
    closer: tuple[Pair, ...]
    apart: tuple[Pair, ...]
    conflicts: tuple[Pair, ...]
    gave_in: tuple[str, ...]
    agreeing: float | None
    collapsed: bool
    turns: int
    silent: int
    moments: tuple[Moment, ...]


class ConversationSummary(Card):
    """Every conversation that was held, one for each arm that held one."""

    arms: tuple[ArmSummary, ...]

    @property
    def first(self) -> ArmSummary | None:
        """The conversation of the first arm; in social mode the only one."""
        return self.arms[0] if self.arms else None


def summarise(cast: Sequence[Persona], turns: Iterable[Turn]) -> ConversationSummary:
    """The figures of the conversations in `turns` among `cast`; turns of others are left out."""
    known = {persona.id for persona in cast}
    ordered = [turn for turn in sorted(turns, key=lambda turn: turn.order) if turn.utterance.persona in known]
    arms = list(dict.fromkeys(turn.arm for turn in ordered))
    return ConversationSummary(arms=tuple(_arm(arm, cast, [t for t in ordered if t.arm == arm]) for arm in arms))


def _arm(arm: str, cast: Sequence[Persona], turns: Sequence[Turn]) -> ArmSummary:
    spoken = {persona.id: [t for t in turns if t.utterance.persona == persona.id] for persona in cast}
    paths = tuple(_path(arm, persona, spoken) for persona in cast if spoken[persona.id])
    firsts = [path.first for path in paths if path.first is not None]
    lasts = [path.last for path in paths if path.last is not None]
    pairs = _pairs(paths)
    spread_first, spread_last = _spread(firsts), _spread(lasts)
    return ArmSummary(
        arm=arm,
        paths=paths,
        spread_first=spread_first,
        spread_last=spread_last,
        drift=None if spread_first is None or spread_last is None else round(spread_last - spread_first, 6),
        mean_first=fmean(firsts) if firsts else None,
        mean_last=fmean(lasts) if lasts else None,
        closer=tuple(pair for pair in pairs if pair.first - pair.last > MOVED),
        apart=tuple(pair for pair in pairs if pair.last - pair.first > MOVED),
        conflicts=tuple(sorted((p for p in pairs if p.last >= FAR_APART), key=lambda p: -p.last)),
        gave_in=_gave_in(paths),
        agreeing=_agreeing(turns),
        collapsed=len(lasts) > 1 and spread_last is not None and spread_last < ALIKE,
        turns=len(turns),
        silent=sum(not turn.utterance.speech for turn in turns),
        moments=_moments(paths, spoken),
    )


def _path(arm: str, persona: Persona, spoken: dict[str, list[Turn]]) -> Path:
    reports = _reports(spoken[persona.id])
    start = persona.stance if persona.stance is not None else (reports[0].stance if reports else None)
    last = reports[-1].stance if reports else None
    others = [_reports(turns)[0].stance for other, turns in spoken.items() if other != persona.id and _reports(turns)]
    change = None if start is None or last is None else round(last - start, 6)
    towards = None
    if change is not None and others and start is not None and last is not None:
        goal = fmean(others)
        towards = round(abs(start - goal) - abs(last - goal), 6)
    return Path(
        persona=persona.id,
        name=persona.public.name,
        arm=arm,
        first=start,
        last=last,
        change=change,
        towards=towards,
        emotions=tuple(report.emotion for report in reports),
        valence=tuple(report.valence for report in reports),
        arousal=tuple(report.arousal for report in reports),
        silent=sum(not turn.utterance.speech for turn in spoken[persona.id]),
    )


def _reports(turns: Sequence[Turn]) -> list[SelfReport]:
    """The reports of turns that were spoken; who fell silent by failure reported nothing of its own."""
    return [turn.utterance.report for turn in turns if turn.utterance.speech]


def _pairs(paths: Sequence[Path]) -> list[Pair]:
    known = [(path.persona, path.first, path.last) for path in paths]
    return [
        Pair(one=a, other=b, first=abs(a_first - b_first), last=abs(a_last - b_last))
        for (a, a_first, a_last), (b, b_first, b_last) in combinations(known, 2)
        if a_first is not None and b_first is not None and a_last is not None and b_last is not None
    ]


def _spread(stances: Sequence[float]) -> float | None:
    return round(pstdev(stances), 6) if stances else None


def _gave_in(paths: Sequence[Path]) -> tuple[str, ...]:
    """Who moved most towards the others, if anyone moved by more than MOVED; several where they tie."""
    moved = {path.persona: path.towards for path in paths if path.towards is not None and path.towards > MOVED}
    most = max(moved.values(), default=0.0)
    return tuple(persona for persona, towards in moved.items() if towards == most)


def _agreeing(turns: Sequence[Turn]) -> float | None:
    """The share of answers that only agree: given to someone who, when last heard, stood within SAME_SIDE.

    An answer is a turn addressed to somebody who has spoken in an earlier round.
    """
    answers = agreeing = 0
    heard: dict[str | None, float] = {}
    for _, spoken in groupby(turns, key=lambda turn: (turn.cycle, turn.round)):
        said = [turn.utterance for turn in spoken if turn.utterance.speech]
        for utterance in said:
            if utterance.to in heard:
                answers += 1
                agreeing += abs(heard[utterance.to] - utterance.report.stance) <= SAME_SIDE
        heard.update((utterance.persona, utterance.report.stance) for utterance in said)
    return agreeing / answers if answers else None


def _moments(paths: Sequence[Path], spoken: dict[str, list[Turn]]) -> tuple[Moment, ...]:
    """Where each persona's stance and feeling moved most, where it turned to somebody, and its first and last words."""
    found: dict[tuple[Key, str], Moment] = {}
    for path in paths:
        turns = [turn for turn in spoken[path.persona] if turn.utterance.speech]
        if not turns:
            continue
        chosen = [(turns[0], "first words"), (turns[-1], "last words")]
        before = path.first if path.first is not None else turns[0].utterance.report.stance
        steps = []
        for turn in turns:
            steps.append((abs(turn.utterance.report.stance - before), turn))
            before = turn.utterance.report.stance
        largest, moving = max(steps, key=lambda step: step[0])
        if largest > MOVED:
            chosen.append((moving, "moved most here"))
        swings = [
            (abs(turn.utterance.report.valence - earlier.utterance.report.valence), turn)
            for earlier, turn in pairwise(turns)
        ]
        swing, swinging = max(swings, key=lambda one: one[0], default=(0.0, turns[0]))
        if swing > MOVED:
            chosen.append((swinging, "feeling changed most here"))
        turned_to = [turn for turn in turns if turn.utterance.to is not None]
        if turned_to:
            chosen.append((max(turned_to, key=_arousal), "turned to somebody here"))
        chosen.append((max(turns, key=_arousal), "felt most strongly here"))
        for turn, why in chosen:
            found[(turn.key, why)] = Moment(turn=turn.key, speech=turn.utterance.speech, why=why)
    return tuple(found.values())


def _arousal(turn: Turn) -> float:
    return turn.utterance.report.arousal
