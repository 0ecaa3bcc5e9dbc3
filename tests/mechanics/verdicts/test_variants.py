"""What is changed is a document again, the same one as if it had been written so."""

from __future__ import annotations

import pytest
from ward import WARD, ward

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.verdicts.doubling import doubled
from sobremesa.mechanics.verdicts.ends import at_the_ends
from sobremesa.mechanics.verdicts.generators import redrawn
from sobremesa.mechanics.verdicts.halving import halved
from sobremesa.mechanics.verdicts.judging import CHANGES
from sobremesa.mechanics.verdicts.merging import merged
from sobremesa.mechanics.verdicts.numbering import renumbered
from sobremesa.mechanics.verdicts.orders import flipped
from sobremesa.mechanics.verdicts.rerunning import Rerun
from sobremesa.mechanics.verdicts.splitting import split
from sobremesa.mechanics.verdicts.variant import Variant


@pytest.fixture(scope="module", params=library.documents())
def program(request: pytest.FixtureRequest) -> Program:
    return check(library.load(request.param))


def test_every_variant_of_the_library_can_be_read_back_and_is_the_same_program(program: Program) -> None:
    for change in CHANGES:
        for variant in change(program, 1):
            written = ModelDocument.model_validate_json(variant.document.model_dump_json(by_alias=True))
            assert check(written) == variant.program, variant.says


def test_every_variant_is_another_document_or_another_seed(program: Program) -> None:
    variants = [variant for change in CHANGES for variant in change(program, 1)]
    assert all(each.document != program.document or each.seed != 1 for each in variants)
    assert len({each.says for each in variants}) == len(variants)


def test_the_ward_has_one_variant_of_each_kind() -> None:
    program = check(ward())
    found = [variant for change in CHANGES for variant in change(program, 1)]
    assert [variant.perturbation for variant in found] == [
        "seed", "order", "network", "population", "time_step", "numbers", "parameter", "parameter", "merged", "split",
    ]  # fmt: skip


def test_orders_are_flipped_in_all_rules_at_once_and_in_each() -> None:
    (variant,) = flipped(check(ward({"order": "one_by_one"})), 1)
    assert [rule.order for rule in variant.document.rules] == ["together", "one_by_one", "one_by_one"]
    assert [[rule.order for rule in part.document.rules] for part in variant.parts] == [
        ["together", "together", "together"],
        ["one_by_one", "one_by_one", "together"],
        ["one_by_one", "together", "one_by_one"],
    ]


def test_twice_as_many_keep_their_degree_and_their_room() -> None:
    (variant,) = doubled(check(ward()), 1)
    assert variant.document.parameters["people"].value == 200
    assert variant.document.space == ward().space
    (denser,) = doubled(check(ward(space={"kind": "network", "generator": "erdos_renyi", "p": 0.1})), 1)
    assert denser.document.space is not None
    assert denser.document.space.p == "(0.1) / 2"
    (wider,) = doubled(check(ward(space={"kind": "plane", "width": 10, "height": 20}, rules=[])), 1)
    assert wider.document.space is not None
    assert (wider.document.space.width, wider.document.space.height) == (20, 20)


def test_half_the_step_keeps_the_time_of_everything() -> None:
    arms = [{"name": "scenario"}, {"name": "later", "at": [{"step": 10, "set": {"rate": 0.1}}], "steps": 30}]
    experiment = {"arms": arms, "headline": {"measure": "ill", "take": "mean", "from": 5}}
    (variant,) = halved(check(ward(experiment=experiment, clock={"stop_every": 3, "stop": "step > 50"})), 1)
    document = variant.document
    assert document.parameters["dt"].value == 0.5
    assert (document.clock.steps, document.clock.stop_every) == (40, 6)
    later = document.experiment.arms[1]
    assert (later.at[0].step, later.steps) == (20, 60)
    assert document.experiment.headline.start == 10
    assert halved(check(ward(clock={"dt": None})), 1) == ()


def test_a_network_is_drawn_otherwise_with_as_many_links() -> None:
    (variant,) = redrawn(check(ward()), 1)
    assert variant.document.space is not None
    assert (variant.document.space.generator, variant.document.space.degree) == ("random_regular", 6)
    hubs = {"kind": "network", "generator": "barabasi_albert", "m": 3}
    (levelled,) = redrawn(check(ward(space=hubs)), 1)
    assert levelled.document.space is not None
    assert levelled.document.space.generator == "erdos_renyi"
    assert redrawn(check(ward(space={"kind": "network", "generator": "complete"})), 1) == ()


def test_rules_that_an_arm_switches_off_stay_apart() -> None:
    program = check(ward())
    (pair,) = merged(program, 1)
    assert [rule.name for rule in pair.document.rules] == ["heal_and_enjoy", "look"]
    arms = [{"name": "scenario"}, {"name": "dull", "without": ["enjoy"]}]
    apart = check(ward(experiment={"arms": arms, "headline": {"measure": "ill"}}))
    assert merged(apart, 1) == ()


def test_a_rule_is_split_and_switched_off_whole() -> None:
    arms = [{"name": "scenario"}, {"name": "dull", "without": ["enjoy"]}]
    (variant,) = split(check(ward(experiment={"arms": arms, "headline": {"measure": "ill"}})), 1)
    assert [rule.name for rule in variant.document.rules] == ["heal", "enjoy", "enjoy_then", "look"]
    assert variant.document.experiment.arms[1].without == ("enjoy", "enjoy_then")


def test_numbers_are_dealt_out_each_once() -> None:
    (variant,) = renumbered(check(ward()), 1)
    field = variant.document.agents["person"].state["shift"]
    assert field.start == "(self.id * 7919 + 4241) % people % 3"
    assert sorted((number * 7919 + 4241) % 100 for number in range(100)) == list(range(100))
    assert variant.document.rules[2].do.startswith("for n in shuffled(neighbors(self)):")
    called = ward("third = by_id(person, 3)\nif third is not None:\n    self.joy += third.joy")
    (met,) = renumbered(check(called), 1)
    assert met.says == "others met in random order, ties at random"


def test_what_only_parameters_tell_apart_shares_one_compiled_program() -> None:
    engine, program = KernelEngine(), check(ward())
    variants = [*at_the_ends(program, 1), *doubled(program, 1), *halved(program, 1)]
    assert [Rerun.of(program, each, engine).program is program for each in variants] == [True] * len(variants)


def test_one_compiled_program_gives_the_bits_of_the_variant_itself() -> None:
    engine, program = KernelEngine(), check(ward())
    (variant,) = halved(program, 1)
    shared = Rerun.of(program, variant, engine)
    own = Rerun.of(variant.program, Variant("time_step", variant.says, variant.program, 1, steps=2), engine)
    assert shared.program is program
    assert shared.findings(5) == own.findings(5)


def test_the_plain_ward_is_what_it_was() -> None:
    """Faults are planted in copies."""
    assert ward().rules[0].do == WARD["rules"][0]["do"] == "self.ill = not chance(1 - exp(-rate * dt))"
