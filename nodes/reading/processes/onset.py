"""Questions for the rate from which on a line gets bad: "From how many customers an hour does it get bad?"."""

from __future__ import annotations

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import Outcome, Sweep
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.library.entry import ProcessEntry
from sobremesa.mechanics.processes.onset import counts_arrivals, limit_of
from sobremesa.nodes.reading.stems import stems_in
from sobremesa.nodes.reading.tokens import Stretch, Text

OPENING = (
    "from how many", "at how many", "beyond how many", "above how many", "up to how many", "from which", "at which",
    "at what", "from what", "above which", "beyond which", "above what", "beyond what", "up to which",
)  # fmt: skip
BAD = (
    "bad", "out of hand", "too much", "too many", "too long", "congest", "collaps", "break down", "breaks down",
    "overload", "overwhelm", "take off", "takes off", "explode", "unbearable", "cope", "tip", "jam", "pile up",
    "get long", "gets long", "build up", "builds up", "critical",
)  # fmt: skip
COPING = (
    "can handle", "can serve", "can cope", "can manage", "can we handle", "can we serve", "can they handle",
    "can they serve", "handle", "cope", "manage",
)  # fmt: skip
LOWEST, HIGHEST, POINTS = 0.1, 0.95, 11
"""The parts of what can be done between which rates are tried, and how many of them."""
PREFERRED = ("waiting", "queue_length")


def onset_asked(text: Text, entry: ProcessEntry) -> Stretch | None:
    """The question for such a rate; None where none is asked."""
    if entry.servers is None:
        return None
    for stretch in text.sentences:
        if text.word(stretch[1] - 1) != "?":
            continue
        opened = stems_in(text, OPENING, stretch)
        many = stems_in(text, ("how many",), stretch)
        if (opened and stems_in(text, BAD, stretch)) or (many and stems_in(text, COPING, stretch)):
            return stretch
    return None


def with_onset(document: ProcessDocument) -> ProcessDocument:
    """The process, whose curve goes over rates of arrivals up to its limit; as it is where it has none."""
    parameter = next((name for name in document.parameters if counts_arrivals(document, name)), None)
    if parameter is None:
        return document
    try:
        program = check_process(document)
    except DocumentError:
        return document
    limit = limit_of(program, scenario_arm(document), parameter)
    if limit is None:
        return document
    sweep = {"parameter": parameter, "from": LOWEST * limit, "to": HIGHEST * limit, "points": POINTS}
    experiment = _of_the_line(document).experiment.model_copy(update={"sweep": (Sweep.model_validate(sweep),)})
    return document.model_copy(update={"experiment": experiment})


def _of_the_line(document: ProcessDocument) -> ProcessDocument:
    """The process whose headline is a wait or a queue."""
    experiment = document.experiment
    calls = {name: measure.value for name, measure in document.measures.items()}
    if calls[experiment.headline.measure].partition("(")[0] in PREFERRED:
        return document
    line = next((name for name, call in calls.items() if call.startswith("waiting(") and "," not in call), None)
    if line is None:
        return document
    first = Outcome(measure=line)
    also = tuple(one for one in (experiment.headline, *experiment.also) if one != first)
    return document.model_copy(update={"experiment": experiment.model_copy(update={"headline": first, "also": also})})
