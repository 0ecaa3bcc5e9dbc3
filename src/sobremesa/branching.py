"""Time turned back: go on from a place in a run with something changed, see the branches, hold two runs side by side.

Each function has an async twin. A run is only read: whatever is changed, is changed in a new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sobremesa.graphs import branches, forking, interviewing
from sobremesa.graphs.branches import Node
from sobremesa.graphs.run import Watch, unwatched
from sobremesa.nodes.comparing.comparison import Comparison
from sobremesa.nodes.contract import Result
from sobremesa.nodes.forking.fork import read_fork
from sobremesa.nodes.interview.answer import Answer
from sobremesa.nodes.settings import Settings
from sobremesa.synchronous import synchronous

__all__ = ["aask", "acompare", "afork", "ask", "atree", "compare", "fork", "tree"]


async def afork(
    thread_id: str,
    at: int,
    *,
    values: Mapping[str, float] | None = None,
    say: str | Sequence[str] = (),
    remove: str | Sequence[str] = (),
    name: str | None = None,
    settings: Settings | None = None,
    watch: Watch = unwatched,
) -> Result:
    """Go on from a place in a run, in a new one: with the same random numbers, and the same words where they were said
    to the same.

    Args:
        thread_id: the run to go on from; it is not changed.
        at: a cycle where mechanics and people are coupled (from 1), a round of a conversation (from 1), a step of a
            model that runs alone (from 0).
        values: other values for parameters of the model from there on, by name.
        say: what someone says there in place of their own words, as `"mayor: we close the plant"`; with
            `"mayor (+1): …"` also where they stand with it.
        remove: who leaves there.
        name: the new run's name; a new one if not given.
        settings: those that the run was begun with; those of the environment if not given.
        watch: called with each step forward.

    Returns:
        The answer of the new run. With nothing changed it is that of the old one.

    Raises:
        ThreadNotFoundError: there is no such run.
        BadRequestError: there is no such place in it, or what is to be changed is not there; nothing was started.
        SobremesaError: whatever else ended the run; the new thread can be resumed.
    """
    fields = {"at": at, "set": dict(values or {}), "say": _several(say), "remove": _several(remove)}
    return await forking.fork(thread_id, read_fork(fields), settings or Settings.from_env(), name, watch=watch)


async def atree(thread_id: str | None = None, *, settings: Settings | None = None) -> tuple[Node, ...]:
    """The branches of runs: who was forked from whom, where, with what changed, and what became of it.

    Args:
        thread_id: a run, for the tree that it is in; all runs with branches if not given.
        settings: where runs are kept; those of the environment if not given.

    Returns:
        Each tree by the run that it began with.

    Raises:
        ThreadNotFoundError: there is no such run.
    """
    return await branches.tree(settings or Settings.from_env(), thread_id)


async def acompare(one: str, other: str, *, settings: Settings | None = None) -> Comparison:
    """Two runs side by side: what was changed; the outcomes replicate by replicate, under the same random numbers; the
    rounds in which other words are said; stances and decisions that differ.

    Args:
        one: a run by its name.
        other: another.
        settings: where runs are kept; those of the environment if not given.

    Returns:
        What differs; its `same` is true where nothing does.

    Raises:
        ThreadNotFoundError: there is no such run.
        BadRequestError: they have nothing in common, or one has done nothing yet.
    """
    return await branches.compare(one, other, settings or Settings.from_env())


async def aask(thread_id: str, question: str, *, settings: Settings | None = None) -> Answer:
    """Ask about a run that has been: `"why did the nurse give in?"`.

    Args:
        thread_id: the run; it is not changed.
        question: what is to be known about it.
        settings: language model and home; those of the environment if not given. With a language model it puts the
            answer into words, in one call or two; without one the answer is what was said and reported, word for word.

    Returns:
        Sentences, each with the rounds and steps that it rests on; or why the run can't answer (`declined`).

    Raises:
        ThreadNotFoundError: there is no such run.
        BadRequestError: there is no question, or the run has done nothing yet.
        LanguageModelError: the language model can't be asked.
    """
    return await interviewing.ask(thread_id, question, settings or Settings.from_env())


def _several(given: str | Sequence[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


fork = synchronous(afork)
tree = synchronous(atree)
compare = synchronous(acompare)
ask = synchronous(aask)
