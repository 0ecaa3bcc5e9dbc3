"""An agent of the real Letta Code asks, over native tools, and gets our answer; its model alone is scripted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from letta_agents import LettaCode
from scripted_agent import Asked, Call, Turn, following
from sobremesa import Settings, simulate_interactions, simulate_mechanics
from sobremesa.letta.offer import offered
from sobremesa.report.markdown import render

QUESTION = (
    "100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional states."
)
SMALL: Mapping[str, Any] = {"scenario": QUESTION, "num_agents": 30, "steps": 10, "replicates": 3, "seed": 7}
AWKWARD = (
    'Rosa says: "It\'s over" and Ines answers “no, not `yet`” 🙂👩‍👩‍👧.\n\n'
    "They argue about selling their father's boat;\t\\n is no line's end, and ${HOME} && $(ls) are nobody's. "
    "Who gives in?"
)


def test_an_agent_asks_and_tells_our_numbers(letta: LettaCode, tmp_path: Path) -> None:
    talk = letta.asks(following(Call("simulate_mechanics", SMALL), lambda text: f"It says: {text}"))
    here = simulate_mechanics(**SMALL, settings=Settings(home=tmp_path))
    result = talk.results[0]
    assert result["status"] == here.status == "done"
    assert result["answer"] == here.answer
    assert result["answer"][:200].replace('"', '\\"') in talk.said
    assert [finding["value"] for finding in result["findings"]][:1] == [
        next(finding.value for finding in here.findings if finding.headline)
    ]


def test_its_model_is_offered_the_contract_and_the_skill(letta: LettaCode) -> None:
    first = letta.asks(following("Good.")).asked[0]
    for tool in offered():
        assert first.tools[tool.name]["description"] == tool.description
        assert first.tools[tool.name]["parameters"] == tool.parameters
    assert 'Answers "what if" questions about groups of people' in first.words


def test_the_skill_can_be_read(letta: LettaCode) -> None:
    last = letta.asks(following(Call("Skill", {"skill": "sobremesa"}), "Good.")).asked[-1]
    assert "## What to remember" in last.words
    assert "INCONCLUSIVE: the runs can't tell" in last.words


def test_an_error_says_what_to_change(letta: LettaCode) -> None:
    talk = letta.asks(following(Call("simulate_scenario", {**SMALL, "num_agents": 0}), "I see."))
    error = talk.results[0]["error"]
    assert error["kind"] == "bad_request"
    assert error["fields"] == ["num_agents"]
    assert error["change"]


def test_a_scenario_arrives_as_it_was_written(letta: LettaCode) -> None:
    asked = {"scenario": AWKWARD, "rounds": 1, "masked": False}

    def report(text: str) -> Turn:
        return Call("get_simulation", {"thread_id": json.loads(text)["thread_id"], "page": 1})

    talk = letta.asks(following(Call("simulate_interactions", asked), report, "I see."))
    begun, read = talk.results
    assert (begun["status"], read["status"]) == ("done", "done")
    shown = read["page"]["text"]
    for part in ('"It\'s over"', "“no, not", "🙂👩‍👩‍👧", "is no line's end", "${HOME} && $(ls) are nobody's"):
        assert part in shown.replace("\\", "")


def test_forty_thousand_characters_arrive_page_by_page(letta: LettaCode) -> None:
    settings = Settings(home=letta.home / "simulations")
    people = [{"role": f"resident {number}", "traits": ("stubborn", "anxious")[number % 2]} for number in range(22)]
    question = "They debate whether the town should close the pool. Does it close?"
    kept = simulate_interactions(question, agents=people, rounds=6, masked=False, settings=settings)
    assert kept.report is not None
    whole = render(kept.report)
    assert len(whole) > 40_000

    def read_on(asked: Asked) -> Turn:
        pages = [json.loads(text) for text in asked.returned]
        if pages and pages[-1]["page"]["number"] == pages[-1]["pages"]:
            return "I have read it all."
        return Call("get_simulation", {"thread_id": kept.thread_id, "page": len(pages) + 1})

    talk = letta.asks(read_on)
    assert "".join(result["page"]["text"] for result in talk.results) == whole
