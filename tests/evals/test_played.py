"""Recorded answers are read again as they were then: repaired, fallen back from, and under prompts reworded since."""

import json

import pytest
from evals.outcome import played
from evals.scenario import scenarios

from sobremesa.mechanics.library import load
from sobremesa.mechanics.writing import write_document
from sobremesa.nodes.gateway.recorded import NotRecordedError
from sobremesa.nodes.trial import Attempt

P01 = scenarios()["P01"]
ROUTED = json.dumps({"mode": "mechanics", "confidence": 1, "reasons": ["many"], "phrases": []})
GOOD = write_document(load("interface_failure"))
BAD = GOOD.replace("self.frustration", "self.frustation", 1)


def attempts(*answers: str) -> list[Attempt]:
    """A route, and then these answers to what was asked for the document, by prompts that nobody knows any more."""
    told = [("classify", 1, ROUTED), *(("compile", number, answer) for number, answer in enumerate(answers, 1))]
    return [
        Attempt.model_validate(
            {
                "scenario": P01.id,
                "node": node,
                "attempt": number,
                "model": "m",
                "prompt": f"{node} {number}",
                "answer": answer,
                "prompt_tokens": 100,
                "completion_tokens": 10,
            }
        )
        for node, number, answer in told
    ]


def test_a_model_is_read_from_the_answer_that_could_be_used() -> None:
    outcome = played(P01, attempts(BAD, GOOD))
    assert (outcome.mode, outcome.by, outcome.answers, outcome.calls) == ("mechanics", "model", 2, 3)
    assert outcome.model == load("interface_failure")
    assert (outcome.prompt_tokens, outcome.completion_tokens) == (300, 30)
    assert outcome.reworded == ("classify", "compile")


def test_a_library_model_that_stepped_in_is_told_from_one_that_was_written() -> None:
    outcome = played(P01, attempts(BAD, BAD.replace("\n", "\n\n", 1), BAD + "\n"))
    assert outcome.by == "library"
    assert outcome.answers == 3


def test_a_document_that_is_no_longer_taken_is_no_model() -> None:
    outcome = played(P01, attempts(BAD))
    assert (outcome.mode, outcome.document, outcome.calls) == ("mechanics", None, 2)
    assert "sent back today" in outcome.missing[0]


def test_what_was_not_answered_at_all_is_no_outcome() -> None:
    with pytest.raises(NotRecordedError):
        played(P01, [])
