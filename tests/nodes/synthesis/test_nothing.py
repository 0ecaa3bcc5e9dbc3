"""What is said where there is no answer."""

from __future__ import annotations

from dataclasses import replace

from handmade_runs import unmodelled
from sobremesa.nodes.interpreter import NoModel
from sobremesa.nodes.synthesize import plain_prose, report_of

WHY = "people must lie between 3 and 1000, not at 70000."


def test_a_value_beyond_a_fitting_model_is_the_answer_itself() -> None:
    no_model = NoModel(understood=("people",), missing=(WHY,), advice=("Ask for fewer.",), but=WHY)
    evidence = replace(unmodelled(), no_model=no_model)
    (sentence,) = report_of(evidence, plain_prose(evidence)).answer
    assert sentence.text.endswith(WHY)
    assert sentence.evidence == ("refusal",)


def test_without_a_fitting_model_none_is_spoken_of() -> None:
    (sentence,) = plain_prose(unmodelled()).answer
    assert "no model" in sentence.text
