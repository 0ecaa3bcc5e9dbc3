"""How a model behaves where it is known beforehand: no step, as few as there can be, no links, rates at 0 and at 1."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.column_names import rows_of
from sobremesa.mechanics.gates.entering import entries, named_state, others_of
from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.gates.spreading import Spread, spreads
from sobremesa.mechanics.gates.trial import Seen, Trials
from sobremesa.mechanics.ir.sizes import constants
from sobremesa.mechanics.ir.walk import every
from sobremesa.mechanics.smaller import population
from sobremesa.mechanics.verdicts.variant import revalued

MOST_RATES = 6
UNLINKED = {
    "generator": "given", "edges": (), "k": None, "p": None, "m": None, "degree": None, "by": None, "p_in": None,
    "p_out": None, "width": None, "height": None, "torus": None,
}  # fmt: skip


def limits(trials: Trials) -> Iterator[Gate]:
    """The gates of this family that the program has."""
    yield _no_step(trials)
    yield _fewest(trials)
    if isinstance(trials.program.space, ir.Network) and not trials.program.space.links:
        yield _no_links(trials)
    yield from _rates(trials)
    yield from _nothing_spreads(trials)


def _limit(code: str, failed: bool | None, sentence: str, hint: str | None = None, place: str = "rules") -> Gate:
    outcome = "not applicable" if failed is None else "failed" if failed else "passed"
    return Gate(code=code, family="limit", outcome=outcome, sentence=sentence, hint=hint, place=place)


def _no_step(trials: Trials) -> Gate:
    seen = trials.seen(trials.arm.model_copy(update={"at": ()}), steps=0, replicates=1)
    if seen is None:
        return _limit("no_step", None, "The model is too large to be tried without a step.")
    if seen.error is not None:
        return _limit(
            "no_step", True, f"At the start, before any step, it stops: {seen.error.message}", place="measures"
        )
    return _limit("no_step", False, "Without a step every measure tells the start.")


def _fewest(trials: Trials) -> Gate:
    """Every number of agents at the least that the document allows for it, or at one."""
    program, own = trials.program, trials.arm
    read = {each.name for agents in program.agents for each in every(ir.ParameterRead, agents.count)}
    declared = program.document.parameters
    least = {n: max(int(declared[n].low or 0), 1) for n in sorted(read) if declared[n].type == "int"}
    least = {name: value for name, value in least.items() if value < declared[name].value}
    if not least:
        return _limit("fewest", None, "No parameter says how many there are.")
    arm = own.model_copy(update={"at": (), "set": {**own.set, **least}})
    told = ", ".join(f"{name} {value}" for name, value in least.items())
    parameters = {**declared, **{n: declared[n].model_copy(update={"value": v}) for n, v in least.items()}}
    fits = revalued(program, program.document.model_copy(update={"parameters": parameters})) is not None
    seen = trials.seen(arm) if fits and population(program, arm) > 0 else None
    if seen is None:
        return _limit("fewest", None, f"It can't be set up with as few as may be ({told}).")
    if seen.error is not None:
        sentence = f"With as few as the document allows ({told}) {_stops(seen)}"
        return _limit("fewest", True, sentence, "give the aggregate a default, or test for nobody", "rules")
    return _limit("fewest", False, f"It runs with as few as the document allows ({told}).")


def _no_links(trials: Trials) -> Gate:
    """Without a link: no error, and nothing passes that passes from neighbour to neighbour."""
    arm = trials.small().model_copy(update={"name": "no links", "space": UNLINKED})
    seen = trials.seen(arm)
    if seen is None:
        return _limit("no_links", None, "It can't be set up without links.")
    if seen.error is not None:
        return _limit("no_links", True, f"Where nobody is linked {_stops(seen)}",
                      "give the aggregate over neighbours a default")  # fmt: skip
    values = _values(trials)
    for spread in spreads(trials.program):
        if (
            isinstance(spread.seen.source, ir.Neighbors) and _only_way(trials.program, spread)
            and not spread.has_another_cause(values)
        ):  # fmt: skip
            grown = _grown(seen, spread)
            if grown > 0:
                state = named_state(trials.program, spread.entry)
                told = f"Where nobody is linked, {state} still spreads, by up to {grown:g}."
                return _limit("no_links", True, told,
                              "nobody catches from neighbours what no neighbour has: check the chance at no neighbours",
                              spread.entry.place)  # fmt: skip
    return _limit("no_links", False, "Where nobody is linked it runs, and nothing passes from neighbour to neighbour.")


def _rates(trials: Trials) -> Iterator[Gate]:
    """Each parameter that is nothing but a chance, at 0 and at 1: it still runs, and shares are still shares."""
    names = sorted(trials.program.probabilities)[:MOST_RATES]
    for name in names:
        for value in (0, 1):
            seen = trials.seen(trials.small({name: value}))
            if seen is not None and seen.error is not None:
                yield _limit(
                    "rate_at_end",
                    True,
                    f"With {name} at {value} it stops at step {seen.error.step}: {seen.error.message}",
                )
                return
    if names:
        yield _limit("rate_at_end", False, f"It runs with {', '.join(names)} at 0 and at 1.")


def _nothing_spreads(trials: Trials) -> Iterator[Gate]:
    """With all that makes catching it likelier at 0, nobody catches it."""
    told: set[tuple[str, str]] = set()
    for spread in spreads(trials.program):
        key = (spread.entry.kind, spread.entry.field)
        if key in told or not _only_way(trials.program, spread):
            continue
        told.add(key)
        raising = _raising(trials, spread)
        if not raising:
            continue
        seen = trials.seen(trials.small(dict.fromkeys(raising, 0)))
        if seen is None or seen.error is not None:
            continue
        grown = _grown(seen, spread)
        told_of = f"With {', '.join(raising)} at 0, {named_state(trials.program, spread.entry)}"
        yield _limit(
            "spreads_at_rate_0", grown > 0,
            f"{told_of} still spreads, by up to {grown:g}." if grown > 0 else f"{told_of} does not spread.",
            "the chance must be 0 where its rate is 0: no fixed part, and 1 - exp(-x) rather than exp(-x)",
            spread.entry.place,
        )  # fmt: skip


def _raising(trials: Trials, spread: Spread) -> list[str]:
    """The parameters that make catching it likelier, at an exposure of one half or of one other, and may be 0."""
    document = trials.program.document
    values = _values(trials)
    exposure = 0.5 if spread.by_share else 1.0
    found = []
    for name in dict.fromkeys(read.name for read in every(ir.ParameterRead, spread.chance)):
        if name not in document.parameters or (document.parameters[name].low or 0) > 0:
            continue
        now, without = spread.probability(exposure, values), spread.probability(exposure, {**values, name: 0.0})
        if now is not None and without is not None and without < now:
            found.append(name)
    return found


def _values(trials: Trials) -> dict[str, float]:
    document = trials.program.document
    return constants(document, {name: trials.arm.set.get(name, p.value) for name, p in document.parameters.items()})


def _only_way(program: ir.Program, spread: Spread) -> bool:
    """Whether all other ways into the state spread too: then it needs someone who is in it."""
    ways = [
        e
        for e in entries(program)
        if (e.kind, e.field, e.value) == (spread.entry.kind, spread.entry.field, spread.entry.value)
    ]
    catching = [each.entry for each in spreads(program)]
    others = others_of(program, spread.entry)
    return all(way in catching or not any(map(way.admits, others)) for way in ways)


def _grown(seen: Seen, spread: Spread) -> float:
    """By how much those in the state, or who left it for another label, grew at most in a replicate."""
    before, after = (_in_state(seen, spread, end=end) for end in (False, True))
    return float((after - before).max())


def _in_state(seen: Seen, spread: Spread, *, end: bool) -> NDArray[np.float64]:
    snapshot, entry = (seen.last if end else seen.first), spread.entry
    rows = snapshot.columns[rows_of(entry.kind)].astype(np.int64)
    column = snapshot.columns[f"{entry.kind}.{entry.field}"]
    return np.array([float((part == entry.value).sum()) for part in np.split(column, np.cumsum(rows)[:-1])])


def _stops(seen: Seen) -> str:
    assert seen.error is not None
    rule = f" (rule {seen.error.rule})" if seen.error.rule else ""
    return f"it stops at step {seen.error.step}{rule}: {seen.error.message}."
