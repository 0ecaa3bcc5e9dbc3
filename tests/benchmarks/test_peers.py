"""What stands between a tool and the server counts what it says, and changes nothing that is bound to a form."""

import json
from typing import Any

import pytest
from benchmarks.peers.counting import LONGEST, held, usage_of


@pytest.mark.parametrize(
    ("asked", "limit"),
    [({}, LONGEST), ({"max_tokens": 5}, 5), ({"max_tokens": 5_000}, LONGEST), ({"max_completion_tokens": 7}, 7)],
)
def test_free_text_has_an_end(asked: dict[str, Any], limit: int) -> None:
    assert held(asked)["max_tokens"] == limit


def test_what_is_bound_to_a_form_is_as_long_as_it_was_asked_for() -> None:
    for form in ("grammar", "response_format"):
        assert held({form: "…", "max_tokens": 5_000})["max_tokens"] == 5_000


def test_usage_is_read_from_an_answer_and_from_the_end_of_a_stream() -> None:
    usage = {"prompt_tokens": 3, "completion_tokens": 2}
    pieces = [{"choices": [1]}, {"usage": {"prompt_tokens": 3, "completion_tokens": 1}}, {"usage": usage}]
    stream = "".join(f"data: {json.dumps(piece)}\n\n" for piece in pieces) + "data: [DONE]\n\n"
    assert usage_of(json.dumps({"choices": [], "usage": usage}).encode()) == usage
    assert usage_of(stream.encode()) == usage
    assert usage_of(b"an error") == {}
    assert held({"stream": True})["stream_options"] == {"include_usage": True}
