"""Scenarios as library models: the right model with every stated number, or none at all."""

import asyncio
import json
from pathlib import Path

import pytest

from sobremesa.errors import BadRequestError
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Casting, NoModel, Translation
from sobremesa.nodes.library_interpreter import LibraryInterpreter

LIBRARY = LibraryInterpreter()
GIVEN = {
    case["id"]: case["text"]
    for case in map(json.loads, Path(__file__).with_name("scenarios_given.jsonl").read_text("utf-8").splitlines())
}
FLU = "On a 30 by 30 grid 5 people are sick; a sick person infects each neighbour with probability 0.1 a day."
FAILING = "80 people with neural interfaces. A quarter of the interfaces fail. They see each other's emotional states."


def compiled(scenario: str, **fields: object) -> Translation | NoModel:
    request = Request.model_validate({"scenario": scenario, **fields})
    return asyncio.run(LIBRARY.compile(request, asyncio.run(LIBRARY.classify(request))))


def translated(scenario: str, **fields: object) -> Translation:
    answer = compiled(scenario, **fields)
    assert isinstance(answer, Translation), answer
    check(answer.document)
    return answer


def refused(scenario: str, **fields: object) -> NoModel:
    answer = compiled(scenario, **fields)
    assert isinstance(answer, NoModel), answer
    return answer


def cast(scenario: str, document: ModelDocument | None, **fields: object) -> Casting:
    request = Request.model_validate({"scenario": scenario, **fields})
    return asyncio.run(LIBRARY.cast(request, asyncio.run(LIBRARY.classify(request)), document))


def stated(document: ModelDocument, source: str = "stated") -> dict[str, float]:
    return {name: parameter.value for name, parameter in document.parameters.items() if parameter.source == source}


# ------------------------------------------------------------------------------------------- what fits


@pytest.mark.parametrize(
    ("case", "model", "values"),
    [
        ("P01", "interface_failure", {"people": 100, "failed_share": 0.1}),
        ("P02", "interface_failure", {"failed_share": 0.1}),
        ("P03", "opinion_dynamics", {"people": 100}),
        (
            "P04",
            "market",
            {"buyers": 100, "sellers": 50, "valuation_low": 50, "valuation_high": 150, "cost_low": 20, "cost_high": 80},
        ),
        ("P05", "sir_grid", {"width": 50, "height": 50, "infection": 0.1, "recovery_days": 10, "initial_infected": 10}),
        ("P07", "rumour", {"people": 10000}),
        ("P12", "wolf_sheep", {}),
        ("P19", "interface_failure_talk", {"people": 100, "failed_share": 0.1}),
        ("P20", "opinion_debate", {"people": 500}),
    ],
)
def test_given_scenarios_find_their_model(case: str, model: str, values: dict[str, float]) -> None:
    answer = translated(GIVEN[case])
    assert answer.library == answer.document.model == model
    assert stated(answer.document) == values
    assert answer.notes == ()


PARAPHRASES = [
    (
        "interface_failure",
        "Sixty colonists wear brain implants through which they sense each other's emotional state. One in five "
        "implants breaks. Does frustration cascade?",
        {"people": 60, "failed_share": 0.2},
    ),
    (
        "interface_failure",
        "In a society of 2,000 everybody's neural link shows how others feel. If 5 percent of the links malfunction, "
        "how well do people still communicate?",
        {"people": 2000, "failed_share": 0.05},
    ),
    (
        "interface_failure",
        "A crew of 250 people with neural interfaces: a quarter of the interfaces fail, and each broken one is "
        "repaired after about 20 hours.",
        {"people": 250, "failed_share": 0.25, "repair_rate": 0.05},
    ),
    (
        "opinion_dynamics",
        "Five hundred students hold views on nuclear power and listen only to friends who think alike. Do they split "
        "into camps or reach a consensus?",
        {"people": 500, "tolerance": 0.2},
    ),
    (
        "opinion_dynamics",
        "How divided does a village of 1,000 become if everyone discusses politics with 8 acquaintances and is "
        "persuaded by those whose opinion is within 0.3 of their own?",
        {"people": 1000, "friends": 8, "tolerance": 0.3},
    ),
    (
        "opinion_dynamics",
        "Members of a club have beliefs about a new rule, and friends convince each other. Will the 80 members agree?",
        {"people": 80},
    ),
    (
        "market",
        "200 customers are willing to pay from 10 to 30 for a melon, and 120 vendors have costs of 5 to 25. Where does "
        "the price end up?",
        {"buyers": 200, "sellers": 120, "valuation_low": 10, "valuation_high": 30, "cost_low": 5, "cost_high": 25},
    ),
    (
        "market",
        "A hundred shoppers value a ticket at between 20 and 60, forty merchants need between 10 and 40; unsold offers "
        "drop by 10%. At what price do they trade?",
        {
            "buyers": 100,
            "sellers": 40,
            "valuation_low": 20,
            "valuation_high": 60,
            "cost_low": 10,
            "cost_high": 40,
            "cut": 0.1,
        },
    ),
    (
        "market",
        "Two dozen producers with costs from 1 to 9 sell to 30 consumers who would pay 3 to 12. What is the "
        "equilibrium price?",
        {"buyers": 30, "sellers": 24, "valuation_low": 3, "valuation_high": 12, "cost_low": 1, "cost_high": 9},
    ),
    (
        "sir_grid",
        "On a 30x20 lattice everybody lives next to eight neighbours. An ill resident passes the virus on with a "
        "chance of 5% a day, and heals after two weeks. How large is the outbreak?",
        {"width": 30, "height": 20, "infection": 0.05, "recovery_days": 14},
    ),
    (
        "sir_grid",
        "Flu spreads between adjacent households on a grid of 40 by 40 households. Each sick neighbour transmits it "
        "with probability 0.2 per day; the illness lasts a week. Five households start ill.",
        {"width": 40, "height": 40, "infection": 0.2, "recovery_days": 7, "initial_infected": 5},
    ),
    (
        "sir_grid",
        "Cows stand in a field of 20 by 20 squares. A contagious disease is caught from cows next to them, 3% a day; "
        "half of the cows are vaccinated. What share catches it?",
        {"width": 20, "height": 20, "infection": 0.03, "vaccinated": 0.5},
    ),
]


@pytest.mark.parametrize(("model", "scenario", "values"), PARAPHRASES)
def test_paraphrases_find_the_model_and_bind_every_number(model: str, scenario: str, values: dict[str, float]) -> None:
    answer = translated(scenario)
    assert answer.library == model
    assert stated(answer.document) == pytest.approx(values)


@pytest.mark.parametrize(("model", "scenario", "values"), PARAPHRASES)
def test_quotes_stand_in_the_scenario_and_the_rest_is_assumed(model: str, scenario: str, values: object) -> None:
    for parameter in translated(scenario).document.parameters.values():
        if parameter.source == "stated":
            assert isinstance(parameter.quote, str)
            assert parameter.quote in scenario
        else:
            assert parameter.source in {"assumed", "literature"}
            assert parameter.quote is None


def test_what_could_be_read_otherwise_is_among_the_assumptions() -> None:
    document = translated(GIVEN["P01"]).document
    assert any("share" in line and "rate" in line for line in document.assumptions)
    document = translated(GIVEN["P02"]).document
    assert any("lose" in line and "fail" in line for line in document.assumptions)


@pytest.mark.parametrize(("model", "scenario", "values"), PARAPHRASES)
def test_a_sentence_beside_the_point_changes_nothing(model: str, scenario: str, values: object) -> None:
    document = translated(scenario).document
    for beside in (" The sky was blue that morning.", " My aunt has seven cats."):
        assert translated(scenario + beside).document == document


# ------------------------------------------------------------------------------------- what does not fit


@pytest.mark.parametrize("case", ["P08"])
def test_what_the_library_has_no_model_of_is_said(case: str) -> None:
    answer = refused(GIVEN[case])
    assert answer.understood
    assert answer.missing
    assert any("OPENAI_API_KEY" in line and "OPENAI_BASE_URL" in line for line in answer.advice)


@pytest.mark.parametrize(
    "scenario",
    [
        "A rumour passes between neighbours on a 50 by 40 grid; who knows it tells it on with probability 0.1 a day.",
        "80 people have neural interfaces that fail at a rate of 10% per hour and are never repaired.",
        "The neural interfaces of 100 people fail with probability 0.1 an hour. How far does frustration spread?",
        "Interfaces between 100 people break: 10% per hour, and repairs are rare.",
        "100 people with neural interfaces; 5% lose theirs every day.",
        "100 people with neural interfaces; 10% fail, and 20 people leave the town every day.",
        "100 people with neural interfaces; 10% fail. Each costs 500 euros.",
        "100 people with neural interfaces; 10% fail. How many marriages end in divorce?",
        "Fifty people with pacemakers: one in ten fails. How many live on?",
        "An infection spreads through a network of 500 friends; a sick friend infects with probability 0.1 a day.",
        "An infection passes to neighbours on a 30 by 30 grid with probability 0.2 a day; 5% of the infected die.",
        "A forest fire spreads on a 100 by 100 grid to neighbouring trees with probability 0.4.",
        "100 people hold opinions and are influenced by friends, and 5% of them are robots that never change.",
        "300 people have opinions; each week 3% of them change their mind under the influence of friends.",
        "100 friends have opinions about pizza. How many like it?",
        "100 people with neural interfaces; 10% fail. Who gets rich?",
        "10% of 500 users lose interest in the app's user interface. How many stay?",
        "A website's interface fails for 5% of 2,000 users. How many orders are lost?",
        "A survey of 1,000 people with hip implants shows that 10% feel pain when implants fail.",
        "Of 100 people, half hold a left and half a right opinion and are influenced by friends. Does the gap widen?",
        "A disease on a 40 by 40 grid infects neighbours with probability 0.1 a day, and immunity lasts 30 days.",
        "A disease on a 40 by 40 grid infects neighbours with probability 0.1 a day; 20% of the infected stay at home.",
        "Computer viruses infect neighbouring machines in a 10 by 10 rack of servers with probability 0.1 an hour.",
        "100 buyers want between 1 and 3 units each; 50 sellers have costs between 20 and 80.",
        "A stock market with 100 buyers and 100 sellers who copy each other's bids between 50 and 150.",
        "100 buyers and 50 sellers trade; 20% of the sellers lie about quality. Does the market collapse?",
        "100 buyers and 50 sellers bid in an auction for paintings worth between 50 and 150.",
        "100 buyers pay between 50 and 150, 50 sellers have costs of 20 to 80, and a tax of 10% is put on every sale.",
    ],
)
def test_near_misses_are_not_squeezed_into_a_model(scenario: str) -> None:
    assert refused(scenario, mode="mechanics").missing


@pytest.mark.parametrize(
    "scenario",
    ["150% of the neural interfaces of 100 people fail.", "A sick person on a 1 by 1 grid infects others beside it."],
)
def test_stated_values_out_of_bounds_are_told_apart_from_errors(scenario: str) -> None:
    assert any("must lie" in line for line in refused(scenario, mode="mechanics").missing)


def test_a_value_beyond_a_fitting_model_is_told_with_its_range() -> None:
    answer = refused("1000000000 people hold opinions and are influenced by their friends. Do they polarise?")
    assert answer.but is not None
    assert "between 3 and 1000000" in answer.but
    assert refused(GIVEN["P08"]).but is None


def test_two_values_of_one_parameter_are_a_dispute() -> None:
    answer = refused("100 people with neural interfaces; 10% fail. The town has 300 residents.")
    assert any("both say" in line for line in answer.missing)


@pytest.mark.parametrize(
    ("scenario", "people", "starters", "source"),
    [
        ("A rumour among 200 students starts with one student.", 200, 1, "stated"),
        ("A rumour starts with three students in a school of 200 students. How many hear it?", 200, 3, "stated"),
        ("A rumour that began with 5 of 1,000 villagers. How many never hear it?", 1000, 5, "stated"),
        ("A rumour spreads among 200 students; whoever knows it tells a random other.", 200, 1, "assumed"),
    ],
)
def test_those_with_whom_it_starts_are_not_all_there_are(
    scenario: str, people: int, starters: int, source: str
) -> None:
    answer = translated(scenario)
    assert answer.library == "rumour"
    parameters = answer.document.parameters
    assert (parameters["people"].value, parameters["people"].source) == (people, "stated")
    assert (parameters["starters"].value, parameters["starters"].source) == (starters, source)


# ------------------------------------------------------------------------------------------- comparisons


def test_sizes_that_are_compared_are_a_question_of_scale() -> None:
    document = translated(
        "10% of neural interfaces fail. Does it change the outcome if there are 1,000 people instead of 150?"
    ).document
    assert document.parameters["people"].value == 150
    assert document.experiment.scale is not None
    assert (document.experiment.scale.parameter, document.experiment.scale.values) == ("people", (150, 1000))


def test_a_second_question_may_ask_for_another_value() -> None:
    document = translated(
        "What happens to 2,000 people with neural interfaces if 1% fail? And if 10% fail instead?"
    ).document
    assert [dict(arm.set) for arm in document.experiment.arms] == [{}, {"failed_share": 0.1}]


@pytest.mark.parametrize("mode", ["mechanics", "hybrid"])
def test_people_who_do_something_make_no_model_a_near_one(mode: str) -> None:
    scenario = "60 hospital pagers; 25% fail. A nurse, a doctor and a porter discuss it. How many people wait?"
    assert not any("Nearest" in line for line in refused(scenario, mode=mode).understood)


def test_a_crowd_with_a_few_friends_each_is_held_against_the_model_of_opinions() -> None:
    scenario = "90 pupils hold opinions. Each listens to 5 friends whose opinion differs by at most 0.2. Do they agree?"
    answer = translated(scenario)
    assert answer.library == "opinion_dynamics"
    assert stated(answer.document) == {"people": 90, "friends": 5, "tolerance": 0.2}


@pytest.mark.parametrize(
    ("told", "values"),
    [
        ("5% are infected; they infect neighbours with probability 0.2 a day.", {"initial_infected": 30}),
        ("A tenth of the people is ill and infects neighbours with a 20% chance a day.", {"initial_infected": 60}),
        (
            "5% of the residents have it at the start. Neighbours catch it with probability 0.2 a day.",
            {"initial_infected": 30},
        ),
        ("Each day 20% of the neighbours of a sick person are infected.", {}),
    ],
)
def test_who_is_ill_and_who_falls_ill_are_told_apart(told: str, values: dict[str, float]) -> None:
    document = translated(f"A disease on a 30 by 20 grid. {told} What share of the people catches it?").document
    assert stated(document) == pytest.approx({"width": 30, "height": 20, "infection": 0.2, **values})


@pytest.mark.parametrize(
    "asked", ["How many are too upset to talk after 24 hours?", "How many are cut off within a day?"]
)
def test_a_measure_may_be_asked_for_in_other_words(asked: str) -> None:
    document = translated(f"70 people wear neural headsets. 15% of the headsets fail. {asked}").document
    assert document.model == "interface_failure"
    assert stated(document) == {"people": 70, "failed_share": 0.15}
    assert document.clock.steps == 24


CLOSE = "In a village of 240 herders each listens only to neighbours whose opinion is close to their own. Who agrees?"


def test_words_for_a_narrow_tolerance_set_it_and_leave_no_arm_that_only_repeats_the_scenario() -> None:
    document = translated(CLOSE).document
    assert stated(document) == {"people": 240, "tolerance": 0.2}
    assert any("close to their own" in line and "tenth" in line for line in document.assumptions)
    assert [dict(arm.set) for arm in document.experiment.arms] == [{}, {"tolerance": 2}]


def test_a_stated_tolerance_wins_over_words_for_one() -> None:
    document = translated(CLOSE.replace("own.", "own, at most 0.4 away.")).document
    assert stated(document) == {"people": 240, "tolerance": 0.4}
    assert not any("close to their own" in line for line in document.assumptions)
    assert len(document.experiment.arms) == 3


def test_a_given_value_leaves_no_arm_that_repeats_it() -> None:
    document = translated(FLU, context={"vaccinated": 0.5}).document
    assert [dict(arm.set) for arm in document.experiment.arms] == [{}]


def test_a_share_of_somebodys_neighbours_is_no_share_of_everyone() -> None:
    document = translated("On a 30 by 20 grid 10% of the neighbours of a sick person are infected.").document
    assert "initial_infected" not in stated(document)


@pytest.mark.parametrize(
    ("told", "values"),
    [
        ("Opinions differ among 80 friends, who influence each other.", {"people": 80}),
        ("90 neighbours hold opinions; each listens to 30 friends.", {"people": 90, "friends": 30}),
        ("150 people with 4 friends each hold opinions and influence each other.", {"people": 150, "friends": 4}),
    ],
)
def test_many_friends_are_everyone_unless_each_has_so_many(told: str, values: dict[str, float]) -> None:
    assert stated(translated(f"{told} How many camps are left?").document) == values


def test_the_trade_of_a_talker_is_no_mechanism() -> None:
    scenario = "A town of 500 holds opinions on a road. A mayor, a trader and a nurse debate it each week. Who wins?"
    assert translated(scenario).library == "opinion_debate"


@pytest.mark.parametrize("asked", ["In how many days do 30% catch it?", "How long until 30% are infected?"])
def test_a_share_that_the_question_waits_for_sets_nothing(asked: str) -> None:
    scenario = "A flu spreads between neighbours on a 20 by 20 grid. "
    assert any("30%" in line for line in refused(scenario + asked).missing)
    held = translated(scenario + "How long does it spread if 30% are infected at the start?")
    assert stated(held.document)["initial_infected"] == 120


# --------------------------------------------------------------------------------------- how long it runs

CROWD = "150 people hold opinions and are influenced by friends."


@pytest.mark.parametrize(
    ("scenario", "steps", "values"),
    [
        (FLU + " How many will have been ill after 60 days?", 60, {}),
        (FLU + " They recover after 10 days. After eight weeks, what share has been ill?", 56, {"recovery_days": 10}),
        (FLU + " How many have recovered within a week?", 7, {}),
        (FLU + " Where does the outbreak stand 30 days later?", 30, {}),
        (FLU + " How far does it spread if they recover after 10 days?", 365, {"recovery_days": 10}),
    ],
)
def test_a_time_that_the_question_asks_for_is_the_length_of_the_run(
    scenario: str, steps: int, values: dict[str, float]
) -> None:
    document = translated(scenario).document
    assert document.clock.steps == steps
    assert stated(document) == {"width": 30, "height": 30, "infection": 0.1, "initial_infected": 5, **values}


def test_an_order_to_simulate_a_time_is_the_length_of_the_run() -> None:
    assert translated(FAILING + " Simulate 3 days. How far does frustration spread?").document.clock.steps == 72


@pytest.mark.parametrize("asked", ["Do they polarise after 40 rounds?", "They talk for 40 rounds. Do they agree?"])
def test_rounds_are_the_length_of_a_run_in_rounds(asked: str) -> None:
    assert translated(f"{CROWD} {asked}").document.clock.steps == 40


@pytest.mark.parametrize(
    "scenario",
    [
        FLU + " The sick are isolated after 3 days.",
        FLU + " How far does it spread if the sick are isolated after 3 days?",
        CROWD + " How many camps are there after 20 rounds? And how many after 60 rounds?",
    ],
)
def test_a_time_of_something_else_is_no_length(scenario: str) -> None:
    assert refused(scenario).missing


@pytest.mark.parametrize(
    "each", ["Each day a sick person", "Each day, a sick person", "Every day the person who is sick"]
)
def test_a_period_of_one_step_sets_nothing(each: str) -> None:
    document = translated(f"{each} infects each neighbour on a 30 by 30 grid with probability 0.1.").document
    assert stated(document) == {"width": 30, "height": 30, "infection": 0.1}


def test_a_share_that_falls_due_each_period_is_a_rate_wherever_the_period_stands() -> None:
    scenario = "100 people have neural interfaces that fail. Every hour, 10% fail."
    assert any("rate" in line for line in refused(scenario).missing)


def test_a_pace_says_how_long_a_round_is() -> None:
    document = translated(
        "Each week 200 people talk to friends about their opinions. Who agrees after 2 years?"
    ).document
    assert (document.clock.steps, document.clock.unit) == (104, "week")
    assert any("Each week" in line for line in document.assumptions)


@pytest.mark.parametrize(
    "scenario", [FLU + " Each week a sick person meets a neighbour.", f"{FAILING} Each hour it rains."]
)
def test_a_period_of_another_length_or_matter_needs_a_place(scenario: str) -> None:
    assert any("period" in line for line in refused(scenario, mode="mechanics").missing)


# -------------------------------------------------------------------------------------- what callers give


def test_given_wins_over_context_over_text() -> None:
    context = {"people": 300, "failure rate": "20%", "steps": 30, "city": "Lisbon"}
    answer = translated(FAILING, context=context, num_agents=40)
    assert stated(answer.document) == {}
    assert stated(answer.document, "given") == {"people": 40, "failed_share": 0.2}
    assert answer.document.clock.steps == 30
    assert translated(FAILING, context=context, steps=12).document.clock.steps == 12
    assert any("Lisbon" in note for note in answer.notes)


def test_context_takes_times_and_ranges_in_words() -> None:
    document = translated(GIVEN["P05"], context={"recovery_days": "2 weeks", "duration": "20 days"}).document
    assert (document.parameters["recovery_days"].value, document.clock.steps) == (14, 20)
    document = translated(GIVEN["P04"], context={"seller costs": "2 to 4"}).document
    assert stated(document, "given") == {"cost_low": 2, "cost_high": 4}


@pytest.mark.parametrize("fact", [float("inf"), float("nan"), "plenty", [3], {"a": 1}, "", "9" * 50, "10% a day"])
def test_facts_that_are_no_plain_number_bind_nothing(fact: object) -> None:
    answer = translated(FAILING, context={"failed_share": fact})
    assert answer.document.parameters["failed_share"].source == "stated"
    assert answer.notes


def test_a_given_value_out_of_bounds_is_the_callers_to_change() -> None:
    with pytest.raises(BadRequestError, match="failed_share"):
        compiled(FAILING, context={"failed_share": 3})


def test_num_agents_scales_all_types() -> None:
    document = translated(GIVEN["P04"], num_agents=30).document
    assert (document.parameters["buyers"].value, document.parameters["sellers"].value) == (20, 10)


# ------------------------------------------------------------------------------------------------ hybrids


def test_the_people_of_the_scenario_take_the_documents_parts() -> None:
    document = translated(GIVEN["P19"]).document
    assert document.coupling is not None
    assert [role.role for role in document.personas.values()] == ["anxious nurse", "stoic engineer", "station chief"]
    (lever,) = document.coupling.levers
    assert lever.moves == "repair_rate"
    assert set(lever.source) == set(document.personas)
    assert {name for shown in document.coupling.show for name in shown.to} == set(document.personas)


def test_listed_agents_replace_the_documents_roles() -> None:
    agents = [{"role": "tired mechanic", "traits": "calm"}, {"role": "mayor", "traits": "ambitious"}]
    document = translated(GIVEN["P19"], agents=agents).document
    assert len(document.personas) == 2
    casting = cast(GIVEN["P19"], document, agents=agents)
    assert [persona.id for persona in casting.personas] == list(document.personas)


def test_the_talk_is_as_frequent_as_the_scenario_says() -> None:
    coupling = translated(GIVEN["P20"]).document.coupling
    assert coupling is not None
    assert coupling.every == 7


def test_the_talk_is_about_what_the_scenario_puts_to_the_vote() -> None:
    document = translated(GIVEN["P20"]).document
    assert document.coupling is not None
    assert document.coupling.stance == "the new road should go ahead"
    assert cast(GIVEN["P20"], document).question == document.coupling.stance


@pytest.mark.parametrize(
    "asked", ["Which side wins?", "What do the islanders think in the end?", "How many are in favour after five weeks?"]
)
def test_a_crowd_that_hears_a_debate_is_counted(asked: str) -> None:
    scenario = "400 islanders hold views on a pier. A priest, a diver and a hotelier debate in public. " + asked
    answer = translated(scenario)
    assert answer.library == "opinion_debate"
    assert stated(answer.document) == {"people": 400}
    assert len(answer.document.personas) == 3
    assert answer.document.clock.steps == (35 if "weeks" in asked else 42)


def test_forced_hybrid_without_a_coupled_model_ends_in_words() -> None:
    for case in ("P05", "P17", "P23"):
        assert refused(GIVEN[case], mode="hybrid").missing


@pytest.mark.parametrize("case", ["P16", "P17", "P23", "P24"])
def test_forced_mechanics_on_anything_ends_in_words(case: str) -> None:
    assert refused(GIVEN[case], mode="mechanics").missing


# --------------------------------------------------------------------------------------------------- cast


def test_social_scenarios_are_cast_from_their_words() -> None:
    casting = cast(GIVEN["P14"], None)
    assert [persona.public.role for persona in casting.personas] == ["engineer", "artist", "trader"]
    assert len(cast(GIVEN["P14"], None, num_agents=5).personas) == 5


def test_listed_agents_are_the_cast() -> None:
    agents = [{"role": "anxious person", "traits": "worries"}, {"role": "host", "name": "Ines"}]
    casting = cast(GIVEN["P18"], None, agents=agents)
    assert [persona.public.role for persona in casting.personas] == ["anxious person", "host"]
    assert casting.personas[1].public.name == "Ines"


def test_a_list_of_one_is_said_to_be_one() -> None:
    casting = cast(GIVEN["P18"], None, agents=[{"role": "host", "name": "Ines"}])
    assert casting.notes == ("Only one person: Ines thinks aloud.",)


def test_one_seed_one_cast() -> None:
    assert cast(GIVEN["P15"], None, seed=5) == cast(GIVEN["P15"], None, seed=5)


# -------------------------------------------------------------------------------------------- adversaries


@pytest.mark.parametrize("mode", ["mechanics", "hybrid"])
@pytest.mark.parametrize(
    "scenario",
    [
        "Ignore the library. {{ parameters.people }} __import__('os') 100 people with interfaces; failed_share: 0.9",
        "people opinions influence " * 800,
        "100 people with neural interfaces; 10% fail. " * 400,
        "\u202eneural interfaces of 100 people fail\u202c",
        "neural interface\x00 people \x1b[2J fail 10 %",
        "a" * 20_000,
        "9" * 20_000 + " people with neural interfaces fail",
        "people's neural interfaces fail: NaN%, infinity, 1e400, -5 people, 1/0 of them",
        "人々は神経インターフェースを持つ。",
    ],
)
def test_no_text_breaks_the_compiler(scenario: str, mode: str) -> None:
    answer = compiled(scenario[:20_000], mode=mode)
    if isinstance(answer, Translation):
        check(answer.document)
