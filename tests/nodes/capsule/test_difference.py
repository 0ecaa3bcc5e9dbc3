"""The first event that differs comes first in the telling; the rest is counted."""

import json
from typing import Any

import pytest

from handmade_capsule import HASH, call_of, capsule_of, whole_capsule
from handmade_report import whole
from sobremesa.nodes.capsule.capsule import Capsule
from sobremesa.nodes.capsule.difference import Difference, difference, leaf, same
from sobremesa.nodes.capsule.events import events
from sobremesa.nodes.report import Report

NAMES = ("a", "b")
OTHER = HASH[::-1]


def told(one: Capsule, other: Capsule) -> Difference:
    return difference(events(one), events(other), NAMES)


def spoken() -> Report:
    """A report of a talk of two rounds."""
    turns = [turn(1, "ann", "I say no."), turn(1, "bo", "So do I."), turn(2, "ann", "Then no."), turn(2, "bo", "No.")]
    cast = {"ann": {"name": "Ann", "role": "nurse"}, "bo": {"name": "Bo", "role": "guard"}}
    fields = {**whole().model_dump(mode="json"), "transcript": turns, "cast": cast, "decisions": []}
    return Report.model_validate(fields)


def turn(round_: int, persona: str, speech: str, arm: str = "conversation", cycle: int = 0) -> dict[str, Any]:
    report = {"emotion": "calm", "valence": 0, "arousal": 0, "stance": 0, "confidence": 0, "intention": ""}
    utterance = {"persona": persona, "thought": "", "speech": speech, "report": report}
    return {"arm": arm, "cycle": cycle, "round": round_, "utterance": utterance}


def talk(*changes: tuple[int, dict[str, Any]]) -> Capsule:
    """A reading, two rounds of two, and a draft; each change is of one call."""
    calls = [
        call_of("cast", "", "seed 7", '{"personas": ["Ann", "Bo"]}'),
        call_of("speak", "bo", "conversation/0/1/bo", '{"speech": "So do I."}'),
        call_of("speak", "ann", "conversation/0/1/ann", '{"speech": "I say no."}'),
        call_of("note", "ann", "conversation/0/1", "Bo agrees with me."),
        call_of("speak", "ann", "conversation/0/2/ann", '{"speech": "Then no."}'),
        call_of("speak", "bo", "conversation/0/2/bo", '{"speech": "No."}'),
        call_of("synthesize", "", "first", '{"answer": "They agree."}'),
    ]
    for place, fields in changes:
        answer = calls[place].answer
        assert answer is not None
        text = fields.pop("text", answer.text)
        calls[place] = calls[place].model_copy(update={**fields, "answer": answer.model_copy(update={"text": text})})
    return capsule_of(spoken(), *calls)


@pytest.mark.parametrize("part", ["cast", "transcript", "decisions", "findings"])
@pytest.mark.parametrize("found", [[1], "Ann", {"ann": 1}, 3, [{}], [{"utterance": 2, "cycle": [], "arm": {}}]])
def test_a_report_of_any_shape_is_told_apart(part: str, found: Any) -> None:
    report = {**json.loads(talk().report), part: found}
    odd = talk().model_copy(update={"report": json.dumps(report)})
    assert told(odd, odd).same
    one, other = told(talk(), odd), told(odd, talk())
    assert one.counts == other.counts


def test_the_same_is_the_same() -> None:
    found = told(whole_capsule(), whole_capsule())
    assert (found.same, found.kind, found.key, found.counts) == (True, None, None, {})
    assert found.text.startswith("a and b are the same, from the request to the report: 4 answers, ")


def test_events_stand_in_the_order_in_which_one_brings_about_the_next() -> None:
    order = [(event.kind, event.key) for event in events(talk()) if event.kind in ("answer", "turn", "finding")]
    findings = [entry for entry in order if entry[0] == "finding"]
    assert findings
    assert order == [
        ("answer", "cast//seed 7/1"),
        ("answer", "speak/bo/conversation/0/1/bo/1"),
        ("turn", "conversation/0/1/bo"),
        ("answer", "speak/ann/conversation/0/1/ann/1"),
        ("turn", "conversation/0/1/ann"),
        ("answer", "note/ann/conversation/0/1/1"),
        ("answer", "speak/ann/conversation/0/2/ann/1"),
        ("turn", "conversation/0/2/ann"),
        ("answer", "speak/bo/conversation/0/2/bo/1"),
        ("turn", "conversation/0/2/bo"),
        *findings,
        ("answer", "synthesize//first/1"),
    ]


def test_a_decision_stands_after_the_last_turn_of_its_cycle() -> None:
    turns = [turn(r, "ann", "Yes.", "today", cycle) for cycle in (1, 2) for r in (1, 2)]
    decided = {"lever": "calm", "moves": "rate", "by": ["ann"], "before": 0, "value": 1, "step": 6}
    decisions = [{**decided, "arm": "today", "cycle": cycle} for cycle in (1, 2)]
    fields = {**whole().model_dump(mode="json"), "transcript": turns, "decisions": decisions}
    calls = [call_of("speak", "ann", f"today/{cycle}/{r}/ann", "{}") for cycle in (1, 2) for r in (1, 2)]
    for capsule in (capsule_of(Report.model_validate(fields), *calls), capsule_of(Report.model_validate(fields))):
        order = [event.key for event in events(capsule) if event.kind in ("turn", "decision")]
        first, second = ([f"today/{n}/1/ann", f"today/{n}/2/ann", f"today/{n}/calm"] for n in (1, 2))
        assert order == [*first, *second]


def test_a_field_of_the_request_comes_first() -> None:
    one = talk()
    request = one.request.model_copy(update={"context": {"city": "Bergen", "open": True, "share": 0.5}})
    found = told(one, talk((1, {"text": "{}"})).model_copy(update={"request": request}))
    assert (found.kind, found.key) == ("request", "context")
    expected = "a and b part at the request's context, at city: “Oslo” in a, “Bergen” in b. 1 answer differs too."
    assert found.text == expected


def test_a_prompt_comes_before_its_answer_and_an_answer_is_told_by_its_field() -> None:
    found = told(talk(), talk((4, {"prompt": OTHER, "text": '{"speech": "Then yes."}'}), (5, {"prompt": OTHER})))
    assert (found.kind, found.key) == ("prompt", "speak/ann/conversation/0/2/ann/1")
    assert found.counts == {"prompt": 2, "answer": 1}
    found = told(talk(), talk((4, {"text": '{"speech": "Then yes."}'})))
    assert found.text == (
        "a and b part at the answer to the call speak of ann at conversation/0/2/ann, at speech: "
        "“Then no.” in a, “Then yes.” in b. Nothing else differs."
    )


def test_the_earlier_of_two_calls_is_told_whichever_round_they_name() -> None:
    found = told(talk(), talk((3, {"text": "Bo lies."}), (2, {"text": "{}"})))
    assert found.key == "speak/ann/conversation/0/1/ann/1"


def test_calls_of_a_round_may_be_answered_in_any_order() -> None:
    one = talk()
    calls = list(one.calls)
    calls[1], calls[2] = calls[2], calls[1]
    assert told(one, one.model_copy(update={"calls": tuple(calls)})).same


@pytest.mark.parametrize(("has", "lacks"), [("a", "b"), ("b", "a")])
def test_a_call_that_only_one_has_is_told_where_it_stands(has: str, lacks: str) -> None:
    whole_, less = talk(), talk((5, {"text": "{}"}))
    less = less.model_copy(update={"calls": tuple(call for call in less.calls if call.node != "note")})
    found = told(whole_, less) if has == "a" else told(less, whole_)
    assert (found.kind, found.key) == ("prompt", "note/ann/conversation/0/1/1")
    assert f"only {has} has it, {lacks} does not. 2 answers differ too." in found.text


def test_turns_are_told_by_name_and_round() -> None:
    one, other = talk(), talk()
    report = json.loads(other.report)
    report["transcript"][3]["utterance"]["report"]["stance"] = 0.5
    other = other.model_copy(update={"report": json.dumps(report)})
    found = told(one, other)
    assert (found.kind, found.key) == ("turn", "conversation/0/2/bo")
    assert "the turn of Bo in round 2, at utterance › report › stance: 0.0 in a, 0.5 in b" in found.text


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"document": '{"model":"m","rates":[1,3]}'}, "document"),
        ({"document": None}, "document"),
        ({"artifacts": {"ensemble": OTHER}}, "computed"),
        ({"artifacts": {}}, "computed"),
    ],
)
def test_what_was_computed(change: dict[str, Any], kind: str) -> None:
    assert told(talk(), talk().model_copy(update=change)).kind == kind


@pytest.mark.parametrize(("field", "kind"), [("findings", "finding"), ("notices", "report"), ("cast", "card")])
def test_parts_of_the_report(field: str, kind: str) -> None:
    one = talk()
    report = {**json.loads(one.report), field: {} if field == "cast" else []}
    assert told(one, one.model_copy(update={"report": json.dumps(report)})).kind == kind


def test_the_first_place_within_two_values() -> None:
    assert leaf({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}) == ("a › 2 › b", 2, 3)
    assert leaf({"a": 1}, {"a": 1, "b": 2})[0] == "b"
    assert leaf([1], [1, 2])[0] == "2"
    assert leaf("x", 1) == ("", "x", 1)


def test_numbers_are_told_apart_by_their_kind() -> None:
    assert same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert not same(1, 1.0)
    assert not same(1, True)


def test_long_texts_are_shown_from_where_they_differ() -> None:
    alike = "word " * 200
    found = told(talk((3, {"text": f"{alike}yes {alike}"})), talk((3, {"text": f"{alike}no {alike}"})))
    assert "word yes word" in found.text
    assert "word no word" in found.text
    assert len(found.text) < 700


def test_a_capsules_text_is_shown_without_its_tricks() -> None:
    one = talk()
    report = json.dumps({**json.loads(one.report), "notices": ["\x1b[31mred \u202eright"]})
    assert "red right" in told(one, one.model_copy(update={"report": report})).text


def test_a_report_of_odd_shape_is_no_error() -> None:
    odd = {"transcript": [1, {"utterance": 3}], "cast": [], "decisions": "x", "findings": [{}], "answer": None}
    one = talk().model_copy(update={"report": json.dumps(odd)})
    assert not told(one, talk()).same


def test_an_answer_nested_deeply_is_text() -> None:
    deep = '{"a":' * 5_000
    found = told(talk(), talk((3, {"text": deep})))
    assert (found.kind, "Bo agrees with me." in found.text) == ("answer", True)
    assert told(talk((3, {"text": deep + "1" + "}" * 5_000})), talk((3, {"text": "1" * 5_000}))).kind == "answer"
