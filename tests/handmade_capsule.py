"""A capsule made by hand: a talk with a language model, whose report has something everywhere."""

from __future__ import annotations

from functools import cache

from handmade_report import whole
from sobremesa.nodes.capsule.capsule import Answer, Capsule, GivenUp, RecordedCall, Services, WrittenBy
from sobremesa.nodes.capsule.recording import report_text
from sobremesa.nodes.contract import Request
from sobremesa.nodes.report import Report, Spending

HASH = "0123456789abcdef" * 4


def call_of(node: str, persona: str, turn: str, text: str, prompt: str = HASH) -> RecordedCall:
    """A call that was answered."""
    answer = Answer(
        text=text, finish="stop", refusal="", model="m", prompt_tokens=9, completion_tokens=3, cached_tokens=0,
        estimated=False,
    )  # fmt: skip
    return RecordedCall(node=node, persona=persona, turn=turn, prompt=prompt, answer=answer)


def capsule_of(report: Report, *calls: RecordedCall) -> Capsule:
    """A capsule of a report and calls."""
    return Capsule(
        written_by=WrittenBy(
            sobremesa="0.1.0", code="abc", mesa="3.3.1", numpy="2.1", python="3.11.9", system="Linux", machine="x86_64",
            libc="glibc 2.36",
        ),
        services=Services(engine="kernel", interpreter="m", speaker="m", writer="m"),
        prompts={"nodes/cast": HASH},
        spending=Spending(calls=len(calls), usd=None),
        artifacts={"document": HASH, "ensemble": HASH},
        request=Request(scenario="They meet — naïvely.", context={"city": "Oslo", "open": True, "share": 0.5}, seed=7),
        document='{"model":"m","rates":[1,2]}',
        calls=calls,
        report=report_text(report),
    )  # fmt: skip


@cache
def whole_capsule() -> Capsule:
    """A capsule with a repaired call, one that was given up, and a report with something in every part."""
    given_up = RecordedCall(
        node="note", persona="ann", turn="talk/0/2/ann", prompt=HASH, given_up=GivenUp(kind="budget", words="calls")
    )
    return capsule_of(
        whole(),
        call_of("cast", "", "seed 7", '{"personas": []}'),
        call_of("speak", "ann", "talk/0/1/ann", '{"speech": "I say — no.", "stance": 0.25}'),
        call_of("speak", "ann", "talk/0/1/ann", '{"speech": "I say yes."}', HASH[::-1]),
        given_up,
    )
