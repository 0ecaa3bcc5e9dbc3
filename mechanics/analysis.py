"""What an ensemble shows, as findings: of each outcome, then of the patterns behind it.

By statistics alone. A replicate that failed or has no value does not count, and the method says how many did not.
Each phenomenon stands in its own file of `findings`; read `statistics` for the intervals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.cascades import cascades
from sobremesa.mechanics.findings.differences import changes, corrected, differences
from sobremesa.mechanics.findings.equilibrium import equilibria
from sobremesa.mechanics.findings.extinction import extinctions
from sobremesa.mechanics.findings.inequality import inequalities
from sobremesa.mechanics.findings.levels import groups, levels
from sobremesa.mechanics.findings.oscillation import oscillations
from sobremesa.mechanics.findings.polarisation import polarisations
from sobremesa.mechanics.findings.question import Question, questions
from sobremesa.mechanics.findings.states import States
from sobremesa.mechanics.findings.survival import lifetimes, states_left
from sobremesa.mechanics.findings.synchrony import synchronies
from sobremesa.mechanics.ir import Program


def analyse(program: Program, ensemble: Ensemble, states: States | None = None) -> tuple[Finding, ...]:
    """All findings: for the headline first, then for each further outcome, in the order of the document.

    Per outcome: the level in each arm, each later arm against each earlier one, and for a headline that is taken
    at the end the change since the beginning; where replicates fall into two groups, their share and ranges. An
    arm of which no replicate has a value gives no finding. With `states` also what only these can show.
    """
    asked = questions(program, ensemble)
    over_time = list(_over_time(program, asked))
    found = [*corrected(list(_of_outcomes(asked))), *over_time]
    if states is not None:
        found += _of_agents(program, asked, states, over_time)
    return tuple(finding.model_copy(update={"id": f"f{number}"}) for number, finding in enumerate(found, start=1))


def _of_outcomes(asked: Sequence[Question]) -> Iterator[Finding]:
    """Levels, comparisons and groups."""
    for question in asked:
        yield from levels(question)
        yield from differences(question)
        yield from changes(question)
        yield from groups(question)


def _over_time(program: Program, asked: Sequence[Question]) -> Iterator[Finding]:
    """What the measures do on the way; what dies out has not settled."""
    unit = program.document.clock.unit
    ended = list(extinctions(program, asked, unit))
    over = {(finding.measure, finding.arms) for finding in ended if finding.kind == "extinction"}
    for finding in _courses(asked, unit):
        if finding.kind != "equilibrium" or (finding.measure, finding.arms) not in over:
            yield finding
    yield from ended
    yield from states_left(program, asked, unit)


def _of_agents(
    program: Program, asked: Sequence[Question], states: States, over_time: Sequence[Finding]
) -> Iterator[Finding]:
    """What only the states of agents show."""
    swinging = {(finding.measure, finding.arms) for finding in over_time if finding.kind == "oscillation"}
    yield from cascades(asked, states)
    yield from polarisations(program, asked, states)
    yield from inequalities(program, asked, states)
    yield from synchronies(program, asked, states, swinging)
    yield from lifetimes(program, asked, states, program.document.clock.unit)


def _courses(asked: Sequence[Question], unit: str) -> Iterator[Finding]:
    """What each measure does over time, each measure once: a rhythm, or else whether it settles."""
    seen: set[str] = set()
    for question in asked:
        if question.outcome.measure in seen:
            continue
        seen.add(question.outcome.measure)
        rhythms = list(oscillations(question, unit))
        yield from rhythms
        swinging = {finding.arms for finding in rhythms}
        yield from (finding for finding in equilibria(question, unit) if finding.arms not in swinging)
