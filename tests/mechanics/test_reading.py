"""Text → document: YAML 1.2, JSON, and everything that is neither."""

import json

import pytest
from effort import MOST_CALLS, calls
from hypothesis import given, settings
from hypothesis import strategies as st

from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.reading import read_document
from sobremesa.mechanics.yaml12 import NotPlainError, load

SMALL = """
model: small
purpose: The least that a model is
parameters: {rate: {value: 1e-3}, yes: {type: bool, value: true}}
agents: {person: {count: 10, state: {ill: {type: bool, start: false}}}}
measures: {ill: {value: "mean(p.ill for p in person)"}}
experiment: {headline: {measure: ill}, arms: [{name: on}, {name: off, set: {rate: 0}}]}
"""


def code_of(text: str | bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read_document(text)
    return caught.value.diagnostics[0].code


def test_scalars_are_those_of_yaml_1_2() -> None:
    text = "[1e-3, 1E5, .5, 0o17, 0x1F, 010, yes, off, on, null, ~, true, 1_000, 12:30, 2026-11-23, '1']"
    assert load(text) == [
        1e-3, 1e5, 0.5, 15, 31, 10, "yes", "off", "on", None, None, True, "1_000", "12:30", "2026-11-23", "1",
    ]  # fmt: skip


def test_a_document_is_read() -> None:
    document = read_document(SMALL)
    assert document.parameters["rate"].value == 1e-3
    assert [arm.name for arm in document.experiment.arms] == ["on", "off"]


def test_json_says_the_same_as_yaml() -> None:
    assert read_document(json.dumps(load(SMALL))) == read_document(SMALL)


def test_the_order_of_keys_means_nothing() -> None:
    plain = json.loads(read_document(SMALL).canonical())
    turned = json.dumps(dict(reversed(plain.items())))
    assert read_document(turned).sha256 == read_document(SMALL).sha256


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_document"),
        ("[" * 10_000_000, "too_large"),
        ("[" * 60_000, "too_deep"),
        ("{" * 60_000, "key_not_text"),
        ("{'a':" * 10_000, "too_deep"),
        ('{"a":' * 10_000, "too_deep"),
        ("- " * 30_000 + "a", "too_deep"),
        ("? " * 30_000, "key_not_text"),
        ("a: &x 1\nb: *x", "alias"),
        ("a: !!python/name:os.system x", "tag"),
        ("a: 1\na: 2", "duplicate_key"),
        ('{"a": 1, "a": 2}', "duplicate_key"),
        ('{"a": NaN}', "not_finite"),
        ('{"a": -Infinity}', "not_finite"),
        ('{"a": 1e999}', "not_finite"),
        ("a: .nan", "not_finite"),
        ("a: " + "9" * 60_000, "number_too_large"),
        ('{"a": ' + "9" * 60_000 + "}", "number_too_large"),
        ("a: 1\n---\nb: 2", "several_documents"),
        (b"\xff\xfe\x00", "not_utf8"),
        ("a: \ud800", "not_utf8"),
        ("a: \x00", "yaml_syntax"),
        ("a: b: c", "yaml_syntax"),
    ],
)
def test_what_is_no_document_gets_its_diagnostic(text: str | bytes, code: str) -> None:
    assert code_of(text) == code
    assert calls(lambda: code_of(text)) < MOST_CALLS


def test_a_mistake_of_shape_names_the_place_and_the_nearest_key() -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(SMALL.replace("count: 10", "cuont: 10").replace("value: true", "value: [1]"))
    found = {str(d.place): d for d in caught.value.diagnostics}
    assert found["agents.person.cuont"].hint == "did you mean `count`?"
    assert found["agents.person.count"].code == "key_missing"
    assert found["parameters.yes.value"].found == "[1]"


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400)))
def test_any_bytes_give_diagnostics(garbage: str | bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(garbage)
    assert caught.value.diagnostics


NUMBERS = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(PLAIN)
def test_json_is_read_as_json_reads_it(value: object) -> None:
    text = json.dumps({"wrapped": value})
    try:
        assert load(text) == {"wrapped": value}
    except NotPlainError as error:
        # Surrogates, which YAML has not, and characters that a document may not hold.
        assert error.diagnostic.code in ("yaml_syntax", "unseen_character")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["model", "clock", "agents", "measures", "rules", "space", "coupling", "parameters"]), PLAIN)
def test_any_value_for_a_section_is_read_or_refused(section: str, value: object) -> None:
    plain = dict(load(SMALL))
    plain[section] = value
    try:
        read_document(json.dumps(plain))
    except DocumentError as error:
        assert error.diagnostics


@pytest.mark.parametrize("escape", ["\\e", "\\0", "\\x7f", "\\x9b", "\\r", "\\u202e", "\\u2066", "\\u200f", "\\u061c"])
@pytest.mark.parametrize("text", ['"x{}y": 1', 'x: "{}y"', 'x: ["{}"]'])
def test_escapes_bring_in_no_character_that_cannot_be_seen(escape: str, text: str) -> None:
    with pytest.raises(NotPlainError) as caught:
        load(text.format(escape))
    assert caught.value.diagnostic.code == "unseen_character"


def test_tab_and_newline_may_be_escaped() -> None:
    assert load(r'x: "a\tb\nc"') == {"x": "a\tb\nc"}


def test_an_end_that_a_link_lacks_is_told_where_it_lacks() -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(SMALL + "space: {kind: network, generator: given, edges: [[0, 1], [2]]}")
    (mistake,) = caught.value.diagnostics
    assert (mistake.code, str(mistake.place)) == ("key_missing", "space.edges[1][1]")
    assert mistake.message == "an element is missing"
