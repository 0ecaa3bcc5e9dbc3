"""What is said of a run that was played again."""

from __future__ import annotations

import json

from sobremesa.nodes.capsule.capsule import Capsule
from sobremesa.nodes.capsule.replayed import Replayed, compared
from sobremesa.nodes.contract import Result
from sobremesa.nodes.gateway.recorded import Recorded

RESULT = Result(status="done", thread_id="again", mode="social", answer="They agree.")


def played(capsule: Capsule, again: Capsule) -> Replayed:
    return compared(capsule, again, Recorded(()), RESULT)


def test_what_is_the_same_to_the_byte_is_said_to_be(capsule: Capsule) -> None:
    found = played(capsule, capsule)
    assert found.same
    assert found.text.startswith("The report is the same to the byte")


def test_a_report_that_is_only_written_otherwise_is_not_said_to_differ_and_be_the_same(capsule: Capsule) -> None:
    report = json.dumps(json.loads(capsule.report), indent=4)
    found = played(capsule, capsule.model_copy(update={"report": report}))
    assert (found.same, found.difference.same) == (False, True)
    assert found.text.startswith("The report holds the same in other bytes")
    assert "are the same" not in found.text


def test_what_differs_first_is_told(capsule: Capsule) -> None:
    report = json.dumps({**json.loads(capsule.report), "seed": 12345})
    found = played(capsule, capsule.model_copy(update={"report": report}))
    assert not found.difference.same
    assert found.text.startswith("The report is not the same. The recorded run and this one part at the report's seed")
