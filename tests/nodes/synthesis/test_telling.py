"""What happened in a conversation, from what each said of themselves, in words that stand in the transcript."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handmade_runs import CAST, talk, turn
from sobremesa.nodes.report import Quotation
from sobremesa.nodes.synthesis.evidence import Evidence, turn_key
from sobremesa.nodes.synthesis.quoting import LONGEST_QUOTE, excerpt
from sobremesa.nodes.synthesis.talk import findings, spread_id, stance_id
from sobremesa.nodes.synthesis.telling import quotations, reaction, story
from sobremesa.nodes.synthesis.wording import described
from sobremesa.personas.card import PublicSide
from sobremesa.personas.utterance import Turn


def of(*turns: Turn) -> Evidence:
    cast = {persona.id: persona for persona in CAST}
    return replace(talk(), turns=turns, findings=findings(cast, turns))


def answered(evidence: Evidence) -> str:
    return " ".join(sentence.text for sentence in reaction(evidence))


def test_who_feels_what_and_who_goes_where() -> None:
    text = answered(talk())
    assert "At first Vera (stoic engineer) feels calm; Lou (empathetic artist) feels anger" in text
    assert "In the end Vera feels guilt; Lou feels anger; Sam feels interest." in text
    assert "Vera goes from −0.40 to +0.20 and Lou from +0.60 to +0.75; Sam stays at +0.10." in text
    assert "They come closer to each other" in text
    assert "Vera moves furthest and gives most ground." in text


def test_nobody_moves() -> None:
    still = of(turn("vera", 1, "No.", -0.4, "calm"), turn("lou", 1, "Yes.", 0.6, "calm"))
    text = answered(still)
    assert "Vera (stoic engineer) and Lou (empathetic artist) feel calm, first and last." in text
    assert "Nobody moves by much." in text
    assert "They end about as far apart as they began" in text
    assert "The conflict that remains is between Vera and Lou." in text


def test_who_ends_further_from_the_others_has_given_no_ground() -> None:
    """Vera comes to where Lou stood, and Lou has left for the other end."""
    text = answered(of(turn("vera", 1, "Yes.", 0.5, "calm"), turn("lou", 1, "No!", -0.9, "anger")))
    assert "moves furthest" in text
    assert "gives most ground" not in text


def test_drifting_apart() -> None:
    text = answered(of(turn("vera", 1, "No.", -0.9, "anger"), turn("lou", 1, "Yes!", 0.95, "joy")))
    assert "They drift apart" in text


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (0.3, 0.7, "hardens, from +0.30 to +0.70"),
        (0.7, 0.3, "softens, from +0.70 to +0.30"),
        (-0.4, 0.3, "changes sides, from −0.40 to +0.30"),
        (0.6, 0.02, "ends undecided, from +0.60 to +0.02"),
        (0.0, -0.5, "comes down against it, from 0.00 to −0.50"),
        (0.3, 0.4, "hardens, from +0.30 to +0.40"),
        (0.7, 0.8, "hardens, from +0.70 to +0.80"),
        (0.8, 0.7, "softens, from +0.80 to +0.70"),
        (0.3, 0.36, "hardly moves, from +0.30 to +0.36"),
        (0.3, 0.301, "ends at +0.30, as at the start"),
    ],
)
def test_ways(first: float, last: float, words: str) -> None:
    vera = CAST[0].model_copy(update={"stance": first})
    evidence = talk()
    assert evidence.casting is not None
    casting = evidence.casting.model_copy(update={"personas": (vera, *CAST[1:])})
    turns = (turn("vera", 1, "So it is.", last, "calm"),)
    told = story(replace(evidence, casting=casting, turns=turns, findings=findings({"vera": vera}, turns)))
    assert told[0].text == f"Vera, the stoic engineer, {words}."


def test_a_feeling_that_comes_back() -> None:
    turns = tuple(turn("vera", n, "Well.", -0.4, felt) for n, felt in enumerate(("calm", "anger", "fear", "calm"), 1))
    assert story(of(*turns))[1].text == "Calm comes back in the end, after anger and fear."


def test_quotations_are_verbatim_and_say_where() -> None:
    evidence = talk()
    spoken = {turn_key(t): t.utterance.speech for t in evidence.turns}
    found = quotations(evidence)
    assert {quotation.speaker for quotation in found} == {"vera", "lou", "sam"}
    assert all(quotation.text in spoken[quotation.turn] for quotation in found)
    turn_of_vera = "conversation/0/2/vera"
    assert Quotation(turn=turn_of_vera, speaker="vera", text="The logs are odd. I was wrong to wait.") in found


def test_an_excerpt_ends_with_a_sentence_or_at_least_a_word() -> None:
    assert excerpt("One. Two!  Three?") == "One. Two! Three?"
    long = excerpt("A first sentence. " + "word " * 100)
    assert long == "A first sentence."
    endless = excerpt("word " * 100)
    assert len(endless) <= LONGEST_QUOTE
    assert endless.endswith("word")


def test_who_says_nothing_is_left_out() -> None:
    silent = turn("sam", 1, "", 0.1, "calm")
    said = silent.utterance.model_copy(update={"silence": "refused", "thought": ""})
    evidence = of(turn("vera", 1, "No.", -0.4, "calm"), silent.model_copy(update={"utterance": said}))
    assert "Sam" not in answered(evidence)
    assert all("Sam" not in sentence.text for sentence in story(evidence))


def test_findings_of_a_talk_are_single_observations() -> None:
    found = {finding.id: finding for finding in talk().findings}
    after = found[stance_id("conversation", "vera", "after")]
    assert (after.value, after.low, after.high, after.n) == (0.2, None, None, 1)
    assert found[spread_id("conversation", "before")].value == pytest.approx(0.408, abs=0.001)


def test_a_manner_that_nobody_named_is_not_told() -> None:
    side = PublicSide(name="Elena", role="mayor", manner="anxious")
    assert described(side, "The mayor and two residents debate.") == "mayor"
    assert described(side, "An anxious mayor and two residents debate.") == "anxious mayor"


def test_of_many_only_a_few_are_named() -> None:
    many = tuple(
        CAST[0].model_copy(update={"id": f"p{i}", "public": PublicSide(name=f"N{i}n", role="clerk")}) for i in range(40)
    )
    emotions = ("anger", "calm", "fear", "joy", "guilt")
    turns = tuple(turn(one.id, 1, "Well.", 0.1, emotions[i % 5]) for i, one in enumerate(many))
    evidence = talk()
    assert evidence.casting is not None
    casting = evidence.casting.model_copy(update={"personas": many})
    found = findings({one.id: one for one in many}, turns)
    first, *_ = reaction(replace(evidence, casting=casting, turns=turns, findings=found))
    assert sum(f"N{i}n" in first.text for i in range(40)) <= 6
    assert "and others feel anger" in first.text
    assert "others feel joy and guilt" in first.text
