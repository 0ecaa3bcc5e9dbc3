"""What a fork's report says of the values that were set: how long they last, and which arms go by something else."""

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.nodes.ablation import RULE
from sobremesa.nodes.changes import Change
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import Decision
from sobremesa.nodes.forking.changing import arms_of
from sobremesa.nodes.synthesis.forked import forked

DOCUMENT = library.load("interface_failure_talk")
SET = Change(cycle=3, round=1, step=24, arms=("they talk",), set={"repair_rate": 0.05})


def decided(cycle: int, value: float) -> Decision:
    return Decision(
        cycle=cycle,
        step=12 * cycle,
        arm="they talk",
        lever="repair_effort",
        moves="repair_rate",
        personas=("nurse",),
        before=0.05,
        value=value,
    )


def told(change: Change, *decisions: Decision) -> str:
    return " ".join(forked([change], (), "rehearsal", DOCUMENT, decisions))


def test_a_value_lasts_until_the_next_decision_and_it_is_said() -> None:
    text = told(SET, decided(2, 0.03), decided(3, 0.0194))
    assert "From cycle 3 on repair rate was set to 5% per hour." in text
    assert "Repair rate stays so until the talk of cycle 3 sets it to 1.94% per hour." in text
    assert "“standing rule” goes by the rule that stands there for the people" in text
    assert "“no repair” keeps its own value" in text
    assert "So the difference between them and the talk is owed to what was set, too." in text


def test_a_value_that_nobody_moves_later_lasts_to_the_end() -> None:
    assert "Repair rate stays so to the end." in told(SET, decided(2, 0.03))
    contagion = SET.model_copy(update={"set": {"contagion": 2.0}})
    assert told(contagion).endswith("Contagion stays so to the end, in every arm.")


def test_from_the_start_the_rule_begins_with_it_too() -> None:
    text = told(SET.model_copy(update={"cycle": 1, "step": 0, "arms": ()}), decided(1, 0.03))
    assert "In “standing rule” it stays so until the rule sets it" in text
    assert "is owed to what was set" not in text


def test_the_rule_that_no_arm_stands_for_is_compared_in_the_world_as_it_was_changed() -> None:
    experiment = DOCUMENT.experiment
    talking = tuple(arm for arm in experiment.arms if arm.personas != "off")
    document = DOCUMENT.model_copy(update={"experiment": experiment.model_copy(update={"arms": talking})})
    state = {"route": {"mode": "hybrid"}, "request": Request(scenario="They talk.").model_dump()}
    program = check(document)
    assert RULE in arms_of("contagion", state, program, 24)  # type: ignore[arg-type]
    assert RULE not in arms_of("repair_rate", state, program, 24)  # type: ignore[arg-type]
