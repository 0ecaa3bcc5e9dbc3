"""The nearest known answer, recognised by the structure of the rules.

Contagion by complete mixing: Kermack & McKendrick 1927 (z = 1 - (1 - i) exp(-R0 z)) where it ends for good, 1 - 1/R0
where it does not (Weiss & Dishon 1971). Averaging among others: nobody leaves the range of the start (DeGroot 1974).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.arms import horizon
from sobremesa.mechanics.column_names import rows_of
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Snapshot
from sobremesa.mechanics.gates.entering import Entry, entries, named_state, others_of
from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.gates.spreading import Spread, spreads
from sobremesa.mechanics.gates.trial import Seen, Trials
from sobremesa.mechanics.ir.sizes import constants, value_of
from sobremesa.mechanics.ir.walk import every, uncast

PEOPLE, LONG, RUNS = 2_000, 365, 6
NEAR = 0.06
"""How far a run of some thousand may lie from theory: twice the scatter that such runs have."""
FAST = 0.6
"""Rates per step above this are no longer those of theory, which knows no steps."""
STILL = 0.01
"""With more in the state than this share it is not over: what theory tells is the end."""
SETTLED = 5
"""So many times longer than it takes e times as many to get into the state, once it is common, until it settles."""
SURE = 1.4
"""A reproduction number from which on an outbreak that starts with several is hardly ever lost."""


def known(trials: Trials) -> Iterator[Gate]:
    """The known answers that are near."""
    found = list(spreads(trials.program))
    if len(found) == 1 and found[0].mixing:
        yield _contagion(trials, found[0])
    yield from _averaging(trials)


def _none(code: str, sentence: str) -> Gate:
    return Gate(code=code, family="known answer", outcome="not applicable", sentence=sentence)


def _contagion(trials: Trials, spread: Spread) -> Gate:
    program, entry = trials.program, spread.entry
    values = constants(
        program.document, {n: p.value for n, p in program.document.parameters.items()} | dict(trials.arm.set)
    )
    leaving = [e for e in entries(program) if (e.kind, e.field) == (entry.kind, entry.field) and e.value != entry.value]
    leaving = [e for e in leaving if e.admits(entry.value)]
    rate, slope = _only_chance(leaving, values), _slope(trials, spread, values)
    others = [e for e in entries(program) if (e.kind, e.field) == (entry.kind, entry.field) and e.value == entry.value]
    if rate is None or slope is None or not 0 < rate <= FAST or not 0 < slope <= FAST or len(program.agents) > 1:
        return _none("mixing", "No known answer is near: rates change, or are too large for the limit of theory.")
    if any(each != entry and any(map(each.admits, others_of(program, entry))) for each in others):
        return _none("mixing", "No known answer is near: there are other ways into the state.")
    if not (_plain(entry) and _plain(leaving[0])):
        return _none("mixing", "No known answer is near: not everyone can catch it, or get rid of it, alike.")
    ratio = slope / rate
    arm = _large(trials)
    steps = min(LONG, max(horizon(program, arm), 1))
    seen = trials.seen(arm, steps, RUNS) if ratio <= 1 / SURE or ratio >= SURE else None
    if seen is None or seen.error is not None:
        return _none("mixing", "The known answer is too near its threshold, or too large to be tried.")
    return _compared(program, seen, spread, leaving[0], ratio, abs(slope - rate) * steps)


def _compared(program: ir.Program, seen: Seen, spread: Spread, leaving: Entry, ratio: float, lasting: float) -> Gate:
    """What was seen beside theory. `lasting`: how many times the run lasts as long as e times as many take at first."""
    entry = spread.entry
    first, last = (_shares(s, entry) for s in (seen.first, seen.last))
    begun = float(np.mean(first.get(entry.value, np.zeros(1))))
    if begun <= 0:
        return _none("mixing", "Nobody is in the state at the start.")
    again = entry.admits(leaving.value)
    ended = lasting >= SETTLED - math.log(begun) if again else float(np.median(last[entry.value])) <= STILL
    if not ended:
        return _none("mixing", "The known answer is of the end, and the model's run ends before.")
    if again:
        theory, got = max(0.0, 1 - 1 / ratio), float(np.median(last[entry.value]))
        what = f"settles at {got:.3f}; where everyone meets everyone, 1 - 1/R0 is {theory:.3f}"
    else:
        theory = _final(ratio, begun)
        got = float(np.median(last.get(entry.value, 0.0) + last.get(leaving.value, 0.0)))
        what = f"reaches {got:.3f} in all; where everyone meets everyone, theory gives {theory:.3f}"
    off, told = abs(got - theory) > NEAR, named_state(program, entry)
    return Gate(
        code="mixing", family="known answer", outcome="failed" if off else "passed",
        sentence=f"With R0 = {ratio:.3g}, {told} {what}.",
        figures={"R0": ratio, "found": got, "known": theory}, place=entry.place,
        hint="look whether someone can catch it twice, leave before passing it on, or be counted in the wrong whole",
    )  # fmt: skip


def _final(ratio: float, begun: float) -> float:
    """The share that ever has it: z = 1 - (1 - i) exp(-R0 z)."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if 1 - (1 - begun) * math.exp(-ratio * middle) > middle else (low, middle)
    return low


def _only_chance(ways: list[Entry], values: Mapping[str, float]) -> float | None:
    """The one constant chance by which a state is left."""
    draws = [c for way in ways for c, _ in way.conditions if isinstance(c, ir.Draw) and c.distribution == "chance"]
    if len(ways) != 1 or len(draws) != 1:
        return None
    rate = value_of(draws[0].arguments[0], values)
    holds = next(h for c, h in ways[0].conditions if c == draws[0])
    return rate if holds or rate is None else None


def _slope(trials: Trials, spread: Spread, values: Mapping[str, float]) -> float | None:
    """How fast the chance grows with the share of those who have it, where they are few."""
    if spread.by_share:
        few = 1e-4
        found = spread.probability(few, values)
        return None if found is None or spread.probability(0.0, values) != 0 else found / few
    return None


def _plain(entry: Entry) -> bool:
    """Whether the way is open to everyone in the states that it admits: but for a chance, nothing else is asked."""
    own = {id(c) for c, _ in entry.about(entry.holder) if len(list(every(ir.FieldRead, c))) == 1}
    draws = [c for c, _ in entry.conditions if isinstance(c, ir.Draw)]
    return len(draws) == 1 and all(
        (id(c) in own and next(every(ir.FieldRead, c)).name == entry.field) or c is draws[0]
        for c, _ in entry.conditions
    )


def _large(trials: Trials) -> Arm:
    document = trials.program.document
    read = {r.name for agents in trials.program.agents for r in every(ir.ParameterRead, agents.count)}
    heads = {
        n: PEOPLE
        for n in read
        if document.parameters[n].type == "int" and (document.parameters[n].high or PEOPLE) >= PEOPLE
    }
    return trials.arm.model_copy(update={"at": (), "set": {**trials.arm.set, **heads}})


def _shares(snapshot: Snapshot, entry: Entry) -> dict[bool | int | str, NDArray[np.float64]]:
    rows = snapshot.columns[rows_of(entry.kind)].astype(np.int64)
    parts = np.split(snapshot.columns[f"{entry.kind}.{entry.field}"], np.cumsum(rows)[:-1])
    values = {value.item() for part in parts for value in np.unique(part)}
    return {value: np.array([float(np.mean(part == value)) for part in parts]) for value in values | {entry.value}}


def _averaging(trials: Trials) -> Iterator[Gate]:
    """x += w (mean of others' x - x), all in one rule: nobody leaves the range that there was at the start."""
    for number, rule in enumerate(trials.program.rules):
        for write in every(ir.SetField, rule.body):
            if not _averages(write) or _written_elsewhere(trials.program, write):
                continue
            seen = trials.seen(trials.small())
            if seen is None or seen.error is not None or not isinstance(write.of.type, ir.Ref):  # type: ignore[union-attr]
                continue
            name = f"{write.of.type.of}.{write.name}"  # type: ignore[union-attr]
            before, after = seen.first.columns[name], seen.last.columns[name]
            wide, later = float(np.ptp(before)), float(np.ptp(after))
            out = later > wide * (1 + 1e-9)
            yield Gate(
                code="averaging", family="known answer", outcome="failed" if out else "passed",
                sentence=f"{name} moves towards the mean of others, and its range goes from {wide:.3g} to {later:.3g}.",
                figures={"before": wide, "after": later}, place=f"rules[{number}].do",
                hint="the weight of others must lie between 0 and 1: above, they overshoot",
            )  # fmt: skip


def _averages(write: ir.SetField) -> bool:
    if not isinstance(write.of, ir.SelfRead) or not isinstance(write.value, ir.Binary) or write.value.op != "+":
        return False
    for gap in every(ir.Binary, write.value.right):
        left, right = uncast(gap.left), uncast(gap.right)
        if (
            gap.op == "-" and isinstance(left, ir.Aggregate) and left.kind == "mean"
            and isinstance(right, ir.FieldRead) and right.own and right.name == write.name
            and left.value is not None and isinstance(uncast(left.value), ir.FieldRead)
            and uncast(left.value).name == write.name  # type: ignore[union-attr]
        ):  # fmt: skip
            return True
    return False


def _written_elsewhere(program: ir.Program, write: ir.SetField) -> bool:
    writes = [each for each in every(ir.SetField, program.rules) if each.name == write.name]
    return len(writes) > 1 or any(each.name == write.name for each in every(ir.Deposit, program.rules))
