"""What a scenario wants of a waiting line: "80 % within 20 seconds", "nobody should wait longer than 5 minutes".

Such a sentence says nothing about how things are. Its numbers are a goal: the share that is to be served within a time
(everybody, where no share is said), the mean wait, or a share that waits, hangs up or is turned away at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sobremesa.mechanics.document import Sweep
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.library.entry import ProcessEntry
from sobremesa.mechanics.processes.reading import validated_process
from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.processes.sizing import sized
from sobremesa.nodes.reading.stems import stems_in
from sobremesa.nodes.reading.tokens import Stretch, Text

WANTING = frozenset({
    "should", "must", "may", "shall", "ought", "want", "wants", "aim", "aims", "target", "goal", "promise", "promises",
    "promised", "supposed", "allowed",
})  # fmt: skip
NOBODY = frozenset({"nobody", "none"})
EVERYBODY = frozenset({"everybody", "everyone", "all"})
DENIED = frozenset({"not", "never", "no", "shouldn't", "mustn't"})
ELSEWHERE = ("take", "took", "last", "leave", "leaving", "go away", "goes away", "walk out", "drive on")
"""What a time is about that is how long serving takes, or when somebody goes."""
NO_ONE = ("no one", "no customer", "no caller", "no patient", "no client", "no guest", "no car", "no passenger")
SERVED = ("answer", "serv", "seen", "treated", "attend", "helped", "picked up", "be through")
WAITING = ("wait", "queue", "stand in line", "on hold")
LEAVING = ("hang up", "hangs up", "give up", "gives up", "abandon", "turned away", "lost", "blocked")
AT_MOST = (
    "within", "at most", "under", "below", "less than", "fewer than", "no longer than", "no more than",
    "not more than", "not longer than", "shorter than", "up to", "not exceed", "maximum of",
)  # fmt: skip
LONGER = ("longer than", "more than", "over", "beyond", "above")
MEAN = ("average", "mean", "the wait", "the waiting time", "waiting times")
NEAR = 4
"""How many words before a number its bound may begin."""

Kind = Literal["within", "wait", "share", "asked"]


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal as it stands in the text: at most the `time`, for the `share` (None: for all, or on average).

    `asked`: a time within which it is asked how many are served, and nothing is wanted.
    """

    kind: Kind
    time: Number | None
    share: Number | None
    few: bool
    quote: str
    stretch: Stretch

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers that it holds, which are no values of the process."""
        return tuple(number for number in (self.time, self.share) if number is not None)


def aim_in(text: Text, numbers: Sequence[Number], entry: ProcessEntry) -> Aim | None:
    """The first goal of a text, for a process with servers; None where it has none."""
    if entry.servers is None:
        return None
    ordered = sorted(numbers, key=lambda number: number.kind != "duration")
    return next((aim for number in ordered if (aim := _aim(text, number, numbers)) is not None), None)


def _aim(text: Text, number: Number, numbers: Sequence[Number]) -> Aim | None:
    stretch = text.clause(number.first)
    said = {text.word(at) for at in range(*stretch)}
    shares = [one for one in numbers if one.kind == "share" and stretch[0] <= one.first < stretch[1]]
    quote = text.quote(*_bare(text, stretch))
    if number.kind == "duration" and _bounds(text, number):
        waits = bool(stems_in(text, WAITING, stretch))
        if not (waits or stems_in(text, SERVED, stretch)) or stems_in(text, ELSEWHERE, stretch):
            return None
        if shares:
            few = _starts(text, shares[0], AT_MOST) and _starts(text, number, LONGER)
            return Aim("within", number, shares[0], few, quote, stretch)
        if waits and said & WANTING and stems_in(text, MEAN, stretch):
            return Aim("wait", number, None, False, quote, stretch)
        if _of_all(text, number, stretch, waits=waits):
            return Aim("within", number, None, False, quote, stretch)
        if {"how", "what", "which"} & said and text.word(text.sentence(number.first)[1] - 1) == "?":
            return Aim("asked", number, None, False, quote, stretch)
    few = number.kind == "share" and not number.per and _starts(text, number, AT_MOST)
    if few and said & WANTING and stems_in(text, (*WAITING, *LEAVING), stretch):
        return Aim("share", None, number, False, quote, stretch)
    return None


def _of_all(text: Text, number: Number, stretch: Stretch, *, waits: bool) -> bool:
    """Whether a time is wanted of all: nobody waits longer, all wait no longer, they should not wait longer."""
    said = {text.word(at) for at in range(*stretch)}
    none = bool(said & NOBODY or stems_in(text, NO_ONE, stretch))
    if _starts(text, number, AT_MOST):
        return bool(said & WANTING or (waits and (none or said & EVERYBODY)))
    return (waits and none) or bool(said & WANTING and (none or said & DENIED))


def _bounds(text: Text, number: Number) -> bool:
    """Whether a time is a bound: "within 20 seconds", "longer than 5 minutes"."""
    return _starts(text, number, AT_MOST) or _starts(text, number, LONGER)


def _starts(text: Text, number: Number, stems: tuple[str, ...]) -> bool:
    """Whether one of the stems stands right before a number, but for an article or "of"."""
    before = (max(number.first - NEAR, 0), number.first)
    ends = [end for _, end in stems_in(text, stems, before)]
    return any(all(text.word(at) in ("a", "an", "the", "of") for at in range(end, number.first)) for end in ends)


def _bare(text: Text, stretch: Stretch) -> Stretch:
    first, end = stretch
    while end > first and not text.tokens[end - 1].is_word and not text.tokens[end - 1].is_figure:
        end -= 1
    return first, end


def with_aim(document: ProcessDocument, entry: ProcessEntry, aim: Aim, text: Text) -> ProcessDocument:
    """The process with its goal, which is what it is asked about first; as it is where nothing in it measures that."""
    plain = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    measure = _measured(plain, document, entry, aim, text)
    if measure is None:
        return document
    if aim.kind != "asked":
        plain["goals"] = [{"measure": measure, **_bound(plain, aim)}]
    others = [plain["experiment"]["headline"], *plain["experiment"].get("also", ())]
    plain["experiment"]["headline"] = {"measure": measure}
    plain["experiment"]["also"] = [outcome for outcome in others if outcome != {"measure": measure}]
    if aim.share is None and aim.kind == "within":
        plain["assumptions"] = [*plain.get("assumptions", ()), f"“{aim.quote}” is read as: all of them, in every run"]
    return validated_process(plain)


def _measured(
    plain: dict[str, Any], document: ProcessDocument, entry: ProcessEntry, aim: Aim, text: Text
) -> str | None:
    """The measure that the goal is about; a service level is added where there is none."""
    resource = next((name for name, one in document.resources.items() if one.capacity == entry.servers), None)
    by_call = {measure.value.replace(" ", ""): name for name, measure in document.measures.items()}
    if aim.kind == "wait":
        return by_call.get(f"waiting({resource})")
    if aim.kind == "share":
        shares = [one for one in entry.headlines if document.measures[one.measure].unit == "share"]
        hits = (one.measure for one in shares if stems_in(text, one.words, aim.stretch))
        return next(hits, by_call.get(f"share_waiting({resource})"))
    assert aim.time is not None
    stated = {"value": aim.time.value, "unit": aim.time.unit, "low": 0, "source": "stated", "quote": aim.time.text}
    plain["parameters"]["target"] = stated
    call = f"service_level({resource}, target)"
    name = by_call.get(call.replace(" ", ""))
    if name is None:
        name = "served_in_time"
        plain["measures"][name] = {"value": call, "unit": "share"}
    return name


def _bound(plain: dict[str, Any], aim: Aim) -> dict[str, Any]:
    """The bound of a goal, over a parameter that holds what was said."""
    if aim.kind == "wait":
        assert aim.time is not None
        fields = {"value": aim.time.value, "unit": aim.time.unit, "low": 0, "source": "stated", "quote": aim.time.text}
        plain["parameters"]["goal"] = fields
        return {"at_most": "goal"}
    if aim.share is None:
        return {"at_least": 1}
    value = {"value": aim.share.value, "low": 0, "high": 1, "source": "stated", "quote": aim.share.text}
    plain["parameters"]["goal"] = value
    if aim.kind == "share":
        return {"at_most": "goal"}
    return {"at_least": "1 - goal" if aim.few else "goal"}


def with_tried(document: ProcessDocument, entry: ProcessEntry) -> ProcessDocument:
    """The process, whose curve goes over the numbers of servers around the least that reaches its goal."""
    around = sized(document, entry.servers) if entry.servers and document.goals else None
    if around is None or not document.experiment.sweep:
        return document
    first, last = around
    update = {"parameter": entry.servers, "from": first, "to": last, "points": last - first + 1}
    experiment = document.experiment.model_copy(update={"sweep": (Sweep.model_validate(update),)})
    return document.model_copy(update={"experiment": experiment})
