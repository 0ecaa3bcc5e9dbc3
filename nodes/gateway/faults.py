"""What went wrong with a request, read from the vendor's error: how often to try again, when, and what to say.

| fault | tries | then |
|---|---|---|
| no connection, or one that broke | 3 | connection |
| too slow | 2 | timeout |
| 429, 408, 409, 5xx, an error in the stream | 5, as far apart as Retry-After says | overloaded |
| 401, 403 | 1 | authentication |
| 404, or a file that can't be served here | 1 | not_found |
| 400 because a content filter stopped the prompt | 1 | a refusal |
| 400, 413, 422 and the rest | 1, and again in a plainer dialect | rejected |
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx2
import openai

from sobremesa.nodes.gateway.local import LocalModelError
from sobremesa.nodes.gateway.outcome import Kind, Refused, Unreachable, Usage
from sobremesa.nodes.gateway.wire import BrokenAnswerError
from sobremesa.nodes.sanitise import sanitise
from sobremesa.nodes.settings import Settings

TRIES: Mapping[Kind, int] = {"connection": 3, "timeout": 2, "overloaded": 5}
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 20.0
LONGEST_OBEYED_SECONDS = 300.0
WORDS_CHARACTERS = 300
FILTERED = ("content_filter", "content_policy_violation")


@dataclass(frozen=True, slots=True)
class Fault:
    """One request that failed. `after` is how many seconds the endpoint asks to wait; `words` is what it said.

    `paid`: the endpoint may have charged for the prompt. `filtered`: its content filter stopped the prompt.
    """

    kind: Kind
    advice: str
    tries: int = 1
    after: float | None = None
    words: str = ""
    paid: bool = False
    filtered: bool = False

    def pause(self, tried: int) -> float | None:
        """Seconds to wait before the next try, after `tried` of them; None if there is to be none."""
        if tried >= self.tries or (self.after or 0) > LONGEST_OBEYED_SECONDS:
            return None
        return max(self.after or 0.0, min(FIRST_PAUSE_SECONDS * 2.0 ** (tried - 1), LONGEST_PAUSE_SECONDS))

    @property
    def outcome(self) -> Unreachable | Refused:
        """What the caller of the gateway is told when no try is left."""
        return Refused(self.advice, Usage()) if self.filtered else Unreachable(self.kind, self.advice)


def read_fault(error: Exception, settings: Settings, model: str) -> Fault:
    """The fault that an exception speaks of. No credential is in it, even where the endpoint has sent one back."""
    where = settings.endpoint
    words = _words(error, settings)
    match error:
        case LocalModelError():
            return Fault("not_found", str(error))
        case TimeoutError() | openai.APITimeoutError() | httpx2.TimeoutException():
            advice = f"{where} took longer than {settings.timeout:g} s: try again, or raise SOBREMESA_TIMEOUT."
            return Fault("timeout", advice, TRIES["timeout"], paid=True)
        case openai.APIStatusError():
            return _status(error, words, where, model)
        case BrokenAnswerError() | httpx2.RemoteProtocolError() | httpx2.ReadError():
            advice = f"{where} breaks off its answers: see whether the server and the network are well."
            return Fault("connection", advice, TRIES["connection"], paid=True)
        case openai.APIConnectionError() | httpx2.HTTPError():
            advice = f"{where} can't be reached: see whether it runs and OPENAI_BASE_URL is right."
            return Fault("connection", advice, TRIES["connection"])
        case openai.APIError():
            return Fault(
                "overloaded", f"{where} reports an error: {words.rstrip('.')}.", TRIES["overloaded"], paid=True
            )
    advice = f"{where} does not answer as an OpenAI-compatible endpoint does: see whether OPENAI_BASE_URL is right."
    return Fault("rejected", advice, words=words, paid=True)


def _status(error: openai.APIStatusError, words: str, where: str, model: str) -> Fault:
    match error.status_code:
        case 401 | 403:
            return Fault("authentication", f"{where} turns the key away: see whether OPENAI_API_KEY is right.")
        case 404:
            advice = f"{where} has no model {model!r}, or no chat completions: set SOBREMESA_MODEL or OPENAI_BASE_URL."
            return Fault("not_found", advice)
        case 429 if "insufficient_quota" in f"{error.code} {words}":
            return Fault("rejected", f"The account behind the key has no credit left at {where}.")
        case 408 | 409 | 429 | 500 | 502 | 503 | 504 | 529:
            after = retry_after(error.response.headers)
            wait = f" for {after:g} s" if after and after > LONGEST_OBEYED_SECONDS else ""
            advice = f"{where} is overloaded (status {error.status_code}): wait{wait}, and resume."
            return Fault("overloaded", advice, TRIES["overloaded"], after)
        case 400 if error.code in FILTERED:
            return Fault("rejected", f"The content filter of {where} stopped the prompt.", filtered=True)
    return Fault(
        "rejected", f"{where} rejects the request (status {error.status_code}): {words.rstrip('.')}.", words=words
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an endpoint asks to wait, from `retry-after-ms` or `Retry-After` (seconds or a date)."""
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        given = headers.get("retry-after")
        if given is None:
            return None
        if given.strip().replace(".", "", 1).isdigit():
            return float(given)
        return max(0.0, parsedate_to_datetime(given).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _words(error: Exception, settings: Settings) -> str:
    words = sanitise(getattr(error, "message", "") or str(error))
    if settings.api_key is not None:
        words = words.replace(settings.api_key.get_secret_value(), "…")
    return " ".join(words.split())[:WORDS_CHARACTERS]
