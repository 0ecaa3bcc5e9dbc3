"""What a coupling sees and moves beside parameters: globals, an agent and its surroundings, a group.

Both engines see the same, to the last bit, and what the reference interpreter sees.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from reference import assert_same

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.engine import Engine, LeverValue
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.levers import Told, compile_coupling, looking
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document

TEXT = (Path(__file__).parent / "documents" / "watchful_town.yaml").read_text("utf-8")
ENGINES = (MesaEngine(), KernelEngine())


def program(text: str = TEXT) -> Program:
    return check(read_document(text))


def report(stance: float, valence: float) -> dict[str, float]:
    return {"stance": stance, "valence": valence, "confidence": 0.75, "arousal": 0.5}


def reports(step: int) -> dict[str, dict[str, float]]:
    return {"mayor": report(0.4, 0.1 * step), "old": report(-0.3, -0.5), "all_": report(0, 0)}


@pytest.mark.parametrize("arm", [0, 1, 2], ids=["off", "talk", "held"])
@pytest.mark.parametrize("engine", ENGINES, ids=["mesa", "kernel"])
def test_fields_and_parameters_move_as_the_reference_says(engine: Engine, arm: int) -> None:
    whole = program()
    assert assert_same(whole, whole.document.experiment.arms[arm], 9, engine=engine, reports=reports) is None


def test_both_engines_see_the_same() -> None:
    whole = program()
    coupling = compile_coupling(whole)
    told = []
    for engine in ENGINES:
        snapshot, series = engine.advance(whole, engine.start(whole, whole.document.experiment.arms[1], 3, [0]), 3)
        measures = {name: float(values[0]) for name, values in series.last().items()}
        look = looking(whole, engine, snapshot)
        told.append(
            [coupling.shown(name, {"rate": 0.25, "pull": 0.5}, measures, look) for name in ("mayor", "old", "all_")]
        )
    assert told[0] == told[1]
    (mayor, _), (old,), (everyone,) = told[0]
    assert mayor.text.startswith("You feel ")
    assert mayor.values[0] in ("calm", "tense", "angry")
    assert old.values[0] == "7"
    assert everyone.values[0] == "20"
    assert float(everyone.values[1]) == pytest.approx(measures["fear"], abs=1e-6)
    assert float(everyone.values[2]) == pytest.approx(measures["price"], abs=1e-4)


def test_beside_what_has_changed_stands_what_it_was() -> None:
    coupling = compile_coupling(program(SMALL))
    first = coupling.shown("mayor", {"rate": 0.2}, {"fear": 0.101})
    assert first == [Told("10% are afraid at 0.2; 10%.", ("10%", "0.2"))]
    again = coupling.shown("mayor", {"rate": 0.2}, {"fear": 0.259}, before=first)
    assert again[0].text == "26% (was 10%) are afraid at 0.2; 26% (was 10%)."
    assert (
        coupling.shown("mayor", {"rate": 0.2}, {"fear": 0.2611}, before=again)[0].text == "26% are afraid at 0.2; 26%."
    )


SMALL = """
model: town
purpose: a test
parameters: {rate: {value: 0.2, low: 0, high: 1, source: given}}
agents: {person: {count: 9, state: {fear: {type: float, start: 0}}}}
rules: [{name: go, who: person, do: "self.fear += rate"}]
measures: {fear: {value: "mean(p.fear for p in person)"}}
personas: {mayor: {agent: "by_id(person, 4)", role: a mayor}}
coupling:
  every: 2
  cycles: 2
  until: "fear > 3 or report.spread < 0.1"
  show: [{to: [mayor], text: "{0:.0%} are afraid at {1}; {0:.0%}.", values: [fear, rate]}]
  levers: [{name: pace, from: mayor, moves: rate, by: "report.stance", low: 0, high: 1, delay: 1, instead: 0.5}]
experiment: {question: none, headline: {measure: fear}}
"""


def test_talks_end_once_that_is_reached_which_they_are_about() -> None:
    coupling = compile_coupling(program(SMALL))
    apart = {"mayor": report(0.5, 0), "nurse": report(-0.5, 0)}
    assert not coupling.ends(apart, {"rate": 0.2}, {"fear": 1.0})
    assert coupling.ends(apart, {"rate": 0.2}, {"fear": 3.5})
    assert coupling.ends({"mayor": report(0.5, 0), "nurse": report(0.45, 0)}, {"rate": 0.2}, {"fear": 1.0})


def test_a_rule_moves_its_lever_as_late_as_a_talk_would() -> None:
    """Talks after steps 2 and 4, and no more; the rule's 0.5 holds one step later."""
    from sobremesa.mechanics.living import live, meetings

    text = SMALL.replace("question: none,", 'question: none, arms: [{name: off, personas: "off"}],')
    whole = program(
        text.replace("every: 2", "every: 2").replace("purpose: a test", "purpose: a test\nclock: {steps: 8}")
    )
    arm = whole.document.experiment.arms[0]
    assert list(meetings(whole, arm)) == [2, 4]
    fear = live(whole, MesaEngine(), arm, 1, [0]).values["fear"][0]
    assert fear.tolist() == pytest.approx([0, 0.2, 0.4, 0.6, 1.1, 1.6, 2.1, 2.6, 3.1])


DEADLY = {
    "rules:\n": (
        'rules:\n  - {name: end, who: person, order: one_by_one, when: "step == 2 and self.id != 5", do: "die()"}\n'
    ),
    "best_of(person, lambda p: degree(p))": "one_of([p for p in person if p.id == 4])",
    '"mean(p.fear for p in person)"': '"sum(p.fear for p in person)"',
    "rate * mean(p.fear for p in person)": "rate",
}


@pytest.mark.parametrize("engine", ENGINES, ids=["mesa", "kernel"])
def test_of_an_agent_that_is_dead_nothing_is_shown_and_nothing_moves(engine: Engine) -> None:
    text = TEXT
    for old, new in DEADLY.items():
        text = text.replace(old, new)
    whole = program(text)
    snapshot, series = engine.advance(whole, engine.start(whole, whole.document.experiment.arms[1], 3, [0]), 3)
    assert not series.errors
    look = looking(whole, engine, snapshot)
    shown = compile_coupling(whole).shown("mayor", {"rate": 0.25, "pull": 0.5}, {"fear": 0.0, "price": 0.0}, look)
    assert [told.text for told in shown] == ["", ""]
    moved, still = (
        engine.advance(whole, snapshot, 1, levers)[1].values["fear"]
        for levers in ([LeverValue("self.fear", 1.0, who="mayor")], [])
    )
    assert (moved == still).all()


def test_reports_inside_of_what_is_taken_over_agents_are_not_supported_yet() -> None:
    old = "0.5 * max((p.fear for p in group), default=0) + 0.1 * report.valence"
    assert old in TEXT
    whole = program(TEXT.replace(old, "max((p.fear * report.valence for p in group), default=0)"))
    with pytest.raises(DocumentError) as refused:
        compile_coupling(whole)
    assert {each.code for each in refused.value.diagnostics} == {"not_supported_yet"}


def answer(text: str) -> Any:
    with pytest.raises(DocumentError) as refused:
        program(text)
    return [(each.code, each.place.path) for each in refused.value.diagnostics]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("moves: group.fear", "moves: group.old", "bad_lever"),
        ("moves: group.fear", "moves: self.fear", "bad_lever"),
        ("moves: self.fear", "moves: group.fear", "bad_lever"),
        ('"[p for p in person if p.old]"', '"top(person, 3, lambda p: p.fear)"', "type_mismatch"),
        ("choices: {slow: 0.1, fast: 0.9}", "choices: {slow: 0.1, fast: 1.9}", "out_of_bounds"),
        ("choices: {slow: 0.1, fast: 0.9}", "choices: {slow: 0.1, fast: 0.1}", "bad_lever"),
        ("  rate: {value", "  group: {value: 1, source: given}\n  rate: {value", "name_taken"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused(old: str, new: str, code: str) -> None:
    assert old in TEXT
    assert code in [found for found, _ in answer(TEXT.replace(old, new))]
