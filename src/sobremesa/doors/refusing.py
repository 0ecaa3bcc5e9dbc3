"""An error as a result: which kind it is, and what to change."""

from __future__ import annotations

from sobremesa.errors import BadRequestError, SobremesaError
from sobremesa.graphs.jobs import KeyReusedError, QueueFullError
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.limits import RanTooLongError, TooLargeError
from sobremesa.nodes.contract import Problem, ProblemKind, Result
from sobremesa.nodes.gateway.failure import LanguageModelError
from sobremesa.nodes.gateway.local import LocalModelError
from sobremesa.nodes.result import fitting
from sobremesa.store.runs import LeaseLostError, ThreadBusyError, ThreadNotFoundError

NOBODY = "No request can change this: it is for whoever runs Sobremesa."
KINDS: tuple[tuple[type[BaseException], ProblemKind, str], ...] = (
    (KeyReusedError, "key_reused", "Take another idempotency_key, or send the request that came with this one first."),
    (BadRequestError, "bad_request", "Change what the message names, and call again."),
    (DocumentError, "bad_document", "Mend what is listed in the document, and call again."),
    (ThreadNotFoundError, "not_found", "Give the thread_id of an earlier result, or simulate anew."),
    (ThreadBusyError, "busy", "Call get_simulation with this thread_id: it waits for the run."),
    (LeaseLostError, "busy", "Call get_simulation with this thread_id: it waits for the run."),
    (QueueFullError, "queue_full", "Send the same call again in a minute."),
    (TooLargeError, "too_large", "Ask for fewer agents (num_agents), steps or replicates."),
    (RanTooLongError, "too_long", "Ask for fewer agents (num_agents), steps or replicates, or for a larger budget."),
    (LanguageModelError, "language_model", f"{NOBODY} `sobremesa llm` tells which language model is in use."),
    (LocalModelError, "language_model", f"{NOBODY} `sobremesa llm` tells which language model is in use."),
    (SobremesaError, "operator", NOBODY),
)
BUG = "This is a bug: report it with the thread_id. The same call may work with another scenario."
FAILED = "Send the request again; with its idempotency_key the run goes on from its last checkpoint."


def refused(error: Exception, thread: str = "") -> Result:
    """The result of a call that an error ended; `thread` is empty where nothing was started."""
    problem = problem_of(error)
    return Result(
        status="failed",
        thread_id=thread,
        mode=None,
        answer=fitting(problem.message),
        retry_safe=not thread,
        next_steps=(problem.change,),
        error=problem,
    )


def problem_of(error: Exception) -> Problem:
    """What kind of problem an error is; of one that is not ours its words are kept to ourselves."""
    for kind, name, change in KINDS:
        if isinstance(error, kind):
            fields = error.fields if isinstance(error, BadRequestError) else ()
            return Problem(kind=name, message=str(error), change=change, fields=fields)
    return Problem(kind="bug", message=f"Something broke inside Sobremesa ({type(error).__name__}).", change=BUG)
