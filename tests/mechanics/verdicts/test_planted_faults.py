"""A model that nothing should move is ROBUST; with a fault planted in it, it is FRAGILE or SHIFTED for that reason."""

from __future__ import annotations

from ward import Judges, culprits, measuring, stated, trial, ward

MOVED = ("FRAGILE", "SHIFTED")
GRID = {"kind": "grid", "width": "side", "height": "side", "torus": True}


def test_the_clean_model_is_robust_under_everything_there_is(tried: Judges) -> None:
    made = tried(ward())
    assert made.words() == {
        "level scenario": "ROBUST",
        "difference scenario / two nurses": "ROBUST",
        "trend scenario": "ROBUST",
    }
    level = made.on("level", "scenario")
    assert [each.perturbation for each in level.trials] == [
        "seed", "order", "network", "population", "time_step", "numbers", "parameter", "parameter", "merged", "split",
    ]  # fmt: skip
    assert all(each.held for each in level.trials)
    assert level.reason == (
        "It holds with other random numbers, the other order of turns, another network, twice as many, half the time "
        "step, other numbers for everyone, rules merged, rules split and 2 of the assumed values at half or twice."
    )


def test_who_comes_first_is_served_only_one_by_one(tried: Judges) -> None:
    """A quota that everyone checks before taking: all at once, everyone finds it open."""
    first = {"order": "one_by_one", "when": "not self.got", "do": "self.got = mean(p.got for p in person) < 10 * rate"}
    got = {"got": {"type": "bool", "start": False}}
    made = tried(ward(first, got, **measuring("mean(p.got for p in person)", rate=0.06)))
    level, difference = made.on("level", "scenario"), made.on("difference")
    assert (level.word, difference.word) == ("FRAGILE", "FRAGILE")
    assert culprits(level) == culprits(difference) == {"order"}
    assert "heal all at once instead of one by one" in level.reason
    found = trial(level, "order")
    assert found.says == "heal all at once instead of one by one"
    assert found.value == 1.0


def test_a_rate_that_is_taken_for_a_chance_a_step_hangs_on_the_step(tried: Judges) -> None:
    made = tried(ward("self.ill = not chance(rate)"))
    level, difference = made.on("level", "scenario"), made.on("difference")
    assert {level.word, difference.word} <= set(MOVED)
    assert culprits(level) == culprits(difference) == {"time_step"}
    assert "steps half as long (dt 0.5)" in level.reason
    half = trial(level, "time_step").value
    assert half is not None
    assert abs(half - 0.95**40) < 0.02


def test_the_first_of_equals_is_whoever_has_the_lowest_number(tried: Judges) -> None:
    """Whom all prefer where none is better: the one with number 0, unless ties go to anyone."""
    code = "self.up = best_of(others(person), lambda p: p.taste, ties=first).id < self.id"
    state = {"up": {"type": "bool", "start": False}, "taste": {"type": "int", "start": 1}}
    made = tried(ward(code, state, **measuring("mean(p.up for p in person)")))
    level = made.on("level", "scenario")
    assert level.word in MOVED
    assert culprits(level) == {"numbers"}
    assert any("ties at random" in each.says for each in level.trials if not each.held or each.shifted)


def test_neighbours_by_number_were_told_first(tried: Judges) -> None:
    """News that begin with numbers 0 to 19, who stand side by side, come round more slowly than from just anyone."""
    news = "self.told = self.told or (count(n for n in neighbors(self) if n.told) > 0 and chance(1 - exp(-rate * dt)))"
    document = ward(
        {"when": None, "do": news},
        {"told": {"type": "bool", "start": "self.id < 20"}},
        space={**GRID, "width": 10, "height": 10},
        **measuring("mean(p.told for p in person)"),
    )
    agents = {"person": document.agents["person"].model_dump() | {"place": {"x": "self.id % 10", "y": "self.id // 10"}}}
    plain = document.model_dump(by_alias=True, exclude_defaults=True)
    made = tried(type(document).model_validate({**plain, "agents": agents}), replicates=60)
    level = made.on("level", "scenario")
    assert level.word in MOVED
    assert "numbers" in culprits(level)
    assert "numbers dealt out anew" in level.reason


def test_a_doctor_on_the_first_rows_only_hangs_on_how_large_the_grid_is(tried: Judges) -> None:
    sizes = {"parameters": {"side": stated(10, type="int")}, "space": GRID}
    document = ward({"when": "self.ill and self.x < 5"}, **sizes)
    agents = {"person": document.agents["person"].model_copy(update={"count": "side * side"})}
    made = tried(document.model_copy(update={"agents": agents}))
    level = made.on("level", "scenario")
    assert level.word in MOVED
    assert culprits(level) == {"space"}
    assert "1.96 times as many (196 instead of 100) on 1.96 times the area" in level.reason


def test_help_that_comes_to_more_than_sixty_hangs_on_how_many_there_are(tried: Judges) -> None:
    made = tried(ward({"when": "self.ill and count(p for p in person if p.ill) > 60"}))
    level = made.on("level", "scenario")
    assert level.word in MOVED
    assert culprits(level) == {"population"}
    assert "twice as many (200 instead of 100)" in level.reason


def test_what_takes_three_to_persuade_hangs_on_how_people_are_linked(tried: Judges) -> None:
    """Complex contagion needs friends who are friends of each other (Centola & Macy 2007)."""
    begin = "p = one_of(person)\np.told = True\nfor n in neighbors(p):\n    n.told = True"
    document = ward(
        {"when": None, "do": "self.told = self.told or count(n for n in neighbors(self) if n.told) > 2"},
        {"told": {"type": "bool", "start": False}},
        clock={"steps": 200, "dt": None},
        parameters={"people": stated(300, type="int")},
        space={"kind": "network", "generator": "ring", "k": 8},
        setup=[{"name": "begin", "who": "model", "do": begin}],
        **measuring("mean(p.told for p in person)"),
    )
    level = tried(document, replicates=10).on("level", "scenario")
    assert level.word == "FRAGILE"
    assert culprits(level) == {"network"}
    assert "a regular network instead of a ring" in level.reason


def test_what_others_see_between_two_rules_is_gone_where_they_are_one(tried: Judges) -> None:
    """A flag goes up in one rule and is looked at in the next: in one turn nobody sees it."""
    flag = {"up": {"type": "bool", "start": False}, "saw": {"type": "bool", "start": False}}
    document = ward({"when": None, "do": "self.up = step % 2 == 0"}, flag, **measuring("mean(p.saw for p in person)"))
    look = {"name": "watch", "who": "person", "do": "self.saw = any(n.up for n in neighbors(self))"}
    rules = (document.rules[0], type(document.rules[0]).model_validate(look), *document.rules[1:])
    level = tried(document.model_copy(update={"rules": rules})).on("level", "scenario")
    assert level.word == "FRAGILE"
    assert "merged" in culprits(level)
    assert "heal and watch in one turn instead of one after the other" in level.reason


def test_what_nobody_stated_and_all_hangs_on_is_named(tried: Judges) -> None:
    assumed = {"source": "assumed", "why": "who knows", "quote": None}
    made = tried(ward(parameters={"rate": {**stated(0.1), **assumed}}, experiment={"headline": {"measure": "ill"}}))
    level = made.on("level", "scenario")
    assert level.word in MOVED
    assert culprits(level) == {"parameter"}
    assert "rate 0.05 instead of 0.1" in level.reason


def test_by_what_the_arms_differ_is_no_assumption_of_their_difference(tried: Judges) -> None:
    """Half the rate of one nurse would be another number of ill, and no reason to doubt what a second one does."""
    assumed = {"source": "assumed", "why": "who knows", "quote": None}
    made = tried(ward(parameters={"rate": {**stated(0.05), **assumed}}))
    assert culprits(made.on("level", "scenario")) == {"parameter"}
    difference = made.on("difference")
    assert difference.word == "ROBUST"
    assert [each.says for each in difference.trials if each.perturbation == "parameter"] == [
        "taste 1 instead of 2",
        "taste 4 instead of 2",
    ]
