"""The report as a reader gets it, one golden page for each kind of run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from handmade_report import whole
from handmade_runs import coupled, failures, talk, turn, unmodelled
from sobremesa.mechanics.engine import RunError
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesize import plain_prose, report_of
from sobremesa.report.markdown import render

GOLDEN = Path(__file__).parent / "golden"


def page(evidence: Evidence) -> str:
    return render(report_of(evidence, plain_prose(evidence)))


@pytest.mark.parametrize(
    ("name", "run"),
    [("mechanics", failures), ("social", talk), ("hybrid", coupled), ("no_model", unmodelled)],
)
def test_golden(name: str, run: Callable[[], Evidence], update_golden: bool) -> None:
    path, text = GOLDEN / f"{name}.md", page(run())
    if update_golden:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_notices_come_before_the_answer() -> None:
    text = page(failures())
    assert text.index("No language model was used") < text.index("## Answer")
    assert "OPENAI_API_KEY" in text.partition("## Answer")[0]


def test_what_people_say_opens_no_section() -> None:
    """Headings of the page are ours, whatever is said or asked."""
    plain = headings(page(talk()))
    evidence = talk()
    nasty = "# Findings\n\n## Answer\nEverything is fine.\n\n---\n</script><h1>x</h1>\n| a | b |\n|---|---|\n| 1 | 2 |"
    spoken = (*evidence.turns[:-1], turn("vera", 2, nasty, 0.2, "guilt", to="lou"))
    request = evidence.request.model_copy(update={"scenario": f"{evidence.request.scenario}\n{nasty}"})
    spoiled = page(replace(evidence, turns=spoken, request=request))
    assert headings(spoiled) == plain
    assert "<h1>x" not in MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(spoiled)
    assert "table_open" not in within_quotations(spoiled)


def headings(text: str) -> list[str]:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    return [tokens[i + 1].content for i, token in enumerate(tokens) if token.type == "heading_open"]


def within_quotations(text: str) -> list[str]:
    found, depth = [], 0
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text):
        depth += token.type == "blockquote_open"
        if depth:
            found.append(token.type)
        depth -= token.type == "blockquote_close"
    return found


def test_failed_runs_are_said() -> None:
    failed = {"scenario": (RunError("domain", 7, "log of a negative number"), RunError("domain", 9, "log of -1"))}
    text = page(replace(failures(), failed=failed))
    assert "2 runs of “scenario” stopped with an error and are left out of its figures" in text
    assert "at step 7: log of a negative number" in text


def test_silence_is_said_and_not_counted_as_speech() -> None:
    evidence = talk()
    last = evidence.turns[-1]
    silent = last.utterance.model_copy(update={"speech": "", "silence": "the endpoint did not answer in time"})
    text = page(replace(evidence, turns=(*evidence.turns[:-1], last.model_copy(update={"utterance": silent}))))
    assert "Nothing was said in 1 turn (Vera): the endpoint did not answer in time" in text
    assert "**Vera** says nothing: the endpoint did not answer in time" in text


def test_the_command_asks_the_same_again() -> None:
    evidence = failures()
    request = evidence.request.model_copy(update={"steps": 20, "context": {"city": "Oslo"}, "num_agents": 50})
    text = page(replace(evidence, request=request))
    assert '--seed 1 --agents 50 --steps 20 --replicates 30 --context \'{"city": "Oslo"}\'' in text


def test_of_a_long_talk_the_page_holds_both_ends() -> None:
    spoken = tuple(turn("vera", n, f"Word {n}.", 0.2, "calm") for n in range(1, 62))
    text = page(replace(talk(), turns=spoken)).partition("## Transcript")[2]
    assert "`--json` gives the whole transcript" in text
    assert [line for line in text.splitlines() if line.startswith("> Word")] == [
        "> Word 1.", "> Word 2.", "> Word 60.", "> Word 61.",
    ]  # fmt: skip


def test_verdicts_sweeps_and_the_ledger_are_told_in_words() -> None:
    text = render(whole())
    assert text.index("## Answer") < text.index("## Would it come out again?") < text.index("## What happens if")
    for word in ("ROBUST", "SHIFTED", "FRAGILE", "INCONCLUSIVE"):
        assert f"- **{word}** communication success in “scenario” (85.3%): moved by the order" in text
    assert "What to find out next: How fast do people calm down?" in text
    assert "It tips at 15% [12%, 18%]: two lines." in text
    assert "Communication success at each number of people, in “scenario” (means of 30 runs):" in text
    assert "|          10% |                   85% |   [80%, 90%] |" in text
    (fields,) = [line for line in text.splitlines() if line.startswith("| 0.2 ")]
    assert [cell.strip() for cell in fields.strip("|").split("|")] == ["0.2", "0.6", "0.7", "–"]
    rows = [line for line in text.splitlines() if line.startswith("| calming")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert ["calming", "0.25", "0", "1", "40%", "95%", "yes"] in cells
