"""As many replicates as the time allows: in portions that double, of every arm alike.

What was measured in a replicate does not depend on how many others there are, so that whatever there is when the time
is over is what a smaller experiment would have given.
"""

from __future__ import annotations

from sobremesa.mechanics.documents import AnyProgram
from sobremesa.mechanics.engine import Engine, Pause, Series, unpaused
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.experiment import NOTHING_ELSE, Means, Progress, all_arms, attested
from sobremesa.mechanics.limits import Limits, RanTooLongError
from sobremesa.mechanics.living import Schedule, stack

FIRST = 2
"""Replicates of the first portion: the fewest that have an interval."""


def run_in_time(
    program: AnyProgram,
    engine: Engine,
    seed: int,
    replicates: int,
    schedule: Schedule = (),
    progress: Progress | None = None,
    pause: Pause = unpaused,
    means: Means = NOTHING_ELSE,
) -> Ensemble:
    """The experiment with `replicates` of each arm, or with fewer where the seconds that are allowed are over before.

    Raises RanTooLongError where not even the first portion was made, and what `run_experiment` raises.
    """
    runs: dict[str, Series] = {}
    done, arms = 0, len(program.document.experiment.arms)
    try:
        with (means.allowed or Limits()).timed(pause) as timed:
            while done < replicates:
                enough = min(replicates, max(FIRST, 2 * done))
                told = None if progress is None else _counting_on(progress, done * arms, replicates * arms)
                more = all_arms(program, engine, seed, range(done, enough), schedule, told, timed, means)
                runs = {name: stack([runs[name], series]) if runs else series for name, series in more.items()}
                done = enough
    except RanTooLongError:
        if not runs:
            raise
    return attested(program, engine, seed, runs, schedule, pause, means)


def _counting_on(progress: Progress, before: int, total: int) -> Progress:
    return lambda arm, done, _: progress(arm, before + done, total)
