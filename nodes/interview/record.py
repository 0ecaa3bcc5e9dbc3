"""The record of a run as evidence: what its report rests on, and the measures at each step that is told.

Measures at a step go by `step/ARM/STEP/MEASURE`: the mean of all runs of an arm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.nodes.claims import RUN_NOUNS, Figure, Grounds
from sobremesa.nodes.report import Course, Decided
from sobremesa.nodes.synthesis.evidence import Evidence, decision_key, turn_key
from sobremesa.nodes.synthesis.figures import amount, is_share, trimmed
from sobremesa.nodes.synthesis.grounding import grounds
from sobremesa.nodes.synthesis.talk import signed
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import listed
from sobremesa.personas.prompting import one_line, quote
from sobremesa.personas.utterance import Turn

MOST_TURNS = 120
MOST_STEPS = 24


@dataclass(frozen=True, slots=True)
class Record:
    """All that an answer may rest on: the evidence of a run, and what each piece of it can carry."""

    evidence: Evidence
    ground: Grounds

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns of the talk that is told in which something was said, in their order."""
        spoken = (turn for turn in self.evidence.turns if turn.utterance.speech and self._is_told(turn.arm))
        return tuple(sorted(spoken, key=lambda turn: turn.order))

    @property
    def decisions(self) -> tuple[Decided, ...]:
        """What that talk decided."""
        return tuple(one for one in self.evidence.decisions if self._is_told(one.arm))

    def moment(self, step: int) -> str:
        """When a step is: `hour 12`."""
        return moment(step, self.evidence)

    def _is_told(self, arm: str) -> bool:
        document = self.evidence.document
        return document is None or arm == scenario_arm(document).name


def record_of(evidence: Evidence) -> Record:
    """The record of a run."""
    ground = grounds(evidence)
    steps = {key: tuple(figures) for key, figures in _steps(evidence)}
    return Record(evidence, replace(ground, figures={**ground.figures, **steps}))


def moment(step: int, evidence: Evidence) -> str:
    """When a step is: `hour 12`; of a process, whose steps are stretches of time, how much of it has passed."""
    return f"{evidence.unit if ' ' not in evidence.unit else 'step'} {trimmed(round(step * stretch(evidence), 2))}"


def stretch(evidence: Evidence) -> float:
    """How many units of the clock a step is: of a model one, of a process a part of its horizon."""
    last = max((course.steps[-1] for course in evidence.courses), default=0)
    return evidence.horizon / last if evidence.horizon is not None and last else 1.0


def step_key(course: Course, step: int) -> str:
    """The evidence id of a measure at a step of an arm."""
    return f"step/{course.arm}/{step}/{course.measure}"


def _steps(evidence: Evidence) -> Iterator[tuple[str, list[Figure]]]:
    for course in evidence.courses:
        for step, value in zip(course.steps, course.values, strict=True):
            if value is not None:
                unit, _, time = moment(step, evidence).rpartition(" ")
                counts = [
                    Figure(float(time.replace(",", "")), nouns=(unit,)),
                    Figure(evidence.replicates, nouns=RUN_NOUNS),
                ]
                yield step_key(course, step), [Figure(value, share=is_share(course.unit)), *counts]


def place_of(evidence_id: str, evidence: Evidence) -> str | None:
    """Where in a run a piece of evidence stands, in words; None of what is no place in it."""
    names = {persona.id: persona.public.name for persona in evidence.personas.values()}
    for turn in evidence.turns:
        if turn_key(turn) == evidence_id:
            return f"{round_of(turn)}, {names.get(turn.utterance.persona, turn.utterance.persona)}"
    for decided in evidence.decisions:
        if decision_key(decided) == evidence_id:
            return f"{moment(decided.step, evidence)}, what was decided in cycle {decided.cycle}"
    if match := re.fullmatch(r"step/(.*)/(\d+)/([a-z0-9_]+)", evidence_id):
        return f"{moment(int(match[2]), evidence)} of “{match[1]}”"
    if finding := next((one for one in evidence.findings if one.id == evidence_id), None):
        return f"finding {finding.id}, {listed([f'“{arm}”' for arm in finding.arms])}"
    return None


def round_of(turn: Turn) -> str:
    """`round 2`, `round 1 of cycle 3`."""
    return f"round {turn.round}" + (f" of cycle {turn.cycle}" if turn.cycle else "")


def transcript(record: Record, about: frozenset[str]) -> Iterator[str]:
    """Turns for a language model: those of whom a question is `about` first where there are too many for all."""
    turns = record.turns
    if len(turns) > MOST_TURNS:
        own = [turn for turn in turns if turn.utterance.persona in about][-MOST_TURNS:]
        others = (
            [turn for turn in turns if turn not in own][-(MOST_TURNS - len(own)) :] if len(own) < MOST_TURNS else []
        )
        turns = tuple(sorted((*own, *others), key=lambda turn: turn.order))
    for turn in turns:
        said, report = turn.utterance, turn.utterance.report
        moved = f", by their own account moved by {', '.join(report.influenced_by)}" if report.influenced_by else ""
        yield (
            f"{turn_key(turn)} ({round_of(turn)}): feels {report.emotion}, stance {signed(report.stance)}, "
            f"means to {one_line(report.intention) or 'nothing'}{moved}"
        )
        yield quote(f"says: {one_line(said.speech)}")
        if said.thought:
            yield quote(f"thinks: {one_line(said.thought)}")


def steps_told(record: Record) -> Iterator[str]:
    """Measures at evenly spaced steps, for a language model."""
    for course in record.evidence.courses:
        every = max(1, len(course.steps) // MOST_STEPS)
        for step, value in list(zip(course.steps, course.values, strict=True))[::every]:
            if value is not None:
                yield f"{step_key(course, step)}: {humanised(course.measure)} {amount(value, course.unit)}"
