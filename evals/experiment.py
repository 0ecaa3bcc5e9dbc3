"""The scenarios as a LangSmith dataset, and readings of them as an experiment: offline, or uploaded where asked for.

Offline nothing leaves the machine: results stay here, and the client samples no trace of what runs inside.
"""

from __future__ import annotations

import uuid
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from evals.evaluators import Evaluator
from evals.outcome import Outcome
from evals.scenario import Line, Scenario
from sobremesa.errors import SobremesaError

if TYPE_CHECKING:
    from langsmith import Client
    from langsmith.schemas import Example

DATASET = "sobremesa scenarios"
SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "sobremesa/evals")
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


class EvaluationError(SobremesaError, RuntimeError):
    """A reading or an evaluator broke: there is no score to be told."""


Reader = Callable[[Scenario], Outcome]


class Score(Line):
    """One figure about a reading, with what is to be said about it. None: it does not apply."""

    score: float | None
    comment: str = ""


Scores = dict[str, dict[str, Score]]
"""By scenario, then by what is scored."""


def examples(wanted: Iterable[Scenario]) -> list[Example]:
    """The scenarios as examples: the text goes in, and what is expected comes out."""
    from langsmith.schemas import Example

    return [
        Example(
            id=uuid.uuid5(SPACE, one.id),
            dataset_id=SPACE,
            inputs={"id": one.id, "text": one.text},
            outputs=one.model_dump(mode="json"),
            created_at=EPOCH,
        )
        for one in wanted
    ]


def offline() -> Client:
    """A client that sends nothing."""
    from langsmith import Client

    return Client(api_key="offline", tracing_sampling_rate=0.0, info={"version": "offline"})


def scored(wanted: Sequence[Scenario], read: Reader, evaluators: Sequence[Evaluator]) -> Scores:
    """What the evaluators say of readings, without a network."""
    return _evaluated(examples(wanted), wanted, read, evaluators, client=offline(), upload_results=False)


def uploaded(wanted: Sequence[Scenario], read: Reader, evaluators: Sequence[Evaluator], name: str) -> Scores:
    """The same as an experiment of this name in LangSmith (LANGSMITH_API_KEY), on the dataset of these scenarios.

    The dataset is made where it is not there; examples that it holds already stay as they are.
    """
    from langsmith import Client

    client = Client()
    if not client.has_dataset(dataset_name=DATASET):
        client.create_dataset(DATASET, description="Scenarios in plain words, and what is expected of their models.")
    there = {(example.inputs or {}).get("id") for example in client.list_examples(dataset_name=DATASET)}
    new = [one for one in wanted if one.id not in there]
    if new:
        client.create_examples(
            dataset_name=DATASET,
            examples=[
                {"inputs": {"id": one.id, "text": one.text}, "reference_outputs": one.model_dump(mode="json")}
                for one in new
            ],
        )
    of_ids = {one.id for one in wanted}
    data = [
        example for example in client.list_examples(dataset_name=DATASET) if (example.inputs or {}).get("id") in of_ids
    ]
    return _evaluated(data, wanted, read, evaluators, client=client, upload_results=True, experiment_prefix=name)


def _evaluated(
    data: list[Example], wanted: Sequence[Scenario], read: Reader, evaluators: Sequence[Evaluator], **options: Any
) -> Scores:
    from langsmith import evaluate

    by_id = {one.id: one for one in wanted}

    def target(inputs: Mapping[str, Any]) -> dict[str, Any]:
        return read(by_id[inputs["id"]]).model_dump(mode="json")

    with warnings.catch_warnings():
        # `upload_results=False` is called beta by LangSmith, once.
        warnings.filterwarnings("ignore", message=".*upload_results.*")
        rows = list(evaluate(target, data=data, evaluators=list(evaluators), error_handling="log", **options))
    return {_id(row): _scores(row) for row in rows}


def _id(row: Any) -> str:
    return str(row["example"].inputs["id"])


def _scores(row: Any) -> dict[str, Score]:
    """The scores of a row. Raises EvaluationError where something else did: that is no score."""
    if row["run"].error:
        raise EvaluationError(f"{_id(row)}: {row['run'].error}")
    found = {}
    for result in row["evaluation_results"]["results"]:
        if (result.extra or {}).get("error"):
            raise EvaluationError(f"{_id(row)}, {result.key}: {result.comment}")
        score = None if result.score is None else float(result.score)
        found[result.key] = Score(score=score, comment=result.comment or "")
    return found
