"""The coupling: what self-reports make of a parameter, the rule they replace, and the sentences shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.levers import CouplingFunctions, Told, compile_coupling, filled, formatted
from sobremesa.mechanics.reading import read_document

TEXT = """
model: town
purpose: a test
parameters:
  rate: {value: 0.2, low: 0, high: 1, source: given}
  reach: {value: 0.5, source: given}
agents:
  person: {count: 9, state: {x: {type: float, start: 0}}}
rules:
  - {name: go, who: person, do: "self.x += rate * reach"}
measures:
  far: {value: "mean(p.x for p in person)"}
personas:
  mayor: {agent: "one_of(person)", role: a mayor}
  nurse: {agent: "one_of(person)", role: a nurse}
coupling:
  every: 2
  show:
    - {to: [mayor, nurse], text: "{0:.0%} of {{all}}, {1:.2f}.", values: ["far", "rate * 2"]}
    - {to: [nurse], text: "Only for nurses.", values: []}
  levers:
    - name: calm
      from: [mayor, nurse]
      moves: rate
      by: "far + 0.5 * (1 - report.stance) * report.confidence"
      low: 0
      high: "reach"
      instead: "far / 2"
    - {name: loud, from: nurse, moves: reach, by: "report.arousal / report.confidence", low: 0, high: 1}
experiment:
  question: none
  headline: {measure: far}
"""
PARAMETERS = {"rate": 0.2, "reach": 0.5}


def program(text: str = TEXT) -> Program:
    return check(read_document(text))


@pytest.fixture(scope="module")
def coupling() -> CouplingFunctions:
    return compile_coupling(program())


def report(stance: float, confidence: float, arousal: float = 0.0) -> dict[str, float]:
    return {"stance": stance, "confidence": confidence, "arousal": arousal, "valence": 0.0}


def test_a_lever_reads_the_mean_of_its_reports(coupling: CouplingFunctions) -> None:
    reports = {"mayor": report(0.5, 0.2), "nurse": report(-0.5, 0.4), "guest": report(1.0, 1.0)}
    assert coupling.decide("calm", reports, PARAMETERS, {"far": 0.1}) == 0.1 + 0.5 * (1 - 0.0) * ((0.2 + 0.4) / 2)


def test_a_lever_stays_within_its_bounds(coupling: CouplingFunctions) -> None:
    low, high = report(1.0, 1.0), report(-1.0, 1.0)
    assert coupling.decide("calm", {"mayor": high, "nurse": high}, PARAMETERS, {"far": 0.3}) == 0.5
    assert coupling.decide("calm", {"mayor": low, "nurse": low}, PARAMETERS, {"far": -9.0}) == 0.0
    with pytest.raises(ZeroDivisionError):
        coupling.decide("loud", {"nurse": report(0.0, 0.0, 0.5)}, PARAMETERS, {"far": 0.0})


def test_the_rule_that_personas_replace(coupling: CouplingFunctions) -> None:
    assert coupling.instead("calm", PARAMETERS, {"far": 0.3}) == 0.15
    assert coupling.instead("calm", PARAMETERS, {"far": 3.0}) == 0.5
    assert coupling.instead("loud", PARAMETERS, {"far": 0.3}) is None
    with pytest.raises(KeyError):
        coupling.instead("nothing", PARAMETERS, {})


def test_sentences_are_shown_to_whom_they_are_for(coupling: CouplingFunctions) -> None:
    def shown(persona: str) -> list[str]:
        return [told.text for told in coupling.shown(persona, PARAMETERS, {"far": 0.256})]

    assert shown("mayor") == ["26% of {all}, 0.40."]
    assert shown("nurse") == ["26% of {all}, 0.40.", "Only for nurses."]
    assert shown("guest") == []


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (0.126, ".0%", "13%"), (3.0, "", "3"), (3.25, "", "3.25"), (1 / 3, "", "0.333333"),
        (12345.678, ",.1f", "12,345.7"),
        (12345.0, ",", "12,345"), (5, ".2f", "5.00"), (2.5, "d", "2"), (7, "d", "7"), (True, "", "yes"),
        (1.5, ".99f", "1.5"),
        (1.5, "__class__", "1.5"), (1.5, ">99999999", "1.5"), (float("nan"), ".1f", "nan"), (1234.5, ".3g", "1.23e+03"),
    ],
)  # fmt: skip
def test_formats_are_a_closed_set(value: float, spec: str, text: str) -> None:
    assert formatted(value, spec) == text


@given(text=st.text(alphabet="{}0123456789:.%fd_abc[]!", max_size=40))
def test_any_text_is_filled_without_an_error(text: str) -> None:
    assert isinstance(filled(text, [0.5, 2]), str)


def test_nothing_is_looked_up_in_a_sentence() -> None:
    for text in ("{0.__class__}", "{0[0]}", "{x}", "{0!r}", "{5}"):
        assert filled(text, [0.5]) == text


def test_without_a_world_to_look_at_what_reads_it_can_not_be_told() -> None:
    own = TEXT.replace('values: ["far", "rate * 2"]', 'values: ["far", "self.x"]')
    own = own.replace("to: [mayor, nurse]", "to: [mayor]")
    assert compile_coupling(program(own)).shown("mayor", PARAMETERS, {"far": 0.256}) == [Told("")]
