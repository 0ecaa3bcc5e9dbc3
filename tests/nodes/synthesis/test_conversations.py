"""Several conversations: what is counted of them, told of them, and answered by them, against counts made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from handmade_runs import CAST, talk
from sobremesa.nodes.claims import problems
from sobremesa.nodes.contract import Request
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.conversations import count_of, findings, in_words, often, outcome_id
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.grounding import grounds
from sobremesa.nodes.synthesis.notices import notices
from sobremesa.nodes.synthesis.recurring import counted
from sobremesa.nodes.synthesis.yes_or_no import asked, yes_or_no
from sobremesa.personas.outcome import Outcome

PEOPLE = {persona.id: persona for persona in CAST}
IN_FAVOUR, AGAINST, DIVIDED = (0.5, 0.6, -0.3), (-0.5, 0.6, -0.3), (-0.5, 0.6, 0.0)
AGREED = (0.5, 0.6, 0.3)


def outcome(number: int, stances: tuple[float, float, float], **more: object) -> Outcome:
    ends = dict(zip(PEOPLE, stances, strict=True))
    return Outcome.model_validate({"arm": f"conversation {number}", "rounds": 2, "stances": ends} | more)


def several(outcomes: Sequence[Outcome], scenario: str | None = None, question: str | None = None) -> Evidence:
    evidence = talk()
    assert evidence.casting is not None
    casting = evidence.casting.model_copy(update={"question": question or evidence.casting.question})
    request = Request(scenario=scenario or evidence.request.scenario, replicates=len(outcomes))
    found = (*evidence.findings, *findings(PEOPLE, outcomes))
    return replace(evidence, request=request, casting=casting, outcomes=tuple(outcomes), findings=found)


def ten() -> list[Outcome]:
    """Seven in favour (three of them all), two against, one divided; Vera gives in eight times and Lou once."""
    ends = [*[AGREED] * 3, *[IN_FAVOUR] * 4, *[AGAINST] * 2, DIVIDED]
    gave_in = [*[("vera",)] * 8, ("lou",), ()]
    return [
        outcome(number, stances, gave_in=who) for number, (stances, who) in enumerate(zip(ends, gave_in, strict=True))
    ]


def words(sentences: Sequence[Sentence]) -> str:
    return " ".join(sentence.text for sentence in sentences)


def test_shares_are_counted_with_the_interval_of_wilson() -> None:
    found = {finding.id: finding for finding in findings(PEOPLE, ten())}
    favour = found[outcome_id("in favour")]
    assert (favour.value, favour.n, count_of(favour)) == (0.7, 10, 7)
    # Wilson (1927), 7 of 10 at 95%: as in Newcombe, Statistics in Medicine 17, 1998, equation 3.
    assert (favour.low, favour.high) == pytest.approx((0.3968, 0.8922), abs=5e-5)
    counts = {id_: count_of(finding) for id_, finding in found.items() if finding.unit == "share"}
    assert counts == {
        outcome_id("in favour"): 7, outcome_id("against"): 2, outcome_id("divided"): 1, outcome_id("agreed"): 3,
        outcome_id("gave in", "vera"): 8, outcome_id("gave in", "lou"): 1,
    }  # fmt: skip


def test_mean_stances_have_the_interval_of_student() -> None:
    found = {finding.id: finding for finding in findings(PEOPLE, ten())}
    vera = found[outcome_id("after", "vera")]
    assert vera.value == pytest.approx(0.2)
    # Seven times 0.5 and three times -0.5: s = 0.4830, t(9) = 2.2622.
    assert vera.high == pytest.approx(0.2 + 2.2622 * 0.4830 / 10**0.5, abs=1e-4)
    assert found[outcome_id("after", "lou")].low == found[outcome_id("after", "lou")].high == 0.6


def test_one_conversation_is_not_counted() -> None:
    assert findings(PEOPLE, [outcome(1, AGREED)]) == ()


def test_conversations_that_broke_off_are_left_out_and_the_reader_is_told() -> None:
    outcomes = [*ten(), outcome(10, AGREED, broken=True), outcome(11, AGREED, broken=True)]
    evidence = several(outcomes)
    assert {finding.n for finding in findings(PEOPLE, outcomes)} == {10}
    assert "2 of the 12 conversations broke off, and are left out of what is counted." in notices(evidence)


def test_notices_say_of_whom_the_intervals_are() -> None:
    told = words([Sentence(text=notice) for notice in notices(several(ten()))])
    assert "held 10 conversations" in told
    assert "more conversations by the rehearsal would give" in told
    assert "This is one conversation" not in told


def test_what_came_up_is_told_with_counts_and_intervals() -> None:
    text = words(counted(several(ten())))
    assert (
        "In 7 of 10 conversations (70% [40%, 89%]) most of them end in favour; in 2 of 10 most of them end against"
        in text
    )
    assert "in 1 of 10 they end divided" in text
    assert "In 3 of 10 conversations (30% [11%, 60%]) all of them end on one side." in text
    assert "Vera gives most ground in 8 of 10 conversations (80% [49%, 94%]), Lou in 1 of 10." in text
    assert "On the mean of 10 conversations Vera ends at +0.20 [−0.15, +0.55], Lou at +0.60 and Sam at" in text


@pytest.mark.parametrize("number", [2, 3, 7, 10, 100])
@pytest.mark.parametrize("ask", ["How do they react?", "Will they agree?", "Do they publish the logs?"])
def test_every_sentence_holds_before_the_check(number: int, ask: str) -> None:
    outcomes = (ten() * 10)[:number]
    outcomes[1] = outcome(1, AGAINST, alone="lou", changed_sides=("vera", "sam"), ended="stuck", drift=0.3)
    evidence = several(outcomes, f"Three people find the logs. {ask}", "the logs should be published")
    for sentence in counted(evidence):
        assert problems(sentence, grounds(evidence)) == ()


@pytest.mark.parametrize("name", ["{0}", "{secret}", "%s", "All 10"])
def test_names_are_told_as_they_are(name: str) -> None:
    evidence = several(ten())
    assert evidence.casting is not None
    odd = CAST[0].model_copy(update={"public": CAST[0].public.model_copy(update={"name": name})})
    casting = evidence.casting.model_copy(update={"personas": (odd, *CAST[1:])})
    told = words(counted(replace(evidence, casting=casting)))
    assert f"{name} gives most ground in 8 of 10" in told
    assert f"{name} ends at +0.20" in told


def test_a_wrong_count_does_not_hold() -> None:
    evidence = several(ten())
    ground = grounds(evidence)
    cited = (outcome_id("in favour"),)
    assert problems(Sentence(text="In 7 of 10 conversations they are for it.", evidence=cited), ground) == ()
    for wrong in ("In 8 of 10 conversations they are for it.", "In 7 of 9 conversations they are for it.", "80% are."):
        assert problems(Sentence(text=wrong, evidence=cited), ground)
    other = Sentence(text="Lou gives most ground in 8 of 10 conversations.", evidence=(outcome_id("gave in", "vera"),))
    assert problems(other, ground)


@pytest.mark.parametrize(
    ("scenario", "statement", "what"),
    [
        ("Two sisters own a house. Will they agree?", "the house should be sold", "agree"),
        ("Two sisters own a house. Do they find a compromise? Who gives in?", "the house should be sold", "agree"),
        ("Two sisters own a house. Can they reach an agreement?", "the house should be sold", "agree"),
        ("A cook and a monk argue. Do they let them in?", "they should let tourists in", "do"),
        ("Two sisters own two boats. Do they sell them?", "the boats should be sold", "do"),
        ("Two sisters own a house. Do they sell it?", "the house should be sold", "do"),
        ("Two sisters own a house. Will they sell it?", "they should sell the house", "do"),
        ("Two sisters own a house. Do they sell it?", "the house should not be sold", None),
        ("Two sisters own a house. Do they sell it?", "the house should be kept rather than sold", None),
        ("Two sisters own a house. Do they sell it?", "the house should be kept", None),
        ("Two sisters own a house. Don't they agree?", "the house should be sold", None),
        ("Two sisters own a house. Do they agree to sell it?", "the house should be let", None),
        ("Two sisters own a house. Do they agree to sell it?", "the house should be sold", "do"),
        ("A jury deliberates. Do they find him guilty?", "the defendant should be found guilty", "do"),
        ("A jury deliberates. Will the jury find him guilty?", "the defendant should be found guilty", "do"),
        ("Nurses argue. Do the nurses go on strike?", "they should go on strike", "do"),
        ("Nurses argue. Do they go home?", "they should go on strike", None),
        ("A board talks. Should the mayor resign?", "the mayor should resign", "do"),
        ("A board talks. Does the mayor resign?", "the mayor should resign", None),
        ("A board talks. Does she resign?", "the mayor should resign", None),
        ("Two sisters own a house. Do they sell it? Who gives in?", "the house should be sold", "do"),
        ("Two sisters own a house. Who gives in?", "the house should be sold", None),
        ("Two sisters agree on nothing. What happens?", "the house should be sold", None),
        ("Two sisters own a house. How will they agree?", "the house should be sold", None),
    ],
)
def test_only_some_questions_ask_for_yes_or_no(scenario: str, statement: str, what: str | None) -> None:
    assert asked(several([outcome(1, AGREED)], scenario, statement)) == what


SELL = ("Three siblings own a house. Do they sell it?", "the house should be sold")
AGREE = ("Three siblings own a house. Will they agree?", "the house should be sold")


@pytest.mark.parametrize(
    ("stances", "answer"),
    [
        (AGREED, "Yes, in this conversation: all of them end in favour of “the house should be sold”."),
        (IN_FAVOUR, "Yes, in this conversation: most of them end in favour of “the house should be sold”."),
        (AGAINST, "No, in this conversation: most of them end against “the house should be sold”."),
        (DIVIDED, "Neither yes nor no, in this conversation: they end divided on “the house should be sold”."),
    ],
)
def test_one_conversation_says_yes_or_no_for_itself(stances: tuple[float, float, float], answer: str) -> None:
    assert words(yes_or_no(several([outcome(1, stances)], *SELL))) == answer


@pytest.mark.parametrize(("stances", "word"), [(AGREED, "Yes"), ((-0.2, -0.3, -0.4), "Yes"), (IN_FAVOUR, "No")])
def test_one_conversation_says_whether_they_agree(stances: tuple[float, float, float], word: str) -> None:
    assert words(yes_or_no(several([outcome(1, stances)], *AGREE))).startswith(f"{word}, in this conversation: ")


def test_several_conversations_say_in_how_many() -> None:
    assert words(yes_or_no(several(ten(), *SELL))) == (
        "In 7 of 10 conversations (70% [40%, 89%]), yes: most of them end in favour of “the house should be sold”; "
        "in 2 of 10, no: most of them end against it; in 1 of 10, neither yes nor no: they end divided on it."
    )
    assert words(yes_or_no(several(ten(), *AGREE))) == (
        "In 3 of 10 conversations (30% [11%, 60%]), yes: all of them end on one side of “the house should be sold”."
    )


def test_what_came_up_most_often_is_said_first() -> None:
    mostly_divided = several([outcome(number, AGREED if number == 0 else DIVIDED) for number in range(5)], *SELL)
    assert words(yes_or_no(mostly_divided)) == (
        "In 4 of 5 conversations (80% [38%, 96%]), neither yes nor no: they end divided on “the house should be sold”; "
        "in 1 of 5, yes: most of them end in favour of it."
    )


def test_never_and_always_are_said() -> None:
    never = several([outcome(number, DIVIDED) for number in range(10)], *AGREE)
    assert words(yes_or_no(never)).startswith("In none of 10 conversations (0% [0%, 28%]): all of them")
    always = several([outcome(number, AGREED) for number in range(10)], *SELL)
    assert words(yes_or_no(always)) == (
        "In all 10 conversations (100% [72%, 100%]), yes: most of them end in favour of “the house should be sold”."
    )


def test_where_all_conversations_broke_off_nothing_is_answered() -> None:
    assert yes_or_no(several([outcome(1, AGREED, broken=True)], *SELL)) == ()


def test_words_for_the_table() -> None:
    found = {finding.id: finding for finding in findings(PEOPLE, ten())}
    gave_in = found[outcome_id("gave in", "vera")]
    assert (in_words(gave_in, {"vera": "Vera"}), often(gave_in)) == ("Vera gives most ground", "8 of 10")
