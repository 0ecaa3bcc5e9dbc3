"""The question that the report answers: as it was asked, else as the document or the conversation puts it."""

from __future__ import annotations

import re

from sobremesa.nodes.synthesis.evidence import Evidence

_ASKED = re.compile(r"[^.!?\n]*\?")
LONGEST = 200
UNASKED = {
    "mechanics": "What happens?",
    "social": "How does each of them react?",
    "hybrid": "What happens, and what do they make of it?",
    "none": "Nothing to simulate",
}


def question(evidence: Evidence) -> str:
    """One line. A scenario that asks something is quoted; a command or a mere description is not turned into one."""
    if evidence.route.mode == "none":
        return UNASKED["none"]
    asked = " ".join(" ".join(match.split()) for match in _ASKED.findall(evidence.request.scenario))
    if 0 < len(asked) <= LONGEST:
        return asked
    if evidence.no_model is not None and len(evidence.request.scenario) <= LONGEST:
        return " ".join(evidence.request.scenario.split())
    if evidence.document is not None and evidence.document.experiment.question:
        return evidence.document.experiment.question
    return UNASKED[evidence.route.mode]
