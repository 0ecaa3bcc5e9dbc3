"""A process in the elements of the ODD protocol (Grimm et al. 2020), as far as they apply to waiting lines."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.processes.document import Arrivals, Pattern, ProcessDocument, Step
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.wording import humanised

CONVENTIONS = """\
- Each who comes is followed from arrival to departure; nothing happens between two events.
- Random numbers are functions of seed, run, class, place in the route and the number of who draws. So all arms meet \
the same arrivals with the same needs, run by run, whatever else an arm changes.
- Measures count from the end of the warm-up on. Where it is found for each run (MSER-5), it is where the mean of what \
follows is known best (White 1997); a run that has not settled by then counts from its middle.
- Intervals are over runs, each of which gives one number: that one customer's wait resembles the next one's does not \
make them narrower.
- A run in which something can't be computed stops, is left out, and is named at the top of the report.
"""


def described(program: ProcessProgram) -> tuple[tuple[str, str], ...]:
    """Headings and their text, as Markdown."""
    document = program.document
    return (
        ("Purpose and patterns", document.purpose),
        ("Entities, state variables, and scales", "\n".join(_entities(document))),
        ("Process overview and scheduling", "\n".join(_routes(document))),
        ("Design concepts", "\n".join(_concepts(document))),
        ("Initialization", _beginning(document)),
        ("Input data", _input(document)),
        ("Submodels", "\n".join(_steps(document))),
        ("Conventions", CONVENTIONS.strip()),
    )


def summary(program: ProcessProgram) -> str:
    """The same as one text, with headings."""
    return "\n\n".join(f"## {heading}\n\n{text}" for heading, text in described(program)) + "\n"


def _entities(document: ProcessDocument) -> Iterator[str]:
    for name, entity in document.entities.items():
        drawn = f"; each draws {', '.join(map(humanised, entity.attributes))} on arrival" if entity.attributes else ""
        yield f"- {humanised(name)}: comes {_arrivals(entity.arrive)}{drawn}"
    for name, resource in document.resources.items():
        capacity = "a pattern over time" if isinstance(resource.capacity, Pattern) else f"`{resource.capacity}`"
        room = "" if resource.room is None else f", room for `{resource.room}` to wait"
        breaks = "" if resource.breakdowns is None else ", with breakdowns"
        yield f"- {humanised(name)}: servers {capacity}, {resource.order.replace('_', ' ')}{room}{breaks}"
    yield from (f"- {humanised(name)}: an amount of something" for name in document.containers)
    yield from (f"- {humanised(name)}: a place where some wait until they are got" for name in document.stores)
    clock = document.clock
    yield f"- Time: in units of a {clock.unit}, continuous; the horizon is `{clock.horizon}`"


def _arrivals(arrive: Arrivals) -> str:
    if arrive.at is not None:
        told = f"at `{', '.join(map(str, arrive.at))}`"
    elif arrive.every is not None:
        told = f"every `{arrive.every}`"
    elif isinstance(arrive.rate, Pattern):
        told = "as a Poisson process whose rate follows a pattern"
    else:
        told = f"as a Poisson process of rate `{arrive.rate}`"
    return told if arrive.size == 1 else f"{told}, `{arrive.size}` at a time"


def _routes(document: ProcessDocument) -> Iterator[str]:
    for name, entity in document.entities.items():
        yield f"- {humanised(name)}: {', then '.join(_told(step) for step in entity.route) or 'leaves at once'}"


def _told(step: Step) -> str:
    """A step in a few words."""
    if step.use is not None:
        lasting = "" if step.lasting is None else f" for `{step.lasting}`"
        patience = "" if step.patience is None else f" (gives up after `{step.patience}`)"
        return f"waits for {humanised(step.use)}{patience} and holds it{lasting}"
    named = {
        "seize": "waits for {} and keeps it",
        "release": "lets {} go",
        "put": "puts into {}",
        "get": "gets from {}",
        "go": "goes on with {}",
    }
    for word, told in named.items():
        if (value := getattr(step, word)) is not None:
            return told.format(humanised(str(value)))
    valued = {"delay": "takes `{}`", "hold": "waits until `{}`", "balk": "leaves if `{}`"}
    for word, told in valued.items():
        if (value := getattr(step, word)) is not None:
            return told.format(value)
    if step.loop is not None:
        return f"again and again ({', then '.join(_told(each) for each in step.loop)})"
    if step.branch is not None:
        return f"goes one of {len(step.branch)} ways"
    if step.split is not None:
        return f"does {len(step.split)} things side by side"
    if step.batch is not None:
        return f"waits until `{step.batch}` are together"
    return "changes an attribute"


def _concepts(document: ProcessDocument) -> Iterator[str]:
    yield "- Emergence: queues and waiting times come of arrivals, capacities and routes; none is put in"
    yield "- Interaction: only by waiting for the same servers"
    yield "- Stochasticity: arrivals, service times, branches and attributes, where the document draws them"
    yield f"- Observation: {', '.join(humanised(name) for name in document.measures)}"


def _beginning(document: ProcessDocument) -> str:
    if document.clock.state == "terminating" or document.clock.warmup is None:
        return "Everything is empty at time 0, and all of the time counts."
    rule = "found in each run by MSER-5" if document.clock.warmup == "auto" else f"`{document.clock.warmup}`"
    return f"Everything is empty at time 0. The warm-up ({rule}) is left out of all measures."


def _input(document: ProcessDocument) -> str:
    if not document.tables:
        return "None is read from files."
    return f"Tables: {', '.join(humanised(name) for name in document.tables)}."


def _steps(document: ProcessDocument) -> Iterator[str]:
    for name, measure in document.measures.items():
        yield f"- {humanised(name)}: `{measure.value}`"
