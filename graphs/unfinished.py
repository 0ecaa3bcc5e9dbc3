"""What can be said of a run that has not reached its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.contract import Result, Status
from sobremesa.nodes.report import Spending
from sobremesa.nodes.result import fitting
from sobremesa.store.runs import RunRecord

SENTENCES: Mapping[str, tuple[Status, str]] = {
    "running": ("running", "This run is still at work."),
    "interrupted": ("interrupted", "This run was interrupted before its end; nothing that was finished is lost."),
    "failed": ("failed", "This run ended with an error; nothing that was finished is lost."),
}


def unfinished(values: Mapping[str, Any], record: RunRecord) -> Result:
    """The result of a run without a report; `values` is its state so far, empty if there is none."""
    status, sentence = SENTENCES.get(record.status, SENTENCES["interrupted"])
    told = f"{sentence} {record.error}" if record.error else sentence
    again = None if status == "running" else f"sobremesa resume {record.thread_id}"
    return Result(
        status=status,
        thread_id=record.thread_id,
        mode=(values.get("route") or {}).get("mode"),
        answer=fitting(told if again is None else f"{told} To go on from there: {again}"),
        findings=tuple(Finding.model_validate(finding) for finding in values.get("findings") or ()),
        cost=Spending.model_validate(values.get("spend") or {}),
        next_steps=() if again is None else (again,),
    )
