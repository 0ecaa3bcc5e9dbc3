"""Requests over the wire, through langchain-openai. Imported late: it takes over a second.

A wire is open while calls are in flight, and no longer: nothing is left to close, and nothing outlives its event
loop. Errors come out as the vendor raises them; `faults.py` reads them.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast
from urllib.parse import unquote, urlsplit, urlunsplit

import httpx2
import openai
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI

from sobremesa.nodes.gateway.call import Call, Message
from sobremesa.nodes.gateway.dialect import Dialect
from sobremesa.nodes.gateway.estimate import estimate, tokens
from sobremesa.nodes.gateway.shielding import ShieldedCompletions, ShieldedError
from sobremesa.nodes.sanitise import sanitise
from sobremesa.nodes.settings import OPENAI, Settings
from sobremesa.personas.prompting import load_prompt
from sobremesa.store.journal import Entry

T = TypeVar("T")

LONGEST_TOKEN = 32
"""Characters: an answer with more of them for each token that it may have is not held to its limit by the endpoint."""
MOST_COUNTED = 10**9


class BrokenAnswerError(ConnectionError):
    """The stream ended before the answer did."""


class _Chat(ChatOpenAI):
    """ChatOpenAI drops the refusal of a streamed answer: here it is kept among the additional arguments."""

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        generation = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        choices = chunk.get("choices") or [{}]
        refusal = (choices[0].get("delta") or {}).get("refusal")
        if generation is not None and refusal:
            generation.message.additional_kwargs["refusal"] = refusal
        return generation


@dataclass(slots=True)
class _Heard:
    """What has come of an answer so far."""

    text: str = ""
    refusal: str = ""
    finish: str = ""
    usage: Any = None

    def take(self, chunk: Any) -> None:
        self.text += chunk.text
        self.refusal += chunk.additional_kwargs.get("refusal", "")
        self.finish = chunk.response_metadata.get("finish_reason") or self.finish
        # Some servers send the usage so far with every piece: the last one counts, not the sum.
        self.usage = chunk.usage_metadata or self.usage

    def cut(self, max_tokens: int) -> bool:
        """Whether it is far longer than it may be; it is then taken as cut off at its limit."""
        if len(self.text) + len(self.refusal) <= LONGEST_TOKEN * max_tokens:
            return False
        self.finish = "length"
        return True

    def entry(self, model: str, messages: Sequence[Message]) -> Entry:
        if not self.finish:
            raise BrokenAnswerError("the stream ended before the answer did")
        text, refusal = sanitise(self.text), sanitise(self.refusal)
        if self.usage is None:
            prompt, completion = estimate(messages), tokens(text + refusal)
            return Entry(text, self.finish, refusal, model, prompt, completion, estimated=True)
        cached = _counted((self.usage.get("input_token_details") or {}).get("cache_read") or 0)
        prompt, completion = _counted(self.usage["input_tokens"]), _counted(self.usage["output_tokens"])
        return Entry(text, self.finish, refusal, model, prompt, completion, cached)


def _counted(tokens: int) -> int:
    """What an endpoint counts, within reason: a budget is held against it."""
    return min(max(tokens, 0), MOST_COUNTED)


class Wire:
    """An open connection to the endpoint of `settings`. `server` is what answers there, once it has said so."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.server = ""
        hooks = {"response": [self._meet]}
        self._address, auth = _address(settings.base_url or OPENAI)
        self._http = openai.DefaultAsyncHttpxClient(
            timeout=settings.timeout,
            verify=certificates(),
            event_hooks=hooks,
            auth=auth,
            trust_env=settings.gguf is None,  # no proxy stands between us and ourselves
        )
        self._chats: dict[str, _Chat] = {}

    async def send(self, call: Call[T], messages: Sequence[Message], dialect: Dialect) -> Entry:
        """Send one request and hear its answer out. Raises whatever openai, httpx or langchain raise."""
        schema = call.form.schema
        said = list(messages)
        if schema is not None and not dialect.tells_the_schema:
            said.append(
                ("user", load_prompt("sobremesa.nodes", "json").render(schema=json.dumps(schema, ensure_ascii=False)))
            )
        body = dialect.body(schema, call.max_tokens, call.temperature)
        heard = _Heard()
        # In the extra body the response format reaches the endpoint as it is: langchain would parse the answer
        # itself, and raise where we have an outcome.
        stream = self._chat(call.model).astream(said, stream_usage=dialect.usage, extra_body=body)
        try:
            async with aclosing(cast("AsyncGenerator[AIMessageChunk]", stream)) as chunks:
                async for chunk in chunks:
                    heard.take(chunk)
                    if heard.cut(call.max_tokens):
                        break
        except ShieldedError as shielded:
            raise shielded.error from None
        return heard.entry(call.model, messages)

    def _chat(self, model: str) -> _Chat:
        if model not in self._chats:
            chat = _Chat(
                model=model,
                name=model,
                api_key=self._settings.api_key,
                base_url=self._address,
                http_async_client=self._http,
                max_retries=0,
                timeout=self._settings.timeout,
                stream_chunk_timeout=None,
                use_responses_api=False,
            )
            chat.async_client = ShieldedCompletions(chat.async_client)
            self._chats[model] = chat
        return self._chats[model]

    async def _meet(self, response: httpx2.Response) -> None:
        self.server = response.headers.get("server", "")

    async def close(self) -> None:
        """Close the connection."""
        await self._http.aclose()


def _address(base_url: str) -> tuple[str, httpx2.BasicAuth | None]:
    """An address without the user and password that may stand in it, which would get into logs; and those."""
    parts = urlsplit(base_url)
    if parts.username is None:
        return base_url, None
    auth = httpx2.BasicAuth(unquote(parts.username), unquote(parts.password or ""))
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])), auth


@cache
def certificates() -> ssl.SSLContext:
    """The certificates that are trusted; reading them takes 20 ms, more than all else that opens a wire."""
    return httpx2.create_ssl_context()
