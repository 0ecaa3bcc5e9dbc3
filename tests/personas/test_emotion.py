"""Reactivity (Gross, Sutton & Ketelaar 1998) and contagion (Hatfield, Cacioppo & Rapson 1994; Doherty 1997)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sobremesa.personas.appraisal import Appraisal
from sobremesa.personas.emotion import VALENCE, Feeling, at_rest, feel, name_of
from sobremesa.personas.traits import traits_from

ANXIOUS, STOIC, OUTGOING, SHY = (traits_from(word) for word in ("anxious", "stoic", "extraverted", "shy"))
AFRAID = Feeling(VALENCE["fear"], 0.8)


def appraisal(conduciveness: float, *, coping: float = 0.5, norms: float = 0.0) -> Appraisal:
    return Appraisal(conduciveness, coping, norms, 1.0, opposed=False, comforted=False, open_end=True)


def test_bad_news_hits_the_anxious_harder_than_the_stoic() -> None:
    felt = {name: feel(t, at_rest(t), appraisal(-0.6), []) for name, t in (("anxious", ANXIOUS), ("stoic", STOIC))}
    assert felt["anxious"].valence < felt["stoic"].valence - 0.2
    assert felt["anxious"].arousal > felt["stoic"].arousal + 0.2


def test_good_news_lifts_the_outgoing_more() -> None:
    before = Feeling(0, 0.2)
    assert feel(OUTGOING, before, appraisal(0.6), []).valence > feel(SHY, before, appraisal(0.6), []).valence + 0.1


def test_the_anxious_catch_fear_and_the_stoic_do_not() -> None:
    before, nothing = Feeling(0, 0.2), appraisal(0.0)
    caught = {
        name: feel(t, before, nothing, []).valence - feel(t, before, nothing, [AFRAID]).valence
        for name, t in (("anxious", ANXIOUS), ("stoic", STOIC))
    }
    assert caught["anxious"] > 0.15
    assert caught["stoic"] < 0.06
    assert feel(ANXIOUS, before, nothing, [AFRAID]).arousal > feel(STOIC, before, nothing, [AFRAID]).arousal


def test_a_calm_face_carries_nothing() -> None:
    before = Feeling(0, 0.2)
    still = Feeling(VALENCE["fear"], 0.0)
    assert feel(ANXIOUS, before, appraisal(0), [still]) == feel(ANXIOUS, before, appraisal(0), [])


def test_names_follow_the_checks() -> None:
    before, upset = Feeling(0, 0.2), Feeling(-0.5, 0.6)
    assert name_of(upset, before, appraisal(-0.8, coping=0.2), ANXIOUS) == "fear"
    assert name_of(upset, before, appraisal(-0.8, coping=0.7, norms=-0.8), STOIC) == "anger"
    assert name_of(Feeling(-0.4, 0.2), before, appraisal(-0.8, coping=0.2), ANXIOUS) == "sadness"
    assert name_of(Feeling(0.3, 0.3), Feeling(-0.3, 0.3), appraisal(0.5), ANXIOUS) == "relief"
    assert name_of(Feeling(0.05, 0.2), before, appraisal(0), STOIC) == "calm"


@given(
    st.floats(-1, 1),
    st.floats(0, 1),
    st.floats(-1, 1),
    st.lists(st.builds(Feeling, st.floats(-1, 1), st.floats(0, 1)), max_size=5),
)
def test_feelings_stay_on_their_scales(valence: float, arousal: float, good: float, shown: list[Feeling]) -> None:
    felt = feel(ANXIOUS, Feeling(valence, arousal), appraisal(good), shown)
    assert -1 <= felt.valence <= 1
    assert 0 <= felt.arousal <= 1
