"""The library's models in which people talk, without their talk: what they are known to be."""

from __future__ import annotations

import numpy as np

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm, ModelDocument
from sobremesa.mechanics.engine import Series
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.living import live

REPLICATES = range(6)


def lived(document: ModelDocument, arm: Arm, steps: int) -> Series:
    return live(check(document), KernelEngine(), arm, 5, REPLICATES, steps=steps)


def test_an_epidemic_whose_schools_stay_open_is_the_classical_one_case_by_case() -> None:
    talk, classical = library.load("epidemic_talk"), library.load("sir_mixed")
    schools_open = lived(talk, Arm(name="open", set={"school_closure": 0}), 100)
    plain = lived(classical, Arm(name="scenario"), 100)
    for measure in ("ever_infected", "infected"):
        assert (schools_open.values[measure] == plain.values[measure]).all()
    assert plain.values["ever_infected"][:, -1].min() > 0.5


def test_closing_schools_takes_away_their_contacts() -> None:
    document = library.load("epidemic_talk")
    closed = lived(document, Arm(name="closed", set={"school_closure": 1}), 50)
    fewer = lived(document, Arm(name="fewer", set={"contacts": 6}), 50)
    assert (closed.values["contact_rate"] == 6).all()
    assert (closed.values["ever_infected"] == fewer.values["ever_infected"]).all()


def without_bread(**values: float) -> float:
    series = lived(library.load("bread_talk"), Arm(name="so", set=values), 30)
    return float(np.mean(series.values["without_bread"]))


def test_one_loaf_each_leaves_fewer_without_where_fear_makes_people_hoard() -> None:
    assert without_bread(ration=4) > without_bread(ration=2) > without_bread(ration=1)


def test_where_bread_is_plenty_and_cheap_nobody_goes_without() -> None:
    assert without_bread(dwindling=0, loaves=3, hoarding=0) == 0


def test_where_nobody_hoards_a_limit_of_a_loaf_changes_nothing() -> None:
    assert without_bread(hoarding=0, ration=1) == without_bread(hoarding=0, ration=4)
