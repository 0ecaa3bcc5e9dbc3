"""From a finished thread to the capsule of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sobremesa.errors import BadRequestError
from sobremesa.nodes.capsule.capsule import Capsule, RecordedCall, Services
from sobremesa.nodes.capsule.written_by import this_program
from sobremesa.nodes.contract import Request
from sobremesa.nodes.forking.fork import Fork
from sobremesa.nodes.reply import replies_of
from sobremesa.nodes.report import Report
from sobremesa.personas.prompting import prompt_files

if TYPE_CHECKING:
    from sobremesa.store.artifacts import ArtifactStore
    from sobremesa.store.journal import Entry, Key, Unanswered

PROMPTS = ("sobremesa.nodes", "sobremesa.personas")


def capsule_of(
    values: Mapping[str, Any],
    thread_id: str,
    calls: Sequence[tuple[Key, Entry | Unanswered]],
    artifacts: ArtifactStore,
    forks: Sequence[Fork] = (),
    before: Sequence[tuple[Key, Entry | Unanswered]] = (),
) -> Capsule:
    """The capsule of a thread's state and its calls; of a changed fork with how it came about, and the calls before it.

    Raises BadRequestError where the run has not come to its end.
    """
    if not values.get("report"):
        raise BadRequestError(f"Run {thread_id} has no report yet; to go on with it: sobremesa resume {thread_id}")
    own = [RecordedCall.of(key, outcome) for key, outcome in calls]
    known = {call.place for call in own}
    earlier = {call.place: call for call in (RecordedCall.of(*one) for one in before) if call.place not in known}
    report, document = Report.model_validate(values["report"]), values.get("document")
    return Capsule(
        written_by=this_program(),
        services=Services.model_validate(values["services"]),
        prompts=prompt_files(*PROMPTS),
        spending=report.spending,
        artifacts=dict(_computed(values)),
        request=Request.model_validate(values["request"]),
        replies=replies_of(values.get("replies") or (), artifacts),
        document=artifacts.get(document).decode() if document is not None else None,
        forks=tuple(forks),
        before=tuple(earlier.values()),
        calls=tuple(own),
        report=report_text(report),
    )


def report_text(report: Report) -> str:
    """The report as JSON: the bytes whose hash a replay is held to."""
    return report.model_dump_json(indent=2) + "\n"


def _computed(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the run left in the store of artifacts, by name."""
    ensemble = (values.get("ensemble") or {}).get("sha256")
    named = {name: values.get(name) for name in ("document", "pictures", "exploration")}
    forms = [form for form in values.get("forms") or () if form["document"] is not None]
    named |= {f"form {form['name']}": form["document"] for form in forms}
    for contrast in values.get("contrasts") or ():
        named[f"ensemble of form {contrast['contrast']['form']}"] = contrast["ensemble"]["sha256"]
    lived = {f"snapshot of {arm}": sha256 for arm, sha256 in (values.get("snapshots") or {}).items()}
    for name, sha256 in {**named, "ensemble": ensemble, **lived}.items():
        if sha256 is not None:
            yield name, sha256
