"""One of two runs that are compared: its state, read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sobremesa.nodes.changes import Change, changes_of
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import Decision
from sobremesa.nodes.interpreter import Casting
from sobremesa.nodes.models import load_program
from sobremesa.nodes.talks import EXCHANGED, is_replay
from sobremesa.personas.utterance import Turn

if TYPE_CHECKING:
    from sobremesa.mechanics.documents import AnyProgram
    from sobremesa.mechanics.ensemble import Ensemble
    from sobremesa.nodes.state import ScenarioState
    from sobremesa.store.artifacts import ArtifactStore


@dataclass(frozen=True, slots=True)
class Side:
    """A run called `name`. `turns` and `decisions` are of its talks, without those that only test one of them."""

    name: str
    values: Mapping[str, Any]
    request: Request
    mode: str
    changes: tuple[Change, ...]
    people: Mapping[str, str]
    turns: Sequence[Turn]
    decisions: Sequence[Decision]
    program: AnyProgram | None
    ensemble: Ensemble | None

    @property
    def spoken(self) -> dict[tuple[str, int, int, str], Turn]:
        """The turns by their keys."""
        return {turn.key: turn for turn in self.turns}


def side_of(name: str, values: Mapping[str, Any], artifacts: ArtifactStore) -> Side:
    """A run from its state. Raises ArtifactMissingError where the store has lost something of it."""
    from sobremesa.mechanics.ensemble import Ensemble

    document, ensemble = values.get("document"), (values.get("ensemble") or {}).get("sha256")
    casting = Casting.model_validate(values["casting"]) if values.get("casting") else None
    decisions = (Decision.model_validate(one) for one in values.get("decisions") or ())
    turns = (Turn.model_validate(turn) for turn in values.get("rounds") or ())
    return Side(
        name=name,
        values=values,
        request=Request.model_validate(values["request"]),
        mode=str((values.get("route") or {}).get("mode")),
        changes=changes_of(cast("ScenarioState", values)),
        people={persona.id: persona.public.name for persona in casting.personas} if casting else {},
        turns=tuple(turn for turn in turns if _is_compared(turn.arm)),
        decisions=tuple(one for one in decisions if _is_compared(one.arm)),
        program=None if document is None else load_program(artifacts, document),
        ensemble=None if ensemble is None else Ensemble.from_bytes(artifacts.get(ensemble)),
    )


def _is_compared(arm: str) -> bool:
    """Whether a talk is one of the run's own: not held again without somebody, nor with everyone in another's place."""
    return not (is_replay(arm) or arm.endswith(EXCHANGED))
