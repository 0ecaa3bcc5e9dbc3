"""What a fork changes, and from where on: values of the model, a line that someone says, someone who leaves.

A fork takes over the state as it was at a place, with one `Change` more in it. All that was before that place is as it
was; the steps after it look here, so that a change stands in the state and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sobremesa.errors import BadRequestError
from sobremesa.nodes.synthesis.wording import humanised, setting
from sobremesa.personas.card import Signed
from sobremesa.personas.english import listed
from sobremesa.personas.happening import MAX_ROUND, Happening, round_of_all

if TYPE_CHECKING:
    from sobremesa.mechanics.documents import Document
    from sobremesa.nodes.state import ScenarioState
    from sobremesa.personas.card import Persona
    from sobremesa.personas.utterance import Utterance

LONGEST_LINE = 1_200
MOST = 20
LEAVES = "{name} leaves, and does not come back"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(_Part):
    """Words that a persona (by its id) says to everyone in place of its own. `stance` None: where it stands anyway."""

    persona: Annotated[str, Field(min_length=1, max_length=80)]
    words: Annotated[str, Field(min_length=1, max_length=LONGEST_LINE)]
    stance: Signed | None = None


class Change(_Part):
    """What is other than in the run that was forked, from a place on.

    `cycle` and `round` are the place among the turns (cycle 0 without mechanics, both 0 without a talk), `step` the one
    after which values hold: 0 where they are the model's from the start, and stand in its document. `arms` are those in
    which they hold. Lines are said in that round; who is removed says nothing from it on.
    """

    cycle: Annotated[int, Field(ge=0)] = 0
    round: Annotated[int, Field(ge=0)] = 0
    step: Annotated[int, Field(ge=0)] = 0
    arms: tuple[str, ...] = ()
    set: Annotated[dict[str, bool | int | float], Field(max_length=MOST)] = {}
    say: Annotated[tuple[Line, ...], Field(max_length=MOST)] = ()
    remove: Annotated[tuple[str, ...], Field(max_length=MOST)] = ()

    @property
    def place(self) -> tuple[int, int]:
        """Its cycle and round."""
        return self.cycle, self.round


def changes_of(state: ScenarioState) -> tuple[Change, ...]:
    """What forks have changed so far, in their order. Raises BadRequestError where somebody wrote what is no change."""
    try:
        return tuple(Change.model_validate(change) for change in state.get("changes") or ())
    except ValidationError as error:
        at = ".".join(str(step)[:40] for step in error.errors()[0]["loc"])
        raise BadRequestError(f"changes hold what is no change ({at}: {error.errors()[0]['msg']}).") from None


def gone(changes: Iterable[Change], cycle: int, spoken: int) -> frozenset[str]:
    """Who has left by a round of a cycle; round 0, before the first, is as the first."""
    now = (cycle, max(spoken, 1))
    return frozenset(one for change in changes if change.place <= now for one in change.remove)


def line_of(changes: Iterable[Change], persona: str, cycle: int, spoken: int) -> Line | None:
    """What a persona says in a round in place of its own words; None: its own."""
    here = [line for change in changes if change.place == (cycle, spoken) for line in change.say]
    return next((line for line in reversed(here) if line.persona == persona), None)


def departures_of(changes: Iterable[Change], cast: Sequence[Persona], rounds: int) -> tuple[Happening, ...]:
    """What those at a table of `rounds` rounds a meeting notice of those who leave; of the absent there is no trace."""
    names = {persona.id: persona.public.name for persona in cast}
    left = [(round_of_all(*change.place, rounds), one) for change in changes for one in change.remove]
    return tuple(
        Happening(round=at, what=LEAVES.format(name=names.get(one, one))) for at, one in left if 1 < at <= MAX_ROUND
    )


def in_its_place(utterance: Utterance, line: Line) -> Utterance:
    """A turn with other words: how it is with its speaker stays as it was, but for a stance given with the words."""
    report = utterance.report
    if line.stance is not None:
        report = report.model_copy(update={"stance": line.stance})
    said: dict[str, Any] = {"thought": "", "speech": line.words, "to": None, "whisper": False, "silence": None}
    return utterance.model_copy(update={**said, "report": report, "departures": (), "rewrite": None})


def told(change: Change, names: dict[str, str], document: Document | None = None) -> str:
    """A change in a sentence; `names` are the personas' by their ids, the document says what values are counted in."""
    parameters = {} if document is None else document.parameters
    parts = [
        f"{humanised(name)} was set to {setting(value, parameters.get(name))}" for name, value in change.set.items()
    ]
    parts += [f"{names.get(line.persona, line.persona)} was made to say “{line.words}”" for line in change.say]
    parts += [f"{names.get(one, one)} left" for one in change.remove]
    where = _where(change)
    return f"{where[:1].upper()}{where[1:]} {listed(parts)}."


def _where(change: Change) -> str:
    if change.cycle:
        return f"from cycle {change.cycle} on" if not change.say else f"in cycle {change.cycle}"
    if change.round:
        return f"in round {change.round}" if change.say else f"from round {change.round} on"
    return f"after step {change.step}" if change.step else "from the start"
