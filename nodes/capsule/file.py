"""A capsule as bytes: JSON, one thing a line, in gzip; so `zcat run.capsule` shows it, and nothing in it is a path.

    {"kind": "capsule", "schema_version": 1, "written_by": …, "services": …, "prompts": …, …}
    {"kind": "request", "request": …}                     of a fork also its "forks"
    {"kind": "document", "sha256": …, "text": …}          where a model was run
    {"kind": "before", "call": …}                         calls of the runs that a fork comes of
    {"kind": "call", …}                                   one for each call of a language model
    {"kind": "report", "sha256": …, "text": …}
    {"kind": "end", "lines": …, "sha256": …}              of all lines before it

Reading trusts nothing: the size is bounded before and after unpacking, every line is held to its type, every text is
made safe, and nothing is run, imported or opened that a line names. The hashes find damage; they are no signature.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from sobremesa.errors import SobremesaError
from sobremesa.nodes.asking import read_request
from sobremesa.nodes.capsule.capsule import (
    MOST_CALLS,
    MOST_FORKS,
    MOST_REPLIES,
    SCHEMA_VERSION,
    Capsule,
    Name,
    Part,
    RecordedCall,
    Services,
    Sha256,
    WrittenBy,
)
from sobremesa.nodes.capsule.error import CapsuleError
from sobremesa.nodes.contract import Request
from sobremesa.nodes.forking.fork import Fork, read_fork
from sobremesa.nodes.reply import Reply, read_reply
from sobremesa.nodes.report import Spending
from sobremesa.nodes.sanitise import sanitise
from sobremesa.store.files import write_whole

MEGABYTE = 2**20
MOST_PACKED, MOST_UNPACKED = 32 * MEGABYTE, 256 * MEGABYTE
GZIP = 31
"""zlib's number for the format of gzip, with its checksum."""
LONGEST_REASON = 300
"""Characters."""

L = TypeVar("L", bound=BaseModel)


class _Form(BaseModel):
    """What any capsule begins with, of whatever version."""

    model_config = ConfigDict(strict=True, extra="ignore")

    kind: Literal["capsule"]
    schema_version: Annotated[int, Field(ge=0, lt=10**6)]


class _Head(Part):
    kind: Literal["capsule"] = "capsule"
    schema_version: Literal[1] = SCHEMA_VERSION
    written_by: WrittenBy
    services: Services
    prompts: Annotated[dict[Name, Sha256], Field(max_length=1_000)]
    spending: Spending
    artifacts: Annotated[dict[Name, Sha256], Field(max_length=1_000)]


class _Asked(Part):
    kind: Literal["request"] = "request"
    request: Request
    replies: Annotated[tuple[Reply, ...], Field(max_length=MOST_REPLIES)] = ()
    forks: Annotated[tuple[Fork, ...], Field(max_length=MOST_FORKS)] = ()


class _Before(Part):
    kind: Literal["before"] = "before"
    call: RecordedCall


class _Text(Part):
    kind: Literal["document", "report"]
    sha256: Sha256
    text: str


class _End(Part):
    kind: Literal["end"] = "end"
    lines: Annotated[int, Field(ge=0)]
    sha256: Sha256


def to_bytes(capsule: Capsule) -> bytes:
    """The capsule as a file's bytes; the same capsule gives the same. Raises CapsuleError where it is too large."""
    lines = [line + b"\n" for line in _written(capsule)]
    body = b"".join(lines)
    end = _End(lines=len(lines), sha256=hashlib.sha256(body).hexdigest())
    body += _line(end) + b"\n"
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as file:
        file.write(body)
    content = packed.getvalue()
    _refuse_too_large(len(content), len(body))
    return content


def from_bytes(content: bytes) -> Capsule:
    """The capsule that `to_bytes` wrote. Raises CapsuleError, with one sentence, for whatever else the bytes are."""
    _refuse_too_large(len(content), 0)
    lines = _checked(_unpacked(content))
    head = _read(_Head, lines[0], 1)
    rest = [(place, _kind(line, place), line) for place, line in enumerate(lines[1:], start=2)]
    kinds = [kind for _, kind, _ in rest]
    calls = [kind for name in ("before", "call") for kind in [name] * kinds.count(name)]
    expected = ["request", *(["document"] * ("document" in kinds)), *calls, "report"]
    if kinds != expected:
        raise CapsuleError("The capsule is damaged: its parts are not those of a capsule, or not in their order.")
    texts = {kind: _text(line, place) for place, kind, line in rest if kind in ("document", "report")}
    asked = _read(_Asked, rest[0][2], 2)
    return Capsule(
        **{name: getattr(head, name) for name in _Head.model_fields if name in Capsule.model_fields},
        request=_request(asked),
        replies=_replies(asked),
        forks=_forks(asked),
        document=texts.get("document"),
        before=tuple(_read(_Before, line, place).call for place, kind, line in rest if kind == "before"),
        calls=tuple(_read(RecordedCall, line, place) for place, kind, line in rest if kind == "call"),
        report=texts["report"],
    )


def read_capsule(path: Path) -> Capsule:
    """The capsule in a file. Raises CapsuleError."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_PACKED + 1)
    except OSError as error:
        raise CapsuleError(f"{path} can't be read: {error.strerror}.") from None
    try:
        return from_bytes(content)
    except CapsuleError as error:
        raise CapsuleError(f"{path}: {error}") from None


def write_capsule(capsule: Capsule, path: Path) -> int:
    """Write a capsule's file, whole or not at all, readable for its owner alone; returns its size in bytes.

    Raises CapsuleError where it is too large or can't be written.
    """
    content = to_bytes(capsule)
    try:
        write_whole(path, content)
    except OSError as error:
        raise CapsuleError(f"{path} can't be written: {error.strerror}.") from None
    return len(content)


def _written(capsule: Capsule) -> Iterator[bytes]:
    given = {name: getattr(capsule, name) for name in _Head.model_fields if name in Capsule.model_fields}
    yield _line(_Head(**given))
    asked = _Asked(request=capsule.request, replies=capsule.replies, forks=capsule.forks)
    # A capsule without changes is what it was before there were any.
    yield _line(asked, without=frozenset() if capsule.forks else frozenset({"forks"}))
    if capsule.document is not None:
        yield _line(_whole("document", capsule.document))
    for call in capsule.before:
        yield _line(_Before(call=call))
    for call in capsule.calls:
        yield _line(call)
    yield _line(_whole("report", capsule.report))


def _whole(kind: Literal["document", "report"], text: str) -> _Text:
    return _Text(kind=kind, sha256=hashlib.sha256(text.encode()).hexdigest(), text=text)


def _line(part: BaseModel, without: frozenset[str] = frozenset()) -> bytes:
    fields = part.model_dump(mode="json", exclude=set(without))
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def _refuse_too_large(packed: int, unpacked: int) -> None:
    if packed > MOST_PACKED or unpacked > MOST_UNPACKED:
        raise CapsuleError(
            f"The capsule is too large: it may have {MOST_PACKED // MEGABYTE} MB, and "
            f"{MOST_UNPACKED // MEGABYTE} MB unpacked."
        )


def _unpacked(content: bytes) -> bytes:
    unpacker = zlib.decompressobj(GZIP)
    try:
        body = unpacker.decompress(content, MOST_UNPACKED + 1)
    except zlib.error:
        raise CapsuleError("This is no capsule, or a damaged one: it can't be unpacked.") from None
    _refuse_too_large(0, len(body))
    if not unpacker.eof:
        raise CapsuleError("The capsule is cut short: its end is missing.")
    if unpacker.unused_data:
        raise CapsuleError("The capsule is damaged: something stands after its end.")
    return body


def _checked(body: bytes) -> Sequence[bytes]:
    """The lines but the last, which they must agree with. The version first: another may have other lines."""
    head, _, _ = body.partition(b"\n")
    try:
        form = _Form.model_validate_json(head)
    except ValidationError:
        raise CapsuleError("This is no capsule: it does not begin as one.") from None
    if form.schema_version != SCHEMA_VERSION:
        raise CapsuleError(
            f"The capsule has version {form.schema_version}, and this Sobremesa reads version {SCHEMA_VERSION}: "
            "use the Sobremesa that wrote it."
        )
    lines = body.split(b"\n")
    if len(lines) < 3 or lines.pop() != b"" or len(lines) > MOST_CALLS:
        raise CapsuleError("The capsule is damaged: it has too few lines, or too many.")
    end = _read(_End, lines.pop(), len(lines) + 1)
    before = body[: sum(map(len, lines)) + len(lines)]
    if (end.lines, end.sha256) != (len(lines), hashlib.sha256(before).hexdigest()):
        raise CapsuleError("The capsule is damaged: it is not what was written.")
    return lines


class _Kind(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    kind: Annotated[str, Field(max_length=20)]


def _kind(line: bytes, place: int) -> str:
    return _read(_Kind, line, place).kind


def _read(part: type[L], line: bytes, place: int) -> L:
    try:
        return part.model_validate_json(line, strict=True)
    except ValidationError as error:
        raise CapsuleError(f"Line {place} of the capsule {_problem(error)}.") from None


def _problem(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    at = ".".join(str(step)[:40] for step in first["loc"][:8])
    return sanitise(f"is not what a capsule holds: {f'{at}: ' if at else ''}{first['msg'][:LONGEST_REASON]}")


def _text(line: bytes, place: int) -> str:
    part = _read(_Text, line, place)
    if hashlib.sha256(part.text.encode()).hexdigest() != part.sha256:
        raise CapsuleError(f"The capsule is damaged: the {part.kind} is not the one that its hash names.")
    try:
        value: Any = from_json(part.text, allow_inf_nan=False)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise CapsuleError(f"Line {place} of the capsule is not what a capsule holds: the {part.kind} is no object.")
    return part.text


def _replies(asked: _Asked) -> tuple[Reply, ...]:
    """What was said in review, made safe and checked as if it had just come in."""
    try:
        return tuple(read_reply(reply.model_dump()) for reply in asked.replies)
    except SobremesaError as error:
        raise CapsuleError(f"The capsule holds a reply that can't be taken: {error}") from None


def _forks(asked: _Asked) -> tuple[Fork, ...]:
    """The changes of forks, made safe and checked as if they had just come in."""
    try:
        return tuple(read_fork(fork.model_dump()) for fork in asked.forks)
    except SobremesaError as error:
        raise CapsuleError(f"The capsule holds a fork that can't be made: {error}") from None


def _request(asked: _Asked) -> Request:
    """The request, made safe and checked as if it had just come in."""
    try:
        return read_request(asked.request.model_dump())
    except SobremesaError as error:
        why = str(error).partition("\n")[0][:LONGEST_REASON]
        raise CapsuleError(f"The capsule holds a request that can't be taken: {why}") from None
