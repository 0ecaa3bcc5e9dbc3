"""What a judge may not take from the machine is left out, said so, and counts neither for a finding nor against it."""

from __future__ import annotations

import pytest
from ward import Judged, culprits, judged, stated, trial, ward

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.limits import Limits, TooLargeError
from sobremesa.mechanics.living import live

PEOPLE = 400


def within(memory: int) -> Judged:
    """The ward with 400 people, on an engine that may take so many bytes at a time."""
    document = ward(parameters={"people": stated(PEOPLE, type="int")})
    return judged(KernelEngine(limits=Limits(memory=memory)), document, 1, 12)


def needed(people: int) -> int:
    """How many bytes twelve runs of so many ask for at once."""
    program = check(ward(parameters={"people": stated(people, type="int")}))
    (arm, _) = program.document.experiment.arms
    with pytest.raises(TooLargeError) as refused:
        live(program, KernelEngine(limits=Limits(memory=0)), arm, 1, range(12))
    assert refused.value.needed is not None
    return refused.value.needed


def test_twice_as_many_that_need_more_memory_than_there_is_are_not_tried() -> None:
    most = (needed(PEOPLE) + needed(2 * PEOPLE)) // 2
    level = within(most).on("level", "scenario")
    left_out = trial(level, "population")
    assert left_out.says == (
        f"twice as many (800 instead of 400): not tried, it would need {needed(2 * PEOPLE) / 1e9:,.1f} GB of memory"
    )
    assert (left_out.held, left_out.n, left_out.value) == (None, 0, None)
    assert trial(level, "time_step").held
    assert culprits(level) == set()
    assert level.word == "ROBUST"
    assert "twice as many" not in level.reason


def test_with_memory_enough_it_is_tried() -> None:
    assert trial(within(10**9).on("level", "scenario"), "population").held


def test_what_takes_longer_than_the_operator_allows_is_not_tried() -> None:
    """Each call of the engine may take a moment only: then nothing is tried, and nothing is claimed."""
    document = ward()
    program = check(document)
    quick = judged(KernelEngine(), document, 1, 12)
    from sobremesa.mechanics.verdicts.judging import Case, judge

    hurried = KernelEngine(limits=Limits(seconds=-1.0))
    verdicts = judge(Case(program, 1, 12, quick.findings), hurried, "scenario").verdicts
    assert {verdict.word for verdict in verdicts} == {"INCONCLUSIVE"}
    assert {verdict.reason for verdict in verdicts} == {"Nothing could be tried again."}
    assert {each.says.rpartition(": ")[2] for verdict in verdicts for each in verdict.trials} == {
        "not tried, it took too long"
    }


def test_of_what_does_not_fit_the_bound_on_work_the_most_telling_is_tried() -> None:
    """A model of 4,000 people over 1,000 steps: other random numbers and orders come first."""
    document = ward(parameters={"people": stated(4000, type="int")}, clock={"steps": 1000})
    level = judged(KernelEngine(), document, 1, 8).on("level", "scenario")
    tried = [each.perturbation for each in level.trials if each.n]
    assert tried[:2] == ["seed", "order"]
    assert len(tried) < len(level.trials)
    left_out = [each.says for each in level.trials if not each.n]
    assert all(says.endswith(": not tried, it would take too long") for says in left_out)
