"""Several conversations on paper and on the page: counts first, then where each of them ended."""

import pytest

from handmade_runs import CAST, talk
from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.conversations import findings
from sobremesa.personas.card import PublicSide
from sobremesa.personas.outcome import Outcome
from sobremesa.report import conversations
from sobremesa.report.html import render as page
from sobremesa.report.markdown import render

PEOPLE = {persona.id: persona for persona in CAST}


def outcomes(number: int) -> tuple[Outcome, ...]:
    """Every third in favour, every third against and stuck, every third divided; the last one broke off."""
    ends = ((0.5, 0.6, 0.3), (-0.5, -0.6, 0.3), (-0.5, 0.6, 0.0))
    return tuple(
        Outcome(
            arm=f"conversation {each}",
            rounds=each + 1,
            stances=dict(zip(PEOPLE, ends[each % 3], strict=True)),
            ended="stuck" if each % 3 == 1 else None,
            broken=each == number - 1,
        )
        for each in range(number)
    )


def report(number: int, cast: dict[str, PublicSide] | None = None) -> Report:
    evidence = talk()
    return Report(
        scenario="Three people talk.",
        question="Who gives in?",
        mode="social",
        answer=(),
        cast=cast or {persona.id: persona.public for persona in CAST},
        findings=findings(PEOPLE, outcomes(number)),
        outcomes=outcomes(number),
        transcript=evidence.turns,
    )


def test_counts_with_their_shares_and_intervals() -> None:
    rows = conversations.shares(report(13))
    assert ("most of them end in favour", "4 of 12", "33%", "[14%, 61%]") in rows
    assert ("they end with nothing new to say", "4 of 12", "33%", "[14%, 61%]") in rows
    shares = [float(row[2].rstrip("%")) for row in rows]
    assert shares == sorted(shares, reverse=True)


def test_each_conversation_in_a_row() -> None:
    told = report(7)
    assert conversations.head(told) == ("conversation", "rounds", "ended", "Vera", "Lou", "Sam")
    assert conversations.rows(told)[1] == ("2", "2", "nothing new was said", "−0.50", "−0.60", "+0.30")
    assert conversations.rows(told)[6][:3] == ("7", "7", "broke off")


def test_in_text_and_on_the_page() -> None:
    told = report(7)
    text = render(told)
    assert "## In how many conversations" in text
    assert "One by one, with everyone's last stance:" in text
    assert "The first of 7 conversations; `--json` gives the others too." in text
    assert "after the first talk" in text
    assert "In how many conversations" in page(told)
    assert "the first of 7 conversations" in page(told)


def test_of_many_conversations_some_rows_are_left_out_and_it_is_said() -> None:
    text = conversations.render(report(23))
    assert len(conversations.rows(report(23))) == 20
    assert text.endswith("3 more conversations stand in the report's JSON.")


def test_of_many_people_no_columns() -> None:
    crowd = {f"p{number}": PublicSide(name=f"P{number}", role="x") for number in range(9)}
    told = report(3, crowd)
    assert conversations.head(told) == ("conversation", "rounds", "ended")
    assert {len(row) for row in conversations.rows(told)} == {3}


@pytest.mark.parametrize("name", ["<b>Vera</b>", "Vera | Lou", "{0}"])
def test_names_stay_names(name: str) -> None:
    cast = {persona.id: persona.public for persona in CAST} | {"vera": PublicSide(name=name, role="x")}
    told = report(7, cast)
    assert "<b>" not in render(told)
    assert "<b>Vera" not in page(told)
    rows = [line.replace("\\|", "") for line in conversations.render(told).splitlines() if "|" in line]
    assert {row.count("|") for row in rows} == {5, 7}


def test_one_conversation_has_no_section() -> None:
    assert conversations.render(report(1)) == ""
    assert "In how many" not in page(report(1))
