from __future__ import annotations

import pytest

from sobremesa.personas.card import Persona, PublicSide
from sobremesa.personas.diagnostics import summarise
from sobremesa.personas.utterance import Emotion, SelfReport, Turn, Utterance


def someone(name: str, stance: float) -> Persona:
    return Persona(id=name, public=PublicSide(name=name.title(), role="guest"), stance=stance)


def turn(
    who: str, round_: int, stance: float, *, to: str | None = None, emotion: Emotion = "calm", speech: str | None = None
) -> Turn:
    report = SelfReport(emotion=emotion, valence=0, arousal=0.1 * round_, stance=stance, confidence=0.5, intention="x")
    words = f"{who} in round {round_}." if speech is None else speech
    said = Utterance(persona=who, thought="", speech=words, report=report, to=to)
    return Turn(arm="talk", cycle=0, round=round_, utterance=said)


CAST = [someone("ana", 0.8), someone("ben", -0.6), someone("cyd", 0.2)]
TURNS = [
    turn("ana", 1, 0.8), turn("ben", 1, -0.6), turn("cyd", 1, 0.2),
    turn("ana", 2, 0.3, to="ben", emotion="fear"), turn("ben", 2, -0.6, to="ana"), turn("cyd", 2, 0.2, to="ana"),
    turn("ana", 3, -0.4, to="ben", emotion="relief"), turn("ben", 3, -0.6, to="cyd"), turn("cyd", 3, 0.3, to="ana"),
]  # fmt: skip


def test_known_figures_of_a_small_conversation() -> None:
    summary = summarise(CAST, TURNS).first
    assert summary is not None
    ana, ben, _ = summary.paths
    assert (ana.first, ana.last, ana.change) == (0.8, -0.4, pytest.approx(-1.2))
    assert ana.emotions == ("calm", "fear", "relief")
    assert ana.arousal == pytest.approx((0.1, 0.2, 0.3))
    assert ana.towards == pytest.approx(abs(0.8 + 0.2) - abs(-0.4 + 0.2))
    assert ben.change == 0
    assert summary.gave_in == ("ana",)
    assert summary.mean_first == pytest.approx(0.4 / 3)
    assert summary.spread_first == pytest.approx(
        (((0.8 - 0.4 / 3) ** 2 + (0.6 + 0.4 / 3) ** 2 + (0.2 - 0.4 / 3) ** 2) / 3) ** 0.5
    )
    assert summary.drift == pytest.approx((summary.spread_last or 0) - (summary.spread_first or 0))
    assert {(pair.one, pair.other) for pair in summary.closer} == {("ana", "ben")}
    assert [(pair.one, pair.other) for pair in summary.conflicts] == [("ben", "cyd")]
    assert summary.agreeing == pytest.approx(2 / 6)
    assert not summary.collapsed
    assert summary.turns == 9
    assert summary.silent == 0


def test_quotations_stand_in_the_transcript() -> None:
    summary = summarise(CAST, TURNS).first
    assert summary is not None
    said = {turn.key: turn.utterance.speech for turn in TURNS}
    assert all(said[moment.turn] == moment.speech for moment in summary.moments)
    turning = [moment.turn for moment in summary.moments if moment.why == "moved most here"]
    assert turning == [("talk", 0, 3, "ana")]


def test_everyone_alike_is_a_collapse() -> None:
    same = [turn(p.id, 1, 0.5) for p in CAST]
    summary = summarise(CAST, same).first
    assert summary is not None
    assert summary.collapsed


def test_silent_turns_are_counted_and_their_reports_are_not() -> None:
    summary = summarise(CAST, [*TURNS, turn("ben", 4, 1.0, speech="")]).first
    assert summary is not None
    assert summary.silent == summary.paths[1].silent == 1
    assert summary.paths[1].last == -0.6


def test_order_of_turns_does_not_matter_and_nobody_is_no_error() -> None:
    assert summarise(CAST, reversed(TURNS)) == summarise(CAST, TURNS)
    assert summarise(CAST, []).first is None
    assert summarise([], TURNS).first is None
