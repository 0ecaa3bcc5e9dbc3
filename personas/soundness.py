"""How far a talk can be trusted to have been one among different people: everything that is checked, as figures.

Read `variety` (did they become alike), `restraint` and `candour` (did they only agree), `adherence` (were they who they
are) and `secrecy` (who knew what they could not). Where the papers on such talks give a bound it is named; the others
are ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sobremesa.personas.candour import Candour, candour
from sobremesa.personas.card import Card, Persona
from sobremesa.personas.diagnostics import ArmSummary, summarise
from sobremesa.personas.private_answer import PrivateAnswer
from sobremesa.personas.restraint import Restraint, restraint
from sobremesa.personas.secrecy import Slip, slips, traceable
from sobremesa.personas.utterance import Departing, Turn
from sobremesa.personas.variety import Variety, variety


class Departed(Card):
    """How many turns departed from their card in one way."""

    kind: Departing
    turns: int


class Soundness(Card):
    """One talk. `spread_first` and `spread_last` are standard deviations of stances over the table, before and after.

    `spoken` turns were said and `silent` ones not; `true_to_card` of the spoken go with the card of who said them,
    `departed` says how the others do not. `sent_back` turns were asked for a second time, and of `improved` of them the
    second version stands. `secrets` can be traced by their words; `slips` are those that came out.
    """

    arm: str
    people: int
    spoken: int
    silent: int
    spread_first: float | None
    spread_last: float | None
    variety: Variety
    restraint: Restraint
    candour: tuple[Candour, ...]
    true_to_card: int
    departed: tuple[Departed, ...]
    sent_back: int
    improved: int
    secrets: int
    slips: tuple[Slip, ...]


def soundness(
    cast: Sequence[Persona], turns: Iterable[Turn], known: str = "", answers: Sequence[PrivateAnswer] = ()
) -> tuple[Soundness, ...]:
    """What the checks find in each talk of `turns` among `cast`, arm by arm; `known` is what everyone knows."""
    ordered = sorted(turns, key=lambda turn: turn.order)
    return tuple(
        _of_arm(cast, [turn for turn in ordered if turn.arm == arm.arm], arm, known, answers)
        for arm in summarise(cast, ordered).arms
    )


def _of_arm(
    cast: Sequence[Persona], turns: Sequence[Turn], arm: ArmSummary, known: str, answers: Sequence[PrivateAnswer]
) -> Soundness:
    said = [turn.utterance for turn in turns if turn.utterance.speech]
    kinds = Counter(
        kind for utterance in said for kind in dict.fromkeys(departure.kind for departure in utterance.departures)
    )
    rewrites = [utterance.rewrite for utterance in said if utterance.rewrite is not None]
    return Soundness(
        arm=arm.arm,
        people=len(arm.paths),
        spoken=len(said),
        silent=arm.silent,
        spread_first=arm.spread_first,
        spread_last=arm.spread_last,
        variety=variety(
            cast,
            turns,
            [path.first for path in arm.paths if path.first is not None],
            [path.last for path in arm.paths if path.last is not None],
        ),
        restraint=restraint(turns),
        candour=candour(turns, answers),
        true_to_card=sum(not utterance.departures for utterance in said),
        departed=tuple(
            Departed(kind=kind, turns=count) for kind, count in sorted(kinds.items(), key=lambda one: (-one[1], one[0]))
        ),
        sent_back=len(rewrites),
        improved=sum(rewrite.kept == "second" for rewrite in rewrites),
        secrets=len(traceable(cast, known)),
        slips=slips(cast, turns, known),
    )
