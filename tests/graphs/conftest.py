"""Small doubles of what the graph works with: they compute, quickly and the same every time."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from nursery import Nursery, begun
from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.document import Arm, ModelDocument
from sobremesa.mechanics.engine import LeverValue, Pause, Series, Snapshot, unpaused
from sobremesa.mechanics.ir import Program
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Casting, Formed, NoForm, NoModel, Route, Taken, Translation
from sobremesa.nodes.settings import Settings
from sobremesa.personas.card import Persona, PublicSide
from sobremesa.personas.speaker import Confided, Perception, SpeakerFailedError
from sobremesa.personas.utterance import SelfReport, Utterance
from sobremesa.store.files import FileArtifactStore


class Counting:
    """Counts what was asked of it."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()


class ScriptedInterpreter(Counting):
    """Says what it was told to say."""

    name = "scripted"

    def __init__(self, mode: str, translation: Translation | NoModel | None = None, cast: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.mode = mode
        self.translation = translation
        self.revision: Translation | NoModel | None = None
        self.revised: tuple[ModelDocument, str] | None = None
        self.cast_names = cast
        self.forms: tuple[Formed, ...] = ()
        self.taken: tuple[Taken, ...] = ()

    async def classify(self, request: Request) -> Route:
        self.calls["classify"] += 1
        return Route.model_validate({"mode": self.mode, "confidence": 1.0, "reasons": ("as the test says",)})

    async def compile(self, request: Request, route: Route) -> Translation | NoModel:
        self.calls["compile"] += 1
        assert self.translation is not None
        return self.translation

    async def revise(
        self, request: Request, route: Route, document: ModelDocument, words: str
    ) -> Translation | NoModel:
        self.calls["revise"] += 1
        self.revised = document, words
        assert self.revision is not None
        return self.revision

    async def mend(
        self, request: Request, route: Route, document: ModelDocument, problems: str, repairs: int
    ) -> Translation | NoModel:
        self.calls["mend"] += 1
        return NoModel(understood=(), missing=(), advice=())

    async def another(self, request: Request, route: Route, taken: Sequence[Taken]) -> Formed | NoForm:
        self.calls["another"] += 1
        self.taken = tuple(taken)
        return self.forms[len(taken) - 1] if len(taken) <= len(self.forms) else NoForm(why="There is no other.")

    async def cast(self, request: Request, route: Route, document: ModelDocument | None) -> Casting:
        self.calls["cast"] += 1
        names = tuple(document.personas) if document is not None else self.cast_names
        people = tuple(Persona(id=name, public=PublicSide(name=name.title(), role=f"the {name}")) for name in names)
        return Casting(personas=people, scene="a long table", question="it should be done")


class HashingSpeaker(Counting):
    """Says something that depends on all that it perceives, so that any difference shows in every later turn."""

    name = "hashing"

    def __init__(self, mute: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.mute = mute

    async def speak(self, persona: Persona, perception: Perception) -> Utterance:
        self.calls[perception.address] += 1
        if persona.id in self.mute:
            raise SpeakerFailedError("The model declined.")
        digest = hashlib.sha256(perception.model_dump_json().encode()).digest()
        stance = digest[0] / 127.5 - 1
        report = SelfReport(
            emotion="calm", valence=0.0, arousal=0.5, stance=stance, confidence=0.5, intention="to go on"
        )
        return Utterance(persona=persona.id, thought="", speech=f"I say {digest.hex()[:16]}.", report=report)

    async def confide(self, persona: Persona, perception: Perception) -> Confided:
        self.calls[f"private {perception.address}"] += 1
        if persona.id in self.mute:
            raise SpeakerFailedError("The model declined.")
        digest = hashlib.sha256(perception.model_dump_json().encode()).hexdigest()
        return Confided(answer=f"I think {digest[:16]}.", stance=0.0, confidence=0.5)

    async def note(self, persona: Persona, perception: Perception) -> str:
        self.calls[f"note {perception.address}"] += 1
        if persona.id in self.mute:
            raise SpeakerFailedError("The model declined.")
        return f"I heard {hashlib.sha256(perception.model_dump_json().encode()).hexdigest()[:16]}."


class DriftingEngine:
    """Every measure goes up by a parameter's value each step, and by the replicate's number at the start."""

    name = "drifting"

    def batch(self, program: Program, arm: Arm) -> int:
        return 5

    def start(
        self, program: Program, arm: Arm, seed: int, replicates: Sequence[int], *, pause: Pause = unpaused
    ) -> Snapshot:
        values = arm_parameters(program, arm)
        columns: dict[str, NDArray[np.generic]] = {
            "at": np.array(replicates, dtype=np.float64),
            **{name: np.array([value], dtype=np.float64) for name, value in values.items()},
        }
        sha256 = program.document.sha256
        return Snapshot(sha256, self.name, seed, arm, tuple(replicates), 0, columns, (False,) * len(replicates))

    def advance(
        self,
        program: Program,
        snapshot: Snapshot,
        steps: int,
        levers: Sequence[LeverValue] = (),
        *,
        pause: Pause = unpaused,
    ) -> tuple[Snapshot, Series]:
        columns = dict(snapshot.columns)
        for lever in levers:
            columns[lever.moves] = np.array([lever.value])
        moved = next(lever.moves for lever in program.levers) if program.levers else next(iter(program.parameters))
        pace = float(columns[moved][0])
        track = columns["at"][:, None].astype(np.float64) + pace * np.arange(steps + 1)
        columns["at"] = track[:, -1]
        later = replace(snapshot, step=snapshot.step + steps, columns=columns, levers=tuple(levers))
        return later, Series(snapshot.step, snapshot.replicates, {m.name: track for m in program.measures})


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """A process that begins others."""
    with begun() as nursery:
        yield nursery


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings without a language model, with a home of their own."""
    return Settings(home=tmp_path / "home")


@pytest.fixture
def social(settings: Settings) -> Services:
    """Three people who talk."""
    return Services(
        artifacts=FileArtifactStore(settings.home / "artifacts"),
        engine=DriftingEngine(),
        interpreter=ScriptedInterpreter("social", cast=("ana", "bo", "cyd")),
        speaker=HashingSpeaker(),
    )
