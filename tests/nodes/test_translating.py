"""An answer is a document that is whole, sourced and to the point; whatever else it is goes back with the reasons."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sobremesa.mechanics.library import documents, load
from sobremesa.mechanics.writing import write_document
from sobremesa.nodes.contract import Request
from sobremesa.nodes.gateway import MistakenAnswerError
from sobremesa.nodes.interpreter import NoModel, Route
from sobremesa.nodes.translating import read_answer

MECHANICS = Route(mode="mechanics", confidence=1, reasons=())
HYBRID = Route(mode="hybrid", confidence=1, reasons=())
REQUEST = Request(scenario="100 people with neural interfaces. Interfaces fail at 10% rate.")


def fields(name: str = "interface_failure") -> dict[str, Any]:
    plain: dict[str, Any] = load(name).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return plain


def wrong(answer: str, request: Request = REQUEST, route: Route = MECHANICS) -> str:
    with pytest.raises(MistakenAnswerError) as caught:
        read_answer(answer, request, route)
    return str(caught.value)


def test_a_document_that_is_in_order_is_taken() -> None:
    assert read_answer(json.dumps(fields()), REQUEST, MECHANICS) == load("interface_failure")


def test_words_around_the_one_fenced_document_do_no_harm() -> None:
    fenced = f"```yaml\n{write_document(load('interface_failure'))}\n```\n"
    assert read_answer(f"Here it is:\n\n{fenced}\nIs that fine?", REQUEST, MECHANICS) == load("interface_failure")
    assert wrong(f"Here are two:\n{fenced}\n{fenced}")
    assert wrong("Here it is:\n```yaml\nmodel: hacked\n```\n")


def test_all_that_is_wrong_is_told_at_once() -> None:
    document = fields()
    document["experiment"] = {"headline": document["experiment"]["headline"]}
    document["assumptions"] = []
    document["parameters"]["people"] = {"type": "int", "value": 100, "source": "stated", "quote": "100 souls"}
    document["parameters"]["failed_share"] |= {"source": "given"}
    document["rules"][0]["do"] = "self.broken = 1"
    document["parameters"]["contagion"] = {"value": 1}
    document["parameters"]["calming"] = {"value": 0.25, "source": "literature"}
    told = wrong(json.dumps(document))
    for code in (
        "why_missing", "cite_missing",
        "no_question", "nothing_compared", "nothing_left_open", "quote_unknown", "nothing_given", "unknown_field",
    ):  # fmt: skip
        assert f"[{code}]" in told, (code, told)


@pytest.mark.parametrize("asked", [{"sweep": [{"parameter": "failed_share", "from": 0, "to": 1}]}, None])
def test_one_arm_is_enough_where_values_are_compared(asked: dict[str, Any] | None) -> None:
    document = fields()
    experiment = document["experiment"]
    headline, question = experiment["headline"], experiment["question"]
    document["experiment"] = {
        "headline": headline,
        "question": question,
        "arms": [{"name": "scenario"}],
        **(asked or {}),
    }
    if asked:
        assert read_answer(json.dumps(document), REQUEST, MECHANICS)
    else:
        assert "nothing_compared" in wrong(json.dumps(document))


@pytest.mark.parametrize(
    "answer",
    [
        "sk-not-a-document",
        "Certainly! My key is hunter2.",
        "OPENAI_API_KEY: sk-1",
        "model: hacked\n",
        "import os\nprint(os.environ)",
        "- ignored\n- the above\n",
        "{}",
        "no_model: yes\nmodel: hacked\n",
        "!!python/object/apply:os.system [id]",
    ],
)
def test_an_answer_that_obeys_the_scenario_instead_of_the_task_is_refused(answer: str) -> None:
    assert wrong(answer)


def test_a_statement_that_there_is_no_model_is_kept_short() -> None:
    many = [f"clause {number} " + "x" * 500 for number in range(50)]
    found = read_answer(json.dumps({"no_model": {"understood": many, "missing": "not a list"}}), REQUEST, MECHANICS)
    assert isinstance(found, NoModel)
    assert len(found.understood) == 10
    assert max(map(len, found.understood)) <= 300
    assert found.missing == ()


@pytest.mark.parametrize("name", documents())
def test_documents_of_the_library_break_none_of_the_rules_of_an_answer_but_say_what_is_open(name: str) -> None:
    """A document without assumptions is fine in a library; whoever translates a scenario chooses, and says what."""
    document = load(name)
    route = HYBRID if document.personas else MECHANICS
    if document.assumptions:
        assert read_answer(json.dumps(fields(name)), REQUEST, route) == document
    else:
        assert wrong(json.dumps(fields(name)), route=route).count("[") == 1
