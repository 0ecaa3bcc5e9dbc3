"""What is scored of a reading, as LangSmith's evaluators: each takes what came out and what was expected, as data.

Where something does not apply (no number is marked, no answer is known) an evaluator gives no result.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from evals.numbers import recovered
from evals.outcome import PROCESS, Outcome
from evals.running import gates_of, headline_of
from evals.scenario import Scenario
from evals.waiting import answer_of, loads_of
from sobremesa.nodes.trial import COMPILE

Given = Mapping[str, Any]
Results = list[dict[str, Any]]
Evaluator = Callable[[Given, Given], dict[str, Results]]
Scored = Callable[[Outcome, Scenario], Results]


def evaluator(scored: Scored) -> Evaluator:
    """The same of plain data, under the names that LangSmith knows."""

    @wraps(scored)
    def of(outputs: Given, reference_outputs: Given) -> dict[str, Results]:
        return {"results": scored(Outcome.model_validate(outputs), Scenario.model_validate(reference_outputs))}

    # LangSmith asks a function for the names of its arguments, and must not find those of the wrapped one.
    del of.__wrapped__
    return of


def result(key: str, score: float | None, comment: str = "") -> dict[str, Any]:
    """One score, with what to say about it."""
    return {"key": key, "score": score, "comment": comment}


@evaluator
def routing(outcome: Outcome, scenario: Scenario) -> Results:
    """Whether the kind of simulation is the right one."""
    return [result("routing", float(outcome.mode == scenario.mode), outcome.mode)]


@evaluator
def compiling(outcome: Outcome, scenario: Scenario) -> Results:
    """Whether there is a model that checks, of whoever was asked for it: at once, and after repairs."""
    if not scenario.compiles:
        return []
    there = outcome.document is not None and (outcome.by == "model" or not outcome.calls)
    why = "; ".join(outcome.missing) or ("" if there else f"by the {outcome.by}")
    return [
        result("executable", float(there and outcome.answers <= 1), why),
        result("repaired", float(there), why),
    ]


@evaluator
def stating(outcome: Outcome, scenario: Scenario) -> Results:
    """How many of the numbers that the text states are in the model, and how many that are called stated are right."""
    document = outcome.model
    if document is None or not scenario.compiles:
        return []
    found = recovered(scenario, document)
    return [
        result("recall", found.recall, "; ".join(found.lost)),
        result("precision", found.precision, "; ".join(found.unsaid)),
        result("marked", float(found.marked)),
        result("claimed", float(found.claimed)),
    ]


@evaluator
def gating(outcome: Outcome, scenario: Scenario) -> Results:
    """Whether the model passes its gates, as it stands."""
    document = outcome.model
    if document is None or not scenario.compiles:
        return []
    gates = [gate for gate in gates_of(document, scenario.text) if gate.outcome != "not applicable"]
    failed = [gate.code for gate in gates if gate.failed and not gate.doubt]
    return [
        result("gates", float(not failed), "; ".join(dict.fromkeys(failed))),
        result("gates_tried", float(len(gates))),
    ]


@evaluator
def knowing(outcome: Outcome, scenario: Scenario) -> Results:
    """Whether the answer that is known comes out; and the headline, where readings are compared."""
    document = outcome.model
    if document is None or (scenario.known is None and not scenario.compared):
        return []
    figure = headline_of(document)
    told = "missing" if math.isnan(figure) else f"{figure:.6g}"
    headline = result("headline", None if math.isnan(figure) else figure, document.experiment.headline.measure)
    if scenario.known is None:
        return [headline]
    hit = not math.isnan(figure) and scenario.known.hit_by(figure)
    return [headline, result("known", float(hit), told)]


@evaluator
def processing(outcome: Outcome, scenario: Scenario) -> Results:
    """Of a question about waiting: whether there is a process that checks, and its numbers.

    That there was none under another prompt, when there was no language for processes, says nothing about them.
    """
    document = outcome.process
    if scenario.engine != PROCESS or (document is None and COMPILE in outcome.reworded):
        return []
    if document is None:
        return [result("process", 0.0, "; ".join(outcome.missing))]
    found = recovered(scenario, document)
    return [
        result("process", float(outcome.by == "model" or not outcome.calls), f"by the {outcome.by}"),
        result("process_recall", found.recall, "; ".join(found.lost)),
        result("process_precision", found.precision, "; ".join(found.unsaid)),
    ]


@evaluator
def waiting(outcome: Outcome, scenario: Scenario) -> Results:
    """Of a process whether its load is what the text makes it, and whether what theory says comes out when it runs."""
    document = outcome.process
    if scenario.engine != PROCESS or document is None:
        return []
    told = []
    if scenario.load is not None:
        (busiest, *_) = sorted((one.rho or 0.0 for one in loads_of(document)), reverse=True)
        told.append(result("load", float(math.isclose(busiest, scenario.load, rel_tol=0.01)), f"{busiest:.4g}"))
    answer = answer_of(document)
    if answer.theory is not None:
        told.append(result("theory", float(answer.is_right), f"{answer.mean:.4g}, by theory {answer.theory:.4g}"))
    elif scenario.known is not None:
        told.append(result("theory", float(scenario.known.hit_by(answer.mean)), f"{answer.mean:.4g}"))
    return told


@evaluator
def costing(outcome: Outcome, scenario: Scenario) -> Results:
    """What it took: calls and tokens; and whether its prompts have changed since it was recorded."""
    return [
        result("calls", float(outcome.calls)),
        result("prompt_tokens", float(outcome.prompt_tokens)),
        result("completion_tokens", float(outcome.completion_tokens)),
        result("reworded", float(bool(outcome.reworded)), "; ".join(outcome.reworded)),
    ]


QUICK = (routing, compiling, stating, processing, costing)
"""Those for which nothing runs."""
ALL = (*QUICK, gating, knowing, waiting)
