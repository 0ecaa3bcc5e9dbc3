"""The four tools, as a model or a client sees them."""

import json
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from sobremesa.doors.contract import contract
from sobremesa.doors.tool import TOOLS, Tool, tool_of
from sobremesa.errors import BadRequestError
from sobremesa.nodes.calls import Call, read_call
from sobremesa.nodes.contract import CONTRACT_VERSION
from sobremesa.nodes.settings import Settings

NAMES = ("simulate_scenario", "simulate_mechanics", "simulate_interactions", "get_simulation")
FULL: dict[str, Any] = {
    "scenario": 'They say "no"\nand ✋',
    "mode": "social",
    "context": {"people": 5, "calm": True, "town": "Oslo"},
    "num_agents": 3,
    "agents": [{"role": "nurse", "traits": "anxious", "name": "Ada"}],
    "rounds": 2,
    "turn_taking": "urgency",
    "events": [{"round": 1, "what": "the lights go out"}],
    "seed": 2**53 - 1,
    "replicates": 2,
    "masked": True,
    "budget": {"calls": 10, "seconds": 2.5},
    "wait": 0.5,
    "idempotency_key": "k",
}


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a schema."""
    if isinstance(schema, dict):
        yield schema
        for part in schema.values():
            yield from nodes(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from nodes(part)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_a_schema_stands_by_itself_says_what_each_field_is_and_takes_nothing_else(tool: Tool) -> None:
    schema = tool.input_schema()
    Draft202012Validator.check_schema(schema)
    assert not any("$ref" in node for node in nodes(schema))
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == set(tool.fields)
    assert all(part.get("description") for part in schema["properties"].values())
    assert json.loads(json.dumps(schema)) == schema


def test_what_a_schema_takes_we_take_and_what_it_refuses_we_refuse() -> None:
    scenario = tool_of("simulate_scenario")
    validator = Draft202012Validator(scenario.input_schema())
    validator.validate(FULL)
    assert read_call(scenario.taken(FULL)).num_agents == 3
    wrong: dict[str, Any] = {
        "wait": 46,
        "seed": 2**53,
        "rounds": 0,
        "mode": "magic",
        "agents": [{"traits": "anxious"}],
        "budget": {"euros": 1},
        "idempotency_key": "",
        "events": [{"round": 1}],
    }
    for name, value in wrong.items():
        bad = {**FULL, name: value}
        with pytest.raises(ValidationError):
            validator.validate(bad)
        with pytest.raises(BadRequestError) as refused:
            read_call(scenario.taken(bad))
        assert refused.value.fields == (name,)
        assert name in str(refused.value)


@pytest.mark.parametrize("name", [*sorted(set(Settings.model_fields) - {"document"}), "settings", "executor", "path"])
def test_nothing_that_only_an_operator_may_set_is_in_a_request(name: str) -> None:
    assert not any(name in tool.fields for tool in TOOLS)
    for tool in TOOLS:
        with pytest.raises(BadRequestError, match="it takes"):
            tool.taken({"scenario": "100 people.", name: "x"})


def test_the_two_narrower_tools_set_the_mode_and_take_part_of_a_call() -> None:
    assert tuple(tool.name for tool in TOOLS) == NAMES
    for name, mode in (("simulate_mechanics", "mechanics"), ("simulate_interactions", "social")):
        tool = tool_of(name)
        assert set(tool.fields) < set(Call.model_fields)
        assert tool.taken({"scenario": "x"})["mode"] == mode
        with pytest.raises(BadRequestError, match="no 'mode'"):
            tool.taken({"scenario": "x", "mode": "auto"})


def test_a_language_model_may_send_json_in_a_text_and_null_for_nothing() -> None:
    call = read_call({"scenario": "{a} [b]", "agents": '[{"role": "nurse"}]', "budget": '{"calls": 3}', "steps": None})
    assert (call.scenario, call.agents[0].role, call.budget.calls, call.steps) == ("{a} [b]", "nurse", 3, None)
    assert type(call.request).__name__ == "Request"
    with pytest.raises(BadRequestError, match="agents must be"):
        read_call({"scenario": "x", "agents": '[{"role": '})


def test_the_contract_holds_version_tools_and_result() -> None:
    whole = contract()
    assert whole["version"] == CONTRACT_VERSION
    assert [tool["name"] for tool in whole["tools"]] == list(NAMES)
    Draft202012Validator.check_schema(whole["result"])
    assert "report" not in whole["result"]["properties"]
    assert not any("$ref" in node for node in nodes(whole))


def test_the_page_on_the_contract_is_made_from_its_types() -> None:
    docs = Path(__file__).parents[2] / "docs"
    spec = spec_from_file_location("contract", docs / "contract.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (docs / "contract.md").read_text("utf-8")
    assert module.filled(page) == page, "run: python docs/contract.py"
