"""What the checker makes of a document: types, casts, sites, knowledge, and what back ends may rely on."""

from typing import Any

import pytest

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.ir import Scalar

PERSON = {
    "count": 20,
    "max": 100,
    "state": {
        "ill": {"type": "bool", "start": False},
        "age": {"type": "int", "start": 0},
        "money": {"start": 1, "low": 0},
        "mood": {"type": "label", "of": ["calm", "angry"], "start": "calm"},
        "boss": {"type": "ref", "of": "person", "start": "none"},
        "views": {"type": "int", "size": 3, "start": 0},
    },
}
NETWORK = {"kind": "network", "generator": "ring", "k": 2}
GRID = {"kind": "grid", "width": 10, "height": 10, "torus": True, "cells": {"sugar": {"start": 1}}}


def document(**sections: Any) -> ModelDocument:
    plain: dict[str, Any] = {
        "model": "small",
        "purpose": "one thing at a time",
        "parameters": {"rate": {"value": 0.5, "low": 0, "high": 1}, "most": {"type": "int", "value": 3, "high": 9}},
        "agents": {"person": PERSON},
        "measures": {"wealth": {"value": "mean(p.money for p in person)"}},
        "experiment": {"headline": {"measure": "wealth"}},
    }
    return ModelDocument.model_validate(plain | sections)


def rule(do: str, **more: Any) -> dict[str, Any]:
    return {"name": "try_it", "who": "person", "do": do} | more


def body(do: str, sections: dict[str, Any] | None = None, **more: Any) -> tuple[ir.Stmt, ...]:
    return check(document(rules=[rule(do, **more)], **(sections or {}))).rules[0].body


def codes(do: str, sections: dict[str, Any] | None = None, **more: Any) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        body(do, sections, **more)
    return [diagnostic.code for diagnostic in caught.value.diagnostics]


def nodes(tree: object, kind: type) -> list[Any]:
    """Every node of one class, outermost first."""
    if isinstance(tree, tuple):
        return [found for part in tree for found in nodes(part, kind)]
    if not hasattr(tree, "__dataclass_fields__"):
        return []
    inside = [found for name in tree.__dataclass_fields__ for found in nodes(getattr(tree, name), kind)]
    return [tree, *inside] if isinstance(tree, kind) else inside


class TestHints:
    @pytest.mark.parametrize(
        ("code", "hint"),
        [
            ("self.mood = angry", 'labels are quoted: `"angry"`'),
            ("x = self.neighbors", "it is a function: `neighbors(self)`"),
            ("x = math.exp(1)", "write `exp(…)`"),
            ("x = person[3]", "the one with this id: `by_id(person, 3)`"),
            ("x = len(person)", "write `count(C)`"),
            ("x = random()", "write `uniform(0, 1)`"),
            ("x = money", "write `self.money`"),
            ("self.ill = true", "write `True`"),
            ("x = self.age == 3 & self.ill", "use `and`"),
            ("x = steps", "did you mean `step`?"),
            ("if self.boss:\n    x = 1", "test it: `… is not None`"),
            ("if self.age:\n    x = 1", "compare it: `… != 0`"),
        ],
    )
    def test_what_people_write_instead_gets_a_hint(self, code: str, hint: str) -> None:
        with pytest.raises(DocumentError) as caught:
            body(code)
        assert caught.value.diagnostics[0].hint == hint


class TestTypes:
    def test_an_augmented_assignment_is_spelled_out_with_casts(self) -> None:
        (statement,) = body("self.money += -rate if self.ill else 1")
        assert isinstance(statement, ir.SetField)
        assert isinstance(statement.value, ir.Binary)
        assert statement.value.op == "+"
        choice = statement.value.right
        assert isinstance(choice, ir.Choose)
        assert choice.other == ir.Const(1.0, Scalar.FLOAT)

    def test_a_local_has_one_type_everywhere(self) -> None:
        first, loop, last = body("total = 0\nfor v in self.views:\n    total += v * rate\nself.money = total")
        assert first == ir.SetLocal("total", ir.Const(0.0, Scalar.FLOAT), 1)
        assert isinstance(loop, ir.For)
        assert isinstance(last, ir.SetField)
        assert last.value == ir.LocalRead("total", Scalar.FLOAT)

    def test_an_int_field_takes_no_float(self) -> None:
        assert codes("self.age += rate") == ["type_mismatch"]
        assert codes("self.age = self.age / 2") == ["type_mismatch"]
        assert body("self.age = self.age // 2")
        assert body("self.age = round(self.money)")

    @pytest.mark.parametrize(
        ("code", "kind"),
        [
            ("1 + True", Scalar.INT),
            ("True + True", Scalar.INT),
            ("1 / 2", Scalar.FLOAT),
            ("7 // 2", Scalar.INT),
            ("7 % 2.0", Scalar.FLOAT),
            ("2 ** 3", Scalar.INT),
            ("2 ** -1", Scalar.FLOAT),
            ("abs(-1)", Scalar.INT),
            ("min(1, 2.0, 3)", Scalar.FLOAT),
            ("floor(2.5)", Scalar.INT),
            ("sqrt(4)", Scalar.FLOAT),
            ("count(person)", Scalar.INT),
            ("sum(p.ill for p in person)", Scalar.INT),
            ("mean(p.age for p in person)", Scalar.FLOAT),
            ("max(p.age for p in person)", Scalar.INT),
            ("max((p.age for p in person if p.ill), default=0.5)", Scalar.FLOAT),
            ("any(p.ill for p in person)", Scalar.BOOL),
            ("median(self.views)", Scalar.FLOAT),
            ("poisson(2)", Scalar.INT),
            ("chance(0.5)", Scalar.BOOL),
            ("1 < self.age < 3", Scalar.BOOL),
            ('self.mood in ("calm", "angry")', Scalar.BOOL),
        ],
    )
    def test_the_type_of_an_expression(self, code: str, kind: Scalar) -> None:
        (statement,) = body(f"x = {code}")
        assert isinstance(statement, ir.SetLocal)
        assert statement.value.type is kind

    def test_an_aggregate_over_conditions_widens_them(self) -> None:
        (statement,) = body("self.money = mean(p.money > 5 for p in person)")
        (aggregate,) = nodes(statement, ir.Aggregate)
        assert isinstance(aggregate.value, ir.Cast)
        assert isinstance(aggregate.value.value, ir.Compare)

    def test_a_label_is_the_code_of_its_word(self) -> None:
        (statement,) = body('if self.mood == "angry":\n    self.mood = "calm"')
        assert [c.value for c in nodes(statement, ir.Const)] == [1, 0]
        fields = {field.name: field for field in check(document()).agents[0].fields}
        assert fields["mood"].start == ir.Const(0, ir.Label(("calm", "angry")))

    def test_measures_are_floats(self) -> None:
        program = check(document(measures={"wealth": {"value": "count(person) > 3"}}))
        assert program.measures[0].value.type is Scalar.FLOAT


class TestCollections:
    def test_count_takes_a_collection_or_a_filter(self) -> None:
        plain, filtered = body("x = count(person)\ny = count(p for p in person if p.ill)")
        assert nodes(plain, ir.Aggregate)[0].condition is None
        assert isinstance(nodes(filtered, ir.Aggregate)[0].condition, ir.FieldRead)

    def test_filters_nest_and_hold_in_locals(self) -> None:
        first, second = body("old = [p for p in [q for q in person if q.age > 1] if p.ill]\nself.age = count(old)")
        assert first.value.type == ir.Collection(ir.Ref("person"))  # type: ignore[union-attr]
        assert len(nodes(first, ir.Filtered)) == 2
        assert nodes(second, ir.Aggregate)[0].source == ir.LocalRead("old", ir.Collection(ir.Ref("person")))

    def test_a_type_that_no_rule_kills_is_never_empty(self) -> None:
        assert body("self.money = one_of(others(person)).money")
        sections = {"rules": [rule("self.money = one_of(others(person)).money"), rule("die()", name="end")]}
        with pytest.raises(DocumentError, match="may_be_none"):
            check(document(**sections))

    def test_what_may_be_empty_needs_a_default_except_in_measures(self) -> None:
        assert codes("self.money = mean(p.money for p in person if p.ill)") == ["default_missing"]
        assert check(document(measures={"wealth": {"value": "mean(p.money for p in person if p.ill)"}}))

    def test_a_vector_is_a_collection_of_its_values(self) -> None:
        (statement,) = body("self.age = sum(self.views) + count(v for v in self.views if v > 1)")
        assert len(nodes(statement, ir.VectorValues)) == 2

    def test_a_key_may_be_a_pair_and_draws_nothing(self) -> None:
        (statement,) = body("t = best_of(person, lambda p: (p.age, -p.money), ties=first)")
        (best,) = nodes(statement, ir.BestOf)
        assert len(best.key) == 2
        assert best.site is None
        assert codes("t = best_of(person, lambda p: uniform(0, 1))") == ["not_available_here"]


class TestNobody:
    def test_a_test_holds_in_its_branch_and_after_it_in_an_and(self) -> None:
        assert body("if self.boss is not None and self.boss.ill:\n    self.money = self.boss.money")
        assert body("t = one_of([p for p in person if p.ill])\nif t is None:\n    return\nself.money = t.money")
        assert body("self.money = self.boss.money if self.boss is not None else 0")
        assert body("self.age = count(p for p in person if p.boss is not None and p.boss.ill)")
        assert body("self.money = self.boss.money", when="self.boss is not None")

    def test_it_holds_until_the_name_is_assigned_again(self) -> None:
        again = (
            "if self.boss is not None:\n    self.boss = one_of([p for p in person if p.ill])\n    x = self.boss.money"
        )
        assert codes(again) == ["may_be_none"]
        through_another = "if self.boss is not None:\n    self.boss.boss = None\n    x = self.boss.money"
        assert codes(through_another, order="one_by_one") == ["may_be_none"]

    def test_it_does_not_hold_after_an_or(self) -> None:
        assert codes("if self.boss is not None or self.ill:\n    x = self.boss.money") == ["may_be_none"]
        assert body("if self.boss is None or self.boss.ill:\n    self.age += 1")

    def test_whoever_was_killed_is_tested_again(self) -> None:
        killed = "for p in person:\n    die(p)\n    self.money += p.money"
        assert codes(killed, order="one_by_one") == ["may_be_none"]
        assert body("for p in others(person):\n    if p.ill:\n        die(p)", order="one_by_one")

    def test_a_death_in_a_loop_is_known_in_its_next_round(self) -> None:
        code = "t = one_of(person)\nif t is not None:\n    for p in person:\n        x = t.money\n        die(p)"
        assert "may_be_none" in codes(code, order="one_by_one")

    def test_a_reference_to_a_cell_that_is_never_none_needs_no_test(self) -> None:
        home = {"type": "ref", "of": "cell", "start": "self.cell"}
        agents = {"person": PERSON | {"state": PERSON["state"] | {"home": home}}}  # type: ignore[operator]
        sections = {"space": GRID, "agents": agents}
        assert body("self.money = self.home.sugar", sections)
        forgetful = "self.money = self.home.sugar\nself.home = None"
        assert codes(forgetful, sections) == ["may_be_none"]

    def test_a_cell_outside_is_none_only_without_a_torus(self) -> None:
        assert body("x = at(3, 40).sugar", {"space": GRID})
        edged = {"space": GRID | {"torus": False}}
        assert body("x = at(3, 4).sugar", edged)
        assert codes("x = at(3, self.age).sugar", edged) == ["may_be_none"]

    def test_a_cell_is_inside_only_if_it_is_in_every_arm(self) -> None:
        for space in ({"torus": False, "height": 4}, {"torus": "wraps"}):
            parameters = {"wraps": {"type": "bool", "value": True}}
            arms = {
                "experiment": {
                    "arms": [{"name": "base"}, {"name": "other", "space": space}],
                    "headline": {"measure": "m"},
                }
            }
            measures = {"m": {"value": "count(person)"}}
            sections = {"space": GRID, "parameters": parameters, "measures": measures} | arms
            assert codes("x = at(3, 40).sugar", sections) == ["may_be_none"]


class TestFlow:
    def test_a_local_must_be_set_on_every_way(self) -> None:
        assert codes("if self.ill:\n    x = 1\nself.money = x") == ["maybe_unset"]
        assert codes("for p in person:\n    x = 1\nself.money = x") == ["maybe_unset"]
        assert body("if self.ill:\n    x = 1\nelse:\n    x = 2\nself.money = x")
        assert body("if self.ill:\n    x = 1\nelse:\n    return\nself.money = x")
        assert codes("self.money = x\nx = 1") == ["maybe_unset"]

    def test_what_follows_an_end_is_unreachable(self) -> None:
        assert codes("return\nself.money = 1") == ["unreachable"]
        assert codes("if self.ill:\n    die()\nelse:\n    return\nself.money = 1") == ["unreachable"]


class TestOrders:
    def test_together_adds_to_others_and_sets_itself(self) -> None:
        globals_ = {"globals": {"pot": {"start": 0}, "votes": {"type": "int", "size": 2, "start": 0}}}
        found = body("for p in person:\n    p.money -= 1\nmodel.pot += 2\nmodel.votes[1] += 1", globals_)
        first, second, third = nodes(found, ir.Deposit)
        assert isinstance(first.of, ir.LocalRead)
        assert first.amount == ir.Const(-1.0, Scalar.FLOAT)
        assert second.of is None
        assert second.amount == ir.Const(2.0, Scalar.FLOAT)
        assert third.index == ir.Const(1, Scalar.INT)

    @pytest.mark.parametrize("code", ["p.money = 1", "p.money *= 2", "die(p)"])
    def test_together_does_nothing_else_to_others(self, code: str) -> None:
        assert codes(f"for p in person:\n    {code}") == ["write_not_allowed"]
        assert body(f"for p in person:\n    {code}", order="one_by_one")

    def test_what_draws_in_a_target_is_drawn_once(self) -> None:
        hoisted, write = body("self.views[randint(0, 2)] += 1")
        assert isinstance(hoisted, ir.SetLocal)
        assert isinstance(write, ir.SetField)
        assert len(nodes((hoisted, write), ir.Draw)) == 1
        assert write.index == ir.LocalRead(hoisted.name, Scalar.INT)

    def test_killing_oneself_by_another_name_ends_the_turn(self) -> None:
        (loop,) = body("for p in person:\n    die(p)", order="one_by_one")
        assert isinstance(loop, ir.For)
        (branch,) = loop.body
        assert isinstance(branch, ir.If)
        assert branch.arms[0][1] == (ir.Act("die", (), 2),)
        assert [act.arguments for act in nodes(branch.otherwise, ir.Act)] == [(ir.LocalRead("p", ir.Ref("person")),)]
        (others,) = body("for p in [q for q in others(person) if q.ill]:\n    die(p)", order="one_by_one")
        assert isinstance(others, ir.For)
        assert isinstance(others.body[0], ir.Act)


class TestSites:
    def sites(self, *trees: object) -> list[str]:
        return [site.text for tree in trees for site in nodes(tree, ir.Site)]

    def test_draws_are_numbered_in_source_order_when_before_do(self) -> None:
        do = "self.money = uniform(0, 1) if chance(0.5) else normal(0, 1)\nt = one_of(person)"
        program = check(document(rules=[rule(do, when="chance(rate)")]))
        texts = sorted(self.sites(program.rules[0].when, program.rules[0].body))
        assert texts == [f"rule:person.try_it#{i}" for i in range(5)]
        assert self.sites(program.rules[0].when) == ["rule:person.try_it#0"]
        (choice,) = nodes(program.rules[0].body, ir.Choose)
        assert self.sites(choice) == [f"rule:person.try_it#{i}" for i in (2, 1, 3)]  # condition, then, other

    def test_every_kind_of_owner(self) -> None:
        talking = {
            "space": GRID | {"cells": {"sugar": {"start": "uniform(0, 4)"}}},
            "layers": {"work": NETWORK | {"links": {"trust": {"start": "uniform(0, 1)"}}}},
            "globals": {"price": {"start": "uniform(1, 2)"}},
            "agents": {"person": PERSON | {"place": {"x": "randint(0, 9)", "y": "randint(0, 9)"}}},
            "setup": [rule("self.ill = chance(rate)", name="first")],
            "personas": {"mayor": {"agent": "one_of(person)", "role": "the mayor"}},
            "coupling": {"every": 5},
        }
        program = check(document(**talking))
        assert self.sites(program.space) == ["cell:cells.sugar#0"]
        assert self.sites(program.layers) == ["link:work.trust#0"]
        assert self.sites(program.globals) == ["global:model.price#0"]
        assert self.sites(program.agents[0].place) == ["place:person.x#0", "place:person.y#0"]
        assert self.sites(program.setup[0].body) == ["setup:person.first#0"]
        assert self.sites(program.personas["mayor"]) == ["persona:mayor.agent#0"]

    def test_the_word_of_a_site_is_fixed_for_good(self) -> None:
        assert ir.Site("rule:person.repair#0").word == 0x738391BC613F4717


class TestStarts:
    def test_starts_stand_in_an_order_in_which_they_can_be_computed(self) -> None:
        state = {"a": {"start": "self.b * 2"}, "b": {"start": "self.c + self.id"}, "c": {"start": 1}}
        agents = {"person": {"count": 3, "state": state}}
        measures = {"wealth": {"value": "mean(p.a for p in person)"}}
        program = check(document(agents=agents, measures=measures))
        assert [field.name for field in program.agents[0].fields] == ["c", "b", "a"]

    def test_the_order_of_keys_means_nothing(self) -> None:
        turned = PERSON | {"state": dict(reversed(PERSON["state"].items()))}  # type: ignore[attr-defined]
        assert check(document(agents={"person": turned})).agents == check(document()).agents


class TestExperiment:
    def test_an_arm_may_have_its_own_space_and_length(self) -> None:
        space = {"kind": "network", "generator": "watts_strogatz", "k": 4, "p": 0.1}
        arms = [{"name": "today"}, {"name": "ringed", "space": {"generator": "ring"}, "steps": "most * 5"}]
        program = check(document(space=space, experiment={"headline": {"measure": "wealth"}, "arms": arms}))
        ringed = program.arm_spaces["ringed"]
        assert isinstance(ringed, ir.Network)
        assert (ringed.generator, set(ringed.options)) == ("ring", {"k"})
        assert isinstance(program.arm_steps["ringed"], ir.Binary)

    def test_an_arm_that_can_not_be_set_up_is_told(self) -> None:
        arms = [{"name": "today"}, {"name": "tight", "set": {"most": 9}}]
        experiment = {"headline": {"measure": "wealth"}, "arms": arms}
        crowded = {"kind": "network", "generator": "ring", "k": "most * 5 - 10"}
        with pytest.raises(DocumentError) as caught:
            check(document(space=crowded, experiment=experiment))
        (diagnostic,) = caught.value.diagnostics
        assert diagnostic.code == "impossible_option"
        assert "tight" in diagnostic.message


class TestCoupling:
    TALK: dict[str, Any] = {  # noqa: RUF012
        "space": NETWORK,
        "rules": [rule("self.money += rate * most")],
        "personas": {
            "mayor": {"agent": "best_of(person, lambda p: count(neighbors(p)))", "role": "the mayor"},
            "nurse": {"agent": "one_of(person)", "role": "the nurse"},
        },
    }

    def coupled(self, **lever: Any) -> ir.Program:
        levers = [{"name": "help", "moves": "rate", "from": "mayor", "by": "1", "low": 0, "high": 1} | lever]
        show = [{"to": ["mayor", "nurse"], "text": "{0:.0%} and {1}", "values": ["wealth", "self.money"]}]
        return check(document(**self.TALK, coupling={"every": 5, "show": show, "levers": levers}))

    def test_a_lever_reads_reports_measures_parameters_and_its_own_agent(self) -> None:
        lever = self.coupled(by="report.stance * rate + wealth + self.money", instead="rate / 2").levers[0]
        assert len(nodes(lever.by, ir.ReportRead)) == 1
        assert nodes(lever.by, ir.MeasureRead) == [ir.MeasureRead("wealth")]
        assert nodes(lever.by, ir.SelfRead) == [ir.SelfRead(ir.Ref("person"))]

    def test_self_needs_a_single_persona(self) -> None:
        with pytest.raises(DocumentError, match="no_self"):
            self.coupled(by="self.money", **{"from": ["mayor", "nurse"]})
        assert self.coupled(by="report.valence", **{"from": ["mayor", "nurse"]}).levers[0].sources == ("mayor", "nurse")

    def test_instead_knows_no_report(self) -> None:
        with pytest.raises(DocumentError, match="not_available_here"):
            self.coupled(instead="report.stance")

    def test_a_lever_stays_within_its_parameter(self) -> None:
        with pytest.raises(DocumentError, match="out_of_bounds"):
            self.coupled(high=2)

    def test_a_lever_may_move_a_field_of_its_own_agent(self) -> None:
        assert self.coupled(moves="self.money").levers[0].moves == "self.money"

    def test_a_sentence_is_shown_to_all_who_are_named(self) -> None:
        (sentence,) = self.coupled().shown
        assert sentence.to == ("mayor", "nurse")
        assert sentence.values[0] == ir.MeasureRead("wealth")
