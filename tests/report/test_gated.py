"""The table of gates: failures first, what does not apply left out."""

from __future__ import annotations

from sobremesa.mechanics.gates.gate import Gate
from sobremesa.nodes.report import Report
from sobremesa.report.gated import TITLE
from sobremesa.report.html import render as as_page
from sobremesa.report.markdown import render


def gate(code: str, outcome: str, *, doubt: bool = False) -> Gate:
    found = {"code": code, "family": "trap", "outcome": outcome, "sentence": f"About {code}.", "doubt": doubt}
    return Gate.model_validate(found)


def test_gates_stand_in_the_report() -> None:
    gates = (gate("a", "passed"), gate("b", "not applicable"), gate("c", "failed"), gate("d", "failed", doubt=True))
    report = Report(scenario="What if?", question="What if?", mode="mechanics", answer=(), gates=gates)
    text = render(report)
    assert TITLE in text
    assert text.index("About c.") < text.index("About d.") < text.index("About a.")
    assert "doubtful" in text
    assert "About b." not in text
    assert "About c." in as_page(report)
    assert TITLE not in render(report.model_copy(update={"gates": ()}))
