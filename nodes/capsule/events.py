"""A run as a sequence of events, in the order in which one brings about the next.

    what was asked ─► readings of it ─► the model, the cast ─► talk: prompt, answer, turn, decision ─► findings
                   ─► the writer's prompts and answers ─► the rest of the report

Calls stand in the order in which they were answered: what a call rests on was answered before it. A turn stands after
the last call that was made for it, a decision after the last turn of its cycle. Events are known by their keys alone
(those of the journal and of the report), whatever the shape of a conversation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic_core import from_json

from sobremesa.nodes.capsule.capsule import Capsule, RecordedCall
from sobremesa.nodes.sanitise import sanitise

Kind = Literal[
    "service", "request", "prompt", "answer", "document", "card", "turn", "decision", "finding", "computed", "report"
]
WRITING = "synthesize"
"""The node whose calls come after the findings."""
TOLD_APART = ("cast", "transcript", "decisions", "findings")
"""Fields of the report whose members are events of their own."""
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """Something in a run that can be the same in another, or not. `title` names it in a sentence."""

    kind: Kind
    key: str
    title: str
    value: Any


def events(capsule: Capsule) -> tuple[Event, ...]:
    """All events of a run."""
    report = _safe(from_json(capsule.report))
    calls = list(_numbered(capsule.calls))
    spoken_for = _spoken_for(report, calls)
    reading = [call for call in calls if call[1].node != WRITING and not call[1].persona]
    talk = [call for call in calls if call[1].node != WRITING and call[1].persona]
    writing = [call for call in calls if call[1].node == WRITING]
    return (
        *_services(capsule),
        *_request(capsule),
        *_of_calls(reading),
        *_document(capsule),
        *_members("card", "the card of {}", report.get("cast")),
        *_talk(talk, report, spoken_for),
        *_computed(capsule),
        *_findings(report),
        *_of_calls(writing),
        *_report(report),
    )


def _services(capsule: Capsule) -> Iterator[Event]:
    for name, value in capsule.services.model_dump().items():
        yield Event("service", name, f"the {name}", value)


def _request(capsule: Capsule) -> Iterator[Event]:
    for name, value in capsule.request.model_dump(mode="json").items():
        yield Event("request", name, f"the request's {name.replace('_', ' ')}", value)


def _document(capsule: Capsule) -> Iterator[Event]:
    if capsule.document is not None:
        yield Event("document", "document", "the model document", _safe(from_json(capsule.document)))


def _computed(capsule: Capsule) -> Iterator[Event]:
    for name, sha256 in capsule.artifacts.items():
        if name != "document":
            yield Event("computed", name, f"what was computed as {name}", sha256)


Numbered = tuple[int, RecordedCall]
"""A call, and its number among those of its node, persona and turn."""


def _numbered(calls: Iterable[RecordedCall]) -> Iterator[Numbered]:
    counted: dict[tuple[str, str, str], int] = {}
    for call in calls:
        place = (call.node, call.persona, call.turn)
        counted[place] = counted.get(place, 0) + 1
        yield counted[place], call


def _of_calls(calls: Iterable[Numbered]) -> Iterator[Event]:
    for number, call in calls:
        key = "/".join((call.node, call.persona, call.turn, str(number)))
        name = f"the call {_call_title(call, number)}"
        yield Event("prompt", key, f"the prompt of {name}", call.prompt)
        yield Event("answer", key, f"the answer to {name}", _outcome(call))


def _call_title(call: RecordedCall, number: int) -> str:
    of = f" of {call.persona}" if call.persona else ""
    at = f" at {call.turn}" if call.turn else ""
    return f"{call.node}{of}{at}" + (f", asked for the {number}. time" if number > 1 else "")


def _outcome(call: RecordedCall) -> Any:
    """What came of a call: an object where the answer is one, so that a difference can be told by its field."""
    if call.answer is None:
        return call.model_dump(mode="json")["given_up"]
    text = call.answer.text
    try:
        value = from_json(text)
    except ValueError:
        value = text
    told = value if isinstance(value, dict) else text
    if call.answer.finish == "stop" and not call.answer.refusal:
        return told
    return {"text": told, "finish": call.answer.finish, "refusal": call.answer.refusal}


def _spoken_for(report: Json, calls: Iterable[Numbered]) -> frozenset[str]:
    """The turns that calls were made for."""
    addresses = {call.turn for _, call in calls}
    return frozenset(key for key in map(_turn_key, _objects(report.get("transcript"))) if key in addresses)


def _talk(calls: list[Numbered], report: Json, spoken_for: frozenset[str]) -> Iterator[Event]:
    """Calls, each turn after the last call for it, each cycle's decisions after its last turn."""
    turns = {_turn_key(turn): turn for turn in _objects(report.get("transcript"))}
    last_call = {call.turn: place for place, (_, call) in enumerate(calls)}
    left = [_decision(one) for one in _objects(report.get("decisions"))]
    open_turns = [_cycle_key(turn) for turn in turns.values()]

    def told(turn: Json) -> Iterator[Event]:
        yield Event("turn", _turn_key(turn), _turn_title(turn, report), turn)
        open_turns.remove(_cycle_key(turn))
        for cycle, decision in list(left):
            if cycle == _cycle_key(turn) and cycle not in open_turns:
                left.remove((cycle, decision))
                yield decision

    for place, call in enumerate(calls):
        yield from _of_calls((call,))
        address = call[1].turn
        if address in spoken_for and last_call[address] == place:
            yield from told(turns[address])
    for key, turn in turns.items():
        if key not in spoken_for:
            yield from told(turn)
    yield from (decision for _, decision in left)


def _turn_key(turn: Json) -> str:
    return "/".join(str(part) for part in (*_cycle_key(turn), turn.get("round"), _speaker(turn)))


def _cycle_key(turn: Json) -> tuple[str, str]:
    return (str(turn.get("arm")), str(turn.get("cycle")))


def _speaker(turn: Json) -> str:
    utterance = turn.get("utterance")
    return str(utterance.get("persona")) if isinstance(utterance, dict) else ""


def _turn_title(turn: Json, report: Json) -> str:
    cast = report.get("cast")
    card = cast.get(_speaker(turn)) if isinstance(cast, dict) else None
    name = card.get("name") if isinstance(card, dict) else None
    cycle = f" of cycle {turn['cycle']}" if turn.get("cycle") else ""
    arm = f" of “{turn.get('arm')}”" if turn.get("arm") != "conversation" else ""
    return f"the turn of {name or _speaker(turn)} in round {turn.get('round')}{cycle}{arm}"


def _decision(decided: Json) -> tuple[tuple[str, str], Event]:
    cycle = _cycle_key(decided)
    key = "/".join((*cycle, str(decided.get("lever"))))
    title = f"what was decided about {decided.get('moves')} in cycle {cycle[1]} of “{cycle[0]}”"
    return cycle, Event("decision", key, title, decided)


def _findings(report: Json) -> Iterator[Event]:
    for finding in _objects(report.get("findings")):
        about = [str(finding.get(part)) for part in ("kind", "measure", "take") if finding.get(part)]
        yield Event("finding", str(finding.get("id")), f"the finding {finding.get('id')} ({', '.join(about)})", finding)


def _report(report: Json) -> Iterator[Event]:
    for name, value in report.items():
        if name not in TOLD_APART:
            yield Event("report", name, f"the report's {name.replace('_', ' ')}", value)


def _members(kind: Kind, title: str, members: Any) -> Iterator[Event]:
    for key, value in members.items() if isinstance(members, dict) else ():
        yield Event(kind, key, title.format(key), value)


def _objects(values: Any) -> list[Json]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _safe(value: Any) -> Any:
    """JSON with its text made safe: a capsule's is anybody's."""
    match value:
        case str():
            return sanitise(value)
        case list():
            return [_safe(item) for item in value]
        case dict():
            return {sanitise(name): _safe(item) for name, item in value.items()}
    return value
