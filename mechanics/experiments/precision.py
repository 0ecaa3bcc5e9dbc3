"""As many replicates as it takes: in batches, until the headline's interval is as narrow as asked, or enough were run.

The first batch is as large as the caller asked for; how many more it will take is worked out anew after each batch
from what varies so far (Chow & Robbins 1965), so that no more than a tenth too many are run. Stopping where the
interval happens to be narrow costs coverage only while batches are small: the first is never below 10.

What may be spent is counted in replicates and operations, never in seconds: the same seed gives the same bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import numpy as np

from sobremesa.mechanics.checking.cost import MOST_OPERATIONS, operations
from sobremesa.mechanics.documents import AnyProgram
from sobremesa.mechanics.engine import Engine, Pause, Series, unpaused
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.experiment import NOTHING_ELSE, Means, Progress, all_arms, attested
from sobremesa.mechanics.experiments.exploration import Precision
from sobremesa.mechanics.findings.question import questions
from sobremesa.mechanics.ir.sizes import sizes_of
from sobremesa.mechanics.living import Schedule, stack
from sobremesa.mechanics.processes.program import ProcessProgram

FEWEST = 10
MOST_REPLICATES = 10_000
MOST_NUMBERS = 2e7
"""That an ensemble may hold: 160 MB of measures."""
MORE = 1.1
FASTEST = 4
"""A batch makes at most so many times what there was: what varies is not known well at first."""


MOST_OF_A_PROCESS = 200
"""Replicates of each arm of a process, of which each is long."""


def narrowed(
    program: AnyProgram,
    engine: Engine,
    seed: int,
    replicates: int,
    schedule: Schedule = (),
    progress: Progress | None = None,
    pause: Pause = unpaused,
    means: Means = NOTHING_ELSE,
) -> tuple[Ensemble, Precision]:
    """The experiment, with at least so many replicates of each arm, and how narrow the headline's intervals became.

    Raises what `run_experiment` raises.
    """
    headline, wanted, most = (
        program.document.experiment.headline,
        program.document.experiment.precision,
        budget(program),
    )
    assert wanted is not None
    enough = max(FEWEST, replicates)
    runs: dict[str, Series] = {}
    while True:
        done = len(next(iter(runs.values())).replicates) if runs else 0
        more = all_arms(program, engine, seed, range(done, enough), schedule, progress, pause, means)
        runs = {name: stack([runs[name], series]) if runs else series for name, series in more.items()}
        arm, half = max(_half_widths(program, engine, seed, runs), key=lambda found: found[1], default=("", None))
        if half is None or half <= wanted or enough >= most:
            break
        enough = min(most, max(enough + FEWEST, _needed(enough, half / wanted)))
    precision = Precision(
        wanted=wanted,
        half_width=half if half is not None and np.isfinite(half) else None,
        arm=arm,
        unit=None if headline.take == "when" else program.document.measures[headline.measure].unit,
        replicates=enough,
        reached=half is not None and half <= wanted,
    )
    return attested(program, engine, seed, runs, schedule, pause, means), precision


def budget(program: AnyProgram) -> int:
    """How many replicates of each arm may be run: as much work as a single replicate may be, but 10 at least."""
    if isinstance(program, ProcessProgram):
        return MOST_OF_A_PROCESS
    arms = program.document.experiment.arms
    sizes = [sizes_of(program, arm) for arm in arms]
    work = sum(operations(each) for each in sizes)
    numbers = sum(each.steps + 1 for each in sizes) * max(1, len(program.measures))
    return int(max(FEWEST, min(MOST_REPLICATES, MOST_OPERATIONS / max(work, 1.0), MOST_NUMBERS / numbers)))


def _half_widths(
    program: AnyProgram, engine: Engine, seed: int, runs: dict[str, Series]
) -> Iterator[tuple[str, float]]:
    """The longer side of the headline's interval in each arm that has a value; infinite where one run alone has."""
    headline = questions(program, Ensemble(program.document.sha256, engine.name, seed, runs))[0]
    for arm, sample in headline.samples.items():
        there = sample[~np.isnan(sample)]
        if not there.size:
            continue
        level = headline.level(there)
        if level.low is None or level.high is None:
            yield arm, float("inf")
        else:
            yield arm, max(level.value - level.low, level.high - level.value)


def _needed(runs: int, ratio: float) -> int:
    """How many replicates an interval takes that is so many times too wide now."""
    return ceil(runs * min(float(FASTEST), MORE * ratio**2))
