"""Where two runs part in words: a line for all rounds in a row, with the first words that differ."""

from sobremesa.nodes.comparing.comparison import Comparison, Parting, Words
from sobremesa.nodes.comparing.words import SENTENCE
from sobremesa.report.compared import MOST_RUNS, render


def parting(cycle: int, number: int, *who: str, follows: bool = False, **more: object) -> Parting:
    fields = {"arm": "they talk", "cycle": cycle, "round": number, "differ": who, "follows": follows}
    return Parting.model_validate(fields | more)


def words_of(*partings: Parting) -> list[str]:
    compared = Comparison(
        names=("a", "b"), same=False, partings=partings, rounds=20, people={"mei": "Mei", "bo": "Bo", "cy": "Cy"}
    )
    section = render(compared).partition("## Words")[2].partition("##")[0]
    return [line for line in section.splitlines() if line]


def test_rounds_in_a_row_are_one_line_with_the_first_difference_quoted() -> None:
    first = Words(persona="mei", one="We repair at once.", other=None)
    lines = words_of(
        parting(1, 2, "mei", words=first),
        parting(2, 1, "bo", follows=True, words=Words(persona="bo", one="Yes.", other="No.")),
        parting(2, 2, follows=True, otherwise=("mei", "cy"), only_one=("cy",)),
    )
    assert lines == [
        "- From round 2 of cycle 1 to round 2 of cycle 2, 3 rounds: other words by Mei and Bo; the same words by Cy, "
        "and otherwise how it is with them; Cy in a only. First Mei: “We repair at once.” in a, no more in b."
    ]


def test_a_round_in_which_all_is_the_same_parts_two_lines() -> None:
    lines = words_of(parting(1, 1, "mei"), parting(2, 1, "mei"), parting(2, 2, "mei", follows=True))
    assert [line.partition(":")[0] for line in lines] == [
        "- Round 1 of cycle 1",
        "- From round 1 of cycle 2 to round 2 of cycle 2, 2 rounds",
    ]


def test_lines_are_few_and_the_rest_is_counted() -> None:
    lines = words_of(*(parting(cycle, 1, "mei") for cycle in range(1, MOST_RUNS + 4)))
    assert len(lines) == MOST_RUNS + 1
    assert lines[-1] == "- 3 more rounds."


def test_figures_end_no_sentence() -> None:
    assert SENTENCE.findall("It costs 1.63 times that. No more… Is it so?") == [
        "It costs 1.63 times that. ",
        "No more… ",
        "Is it so?",
    ]
