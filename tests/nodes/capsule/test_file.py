"""A capsule's file is anybody's: what was written comes back, and whatever else is refused with one sentence."""

import gzip
import hashlib
import json
import random
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handmade_capsule import whole_capsule
from sobremesa.nodes.capsule import file
from sobremesa.nodes.capsule.capsule import Capsule
from sobremesa.nodes.capsule.error import CapsuleError
from sobremesa.nodes.capsule.file import from_bytes, read_capsule, to_bytes, write_capsule

Lines = list[dict[str, Any]]


def lines_of(capsule: Capsule) -> Lines:
    return [json.loads(line) for line in gzip.decompress(to_bytes(capsule)).splitlines()]


def packed(lines: Lines) -> bytes:
    """A file of these lines, the last of which is brought into agreement with them."""
    body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines[:-1]).encode()
    end = {**lines[-1], "lines": len(lines) - 1, "sha256": hashlib.sha256(body).hexdigest()}
    return gzip.compress(body + json.dumps(end).encode() + b"\n")


def hashed(text: str) -> dict[str, str]:
    return {"text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}


def test_what_was_written_comes_back(capsule: Capsule) -> None:
    assert from_bytes(to_bytes(capsule)) == capsule
    bare = capsule.model_copy(update={"document": None, "calls": (), "artifacts": {}})
    assert from_bytes(to_bytes(bare)) == bare


def test_the_same_capsule_gives_the_same_bytes_and_is_json_in_gzip(capsule: Capsule) -> None:
    assert to_bytes(capsule) == to_bytes(capsule)
    kinds = [line["kind"] for line in lines_of(capsule)]
    assert kinds == ["capsule", "request", "document", "call", "call", "call", "call", "report", "end"]
    assert packed(lines_of(capsule)) != b""
    assert from_bytes(packed(lines_of(capsule))) == capsule


def test_the_file_is_its_owners_alone(capsule: Capsule, tmp_path: Path) -> None:
    path = tmp_path / "run.capsule"
    assert write_capsule(capsule, path) == path.stat().st_size
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_capsule(path) == capsule
    with pytest.raises(CapsuleError, match=r"nowhere\.capsule can't be read: No such file"):
        read_capsule(tmp_path / "nowhere.capsule")
    with pytest.raises(CapsuleError, match="can't be written"):
        write_capsule(capsule, tmp_path / "missing" / "run.capsule")


def test_wherever_it_is_cut_it_is_said_to_be_cut(capsule: Capsule) -> None:
    content = to_bytes(capsule)
    for length in range(20, len(content), 97):
        with pytest.raises(CapsuleError, match="cut short"):
            from_bytes(content[:length])
    for length in range(20):
        with pytest.raises(CapsuleError):
            from_bytes(content[:length])


def is_refused(content: bytes, capsule: Capsule) -> bool:
    """Whether bytes are refused; what is not must be the capsule itself."""
    try:
        read = from_bytes(content)
    except CapsuleError:
        return True
    assert read == capsule
    return False


def test_wherever_a_bit_is_turned_no_other_capsule_is_read(capsule: Capsule) -> None:
    content, deal = bytearray(to_bytes(capsule)), random.Random(1)
    # The first ten bytes name the format, a time and a system: of the capsule they say nothing.
    places = deal.sample(range(10, len(content)), 400)
    refused = 0
    for place in places:
        spoiled = bytes([*content[:place], content[place] ^ (1 << deal.randrange(8)), *content[place + 1 :]])
        refused += is_refused(spoiled, capsule)
    # A few bits unpack to the same: those that fill up the last byte, and those that point to the same words elsewhere.
    assert refused > 0.9 * len(places)


def test_what_stands_after_the_end_is_refused(capsule: Capsule) -> None:
    for more in (b"x", to_bytes(capsule)):
        with pytest.raises(CapsuleError, match="after its end"):
            from_bytes(to_bytes(capsule) + more)


def test_what_is_too_large_is_refused_before_and_after_unpacking(
    capsule: Capsule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "MOST_UNPACKED", 3_000_000)
    with pytest.raises(CapsuleError, match="too large"):
        from_bytes(gzip.compress(bytes(50_000_000)))
    monkeypatch.setattr(file, "MOST_UNPACKED", 1_000)
    for refused in (lambda: to_bytes(capsule), lambda: from_bytes(gzip.compress(bytes(1_001)))):
        with pytest.raises(CapsuleError, match="too large"):
            refused()
    monkeypatch.undo()
    monkeypatch.setattr(file, "MOST_PACKED", 100)
    with pytest.raises(CapsuleError, match="too large"):
        from_bytes(bytes(101))


def test_unpacking_takes_no_more_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Counting:
        eof, unused_data = False, b""

        def decompress(self, content: bytes, most: int) -> bytes:
            asked.append(most)
            return bytes(most)

    monkeypatch.setattr(zlib, "decompressobj", lambda _: Counting())
    monkeypatch.setattr(file, "MOST_UNPACKED", 1_000)
    with pytest.raises(CapsuleError, match="too large"):
        from_bytes(b"")
    assert asked == [1_001]


def test_another_version_is_named(capsule: Capsule) -> None:
    head, *rest = lines_of(capsule)
    with pytest.raises(CapsuleError, match="version 2, and this Sobremesa reads version 1: use the Sobremesa that"):
        from_bytes(packed([{"kind": "capsule", "schema_version": 2, "and": "all else"}, {"kind": "news"}, rest[-1]]))
    for form in ({**head, "schema_version": "1"}, {**head, "kind": "letter"}, {}):
        with pytest.raises(CapsuleError, match="does not begin as one"):
            from_bytes(packed([form, *rest]))


Change = Callable[[Lines], Any]

CHANGES: dict[str, tuple[Change, str]] = {
    "a key that it does not know": (lambda lines: lines[3].update(path="/etc/passwd"), "Line 4 .*path"),
    "a key that it does not know, deeper": (lambda lines: lines[3]["answer"].update(code="x"), "Line 4 .*answer.code"),
    "a key in the request": (lambda lines: lines[1]["request"].update(code="x"), "Line 2 .*request.code"),
    "no request": (lambda lines: lines.pop(1), "not those of a capsule"),
    "two requests": (lambda lines: lines.insert(1, lines[1]), "not those of a capsule"),
    "no report": (lambda lines: lines.pop(7), "not those of a capsule"),
    "two reports": (lambda lines: lines.insert(7, lines[7]), "not those of a capsule"),
    "a call after the report": (lambda lines: lines.insert(8, lines[3]), "not those of a capsule"),
    "an unknown part": (lambda lines: lines.insert(3, {"kind": "code"}), "not those of a capsule"),
    "a number for a text": (lambda lines: lines[3].update(node=7), "Line 4 .*node"),
    "a text for a number": (lambda lines: lines[3]["answer"].update(prompt_tokens="9"), "prompt_tokens"),
    "a number for a seed": (lambda lines: lines[1]["request"].update(seed="7"), "request.seed"),
    "a seed too large": (lambda lines: lines[1]["request"].update(seed=2**60), "request.seed"),
    "tokens below none": (lambda lines: lines[3]["answer"].update(prompt_tokens=-1), "prompt_tokens"),
    "no hash": (lambda lines: lines[3].update(prompt="../../../etc"), "Line 4 .*prompt"),
    "both outcomes": (lambda lines: lines[6].update(answer=lines[3]["answer"]), "Line 7"),
    "no outcome": (lambda lines: lines[6].update(given_up=None), "Line 7"),
    "an unknown reason": (lambda lines: lines[6]["given_up"].update(kind="mood"), "Line 7 .*given_up.kind"),
    "another report": (lambda lines: lines[7].update(text="{}"), "not the one that its hash names"),
    "a report that is a list": (lambda lines: lines[7].update(hashed("[]")), "the report is no object"),
    "a report of nothing": (lambda lines: lines[7].update(hashed("")), "the report is no object"),
    "a report nested deeply": (lambda lines: lines[7].update(hashed('{"a":' * 10**5)), "the report is no object"),
    "a report that is not finite": (lambda lines: lines[7].update(hashed('{"a": NaN}')), "the report is no object"),
    "another document": (lambda lines: lines[2].update(text="{}"), "not the one that its hash names"),
    "a scenario of nothing": (lambda lines: lines[1]["request"].update(scenario="\x00 "), "There is no scenario"),
    "facts nested deeply": (
        lambda lines: lines[1]["request"].update(context={"a": [[[[[[[[[[1]]]]]]]]]]}), "a request that can't be taken"
    ),
    "a document that is none": (lambda lines: lines[1]["request"].update(document="a: ["), "can't be taken"),
    "an endless name": (lambda lines: lines[3].update(node="n" * 10**5), "Line 4 .*node"),
    "an endless number": (lambda lines: lines[0].update(schema_version=10**4000), "does not begin as one|version"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_whoever_changes_a_part_is_told_which(capsule: Capsule, change: str) -> None:
    lines = lines_of(capsule)
    make, message = CHANGES[change]
    make(lines)
    with pytest.raises(CapsuleError, match=message) as refused:
        from_bytes(packed(lines))
    assert len(str(refused.value)) < 500
    assert "\n" not in str(refused.value)


def test_a_line_that_was_changed_behind_the_back_of_the_last_is_found(capsule: Capsule) -> None:
    body = gzip.decompress(to_bytes(capsule)).replace(b"I say yes.", b"I say no..")
    with pytest.raises(CapsuleError, match="not what was written"):
        from_bytes(gzip.compress(body))


def test_text_is_made_safe_where_it_enters(capsule: Capsule) -> None:
    lines, evil = lines_of(capsule), "\x1b]0;title\x07red\x1b[31m \u202eright\x00 cafe\u0301"
    lines[1]["request"] |= {"scenario": evil, "context": {evil: [evil]}}
    lines[3] |= {"node": evil, "persona": evil, "turn": evil}
    lines[3]["answer"] |= {"text": evil, "refusal": evil, "model": evil, "finish": evil}
    lines[6]["given_up"]["words"] = evil
    lines[0]["written_by"]["machine"] = evil
    lines[0]["services"]["speaker"] = evil
    read, safe = from_bytes(packed(lines)), "red right café"
    assert (read.request.scenario, read.request.context) == (safe, {safe: [safe]})
    first, last = read.calls[0], read.calls[3]
    assert first.answer is not None
    assert last.given_up is not None
    answer = first.answer
    texts = {first.node, first.persona, first.turn, answer.text, answer.refusal, answer.model, answer.finish}
    assert texts | {last.given_up.words, read.written_by.machine, read.services.speaker} == {safe}


def test_lone_surrogates_are_refused(capsule: Capsule) -> None:
    body = gzip.decompress(to_bytes(capsule)).replace(b"I say yes.", rb"\ud800 yes")
    lines = body.splitlines(keepends=True)
    end = json.dumps({"kind": "end", "lines": 8, "sha256": hashlib.sha256(b"".join(lines[:-1])).hexdigest()}).encode()
    with pytest.raises(CapsuleError, match="Line 6"):
        from_bytes(gzip.compress(b"".join(lines[:-1]) + end + b"\n"))


@given(st.binary(max_size=2_000))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_refused(content: bytes) -> None:
    for bytes_ in (content, gzip.compress(content)):
        with pytest.raises(CapsuleError):
            from_bytes(bytes_)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(place=st.integers(0, 7), value=JSON, deal=st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_any_value_anywhere_is_read_or_refused(place: int, value: Any, deal: random.Random) -> None:
    lines = lines_of(whole_capsule())
    at: Any = lines[place]
    path = [at]
    while isinstance(path[-1], dict) and path[-1]:
        path.append(path[-1][deal.choice(sorted(path[-1]))])
    holders = [holder for holder in path if isinstance(holder, dict) and holder]
    holder = deal.choice(holders)
    holder[deal.choice(sorted(holder))] = value
    try:
        read = from_bytes(packed(lines))
    except CapsuleError:
        return
    assert from_bytes(to_bytes(read)) == read
