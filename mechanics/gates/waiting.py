"""Gates of a process: runs reach their end and keep Little's law, shares are shares, queues settle, servers serve.

Whether it is what the text says no gate can tell; but a queue that grows for ever in every arm, or a server whom nobody
ever comes to, is seldom what was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.engine import Engine, Pause, Series, unpaused
from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.processes.traffic import loads
from sobremesa.mechanics.wording import humanised

RUNS = 2
SEED = 1
LEEWAY = 1e-9
LITTLE = "Little's law holds, and our records agree with SimPy's queues, in short runs of every arm."


def waiting(program: ProcessProgram, engine: Engine, pause: Pause = unpaused) -> tuple[Gate, ...]:
    """What every gate says of a process. The same program gives the same gates.

    Raises TooLargeError or RanTooLongError where the engine does.
    """
    runs = {arm.name: _ran(program, engine, arm.name, pause) for arm in program.document.experiment.arms}
    return (_ends(runs), _in_range(program, runs), *_settles(program), *_used(program, runs))


def _ran(program: ProcessProgram, engine: Engine, name: str, pause: Pause) -> Series:
    """A whole arm, twice: the engine itself compares L with λW in every run."""
    from sobremesa.mechanics.living import live

    arm = next(arm for arm in program.document.experiment.arms if arm.name == name)
    return live(program, engine, arm, SEED, range(RUNS), pause=pause)


def _ends(runs: dict[str, Series]) -> Gate:
    for arm, series in runs.items():
        for error in series.errors.values():
            sentence = f"A run of “{arm}” stops with an error: {error.message}"
            return Gate(code="run_stops", family="invariant", outcome="failed", sentence=sentence, place="entities")
    return Gate(code="run_stops", family="invariant", outcome="passed", sentence=LITTLE, figures={"arms": len(runs)})


def _in_range(program: ProcessProgram, runs: dict[str, Series]) -> Gate:
    """Whether what has the unit share stays within 0 and 1."""
    code = "share_out_of_range"
    shares = [name for name, measure in program.document.measures.items() if measure.unit == "share"]
    for arm, series in runs.items():
        for name in shares:
            values = series.values[name][np.isfinite(series.values[name])]
            if values.size and (values.min() < -LEEWAY or values.max() > 1 + LEEWAY):
                sentence = (
                    f"{humanised(name)} is a share, and goes from {values.min():g} to {values.max():g} in “{arm}”."
                )
                place = f"measures.{name}"
                return Gate(code=code, family="invariant", outcome="failed", sentence=sentence, place=place)
    if not shares:
        return Gate(code=code, family="invariant", outcome="not applicable", sentence="No measure is a share.")
    sentence = f"{len(shares)} shares stay within 0 and 1."
    return Gate(code=code, family="invariant", outcome="passed", sentence=sentence, figures={"shares": len(shares)})


def _settles(program: ProcessProgram) -> Iterator[Gate]:
    """Whether some arm has a steady state, where one is looked for: it may be meant, so it is doubted only."""
    code = "never_settles"
    if program.document.clock.state == "terminating":
        sentence = "It ends by itself, and need not settle."
        yield Gate(code=code, family="limit", outcome="not applicable", sentence=sentence)
        return
    over: list[tuple[str, float]] = []
    for arm in program.document.experiment.arms:
        found = [load for load in loads(program, arm, arm_parameters(program, arm)) if load.stable is False]
        if not found:
            sentence = f"In “{arm.name}” no resource gets more work than it can do."
            yield Gate(code=code, family="limit", outcome="passed", sentence=sentence)
            return
        over.append((found[0].resource, found[0].rho or np.inf))
    resource, rho = over[0]
    sentence = f"In every arm a queue grows for ever: {humanised(resource)} gets {rho:.0%} of the work that it can do."
    hint = "check the units of rates and times; or, if it ends by itself, say state: terminating"
    yield Gate(
        code=code, family="limit", outcome="failed", sentence=sentence, doubt=True, place="clock", hint=hint,
        figures={"load": float(rho)},
    )  # fmt: skip


def _used(program: ProcessProgram, runs: dict[str, Series]) -> Iterator[Gate]:
    """Whether each resource that is measured serves anybody, in some arm."""
    code = "never_used"
    measures = [each for each in program.measures if each.function in ("utilisation", "busy") and each.entity is None]
    if not measures:
        sentence = "No measure tells how busy anything is."
        yield Gate(code=code, family="trap", outcome="not applicable", sentence=sentence)
        return
    for measure in measures:
        if all(np.nan_to_num(series.values[measure.name][:, -1]).max() == 0 for series in runs.values()):
            sentence = f"Nobody is ever served by {humanised(measure.of)}, in short runs of every arm."
            place = f"resources.{measure.of}"
            yield Gate(code=code, family="trap", outcome="failed", sentence=sentence, place=place)
            return
    yield Gate(code=code, family="trap", outcome="passed", sentence="Whatever is measured for it serves somebody.")
