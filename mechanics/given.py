"""A document with what someone gave: values, steps, the number of agents, who talks.

Each function returns a new document and leaves the old one alone. What can't be done raises GivenValueError,
whose message says what to change. Values stand in `values`, the number of agents in `population`.
"""

from __future__ import annotations

from collections.abc import Mapping

from sobremesa.mechanics.document import ModelDocument, Outcome
from sobremesa.mechanics.population import population, with_population
from sobremesa.mechanics.values import Given, GivenValueError, with_values

__all__ = ["Given", "GivenValueError", "population", "with_population", "with_roles", "with_steps", "with_values"]


def with_steps(document: ModelDocument, steps: int) -> ModelDocument:
    """Run for `steps` steps. Outcomes and talks that would begin after the end are moved to fit before it."""
    if steps < 1:
        raise GivenValueError(f"steps must be at least 1, not {steps}.")
    experiment = document.experiment
    update: dict[str, object] = {
        "clock": document.clock.model_copy(update={"steps": steps}),
        "experiment": experiment.model_copy(
            update={
                "headline": _within(experiment.headline, steps),
                "also": tuple(_within(outcome, steps) for outcome in experiment.also),
            }
        ),
    }
    coupling = document.coupling
    if coupling is not None and isinstance(coupling.every, int) and coupling.every >= steps > 1:
        update["coupling"] = coupling.model_copy(update={"every": (steps + 1) // 2})
        note = f"the personas talk after {(steps + 1) // 2} steps, since the run is only {steps} long"
        update["assumptions"] = (*document.assumptions, note)
    return document.model_copy(update=update)


def with_roles(document: ModelDocument, roles: Mapping[str, tuple[str, str]], *, shared: bool) -> ModelDocument:
    """Put other people into the document's personas.

    `roles` maps a new persona's name to the slot it takes and to who they are in words. Where all personas have
    the same say (`shared`), several may take one slot, and whatever went to or came from everyone still does;
    otherwise each slot that nobody takes keeps its persona. Raises GivenValueError for a slot that is not there.
    """
    unknown = {slot for slot, _ in roles.values()} - set(document.personas)
    if unknown or document.coupling is None:
        raise GivenValueError(f"The model {document.model} has no persona {', '.join(sorted(unknown)) or 'at all'}.")
    taken = {slot: [name for name, (into, _) in roles.items() if into == slot] for slot in document.personas}
    kept = {} if shared else {slot: role for slot, role in document.personas.items() if not taken[slot]}
    cast = {name: document.personas[slot].model_copy(update={"role": words}) for name, (slot, words) in roles.items()}

    def renamed(slots: tuple[str, ...]) -> tuple[str, ...]:
        if shared and set(slots) == set(document.personas):
            return tuple(roles)
        return tuple(name for slot in slots for name in taken[slot] or ([slot] if slot in kept else []))

    coupling = document.coupling
    shown = [sentence.model_copy(update={"to": renamed(sentence.to)}) for sentence in coupling.show]
    levers = []
    for lever in coupling.levers:
        sources = renamed((lever.source,) if isinstance(lever.source, str) else lever.source)
        levers.append(lever.model_copy(update={"source": sources[0] if len(sources) == 1 else sources}))
    return document.model_copy(
        update={
            "personas": cast | kept,
            "coupling": coupling.model_copy(
                update={"show": tuple(s for s in shown if s.to), "levers": tuple(lv for lv in levers if lv.source)}
            ),
        }
    )


def _within(outcome: Outcome, steps: int) -> Outcome:
    return outcome.model_copy(update={"start": min(outcome.start, steps)})
