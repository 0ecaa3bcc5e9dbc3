"""The services of a run, as the operator's settings ask for them: with a language model, or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sobremesa.nodes.context import Services

if TYPE_CHECKING:
    from sobremesa.nodes.settings import Settings


def build_services(settings: Settings, thread_id: str) -> Services:
    """Services for one thread. With a key a language model reads and speaks, else library and rehearsal.

    Every call of a language model is journaled under `thread_id`, so that a resumed run repeats none.
    """
    from sobremesa.mechanics.mesa_engine import MesaEngine
    from sobremesa.nodes.library_interpreter import LibraryInterpreter
    from sobremesa.personas.rehearsal import RehearsalSpeaker

    from sobremesa.store.files import FileArtifactStore

    artifacts = FileArtifactStore(settings.home / "artifacts")
    return Services(artifacts, MesaEngine(), LibraryInterpreter(), RehearsalSpeaker())
