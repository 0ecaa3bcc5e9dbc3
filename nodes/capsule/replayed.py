"""What came of playing a recorded run again: the same to the byte, or what differs first, and why that may be."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from sobremesa.nodes.capsule.capsule import Capsule, WrittenBy
from sobremesa.nodes.capsule.difference import Difference, difference
from sobremesa.nodes.capsule.events import Event, events
from sobremesa.nodes.contract import Result
from sobremesa.nodes.gateway.recorded import Recorded
from sobremesa.personas.english import capitalised

NAMES = ("the recorded run", "this one")


class Replayed(BaseModel):
    """A recorded run, played again.

    `same`: the report's bytes are those that were recorded; else `difference` tells what differs first. `reworded` of
    the `calls` were answered although their prompts have changed; `unasked` recorded calls were not made. `prompts`
    names the prompt files that have changed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    same: bool
    recorded_sha256: str
    sha256: str
    calls: int
    reworded: int
    unasked: int
    prompts: tuple[str, ...]
    difference: Difference
    written_by: WrittenBy
    here: WrittenBy
    result: Result

    @property
    def text(self) -> str:
        """All of it in a paragraph."""
        return " ".join(_sentences(self))


def compared(capsule: Capsule, again: Capsule, recorded: Recorded, result: Result) -> Replayed:
    """A capsule beside the capsule of the same run, played again."""
    return Replayed(
        same=capsule.report == again.report,
        recorded_sha256=capsule.report_sha256,
        sha256=again.report_sha256,
        calls=recorded.asked,
        reworded=len(recorded.reworded),
        unasked=len(recorded.unasked),
        prompts=_changed(capsule, again) if capsule.calls else (),
        difference=difference(_outcomes(capsule), _outcomes(again), NAMES),
        written_by=capsule.written_by,
        here=again.written_by,
        result=result,
    )


def _outcomes(capsule: Capsule) -> list[Event]:
    """What prompts brought about, without the prompts, which may have been edited since."""
    return [event for event in events(capsule) if event.kind != "prompt"]


def _changed(capsule: Capsule, again: Capsule) -> tuple[str, ...]:
    names = sorted({*capsule.prompts, *again.prompts})
    return tuple(name for name in names if capsule.prompts.get(name) != again.prompts.get(name))


def _sentences(replayed: Replayed) -> Iterator[str]:
    if replayed.same:
        yield f"The report is the same to the byte (SHA-256 {replayed.sha256[:12]}…)."
    elif replayed.difference.same:
        yield "The report holds the same in other bytes: it is written otherwise, or in another order."
    else:
        yield f"The report is not the same. {capitalised(replayed.difference.text)}"
    if replayed.calls:
        asked = "The 1 call of a language model was" if replayed.calls == 1 else f"All {replayed.calls} calls were"
        yield f"{asked} answered from the recording."
    if replayed.reworded:
        files = f" (in the files: {', '.join(replayed.prompts)})" if replayed.prompts else ""
        yield f"{replayed.reworded} of them had other prompts when they were recorded{files}."
    if replayed.unasked:
        count = "1 recorded call was" if replayed.unasked == 1 else f"{replayed.unasked} recorded calls were"
        yield f"{count} not made."
    if replayed.written_by != replayed.here:
        yield f"It was recorded by {replayed.written_by}; this is {replayed.here}."
