"""What holds at every moment: runs reach their end, shares are shares, what is only passed on stays the same in sum."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.units import KNOWN
from sobremesa.mechanics.findings.variables import passed_on
from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.gates.partition import partitions
from sobremesa.mechanics.gates.trial import Trials
from sobremesa.mechanics.ir.facts import facts_of
from sobremesa.mechanics.ir.walk import every

ROUNDING = 1e-9
UNTRIED = "No arm is small enough to be tried."
SHARES = ("share", "probability")


def invariants(trials: Trials) -> Iterator[Gate]:
    """The gates of this family that the program has."""
    yield from (_finishing(trials), _shares(trials))
    yield from _totals(trials)
    yield from partitions(trials)
    yield from _labels(trials.program)


def _finishing(trials: Trials) -> Gate:
    """Every arm, small and short, without a run error."""
    tried = 0
    for arm in trials.program.document.experiment.arms:
        seen = trials.seen(trials.small(arm=arm))
        if seen is None:
            continue
        tried += 1
        if seen.error is not None:
            sentence = (
                f"A short run of “{arm.name}” stops with an error at step {seen.error.step}: {seen.error.message}"
            )
            return Gate(
                code="run_stops", family="invariant", outcome="failed", sentence=sentence,
                figures={"step": seen.error.step}, hint="test for the case in the rule or the measure that it names",
            )  # fmt: skip
    if not tried:
        return Gate(
            code="run_stops",
            family="invariant",
            outcome="not applicable",
            sentence=UNTRIED,
        )
    sentence = f"Short runs of {tried} arms reach their end." if tried > 1 else "A short run reaches its end."
    return Gate(code="run_stops", family="invariant", outcome="passed", sentence=sentence, figures={"arms": tried})


def _shares(trials: Trials) -> Gate:
    """Every measure whose unit is a share lies in 0..1 at every step of every arm."""
    code, family = "share_out_of_range", "invariant"
    shares = [
        m for m in trials.program.measures if KNOWN.get((m.unit or "").strip().lower()) in ("share", "probability")
    ]
    looked = False
    for arm in trials.program.document.experiment.arms if shares else ():
        seen = trials.seen(trials.small(arm=arm))
        if seen is None:
            continue
        looked = True
        for measure in shares:
            values = seen.series.values[measure.name]
            known = values[np.isfinite(values)]
            if known.size and (known.min() < -ROUNDING or known.max() > 1 + ROUNDING):
                worst = float(known.max() if known.max() > 1 + ROUNDING else known.min())
                return Gate(
                    code=code, family="invariant", outcome="failed", figures={"value": worst},
                    sentence=f"{measure.name} is called a share and comes to {worst:.4g} in “{arm.name}”.",
                    place=f"measures.{measure.name}", hint="divide by the number of those who are counted",
                )  # fmt: skip
    sentence = "All shares stay between 0 and 1." if looked else "No measure is called a share."
    return Gate(code=code, family=family, outcome="passed" if looked else "not applicable", sentence=sentence)


def _totals(trials: Trials) -> Iterator[Gate]:
    """What one loses another gets, in every write: then nothing is made or lost."""
    program, facts = trials.program, facts_of(trials.program)
    for kind, name in passed_on(program):
        if kind in facts.mortal or kind in facts.born:
            continue
        seen = trials.seen(trials.small())
        if seen is None or seen.error is not None:
            continue
        before, after = (seen.total(kind, name, end=end) for end in (False, True))
        worst = int(np.argmax(np.abs(after - before)))
        room = 1e-6 * max(1.0, float(np.abs(before).max()))
        broken = abs(after[worst] - before[worst]) > room
        what = f"{kind}.{name} is only passed on"
        told = (
            f"{what}, and yet all of it together goes from {before[worst]:.6g} to {after[worst]:.6g}."
            if broken
            else f"{what}, and all of it together stays the same."
        )
        yield Gate(
            code="total_changes", family="invariant", outcome="failed" if broken else "passed", sentence=told,
            figures={"before": float(before[worst]), "after": float(after[worst])},
            hint="a bound (low, high) cuts off what one side gives or gets: test for it before both writes",
        )  # fmt: skip


def _labels(program: ir.Program) -> Iterator[Gate]:
    """Every label of a field is some start, or written by some rule."""
    for agents in program.agents:
        for field in agents.fields:
            if isinstance(field.type, ir.Label):
                yield _given(program, agents.name, field, field.type.labels)


def _given(program: ir.Program, kind: str, field: ir.Field, labels: tuple[str, ...]) -> Gate:
    rules = (program.setup, program.rules)
    # Labels may come by way of a local, or of another field that has the same ones.
    writes = [each.value for each in every(ir.SetField, *rules)]
    writes += [each.value for each in every(ir.SetLocal, *rules)]
    made = [each.values for each in every(ir.Create, *rules)]
    known = {const.value for const in every(ir.Const, *_starts(program), *writes, *made) if const.type == field.type}
    if field.start is None:
        known.add(0)
    never = [label for code, label in enumerate(labels) if code not in known]
    who = f"{kind}.{field.name}"
    told = f"Every label of {who} is given."
    if never:
        told = f"Nobody ever is “{never[0]}”: no start and no rule gives that {who}."
    return Gate(
        code="label_never_given", family="invariant", outcome="failed" if never else "passed", sentence=told,
        place=f"agents.{kind}.state.{field.name}", hint="write the rule that leads there, or leave the label out",
    )  # fmt: skip


def _starts(program: ir.Program) -> Iterator[ir.Expr | None]:
    yield from (field.start for agents in program.agents for field in agents.fields)
    yield from (field.start for field in program.globals)
    if isinstance(program.space, ir.Grid):
        yield from (field.start for field in program.space.cells)
