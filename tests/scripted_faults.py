"""Everything that can go wrong with a call, as the scripted server does it, and what must come of it.

A question about a verdict is asked; `FAULTS` holds what the server then does every time, the outcome, and how many
requests it takes to get there.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import formatdate
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from scripted_llm import Answer
from sobremesa.nodes.gateway import Call, Invalid, JsonForm, Refused, Truncated, Unreachable


class Verdict(BaseModel):
    """What is asked for."""

    model_config = ConfigDict(extra="forbid")

    word: Annotated[str, Field(max_length=40)]
    share: Annotated[float, Field(ge=0, le=1)]


GOOD = Answer('{"word": "yes", "share": 0.25}')
MISTAKES = 3
STREAM = {"Content-Type": "text/event-stream"}
NO_CHOICES = 'data: {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": []}\n\n'
ERROR = 'data: {"error": {"message": "the engine died", "type": "server_error"}}\n\n'


def question(user: str = "Well?", **fields: Any) -> Call[Verdict]:
    """The call."""
    return Call("ask", "scripted", "You give verdicts.", user, JsonForm(Verdict), **fields)


@dataclass(frozen=True)
class Fault:
    """What the server does, the type of the outcome and, of an endpoint that gave no answer, its kind."""

    answer: Answer
    outcome: type
    kind: str | None = None
    requests: int = 1
    slow: bool = False

    @property
    def environ(self) -> dict[str, str]:
        """Little patience where it is to run out, and much where a busy machine must not make a fault of its own."""
        return {"SOBREMESA_TIMEOUT": "1.5"} if self.slow else {}


def _overloaded(status: int, **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault(Answer(status=status, headers=named), Unreachable, "overloaded", 5)


def _mistaken(text: str) -> Fault:
    return Fault(Answer(text), Invalid, requests=MISTAKES)


FAULTS = {
    "429": _overloaded(429),
    "429 with Retry-After": _overloaded(429, Retry_After="1"),
    "429 with a date to retry after": _overloaded(429, Retry_After=formatdate(0, usegmt=True)),
    "429 to retry much later": Fault(
        Answer(status=429, headers={"Retry-After": "4000"}), Unreachable, "overloaded", requests=1
    ),
    "429 for want of credit": Fault(Answer(status=429, code="insufficient_quota"), Unreachable, "rejected"),
    **{str(status): _overloaded(status) for status in (408, 409, 500, 502, 503, 504, 529)},
    "slow": Fault(Answer(GOOD.text, delay=5), Unreachable, "timeout", 2, slow=True),
    "slow drip": Fault(Answer(GOOD.text, drip=1), Unreachable, "timeout", 2, slow=True),
    "truncated stream": Fault(Answer(GOOD.text, cut=2), Unreachable, "connection", 3),
    "stream that just ends": Fault(Answer(GOOD.text, cut=2, hang_up=False), Unreachable, "connection", 3),
    "stream without choices": Fault(Answer(raw=NO_CHOICES, headers=STREAM), Unreachable, "connection", 3),
    "error in the stream": Fault(Answer(raw=ERROR, headers=STREAM), Unreachable, "overloaded", 5),
    "hangs up": Fault(Answer(status=0), Unreachable, "connection", 3),
    "a web page": Fault(Answer(raw="<html>Welcome</html>"), Unreachable, "rejected"),
    "nonsense": Fault(Answer(raw="data: {nonsense\n\n", headers=STREAM), Unreachable, "rejected"),
    "invalid JSON": _mistaken('{"word": "yes", '),
    "wrong schema": _mistaken('{"word": "yes", "share": 2}'),
    "a list": _mistaken("[1, 2]"),
    "no number": _mistaken('{"word": "yes", "share": NaN}'),
    "empty": _mistaken(""),
    "blank": _mistaken(" \n"),
    "refusal": Fault(Answer(refusal="I'd rather not."), Refused),
    "content filter": Fault(Answer("some", finish="content_filter"), Refused),
    "content filter on the prompt": Fault(Answer(status=400, code="content_filter"), Refused),
    "length limit": Fault(Answer('{"word": "ye', finish="length"), Truncated),
    "no end": Fault(Answer("word " * 20_000), Truncated),
    "wrong key": Fault(Answer(status=401), Unreachable, "authentication"),
    "forbidden": Fault(Answer(status=403), Unreachable, "authentication"),
    "no such model": Fault(Answer(status=404), Unreachable, "not_found"),
    "rejected": Fault(Answer(status=400, message="the prompt is too long"), Unreachable, "rejected"),
    "too large": Fault(Answer(status=413), Unreachable, "rejected"),
    "unprocessable": Fault(Answer(status=422), Unreachable, "rejected"),
}
